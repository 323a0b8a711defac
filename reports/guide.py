"""What a report waits for, and of whom, in one sentence for the seat that looks at it."""

from core.formats import NBSP, counted, joined
from reports.enums import ReportState
from reports.models import Report
from reports.queries import PartyState

ELSEWHERE = {
    ReportState.DRAFT: (
        f"Le rapport est en rédaction{NBSP}: rien n’est attendu de votre siège avant son partage."
    ),
    ReportState.RETURNED: (
        f"Le rapport est renvoyé{NBSP}: le département reprend les points remarqués, "
        "puis partagera une nouvelle édition."
    ),
    ReportState.CORRECTED: (
        "Une correction est ouverte par le département, qui partagera une nouvelle édition. "
        "L’édition arrêtée reste lisible."
    ),
    ReportState.AGREED: "Le rapport est arrêté conjointement par les trois parties. Il ne se modifie plus.",
    ReportState.DELIBERATED: "Le rapport est arrêté et l’assemblée a délibéré. Il n’y a plus rien à faire.",
}
WRITING = {
    ReportState.DRAFT: (
        "Vous rédigez. La préfecture et l’ARS ne liront rien avant le partage, qui vient en dernier."
    ),
    ReportState.RETURNED: (
        f"Le rapport vous est renvoyé{NBSP}: corrigez ce qui est remarqué, répondez à chaque remarque, "
        "puis partagez une nouvelle édition."
    ),
    ReportState.CORRECTED: (
        f"La correction est ouverte{NBSP}: modifiez, puis partagez une nouvelle édition, "
        "que les trois parties viseront. L’édition arrêtée reste lisible."
    ),
}
TO_SEAL = f"Lisez le rapport. S’il convient, visez-le{NBSP}; sinon, faites une remarque, puis renvoyez-le."
TO_SIGN = "Lisez le rapport, puis dites ce qu’en pense votre organisation."
TO_DELIBERATE = (
    f"Le rapport est arrêté conjointement{NBSP}: il ne se modifie plus. "
    "Il reste à enregistrer la délibération de l’assemblée."
)


SIGN = (
    f"Le rapport est arrêté conjointement{NBSP}: votre organisation peut le signer, ici avec son certificat "
    "de cachet ou dans son parapheur."
)

SIGN_TOO = "Votre organisation peut aussi le signer, ici ou dans son parapheur."


def lead_for(
    report: Report, parties: list[PartyState], acts: set[str], *, writes: bool, has_sealed: bool
) -> str:
    """The sentence; `acts` names the transitions the seat may ask for now, `writes` whether it may edit."""
    if report.state == ReportState.SHARED:
        return _shared(parties, acts, has_sealed=has_sealed)
    if writes and report.state in WRITING:
        return WRITING[ReportState(report.state)]
    if "deliberate" in acts:
        return f"{TO_DELIBERATE} {SIGN_TOO}" if "sign" in acts else TO_DELIBERATE
    if "sign" in acts:
        return SIGN
    return ELSEWHERE[ReportState(report.state)]


def _shared(parties: list[PartyState], acts: set[str], *, has_sealed: bool) -> str:
    if "seal" in acts and not has_sealed:
        return TO_SEAL if "send_back" in acts else TO_SIGN
    said = "Votre organisation s’est prononcée. " if has_sealed else "Le rapport est partagé. "
    silent = [party.name for party in parties if party.state == "waiting"]
    if silent:
        return f"{said}{counted(len(silent), 'visa attendu', 'visas attendus')}{NBSP}: {joined(silent)}."
    return f"{said}Un visa est refusé{NBSP}: la rédaction reprendra après un renvoi."

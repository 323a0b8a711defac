"""What a report waits for, and of whom, in one sentence for the seat that looks at it."""

from collections.abc import Iterator

from accounts.enums import OrganisationKind
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
}
CLOSED = {
    ReportState.AGREED: f"Le rapport est arrêté conjointement{NBSP}: il ne se modifie plus.",
    ReportState.DELIBERATED: "Le rapport est arrêté et l’assemblée a délibéré.",
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
TO_DELIBERATE = "Il reste à enregistrer la délibération de l’assemblée."
# What closes is the three seals: the signature belongs to what follows, and no text gives it a day.
SIGNING_ADDS = (
    f"La signature s’ajoute aux trois visas, qui arrêtent le rapport{NBSP}; elle n’a pas d’échéance."
)
SIGNING = {
    "sign": "Votre organisation peut signer ici, avec son certificat de cachet, ou dans son parapheur.",
    "bring_back": "La copie que votre organisation signe dans son parapheur se dépose ici.",
}
ALL_SIGNED = "Les trois parties l’ont signé."
NOTHING_LEFT = "Il n’y a plus rien à faire."


def lead_for(
    report: Report, parties: list[PartyState], acts: set[str], *, writes: bool, has_sealed: bool
) -> str:
    """The sentence; `acts` names the transitions the seat may ask for now, `writes` whether it may edit."""
    if report.state == ReportState.SHARED:
        return _shared(parties, acts, has_sealed=has_sealed)
    if writes and report.state in WRITING:
        return WRITING[ReportState(report.state)]
    if report.is_closed:
        return " ".join(_closed(report, parties, acts))
    return ELSEWHERE[ReportState(report.state)]


def _shared(parties: list[PartyState], acts: set[str], *, has_sealed: bool) -> str:
    if "seal" in acts and not has_sealed:
        return TO_SEAL if "send_back" in acts else TO_SIGN
    said = "Votre organisation s’est prononcée. " if has_sealed else "Le rapport est partagé. "
    silent = [party.name for party in parties if party.state == "waiting"]
    if silent:
        return f"{said}{counted(len(silent), 'visa attendu', 'visas attendus')}{NBSP}: {joined(silent)}."
    return f"{said}Un visa est refusé{NBSP}: la rédaction reprendra après un renvoi."


def _closed(report: Report, parties: list[PartyState], acts: set[str]) -> Iterator[str]:
    """What is left once the parties agreed: the vote, and the signatures that are missing."""
    yield CLOSED[ReportState(report.state)]
    if "deliberate" in acts:
        yield TO_DELIBERATE
    if missing := [party.name for party in parties if party.lacks_signature]:
        awaited = "signature attendue" if len(missing) == 1 else "signatures attendues"
        yield f"{signatures_told(len(parties) - len(missing))}, {awaited}{NBSP}: {joined(missing)}."
        yield SIGNING_ADDS
        yield from [told for act, told in SIGNING.items() if act in acts][:1]
    else:
        yield ALL_SIGNED
        if report.state == ReportState.DELIBERATED:
            yield NOTHING_LEFT


def to_prepare(report: Report, count: int) -> str:
    """What whoever answers `count` of the remarks may do of a shared report before it is returned, if it ever
    is; nothing in another state, or without remark."""
    if report.state != ReportState.SHARED or not count:
        return ""
    told = counted(count, "remarque à préparer", "remarques à préparer")
    return f"{told}{NBSP}: vous pouvez y répondre dès maintenant, avant tout renvoi."


def signatures_told(count: int) -> str:
    """« 1 signature sur 3 »: of the three parties, how many have signed."""
    return f"{counted(count, 'signature')} sur {len(OrganisationKind.parties())}"

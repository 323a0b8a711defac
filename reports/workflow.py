"""The life of a report: each change of state, its sources, its right, and what it does."""

from datetime import date

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import Seat
from contracts.models import Document
from core.canonical import sha256_hex
from core.formats import NBSP
from core.history import because
from core.workflow import TransitionRefused, transition
from indicators.checks import blocking_told, open_told, year_checks
from reports.builder import build_report
from reports.canonical import write_report
from reports.enums import RemarkState, RenderingKind, RenderingState, ReportState, SealDecision
from reports.letterheads import frozen_letterheads
from reports.models import Edition, Report, Seal
from reports.papers import agreed_frame, request_paper, submitted_frame, with_letterheads
from reports.years import explainable, to_correct

PARTIES = 3
VOTE = ("deliberated_on", "deliberation_reference", "deliberation")


@transition(
    model=Report,
    label="Partager le rapport",
    source=ReportState.writable(),
    target=ReportState.SHARED,
    permission="reports.share_report",
)
def share(report: Report, *, by: Seat, reason: str = "") -> Edition:
    """Freeze the report's content as a new edition and hand it to the préfecture and the ARS.

    A figure that breaks a blocking rule holds it; one that surprises and may be explained is explained first,
    or `reason` says why it is not, in the journal. A correction that changes nothing is not shared: two
    editions would bear one hash. Seals on an earlier edition that was not agreed fall: they stood on another
    content.
    """
    waiting = report.remarks.filter(state=RemarkState.OPEN, is_internal=False).count()
    if waiting:
        raise TransitionRefused(f"Répondez d’abord aux remarques ouvertes ({waiting}).")
    _refuse_unchecked(report, reason)
    edition = _freeze(report, by)
    void_seals(report, f"Nouvelle édition n° {edition.number}")
    report.current_edition = edition
    report.shared_at = edition.frozen_at
    return edition


def _refuse_unchecked(report: Report, reason: str) -> None:
    checks = year_checks(report.contract, report.fiscal_year)
    if wrong := to_correct(report, checks):
        raise TransitionRefused(f"{blocking_told(wrong)} Le partage attend leur correction.")
    unexplained = explainable(report, checks)
    if unexplained and not reason.strip():
        told = open_told(unexplained)
        raise TransitionRefused(f"{told} Expliquez-les, ou dites pourquoi vous partagez sans.")


def _freeze(report: Report, by: Seat) -> Edition:
    canonical = write_report(build_report(report))
    if refusal := nothing_corrected(report, canonical):
        raise TransitionRefused(refusal)
    last = report.editions.order_by("-number").first()
    edition = Edition(
        report=report,
        number=last.number + 1 if last else 1,
        canonical=canonical,
        sha256=sha256_hex(canonical.encode()),
        frozen_at=timezone.now(),
        frozen_by=by,
    )
    prefetch_related_objects([report.contract], "parties__organisation")
    parties = frozen_letterheads(party.organisation for party in report.contract.closing_parties)
    frame = submitted_frame(edition) | with_letterheads(parties)
    edition.submitted = request_paper(RenderingKind.SUBMITTED, canonical, frame)
    edition.save()
    return edition


def nothing_corrected(report: Report, canonical: str = "") -> str:
    """Why a correction has nothing to be shared for, in French; nothing when its content (`canonical`, read
    from the data unless it is given) is no longer, byte for byte, the one that was agreed.

    A report returned by a party is shared again even so: its answers to the remarks are what is new.
    """
    edition = report.current_edition
    if report.state != ReportState.CORRECTED or edition is None:
        return ""
    if (canonical or write_report(build_report(report))) != edition.canonical:
        return ""
    return (
        f"Rien n’a changé depuis l’{str(edition).lower()}, arrêtée{NBSP}: la correction ferait viser une "
        f"seconde fois le même contenu. Corrigez d’abord ce qui doit l’être{NBSP}; sinon, le signataire du "
        "département renonce à la correction."
    )


def void_seals(report: Report, reason: str) -> int:
    """Make the seals on editions that were not agreed fall; returns how many."""
    fallen = list(report.seals.valid().filter(edition__agreed_at=None))
    for seal in fallen:
        seal.voided_at = timezone.now()
        seal.voided_reason = reason
        seal.save(update_fields=["voided_at", "voided_reason"])
    return len(fallen)


@transition(
    model=Report,
    label="Renvoyer au département",
    source=[ReportState.SHARED],
    target=ReportState.RETURNED,
    permission="reports.return_report",
)
def send_back(report: Report, *, by: Seat, reason: str) -> None:
    """Hand the report back to the département; only what is remarked becomes editable again."""
    if not reason.strip():
        raise TransitionRefused("Indiquez le motif du renvoi.")
    if not report.remarks.open().filter(is_internal=False).exists():
        raise TransitionRefused("Indiquez au moins un point à reprendre\u00a0: faites une remarque.")
    void_seals(report, f"Rapport renvoyé\u00a0: {reason}"[:250])


@transition(
    model=Report,
    label="Viser le rapport",
    source=[ReportState.SHARED],
    target=None,
    permission="reports.seal_report",
)
def seal(
    report: Report,
    *,
    by: Seat,
    decision: str,
    sha256: str,
    pdf_sha256: str | None = None,
    statement: str = "",
) -> Seal:
    """Say, for one's organisation, what one thinks of exactly the content that was shown.

    `sha256` is the hash of the edition the person had before them, `pdf_sha256` that of its PDF. Three
    favourable seals on one hash close the report jointly, at the moment of the third.
    """
    edition = _shown(report, sha256, pdf_sha256)
    _refuse_decision(edition, by, decision, statement)
    given = Seal.objects.create(
        report=report,
        edition=edition,
        organisation=by.organisation,
        seat=by,
        seat_label=str(by),
        decision=decision,
        statement=statement.strip(),
        sealed_sha256=edition.sha256,
    )
    because(report, given.told[:500])
    standing = Seal.objects.valid().favourable().filter(edition=edition, sealed_sha256=edition.sha256)
    if standing.count() == PARTIES:
        _agree(report, edition)
    return given


class EditionReplaced(TransitionRefused):
    """What was shown is no longer what is submitted to the seals."""


def _shown(report: Report, sha256: str, pdf_sha256: str | None) -> Edition:
    edition = report.current_edition
    if edition is None or sha256 != edition.sha256:
        raise EditionReplaced(
            "Le contenu a changé depuis que vous l’avez ouvert\u00a0: votre visa n’est pas enregistré. "
            "Relisez ce que change l’édition en cours."
        )
    if edition.submitted is None or edition.submitted.state != RenderingState.READY:
        raise TransitionRefused(
            "Le PDF soumis aux visas n’est pas encore prêt\u00a0: réessayez dans un instant."
        )
    if pdf_sha256 is not None and pdf_sha256 != edition.submitted.pdf_sha256:
        raise EditionReplaced("Le PDF n’est pas celui que montrait votre page\u00a0: ouvrez-le, puis visez.")
    return edition


def _refuse_decision(edition: Edition, by: Seat, decision: str, statement: str) -> None:
    if decision not in SealDecision.values:
        raise TransitionRefused("Choisissez une décision.")
    if decision != SealDecision.GIVEN and not statement.strip():
        raise TransitionRefused("Motivez la réserve ou le refus.")
    if edition.seals.valid().filter(organisation=by.organisation).exists():
        raise TransitionRefused("Votre organisation a déjà visé cette édition.")


def _agree(report: Report, edition: Edition) -> None:
    report.state = ReportState.AGREED
    report.agreed_at = edition.agreed_at = timezone.now()
    edition.agreed = request_paper(RenderingKind.AGREED, edition.canonical, agreed_frame(edition))
    edition.save(update_fields=["agreed_at", "agreed"])


@transition(
    model=Report,
    label="Enregistrer la délibération",
    source=[ReportState.AGREED],
    target=ReportState.DELIBERATED,
    permission="reports.deliberate_report",
    tells=VOTE,
)
def deliberate(
    report: Report, *, by: Seat, deliberated_on: date, reference: str, document: Document | None = None
) -> None:
    """Record the assembly's vote on the agreed report, with the deliberation itself when it is filed."""
    if deliberated_on > timezone.localdate():
        raise TransitionRefused("La date de la délibération ne peut être à venir.")
    if deliberated_on < timezone.localdate(report.agreed_at):
        raise TransitionRefused("L’assemblée délibère sur un rapport déjà arrêté\u00a0: vérifiez la date.")
    report.deliberated_on = deliberated_on
    report.deliberation_reference = reference.strip()
    report.deliberation = document


@transition(
    model=Report,
    label="Ouvrir une correction",
    source=ReportState.closed(),
    target=ReportState.CORRECTED,
    permission="reports.correct_report",
    tells=["agreed_at", *VOTE],
)
def open_correction(report: Report, *, by: Seat, reason: str) -> None:
    """Re-open an agreed report for a numbered corrected edition; the agreed edition stays as it is, for
    ever."""
    if not reason.strip():
        raise TransitionRefused("Indiquez le motif de la correction.")
    report.agreed_at = None
    report.deliberated_on = None
    report.deliberation_reference = ""
    report.deliberation = None


@transition(
    model=Report,
    label="Renoncer à la correction",
    source=[ReportState.CORRECTED],
    target=None,
    permission="reports.correct_report",
    tells=["agreed_at", *VOTE],
)
def drop_correction(report: Report, *, by: Seat, reason: str) -> None:
    """Close a correction that has changed nothing: the agreed edition stands, with the vote, as before it was
    opened."""
    if not reason.strip():
        raise TransitionRefused("Dites pourquoi la correction n’a plus lieu d’être.")
    if not nothing_corrected(report):
        raise TransitionRefused("Le contenu a changé depuis l’édition arrêtée\u00a0: partagez la correction.")
    before = report.history.filter(state__in=ReportState.closed()).latest("history_id")
    report.state, report.agreed_at = before.state, before.agreed_at
    report.deliberated_on, report.deliberation_reference = (
        before.deliberated_on,
        before.deliberation_reference,
    )
    # The piece may have been taken away meanwhile; the vote stays dated and referenced.
    report.deliberation = Document.objects.filter(pk=before.deliberation_id).first()

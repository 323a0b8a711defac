"""What is done of a remark: made, answered, pursued, closed, the value it proposes adopted. Each act is
atomic, journalled, version-checked; an internal note leaves nothing of what it says in the journal."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat
from contracts import years
from core import journal
from core.acting import acting
from core.formats import NBSP
from core.rights import require
from core.workflow import TransitionRefused
from indicators.gate import EntryRefused
from reports.enums import RemarkState
from reports.models import Remark, Reply, Report
from reports.proposed import faults_of, standing_of, write_proposal

NOTHING_TO_ADOPT = "Cette remarque ne propose aucune valeur à adopter."
HAS_MOVED = (
    f"Quelqu’un d’autre a changé ce que cette valeur remplacerait{NBSP}: %s est inscrit maintenant. Relisez, "
    "puis adoptez de nouveau si vous le voulez toujours."
)
INTERNAL = "Note interne"
ADOPTED = f"La valeur proposée est adoptée{NBSP}: %s."


@transaction.atomic
def make_remark(report: Report, *, by: Seat, body: str, **details: Any) -> Remark:
    """Say something of the shared report: on an indicator, a section, a funding line, an action, or on the
    whole.

    `details` takes `kind`, `indicator`, `section`, `funding_line`, `action`, `is_internal`; for an indicator
    or a line, `cell` (one of its figures), `proposed_value` with its `proposed_source` (for a line, `cell`
    too); for a section or an action, `quote`. Raises EntryRefused when the indicator or the line could not
    hold the value.
    """
    require("reports.remark_report", by, report, "faire une remarque")
    _refuse_elsewhere(report, details)
    _refuse_impossible(details.get("indicator") or details.get("funding_line"), details)
    with acting(by):
        standing = Report.locked(report.pk)
        if not standing.is_locked or standing.is_closed:
            raise TransitionRefused("Les remarques se font sur un rapport partagé et non encore arrêté.")
        read = standing.current_edition
        remark = Remark.objects.create(
            report=report,
            organisation=by.organisation,
            author=by.user,
            body=body.strip(),
            edition_number=read.number if read else None,
            **details,
        )
        after = {"body": remark.body, "place": remark.place}
        after |= {name: said for name in ("quote", "proposal") if (said := getattr(remark, name))}
        _record("Faire une remarque", remark, by, after)
    return remark


def _record(act: str, remark: Remark, by: Seat, after: Mapping[str, Any]) -> None:
    """The remark is the subject, so that an internal note is extracted for its own organisation alone."""
    is_told = not remark.is_internal
    journal.record(
        chain=remark.journal_chain,
        act=act,
        subject=remark,
        by=by,
        after=after if is_told else {},
        label="" if is_told else INTERNAL,
    )


def _refuse_elsewhere(report: Report, details: Mapping[str, Any]) -> None:
    """Another report's rows are none of this one's: its pages offer only their own."""
    section = details.get("section")
    rows = [row for name in ("funding_line", "action") if (row := details.get(name))]
    is_own = section is None or section.report_id == report.pk
    if not is_own or any(row.contract_id != report.contract_id for row in rows):
        raise TransitionRefused("Ce que vise la remarque n’est pas de ce rapport.")


def _refuse_impossible(subject: Any, details: dict[str, Any]) -> None:
    value = details.get("proposed_value")
    if subject is not None and value is not None and (faults := faults_of(subject, value)):
        raise EntryRefused({"proposed_value": faults})


@transaction.atomic
def answer_remark(remark: Remark, *, by: Seat, answer: str, shown_version: int | None = None) -> Remark:
    """The answer of the département, or of the payer whose amount is discussed; the remark then waits for its
    author to close it or to ask again."""
    require("reports.answer_remark", by, remark, "répondre à une remarque")
    return _act(
        remark, "Répondre à une remarque", by, shown_version, lambda locked: _answer(locked, answer, by)
    )


@transaction.atomic
def adopt_proposal(
    remark: Remark,
    *,
    by: Seat,
    answer: str = "",
    shown_version: int | None = None,
    shown_standing: str | None = None,
) -> Remark:
    """Write the value that the remark proposes, by the service that writes every other, and answer so: a
    figure is the département's to adopt, an amount its payer's.

    `shown_standing` is the mark of what it replaces, as the page showed it. Raises YearLocked while the
    report is not returned, EntryRefused, ValidationError when what it replaces has changed since.
    """
    if not remark.proposal:
        raise TransitionRefused(NOTHING_TO_ADOPT)
    require("reports.adopt_proposal", by, remark, "adopter une valeur proposée")
    contract, year = remark.report.contract, remark.report.fiscal_year
    years.check_open(contract, year, remark.subject)

    def adopt(locked: Remark) -> None:
        if locked.adopted_at:
            raise TransitionRefused(NOTHING_TO_ADOPT)
        _refuse_moved(locked, shown_standing)
        write_proposal(locked, by=by)
        locked.adopted_at = timezone.now()
        _answer(locked, answer.strip() or ADOPTED % locked.proposal, by)

    return _act(remark, "Adopter une valeur proposée", by, shown_version, adopt)


def _refuse_moved(locked: Remark, shown: str | None) -> None:
    standing = standing_of(locked)
    if shown is not None and standing.mark != shown:
        raise ValidationError(HAS_MOVED % standing.text)


@transaction.atomic
def pursue_remark(remark: Remark, *, by: Seat, body: str, shown_version: int | None = None) -> Remark:
    """Say why the answer does not settle it: the answer is kept in the thread, and the remark open again."""
    require("reports.remark_report", by, remark.report, "relancer une remarque")
    require_own(remark, by, "la relancer")
    if not body.strip():
        raise TransitionRefused("Dites ce qui manque à la réponse.")

    def pursue(locked: Remark) -> None:
        if locked.state != RemarkState.ANSWERED:
            raise TransitionRefused("Cette remarque n’a pas de réponse à relancer.")
        said = {"body": locked.answer, "said_at": locked.answered_at}
        Reply.objects.create(remark=locked, organisation=_answerer(locked), **said)
        Reply.objects.create(remark=locked, organisation=by.organisation, body=body.strip())
        locked.state, locked.answer, locked.answered_at = RemarkState.OPEN, "", None
        locked.answered_by = None

    return _act(remark, "Relancer une remarque", by, shown_version, pursue, said=body.strip())


@transaction.atomic
def close_remark(remark: Remark, *, by: Seat, shown_version: int | None = None) -> Remark:
    """Declare a remark settled; only the organisation that made it can."""
    require("reports.remark_report", by, remark.report, "clore une remarque")
    require_own(remark, by, "la clore")

    def close(locked: Remark) -> None:
        if locked.state == RemarkState.CLOSED:
            raise TransitionRefused("Cette remarque est déjà close.")
        locked.state, locked.closed_at = RemarkState.CLOSED, timezone.now()

    # An agreed report keeps its remarks, and whoever made one may still declare it settled.
    return _act(remark, "Clore une remarque", by, shown_version, close, even_agreed=True)


def require_own(remark: Remark, by: Seat, act: str) -> None:
    """Raise PermissionDenied for whoever is not of the organisation that made the remark."""
    if remark.organisation_id != by.organisation_id:
        raise PermissionDenied(f"Seule l’organisation qui a fait la remarque peut {act}.")


def _answerer(locked: Remark) -> Organisation:
    """Whose answer stands: nobody is named in those of the département that are older than the question."""
    parties = locked.report.contract.closing_parties
    [writer] = [one.organisation for one in parties if one.kind == OrganisationKind.DEPARTEMENT]
    return locked.answered_by or writer


def _answer(locked: Remark, answer: str, by: Seat) -> None:
    if locked.state == RemarkState.CLOSED:
        raise TransitionRefused("Cette remarque est close.")
    if not answer.strip():
        raise TransitionRefused("Écrivez votre réponse.")
    locked.answer, locked.state, locked.answered_at = answer.strip(), RemarkState.ANSWERED, timezone.now()
    locked.answered_by = by.organisation


def _act(
    remark: Remark,
    name: str,
    by: Seat,
    shown_version: int | None,
    act: Callable[[Remark], None],
    *,
    even_agreed: bool = False,
    said: str = "",
) -> Remark:
    """The act on the remark under lock, its report first; then its trace."""
    with acting(by):
        if Report.locked(remark.report_id).is_closed and not even_agreed:
            raise TransitionRefused(f"Ce rapport est arrêté{NBSP}: il ne s’y répond plus.")
        locked = Remark.locked(remark.pk, shown_version)
        act(locked)
        locked.save_next()
        _record(name, locked, by, {"state": locked.state, "answer": said or locked.answer})
    return locked

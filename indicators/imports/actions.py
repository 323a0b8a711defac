"""Applying what was brought and looked at, and undoing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts.years import YearLocked
from core.collector import collector_at_rest
from core.formats import NBSP
from core.imports.kinds import declared
from core.imports.plan import Plan
from core.jobs import enqueue, job
from core.versions import StaleVersion
from core.workflow import TransitionRefused
from indicators.enums import ImportState
from indicators.imports.bringing import NotBrought, bring, note, rehearsed, told
from indicators.imports.progress import tell_writing
from indicators.imports.readers import Answers, listening, plan_of
from indicators.imports.undoing import restore
from indicators.imports.workflow import begin, put_back, store, take_back
from indicators.imports.writing import write_plan
from indicators.kit_marks import came_back, taken_back
from indicators.models import ImportBatch

__all__ = [
    "ImportRefused",
    "NotBrought",
    "Undone",
    "apply_batch",
    "bring",
    "plan_of",
    "rehearsed",
    "undo_batch",
]
MOVED = (
    f"Des données, ou vos choix sur le fichier, ont changé depuis cet aperçu{NBSP}: rien n’a été enregistré. "
    "Voici ce que l’import ferait maintenant."
)
HELD = "Des valeurs sont retenues\u00a0: rien n’a été enregistré. Réglez-les, ou acceptez les autres seules."
BROKEN = "L’enregistrement s’est interrompu sur une erreur de notre fait\u00a0: rien n’a été écrit."
# What is written while the person waits; the rest is written by the worker.
AT_ONCE_VALUES = 2_000
NOTHING = "Il n’y a rien à enregistrer\u00a0: aucune valeur ne change."


class ImportRefused(Exception):
    """Nothing was written. The message says why, in French; `plan` is what is to be shown now."""

    def __init__(self, message: str, plan: Plan) -> None:
        super().__init__(message)
        self.plan = plan


@dataclass(frozen=True)
class Undone:
    """What an undoing did: how many values were put back, and why each other one could not be."""

    restored: int
    kept: list[str]


def apply_batch(
    batch: ImportBatch,
    answers: Answers,
    accept_valid: bool,
    by: Seat,
    shown_version: int | None = None,
    confirmed: str = "",
    reason: str = "",
) -> ImportBatch:
    """Write what the person confirmed, all or none. `confirmed` is the `mark` of the plan that was shown.

    The plan is made again on today's data: when it is no longer what was confirmed, or when something is
    held and `accept_valid` is False, nothing is written. `reason` is due when an agreed edition holds a
    figure that is corrected. A second time answers as the first.

    Raises ImportRefused (with the plan to show), TransitionRefused, StaleVersion, PermissionDenied.
    """

    def write(locked: ImportBatch) -> tuple[Sequence[Any], dict[str, Any]]:
        with collector_at_rest():
            plan = _confirmed(locked, answers, accept_valid, confirmed)
            changes = _written(locked, plan, by, reason)
            if locked.kit:
                came_back(locked.kit, by)
            return changes, told(plan) | {"written": len(plan.entries)}

    if _is_already(batch, ImportState.APPLIED):
        return batch
    try:
        store(batch, by=by, shown_version=shown_version, write=write)
    except TransitionRefused:
        if not _is_already(batch, ImportState.APPLIED):
            raise
    return batch


def is_long(batch: ImportBatch) -> bool:
    """Whether writing it would keep the person waiting: the worker does it."""
    return int(batch.report.get("total", 0)) > AT_ONCE_VALUES


def apply_later(
    batch: ImportBatch,
    answers: Answers,
    accept_valid: bool,
    by: Seat,
    confirmed: str,
    reason: str,
    shown_version: int,
) -> None:
    """Have `apply_batch` done by the worker: APPLYING, then APPLIED, or READY again with the reason.

    Raises TransitionRefused, StaleVersion, PermissionDenied.
    """
    with transaction.atomic():
        given = {"answers": dict(answers), "reason": reason}
        begin(batch, by=by, shown_version=shown_version, given=given)
        enqueue(apply_in_background, batch.pk, dict(answers), accept_valid, by.pk, confirmed, reason)


@job()
def apply_in_background(
    batch_id: int, answers: dict[str, str], accept_valid: bool, seat_id: int, confirmed: str, reason: str
) -> None:
    """Write a long import; doing it twice changes nothing."""
    batch = ImportBatch.objects.get(pk=batch_id)
    by = Seat.objects.for_acting().get(pk=seat_id)
    if batch.state != ImportState.APPLYING:
        return
    note(batch, 0, int(batch.report.get("total", 0)))
    try:
        with listening(partial(tell_writing, batch)):
            apply_batch(batch, answers, accept_valid, by, None, confirmed, reason)
    except ImportRefused as refused:
        put_back(batch, by=by, why=str(refused))
    except Exception:
        put_back(batch, by=by, why=BROKEN)
        raise


def _confirmed(batch: ImportBatch, answers: Answers, accept_valid: bool, mark: str) -> Plan:
    """The plan as of today, if it is still what was confirmed; ImportRefused otherwise."""
    plan = plan_of(batch, answers)
    if mark and mark != plan.mark:
        raise ImportRefused(MOVED, plan)
    if not plan.is_readable or (not accept_valid and not plan.is_whole):
        raise ImportRefused(HELD, plan)
    if not plan.entries:
        raise ImportRefused(NOTHING, plan)
    return plan


def _written(batch: ImportBatch, plan: Plan, by: Seat, reason: str) -> Sequence[Any]:
    """What changed; ImportRefused when a figure cannot be stored, its year closed, or another wrote since."""
    kind = declared(batch.kind)
    write = kind.write if kind else write_plan
    try:
        return write(batch, plan, by, reason)
    except ValidationError as refused:
        raise ImportRefused(" ".join(refused.messages), plan) from refused
    except YearLocked as refused:
        raise ImportRefused(str(refused), plan) from refused
    except StaleVersion as refused:
        raise ImportRefused(MOVED, plan) from refused


def undo_batch(batch: ImportBatch, by: Seat, shown_version: int | None = None) -> Undone:
    """Put back each value as it was before the import, unless somebody changed it since or its year closed.

    A second time answers as the first. Raises TransitionRefused, StaleVersion, PermissionDenied.
    """
    if not _is_already(batch, ImportState.UNDONE):
        try:
            take_back(
                batch, by=by, shown_version=shown_version, restore=lambda locked: _taken_back(locked, by)
            )
        except TransitionRefused:
            if not _is_already(batch, ImportState.UNDONE):
                raise
    return Undone(batch.report["restored"], batch.report["kept"])


def _taken_back(batch: ImportBatch, by: Seat) -> dict[str, Any]:
    kind = declared(batch.kind)
    if kind is None:
        taken_back(batch, by)
        return restore(batch, by)
    restored, kept = kind.restore(batch, by)
    return batch.report | {"restored": restored, "kept": kept}


def _is_already(batch: ImportBatch, state: str) -> bool:
    batch.refresh_from_db()
    return batch.state == state

"""The deliverables of an action, written with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError

from contracts.models import Action, Deliverable
from core.formats import date_short


@dataclass(frozen=True)
class DeliverableEntry:
    """A deliverable as a person wrote it; `pk` is that of the row it changes, None for a new one."""

    label: str
    due_on: date | None = None
    delivered_on: date | None = None
    pk: int | None = None


def told(rows: Iterable[Deliverable | DeliverableEntry]) -> list[str]:
    """As the journal keeps them: « Guide (attendu le 30/06/2024, remis le 02/07/2024) »."""
    return [_told(row) for row in rows]


def _told(row: Deliverable | DeliverableEntry) -> str:
    days = [("attendu le", row.due_on), ("remis le", row.delivered_on)]
    written = ", ".join(f"{word} {date_short(day)}" for word, day in days if day)
    return f"{row.label} ({written})" if written else row.label


def as_entries(action: Action) -> list[DeliverableEntry]:
    """Those of an action, as a person would write them again."""
    return [
        DeliverableEntry(row.label, row.due_on, row.delivered_on, row.pk) for row in action.deliverables.all()
    ]


def recognised(
    wanted: Iterable[DeliverableEntry], standing: Iterable[DeliverableEntry]
) -> list[DeliverableEntry]:
    """The same, each with the row that bears its name already: it is changed, not written anew."""
    known = {entry.label.casefold(): entry.pk for entry in standing}
    return [replace(entry, pk=known.get(entry.label.casefold())) for entry in wanted]


def write_deliverables(action: Action, wanted: Sequence[DeliverableEntry]) -> None:
    """Make the deliverables of the action those, in that order. Within the caller's transaction.

    Raises ValidationError for two of the same name, or a row that is not the action's.
    """
    labels = [entry.label.casefold() for entry in wanted]
    if len(set(labels)) < len(labels):
        raise ValidationError("Deux livrables de cette action portent le même nom.")
    standing = {row.pk: row for row in action.deliverables.all()}
    kept = {entry.pk for entry in wanted if entry.pk is not None}
    if kept - standing.keys():
        raise ValidationError("Un livrable n’est pas de cette action.")
    for pk in standing.keys() - kept:
        standing[pk].delete()
    for position, entry in enumerate(wanted):
        row = standing.get(entry.pk or 0) or Deliverable(action=action)
        before = (row.pk, row.position, row.label, row.due_on, row.delivered_on)
        row.position, row.label = position, entry.label
        row.due_on, row.delivered_on = entry.due_on, entry.delivered_on
        if before != (row.pk, row.position, row.label, row.due_on, row.delivered_on) or row.pk is None:
            row.full_clean()
            row.save()

"""Going back to what a cell held before: a new version made of an older one, never a history taken away."""

from typing import Any

from indicators.actions import Entry
from indicators.cells import TARGET, Cell
from indicators.conflicts import row_shown
from indicators.forms import Lists
from indicators.models import Indicator
from indicators.target_writes import TargetEntry, TargetErasure
from indicators.value_rules import Figure
from indicators.writes import MeasurementEntry, MeasurementErasure


def restoring_entry(cell: Cell, mark: str, shown: str, lists: Lists, reason: str) -> Entry | None:
    """What puts a cell back as it was at `mark` (empty: not filled), when it still is as `shown`.

    None when the cell has moved on, when the mark is not of its past, or when there is nothing to write.
    """
    if shown != cell.mark or mark == shown:
        return None
    if not mark:
        return _erasure(cell, lists, reason)
    past = row_shown(cell, mark, lists)
    if past is None:
        return None
    return _target(cell, past) if cell.part == TARGET else _measured(cell, past, lists, reason)


def _erasure(cell: Cell, lists: Lists, reason: str) -> Entry:
    indicator: Indicator = cell.row.indicator
    if cell.part == TARGET:
        return TargetErasure(indicator, cell.year, cell.version)
    perimeter = lists.perimeters[str(cell.shown.perimeter_id)]
    pk = cell.shown.measurement_id
    return MeasurementErasure(indicator, cell.year, perimeter, pk, cell.version, reason)


def _target(cell: Cell, past: Any) -> Entry:
    aim = (past.operator, past.value, past.upper_value, past.provenance)
    return TargetEntry(cell.row.indicator, cell.year, *aim, shown_version=cell.version)


def _measured(cell: Cell, past: Any, lists: Lists, reason: str) -> Entry | None:
    perimeter = lists.perimeters.get(str(past.perimeter_id))
    if perimeter is None:
        return None
    moved = cell.shown and (cell.shown.perimeter_id, cell.shown.source) != (past.perimeter_id, past.source)
    return MeasurementEntry(
        indicator=cell.row.indicator,
        year=cell.year,
        perimeter=perimeter,
        figure=Figure(past.kind, past.value, past.numerator, past.denominator),
        source=past.source,
        comment=past.comment,
        gap_cause=lists.causes.get(str(past.gap_cause_id)),
        provenance=past.provenance,
        shown_version=cell.version,
        replacing=cell.shown.measurement_id if moved else None,
        reason=reason,
    )

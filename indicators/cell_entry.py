"""One cell saved on its own, as soon as it is left: what became of it, and its row as it then reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import Seat
from contracts.pages import year_or_404
from contracts.years import YearLocked
from core.decimal_field import CHOICE_SUFFIX
from core.grid import ANOTHER_SEAT, GONE, UNDO_OVER, Answer, kind_of_refusal
from core.numbers import whole
from core.rights import require
from indicators.actions import Entry, save_entry_under_lock
from indicators.cells import Cell
from indicators.gate import ACT, EntryRefused
from indicators.place import Place, place_under_lock
from indicators.restoring import restoring_entry
from indicators.sheet import Sheet, SheetRow

FIELDS = {
    **{name: name for name in ("value", "shown", "resolve", "reason")},
    "meaning": f"value{CHOICE_SUFFIX}",
}


@dataclass
class CellAnswer(Answer):
    """What became of a cell.

    `row` is the row as it now reads, None when the page holds it no longer.
    """

    sheet: Sheet | None = None
    row: SheetRow | None = None
    cell: Cell | None = None

    @property
    def content(self) -> dict[str, Any]:
        """What the page is answered."""
        return self.told(self.cell)


def submit_cell(reference: str, year: int, seat: Seat, data: Mapping[str, str]) -> CellAnswer:
    """Read a cell as it was typed and write it, in one transaction: what is read under lock is read once.

    `data` holds `row` (the key of its indicator), `part`, `seat` (whose page it is), `value`, `shown` (the
    mark), and perhaps `meaning`, `resolve`, `reason`, or `undo`: the mark to go back to. Raises
    PermissionDenied, and Http404 for a contract out of the seat's scope or a year that is not the contract's.
    """
    cell = None
    try:
        with transaction.atomic():
            place = place_under_lock(seat, reference)
            answer = _read(place, year, seat, data)
            cell = answer.cell
            if answer.state == "saved" and cell is not None and cell.entry is not None:
                _write(place, answer, cell.entry, data)
            return answer
    except YearLocked as locked:
        return CellAnswer("locked", str(locked))
    except EntryRefused as refused:
        state = "reason" if "reason" in refused.message_dict else "refused"
        return CellAnswer(state, " ".join(refused.messages), cell=cell)


def _read(place: Place, year: int, seat: Seat, data: Mapping[str, str]) -> CellAnswer:
    """The verdict on what was typed: « saved » when nothing stands in the way of writing it."""
    year_or_404(place.contract, year)
    require("indicators.enter_values", seat, place.contract, ACT)
    if data.get("seat") != str(seat.pk):
        return CellAnswer("locked", ANOTHER_SEAT)
    sheet, row, cell = _found(place, year, seat, data)
    if cell is None:
        return CellAnswer("locked", GONE)
    answer = CellAnswer("saved", before=cell.mark, sheet=sheet, row=row, cell=cell)
    if "undo" in data:
        reason = data.get("reason", "")
        cell.entry = restoring_entry(cell, data["undo"], data.get("shown", ""), sheet.lists, reason)
        if cell.entry is None or cell.refusal:
            answer.state, answer.message = "locked", cell.refusal or UNDO_OVER
        return answer
    sheet.read({f"{cell.name}-{field}": data[name] for name, field in FIELDS.items() if name in data})
    if cell.errors:
        answer.message = " ".join(cell.errors.values())
        answer.state = kind_of_refusal(cell)
    return answer


def _write(place: Place, answer: CellAnswer, entry: Entry, data: Mapping[str, str]) -> None:
    """Write what was read, and complete the answer with the row as it then reads."""
    sheet, row, cell = answer.sheet, answer.row, answer.cell
    if sheet is None or row is None or cell is None:
        return
    held = save_entry_under_lock(
        entry=entry,
        contract=sheet.contract,
        by=sheet.seat,
        open_years=sheet.open_years,
        held=sheet.held,
    )
    answer.said = cell.said
    if sheet.is_alone(cell):
        answer.row = sheet.with_written(row.year, cell.year, cell.part, held)
    else:
        # Which of several readings of the year counts may have changed with this one.
        _, answer.row, _ = _found(place, sheet.year, sheet.seat, data)
    answer.cell = _cell_of(answer.row, cell.part)


def _found(
    place: Place, year: int, seat: Seat, data: Mapping[str, str]
) -> tuple[Sheet, SheetRow | None, Cell | None]:
    only = whole(data.get("row", "")) or 0
    sheet = Sheet(place.contract, year, seat, only=only, covering=place.covering, is_locked=True)
    row = next(iter(sheet.rows.values()), None)
    return sheet, row, _cell_of(row, data.get("part", ""))


def _cell_of(row: SheetRow | None, part: str) -> Cell | None:
    return next((cell for cell in (row.cells if row else []) if cell.part == part), None)

"""One amount saved on its own, as soon as it is left: what became of it, and its line as it then reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts.models import Contract
from contracts.years import YearLocked
from core.decimal_field import CHOICE_SUFFIX
from core.grid import ANOTHER_SEAT, GONE, UNDO_OVER, Answer, kind_of_refusal
from core.numbers import whole
from core.rights import require
from funding.actions import save_lines
from funding.cells import Cell
from funding.entry import ACT
from funding.reading import read_cell, read_undoing
from funding.sheet import Row, Sheet

NOT_YOURS = "Cette case appartient à un autre financeur\u00a0: rien n’a été enregistré."
FIELDS = {
    **{name: name for name in ("value", "shown", "resolve")},
    "meaning": f"value{CHOICE_SUFFIX}",
}


@dataclass
class CellAnswer(Answer):
    """What became of an amount: the sheet and the row as they then read, None when they hold it no more."""

    sheet: Sheet | None = None
    row: Row | None = None
    cell: Cell | None = None

    @property
    def content(self) -> dict[str, Any]:
        """What the page is answered."""
        return self.told(self.cell)


@transaction.atomic
def submit_cell(contract: Contract, year: int, seat: Seat, data: Mapping[str, str]) -> CellAnswer:
    """Read a cell as it was typed and write it, all under the lock of the contract.

    `data` holds `row` (the key of the line), `part` (its field), `seat` (whose page it is), `value`, `shown`
    (the version of the line), and perhaps `meaning`, `resolve`, or `undo`: the version to go back to. Raises
    PermissionDenied for a seat that enters nothing here.
    """
    require("funding.enter", seat, contract, ACT)
    if data.get("seat") != str(seat.pk):
        return CellAnswer("locked", ANOTHER_SEAT)
    Contract.locked(contract.pk)
    sheet = Sheet(contract, year, seat)
    answer = _read(sheet, data)
    if answer.state != "saved" or not sheet.edits:
        return answer
    try:
        with transaction.atomic():
            save_lines(contract, year=year, edits=sheet.edits, by=seat)
    except YearLocked as locked:
        return CellAnswer("locked", str(locked))
    except ValidationError as refused:
        return CellAnswer("refused", " ".join(refused.messages), cell=answer.cell)
    return _written(answer, Sheet(contract, year, seat), data)


def _read(sheet: Sheet, data: Mapping[str, str]) -> CellAnswer:
    """The verdict on what was typed: « saved » when nothing stands in the way of writing it."""
    row, cell = sheet.cell(whole(data.get("row", "")) or 0, data.get("part", ""))
    if cell is None:
        return CellAnswer("locked", GONE)
    if not cell.is_own:
        return CellAnswer("locked", NOT_YOURS)
    answer = CellAnswer("saved", before=cell.mark, sheet=sheet, row=row, cell=cell)
    if "undo" in data:
        if not read_undoing(cell, data["undo"], data.get("shown", "")):
            answer.state, answer.message = "locked", cell.refusal or UNDO_OVER
        return answer
    read_cell(cell, {f"{cell.name}-{field}": data[name] for name, field in FIELDS.items() if name in data})
    answer.said = cell.said
    if cell.errors:
        answer.message = " ".join(cell.errors.values())
        answer.state = kind_of_refusal(cell)
    return answer


def _written(answer: CellAnswer, sheet: Sheet, data: Mapping[str, str]) -> CellAnswer:
    """The answer with the sheet as it reads once the cell is written."""
    answer.sheet = sheet
    answer.row, answer.cell = sheet.cell(whole(data.get("row", "")) or 0, data.get("part", ""))
    return answer

"""One cell saved on its own, as soon as it is left: what became of it, and its row as it then reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Seat
from contracts.models import Contract
from contracts.years import YearLocked
from core.decimal_field import CHOICE_SUFFIX
from core.formats import instant
from core.numbers import whole
from core.rights import require
from core.versions import StaleVersion
from indicators.actions import save_entries
from indicators.cells import Cell
from indicators.gate import ACT, EntryRefused
from indicators.restoring import restoring_entry
from indicators.sheet import Sheet, SheetRow

GONE = "Cette case n’est plus sur la page\u00a0: rechargez-la."
ANOTHER_SEAT = (
    "Vous agissez maintenant dans un autre siège que celui de cette page\u00a0: rien n’a été enregistré."
)
UNDO_OVER = "Cette case a changé depuis\u00a0: il n’y a plus rien à annuler."
STATUS = {"saved": 200, "asked": 422, "reason": 422, "refused": 422, "locked": 409, "conflict": 409}
FIELDS = {
    **{name: name for name in ("value", "shown", "resolve", "reason")},
    "meaning": f"value{CHOICE_SUFFIX}",
}


@dataclass
class CellAnswer:
    """What became of a cell. `state` is a key of STATUS; `before` the mark it had, to undo what was done.

    `row` is the row as it now reads, None when the page holds it no longer.
    """

    state: str
    message: str = ""
    sheet: Sheet | None = None
    row: SheetRow | None = None
    cell: Cell | None = None
    before: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """What the request answers."""
        return STATUS[self.state]

    @property
    def content(self) -> dict[str, Any]:
        """The same for the page, as JSON: choices are (value, label)."""
        told: dict[str, Any] = {"state": self.state, "message": self.message, "said": self.said}
        if self.cell is None:
            return told
        told |= {"mark": self.cell.mark, "before": self.before}
        if self.state == "asked":
            told["choices"] = [(value, label) for value, label, _ in self.cell.meanings.get("value", [])]
        if conflict := self.cell.conflict:
            told["theirs"], told["who"] = conflict.theirs, conflict.who
            told["at"] = instant(conflict.at) if conflict.at else ""
            told["mark"] = conflict.mark
        return told


def submit_cell(contract: Contract, year: int, seat: Seat, data: Mapping[str, str]) -> CellAnswer:
    """Read a cell as it was typed and write it.

    `data` holds `indicator` (its key), `part`, `seat` (whose page it is), `value`, `shown` (the mark), and
    perhaps `meaning`, `resolve`, `reason`, or `undo`: the mark to go back to. Raises PermissionDenied.
    """
    require("indicators.enter_values", seat, contract, ACT)
    if data.get("seat") != str(seat.pk):
        return CellAnswer("locked", ANOTHER_SEAT)
    answer = _read(contract, year, seat, data)
    sheet, cell = answer.sheet, answer.cell
    if cell is None or sheet is None or answer.state != "saved" or cell.entry is None:
        return answer
    try:
        save_entries(contract=contract, entries=[cell.entry], by=seat)
    except StaleVersion:
        # Somebody wrote between our reading and our lock.
        return _read(contract, year, seat, data)
    except YearLocked as locked:
        return CellAnswer("locked", str(locked))
    except EntryRefused as refused:
        state = "reason" if "reason" in refused.message_dict else "refused"
        return CellAnswer(state, " ".join(refused.messages), cell=cell)
    return _as_it_reads(sheet, cell, answer.before, data)


def _read(contract: Contract, year: int, seat: Seat, data: Mapping[str, str]) -> CellAnswer:
    """The verdict on what was typed: « saved » when nothing stands in the way of writing it."""
    sheet, row, cell = _found(contract, year, seat, data)
    if cell is None:
        return CellAnswer("locked", GONE)
    answer = CellAnswer("saved", "", sheet, row, cell, before=cell.mark)
    if "undo" in data:
        reason = data.get("reason", "")
        cell.entry = restoring_entry(cell, data["undo"], data.get("shown", ""), sheet.lists, reason)
        if cell.entry is None or cell.refusal:
            answer.state, answer.message = "locked", cell.refusal or UNDO_OVER
        return answer
    sheet.read({f"{cell.name}-{field}": data[name] for name, field in FIELDS.items() if name in data})
    if cell.errors:
        answer.message = " ".join(cell.errors.values())
        answer.state = _kind_of_refusal(cell)
    return answer


def _kind_of_refusal(cell: Cell) -> str:
    if cell.conflict:
        return "conflict"
    if cell.refusal:
        return "locked"
    return "asked" if cell.meanings.get("value") else "refused"


def _as_it_reads(sheet: Sheet, cell: Cell, before: str, data: Mapping[str, str]) -> CellAnswer:
    """The answer to what is written, with the row read again."""
    fresh = _found(sheet.contract, sheet.year, sheet.seat, data)
    return CellAnswer("saved", "", *fresh, before=before, said=cell.said)


def _found(
    contract: Contract, year: int, seat: Seat, data: Mapping[str, str]
) -> tuple[Sheet, SheetRow | None, Cell | None]:
    sheet = Sheet(contract, year, seat, only=whole(data.get("indicator", "")) or 0)
    row = next(iter(sheet.rows.values()), None)
    cells = row.cells if row else []
    return sheet, row, next((cell for cell in cells if cell.part == data.get("part")), None)

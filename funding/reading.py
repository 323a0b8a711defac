"""What is typed in a cell of the money, read: only what moved, every doubt asked, nothing lost."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from core.decimal_field import CHOICE_SUFFIX
from core.formats import euros
from core.grid import Conflict
from core.numbers import whole
from core.tabular.texts import clean
from funding.cells import Cell, text_of
from funding.columns import amount_field
from funding.models import FundingLine

CHANGED = "Cette case a été modifiée entre-temps\u00a0: choisissez le montant à garder."
EMPTIED = "la case a été vidée"
# The line as a page showed it, from its history; None when the history does not reach it.
Past = Callable[[FundingLine, int], Any]


def past_of(line: FundingLine, version: int) -> Any:
    """The line at a version, from its history."""
    return line.history.filter(version=version).order_by("-history_id").first()


def read_cell(cell: Cell, data: Mapping[str, str], past: Past = past_of) -> None:
    """Compare a cell with what was posted for it; says what is to be written, or why it is not.

    A cell that the person did not touch is left alone, even when somebody else changed it meanwhile; so is
    one that is not this seat's, whatever is posted for it.
    """
    stored = cell.texts["value"]
    raw = str(data.get(f"{cell.name}-value", stored))
    typed, shown = clean(raw).strip(), data.get(f"{cell.name}-shown", cell.mark)
    base = stored if shown == cell.mark else _text_shown(cell, shown, past)
    resolved = data.get(f"{cell.name}-resolve", "")
    untouched = {_bare(text) for text in (base, stored) if text is not None}
    if not cell.is_own or _bare(typed) in untouched or resolved == f"theirs:{cell.mark}":
        return
    cell.texts, cell.is_touched = {"value": typed}, True
    if cell.refusal:
        cell.errors["value"] = cell.refusal
    elif base != stored and resolved != f"mine:{cell.mark}":
        cell.conflict = conflict_on(cell)
        cell.errors["value"] = CHANGED
    else:
        read_amount(cell, raw, str(data.get(f"{cell.name}-value{CHOICE_SUFFIX}", "")))


def read_amount(cell: Cell, raw: str, chosen: str = "") -> None:
    """Read a text as the amount of a cell, by the rules that hold wherever it comes from."""
    field = amount_field(cell.label)
    try:
        value = field.clean((raw, chosen))
    except ValidationError as error:
        cell.errors["value"] = " ".join(error.messages)
        cell.meanings["value"] = field.meanings
        return
    if field.reading:
        cell.said.append(field.reading)
    cell.value, cell.is_changed = value, value != cell.stored


def read_undoing(cell: Cell, mark: str, shown: str, past: Past = past_of) -> bool:
    """Put the cell back as it was at a version of its line, when nobody wrote in it since; whether it can
    be."""
    version = whole(mark)
    before = past(cell.line, version) if version else None
    unmoved = _text_shown(cell, shown, past) == text_of(cell.stored)
    if before is None or not unmoved or not cell.is_own or cell.refusal:
        return False
    value = getattr(before, cell.part)
    cell.value, cell.is_changed = value, value != cell.stored
    return True


def conflict_on(cell: Cell) -> Conflict:
    """What the cell holds now, and who last wrote in its line."""
    last = cell.line.history.order_by("-history_id").first()
    theirs = EMPTIED if cell.stored is None else euros(cell.stored)
    who, at = (last.history_seat_label, last.history_date) if last else ("", None)
    return Conflict(theirs, who, at, cell.mark)


def _bare(text: str) -> str:
    """A text without its spaces: « 742500 » is what « 742 500 » says."""
    return "".join(text.split())


def _text_shown(cell: Cell, shown: str, past: Past) -> str | None:
    """What the input held in the page that was sent; None when it is not known."""
    if shown == cell.mark:
        return text_of(cell.stored)
    version = whole(shown)
    row = past(cell.line, version) if version else None
    return None if row is None else text_of(getattr(row, cell.part))

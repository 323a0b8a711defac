"""What was read of a file, kept so that looking at it again costs no reading: plain JSON, compressed."""

import json
import zlib
from typing import Any

from core.tabular.reading.book import Book, CellKind, Mark, Raw, Sheet, SheetState

# A later form of what is kept takes the next number: what another has kept is read again from its file.
FORM = 1
QUICK = 1


class NotKept(ValueError):
    """These bytes are not what this version keeps: cut short, or of another form."""


def kept_bytes(book: Book) -> bytes:
    """A book as it is kept."""
    told = [FORM, book.format, book.notices, [_told(sheet) for sheet in book.sheets]]
    return zlib.compress(json.dumps(told, separators=(",", ":")).encode("utf-8", "surrogatepass"), QUICK)


def kept_book(content: bytes) -> Book:
    """The book that was kept. Raises NotKept."""
    try:
        form, file_format, notices, sheets = json.loads(zlib.decompress(content))
    except (zlib.error, ValueError) as fault:
        raise NotKept(str(fault)) from fault
    if form != FORM:
        raise NotKept(f"form {form}")
    return Book(file_format, tuple(map(_sheet, sheets)), tuple(notices))


def _told(sheet: Sheet) -> list[Any]:
    marks = [[*place, mark.kind, mark.shown, mark.is_formula] for place, mark in sheet.marks.items()]
    values = [list(row) for row in sheet.values]
    hidden = [sheet.hidden_rows, sheet.hidden_columns]
    return [sheet.name, values, sheet.state, sheet.first_row, marks, *hidden, sheet.merged]


def _sheet(told: list[Any]) -> Sheet:
    name, values, state, first_row, marks, hidden_rows, hidden_columns, merged = told
    marked = {
        (row, column): Mark(CellKind(kind) if kind else None, shown, is_formula)
        for row, column, kind, shown, is_formula in marks
    }
    return Sheet(
        name,
        [row if list not in map(type, row) else [_raw(one) for one in row] for row in values],
        SheetState(state),
        first_row,
        marked,
        tuple(hidden_rows),
        tuple(hidden_columns),
        tuple(merged),
    )


def _raw(told: Any) -> Raw:
    return tuple(told) if isinstance(told, list) else told

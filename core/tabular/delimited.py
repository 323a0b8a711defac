"""CSV as French spreadsheets open it: UTF-8 with its mark, semicolons, decimal comma, ISO dates."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from core.tabular.table import Cell, Table
from core.tabular.texts import opens_a_formula

BOM = "\ufeff"


def to_csv(table: Table) -> bytes:
    """The table; after a blank line come its title and note. Texts are quoted, numbers are not."""
    lines = [_line(table.headers())]
    lines += [_line(cells) for cells in table.cells()]
    lines += ["", *(_line([line]) for line in table.note_lines())]
    return "".join([BOM, *(f"{line}\r\n" for line in lines)]).encode()


def _line(cells: Iterable[Cell]) -> str:
    return ";".join(_field(cell) for cell in cells)


def _field(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    if isinstance(cell, date):
        return cell.isoformat()
    if cell is None:
        return ""
    # CSV has no types: the apostrophe is what keeps a spreadsheet from running the text.
    guarded = f"'{cell}" if opens_a_formula(cell) else cell
    return '"' + guarded.replace('"', '""') + '"'

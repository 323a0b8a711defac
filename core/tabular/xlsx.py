"""XLSX, written row by row in little memory, by a library whose texts are never formulas."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheets

from core.formats import NBSP
from core.tabular.table import DATA_SHEET, NOTE_SHEET, Cell, Column, ColumnKind, Table

# Excel holds 32 767 UTF-16 units in a cell.
MAX_TEXT = 16_000
CUT = "… [texte coupé]"
WIDTHS = {ColumnKind.TEXT: 32, ColumnKind.EUROS: 18}
DEFAULT_WIDTH = 14
NOTE_WIDTH = 100
# Rows whose columns are looked at together.
STEP = 1_000
Given = str | float | date | None


class _Title(str):
    """A title as the key of its column: two columns may bear the same."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def to_xlsx(table: Table) -> bytes:
    """A workbook of two sheets: « Données », then « À lire » with the title and the note."""
    output = BytesIO()
    title, *note = table.note_lines()
    header = Format().set_bold().set_text_wrap().set_align("top").set_border_bottom("thin")
    wrapped = Format().set_text_wrap()
    titles = [_Title(_safe(label)) for label in table.headers()]
    write_worksheets(
        [
            (DATA_SHEET, _records(titles, _given(table))),
            (NOTE_SHEET, _records([_Title(_safe(title))], ([line] for line in note))),
        ],
        output,
        freeze_panes={DATA_SHEET: {"row": 1, "col": 0}},
        autofilter={DATA_SHEET: True},
        column_widths={DATA_SHEET: [_width(column) for column in table.columns], NOTE_SHEET: [NOTE_WIDTH]},
        column_formats={DATA_SHEET: [cell_format(column) for column in table.columns], NOTE_SHEET: [wrapped]},
        header_format={DATA_SHEET: header, NOTE_SHEET: wrapped},
    )
    return output.getvalue()


def cell_format(column: Column) -> Format:
    """How the cells of a column show."""
    shown = Format().set_num_format(number_format(column)).set_align("top")
    return shown.set_text_wrap() if column.kind == ColumnKind.TEXT else shown


def number_format(column: Column) -> str:
    """Excel's format of a column. The sign % is a literal: 12.5 shows as 12,5 %, undivided."""
    grouped = "#,##0" + (f".{'0' * column.decimals}" if column.decimals else "")
    free = "General" if column.decimals is None else grouped
    return {
        ColumnKind.TEXT: "@",
        ColumnKind.INTEGER: "#,##0",
        ColumnKind.DECIMAL: free,
        ColumnKind.EUROS: f'#,##0.00"{NBSP}€"',
        ColumnKind.PERCENT: f'{free}"{NBSP}%"',
        ColumnKind.DATE: "dd/mm/yyyy",
        ColumnKind.YEAR: "0",
    }[ColumnKind(column.kind)]


def _width(column: Column) -> int:
    return WIDTHS.get(ColumnKind(column.kind), DEFAULT_WIDTH)


def _records(titles: list[_Title], rows: Iterable[Sequence[Given]]) -> Iterator[dict[_Title, Given]]:
    """The rows as the library takes them: it writes the titles with the first, so that there is one."""
    cells = iter(rows)
    first = next(cells, [None] * len(titles))
    return (dict(zip(titles, row, strict=True)) for row in chain([first], cells))


def _given(table: Table) -> Iterator[Sequence[Given]]:
    """The cells of the table as a sheet holds them, a thousand rows at a time: a column of one type is looked
    at as a whole."""
    rows = table.values()
    while step := list(islice(rows, STEP)):
        columns = zip(table.columns, zip(*step, strict=True), strict=True)
        yield from zip(*(_column(column, values) for column, values in columns), strict=True)


def _column(column: Column, values: Sequence[Any]) -> Sequence[Given]:
    kinds = set(map(type, values))
    if kinds == {str} and "".join(values).isprintable() and max(map(len, values)) <= MAX_TEXT:
        return [value or None for value in values]
    if kinds == {Decimal} and column.takes_numbers and all(map(Decimal.is_finite, values)):
        return list(map(float, values))
    if kinds == {int} and column.takes_numbers:
        return list(map(float, values))
    if kinds == {date} and column.kind == ColumnKind.DATE:
        return values
    return [_cell(column.cell(value)) for value in values]


def _cell(cell: Cell) -> Given:
    # What a sheet holds of a number is a double.
    return _safe(cell) if isinstance(cell, str) else float(cell) if isinstance(cell, Decimal) else cell


def _safe(text: str) -> str:
    """The text within a cell's length."""
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + CUT

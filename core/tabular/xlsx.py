"""XLSX, written row by row in little memory, by a library whose texts are never formulas."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from itertools import chain

from rustpy_xlsxwriter import Format, write_worksheets

from core.formats import NBSP
from core.tabular.table import DATA_SHEET, NOTE_SHEET, Cell, Column, ColumnKind, Table

# Excel holds 32 767 UTF-16 units in a cell.
MAX_TEXT = 16_000
CUT = "… [texte coupé]"
WIDTHS = {ColumnKind.TEXT: 32, ColumnKind.EUROS: 18}
DEFAULT_WIDTH = 14
NOTE_WIDTH = 100


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
            (DATA_SHEET, _records(titles, table.cells())),
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


def _records(titles: list[_Title], rows: Iterator[list[Cell]]) -> Iterator[dict[_Title, Cell | float]]:
    """The rows as the library takes them: it writes the titles with the first, so that there is one."""
    first = next(rows, [None] * len(titles))
    for cells in chain([first], rows):
        # What a sheet holds of a number is a double.
        given = [
            _safe(cell) if type(cell) is str else float(cell) if type(cell) is Decimal else cell
            for cell in cells
        ]
        yield dict(zip(titles, given, strict=True))


def _safe(text: str) -> str:
    """The text within a cell's length."""
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + CUT

"""XLSX, written row by row in constant memory."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.formats import NBSP
from core.tabular.table import Cell, Column, ColumnKind, Table

# Excel holds 32 767 UTF-16 units in a cell.
MAX_TEXT = 16_000
CUT = "… [texte coupé]"
WIDTHS = {ColumnKind.TEXT: 32, ColumnKind.EUROS: 18}
DEFAULT_WIDTH = 14
NOTE_WIDTH = 100


def to_xlsx(table: Table) -> bytes:
    """A workbook of two sheets: « Données », then « À lire » with the title and the note."""
    output = BytesIO()
    with Workbook(output, {"constant_memory": True}) as workbook:
        workbook.set_properties({"title": table.note_lines()[0]})
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        styles = [workbook.add_format(cell_format(column)) for column in table.columns]
        _write_data(workbook.add_worksheet("Données"), table, bold, styles)
        _write_note(workbook.add_worksheet("À lire"), table, workbook.add_format({"text_wrap": True}))
    return output.getvalue()


def cell_format(column: Column) -> dict[str, str | bool]:
    """Excel's properties of the cells of a column."""
    return {"num_format": number_format(column), "text_wrap": column.kind == ColumnKind.TEXT, "valign": "top"}


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
    }[ColumnKind(column.kind)]


def _write_data(sheet: Worksheet, table: Table, bold: Format, styles: list[Format]) -> None:
    for place, (column, style) in enumerate(zip(table.columns, styles, strict=True)):
        sheet.set_column(place, place, WIDTHS.get(ColumnKind(column.kind), DEFAULT_WIDTH), style)
    sheet.freeze_panes(1, 0)
    for place, label in enumerate(table.headers()):
        sheet.write_string(0, place, _safe(label), bold)
    last = 0
    for last, cells in enumerate(table.cells(), start=1):
        for place, cell in enumerate(cells):
            _write_cell(sheet, last, place, cell, styles[place])
    sheet.autofilter(0, 0, last, len(table.columns) - 1)


def _write_cell(sheet: Worksheet, row: int, place: int, cell: Cell, style: Format) -> None:
    if isinstance(cell, Decimal):
        sheet.write_number(row, place, cell, style)
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, style)
    elif cell is not None:
        sheet.write_string(row, place, _safe(cell), style)


def _write_note(sheet: Worksheet, table: Table, style: Format) -> None:
    sheet.set_column(0, 0, NOTE_WIDTH, style)
    for row, line in enumerate(table.note_lines()):
        sheet.write_string(row, 0, _safe(line), style)


def _safe(text: str) -> str:
    """The text within a cell's length. The library writes what is between <r> and </r> as raw XML."""
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT] + CUT
    return f"{text} " if text.endswith("</r>") else text

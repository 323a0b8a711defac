"""ODS (OpenDocument 1.2), written by odfpy: the whole document is held in memory."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as Sheet
from odf.table import TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import P

from core.tabular.ods_styles import add_styles
from core.tabular.ods_texts import text_cell
from core.tabular.ods_view import freeze
from core.tabular.table import Cell, Column, Table

DATA = "Données"
NOTE = "À lire"


def to_ods(table: Table) -> bytes:
    """A document of two sheets: « Données », then « À lire » with the title and the note."""
    document = OpenDocumentSpreadsheet()
    add_styles(document.automaticstyles, table.columns)
    freeze(document.settings, {DATA: (1, 0)}, opens_on=DATA)
    # Each sheet is attached when complete: the library walks all that hangs from what is attached.
    document.spreadsheet.addElement(_data(table))
    document.spreadsheet.addElement(_note(table))
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def _data(table: Table) -> Element:
    sheet = Sheet(name=DATA)
    for place in range(len(table.columns)):
        sheet.addElement(TableColumn(stylename=f"w{place}", defaultcellstylename=f"c{place}"))
    header = TableHeaderRows()
    header.addElement(_row([text_cell(label, "head") for label in table.headers()]))
    sheet.addElement(header)
    for cells in table.cells():
        pairs = enumerate(zip(cells, table.columns, strict=True))
        sheet.addElement(_row([_cell(cell, column, f"c{place}") for place, (cell, column) in pairs]))
    return sheet


def _note(table: Table) -> Element:
    sheet = Sheet(name=NOTE)
    sheet.addElement(TableColumn(stylename="wide"))
    for line in table.note_lines():
        sheet.addElement(_row([text_cell(line, "note")]))
    return sheet


def _row(cells: list[Element]) -> Element:
    row = TableRow()
    for cell in cells:
        row.addElement(cell)
    return row


def _cell(cell: Cell, column: Column, style: str) -> Element:
    if cell is None:
        return TableCell()
    if isinstance(cell, str):
        return text_cell(cell, style)
    typed = TableCell(stylename=style, **_value(cell))
    typed.addElement(P(text=column.display(cell)))
    return typed


def _value(cell: Decimal | date) -> dict[str, str]:
    if isinstance(cell, Decimal):
        return {"valuetype": "float", "value": f"{cell:f}"}
    return {"valuetype": "date", "datevalue": cell.isoformat()}

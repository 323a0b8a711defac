"""The workbook as ODS (OpenDocument 1.2), written by odfpy."""

from decimal import Decimal
from io import BytesIO

from odf.dc import Creator, Title
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import (
    ContentValidation,
    ContentValidations,
    ErrorMessage,
    TableCell,
    TableColumn,
    TableHeaderColumns,
    TableHeaderRows,
    TableRow,
)
from odf.table import Table as Sheet
from odf.text import P
from xlsxwriter.utility import xl_col_to_name

from core.formats import number
from core.tabular.ods_texts import text_cell
from core.tabular.ods_view import freeze
from core.tabular.texts import clean
from indicators.workbook.layout import Item, Leaf, Line, Workbook
from indicators.workbook.ods_styles import add_cell_styles, add_column_styles, add_page, add_row_styles


def to_ods(book: Workbook) -> bytes:
    """The file."""
    document = OpenDocumentSpreadsheet()
    document.meta.addElement(Title(text=book.title))
    document.meta.addElement(Creator(text=book.author))
    add_cell_styles(document, book.styles)
    add_row_styles(document, {line.height for leaf in book.leaves for line in leaf.lines})
    document.spreadsheet.addElement(_validations(book))
    for place, leaf in enumerate(book.leaves):
        add_page(document, f"sheet{place}", leaf)
        add_column_styles(document, f"sheet{place}", leaf.widths)
        # Attached when complete: the library walks all that hangs from what is attached.
        document.spreadsheet.addElement(_sheet(leaf, f"sheet{place}"))
    panes = {leaf.name: leaf.frozen for leaf in book.leaves if any(leaf.frozen)}
    freeze(document.settings, panes, opens_on=book.opens_on)
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def _validations(book: Workbook) -> Element:
    validations = ContentValidations()
    for choices in book.choices:
        column = xl_col_to_name(choices.column, col_abs=True)
        allowed = f"[${choices.leaf}.{column}$2:.{column}${len(choices.values) + 1}]"
        one = ContentValidation(
            name=choices.name,
            condition=f"of:cell-content-is-in-list({allowed})",
            allowemptycell="true",
            displaylist="unsorted",
            basecelladdress=f"${choices.leaf}.$A$1",
        )
        message = ErrorMessage(title="Choisissez dans la liste", messagetype="stop", display="true")
        message.addElement(P(text=choices.refusal))
        one.addElement(message)
        validations.addElement(one)
    return validations


def _sheet(leaf: Leaf, name: str) -> Element:
    sheet = Sheet(name=leaf.name, stylename=name, protected="true" if leaf.is_protected else "false")
    columns = [TableColumn(stylename=f"{name}-{place}") for place in range(len(leaf.widths))]
    if leaf.pages_wide > 1:
        repeated = TableHeaderColumns()
        for column in columns[: leaf.frozen[1]]:
            repeated.addElement(column)
        columns = [repeated, *columns[leaf.frozen[1] :]]
    for column in columns:
        sheet.addElement(column)
    for place, line in enumerate(leaf.lines):
        row = _row(line)
        if place == leaf.repeated:
            header = TableHeaderRows()
            header.addElement(row)
            row = header
        sheet.addElement(row)
    return sheet


def _row(line: Line) -> Element:
    row = TableRow(stylename=f"row-{line.height}" if line.height else "row")
    for item in line.items:
        row.addElement(_cell(item))
    return row


def _cell(item: Item) -> Element:
    attributes = {"contentvalidationname": item.choices} if item.choices else {}
    if isinstance(item.value, Decimal):
        cell = TableCell(stylename=item.style.name, valuetype="float", value=f"{item.value:f}", **attributes)
        decimals = int(item.style.number) if item.style.number.isdecimal() else None
        cell.addElement(P(text=number(item.value, decimals)))
        return cell
    if item.value:
        return text_cell(clean(item.value), item.style.name, **attributes)
    return TableCell(stylename=item.style.name, **attributes)

"""ODS (OpenDocument 1.2): styles and settings by odfpy, whose elements cost too much to make a long table of.

The rows are written as text into the finished document, each as it comes.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import chain
from typing import TextIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from odf.element import Element
from odf.namespaces import TABLENS
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as Sheet
from odf.table import TableColumn, TableHeaderRows, TableRow

from core.tabular.ods_styles import add_styles
from core.tabular.ods_texts import paragraphs, text_cell
from core.tabular.ods_view import freeze
from core.tabular.table import DATA_SHEET, NOTE_SHEET, Cell, Column, Table

CONTENT = "content.xml"
PLACE = b"<!-- rows -->"
ROOT = re.compile(rb"(<(?:office|manifest):[a-z-]+)[^>]*>")
DECLARED = re.compile(rb' xmlns:([a-z0-9]+)="([^"]*)"')
# What the rows name, which come after.
OF_ROWS = {b"office", b"table", b"text", b"style"}
# The first that an archive can bear.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def to_ods(table: Table) -> bytes:
    """A document of two sheets: « Données », then « À lire » with the title and the note."""
    document = OpenDocumentSpreadsheet()
    add_styles(document.automaticstyles, table.columns)
    freeze(document.settings, {DATA_SHEET: (1, 0)}, opens_on=DATA_SHEET)
    # Each sheet is attached when complete: the library walks all that hangs from what is attached.
    document.spreadsheet.addElement(_data(table))
    document.spreadsheet.addElement(_note(table))
    shell, output = BytesIO(), BytesIO()
    document.save(shell)
    with ZipFile(shell) as source, ZipFile(output, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            settled, written = _settled(entry), _named(source.read(entry))
            if entry.filename == CONTENT:
                before, after = written.split(PLACE)
                with target.open(settled, "w") as content:
                    content.writelines(chain([before], _rows(table), [after]))
            else:
                target.writestr(settled, written)
    return output.getvalue()


def _named(content: bytes) -> bytes:
    """A part that declares the namespaces it names, in order: the library declares those of every document
    that the process has made."""
    root = ROOT.search(content)
    if root is None:
        return content
    declared = dict(DECLARED.findall(root[0]))
    kept = sorted(name for name in declared if name in OF_ROWS or re.search(rb'[< "]%s:' % name, content))
    spaces = b"".join(b' xmlns:%s="%s"' % (name, declared[name]) for name in kept)
    bare = DECLARED.sub(b"", root[0])
    named = bare[: len(root[1])] + spaces + bare[len(root[1]) :]
    return content[: root.start()] + named + content[root.end() :]


def _settled(entry: ZipInfo) -> ZipInfo:
    """The entry as it is on any day: one table gives one file, whose hash may be kept."""
    settled = ZipInfo(entry.filename, date_time=FIRST_DAY)
    settled.compress_type, settled.external_attr = entry.compress_type, entry.external_attr
    return settled


def _data(table: Table) -> Element:
    sheet = Sheet(name=DATA_SHEET)
    for place in range(len(table.columns)):
        sheet.addElement(TableColumn(stylename=f"w{place}", defaultcellstylename=f"c{place}"))
    header = TableHeaderRows()
    header.addElement(_row([text_cell(label, "head") for label in table.headers()]))
    sheet.addElement(header)
    sheet.addElement(_Place(qname=(TABLENS, "table-row"), check_grammar=False))
    return sheet


def _note(table: Table) -> Element:
    sheet = Sheet(name=NOTE_SHEET)
    sheet.addElement(TableColumn(stylename="wide"))
    for line in table.note_lines():
        sheet.addElement(_row([text_cell(line, "note")]))
    return sheet


def _row(cells: list[Element]) -> Element:
    row = TableRow()
    for cell in cells:
        row.addElement(cell)
    return row


class _Place(Element):  # type: ignore[misc]
    """Where the rows go, among the elements of a sheet."""

    def toXml(self, level: int, f: TextIO) -> None:  # noqa: N802
        """Mark the place."""
        f.write(PLACE.decode())


def _rows(table: Table) -> Iterator[bytes]:
    """The rows as XML; the prefixes are those that the library declares."""
    writers = [_writer(column, f"c{place}") for place, column in enumerate(table.columns)]
    for cells in table.cells():
        row = "".join([write(cell) for write, cell in zip(writers, cells, strict=True)])
        yield f"<table:table-row>{row}</table:table-row>".encode()


def _writer(column: Column, style: str) -> Callable[[Cell], str]:
    """What writes a cell of the column as XML."""
    start = f'<table:table-cell table:style-name="{style}" office:value-type='

    def write(cell: Cell) -> str:
        if cell is None:
            return "<table:table-cell/>"
        if isinstance(cell, str):
            return f'{start}"string">{paragraphs(cell)}</table:table-cell>'
        return f"{start}{_value(cell)}><text:p>{column.display(cell)}</text:p></table:table-cell>"

    return write


def _value(cell: Decimal | date) -> str:
    if isinstance(cell, Decimal):
        return f'"float" office:value="{cell:f}"'
    return f'"date" office:date-value="{cell.isoformat()}"'

"""Workbooks made by hand, for the tests that need what no library would write."""

import io
import zipfile
from xml.sax.saxutils import escape

from core.spreadsheets.child import answer
from core.tabular.reading import Book
from core.tabular.reading.limits import DEFAULT
from core.tabular.reading.workbook import book_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
# Style 1 is a percentage of Excel's own, 2 one of the file, 3 a number followed by a sign, 4 a date.
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0%"/>'
    '<numFmt numFmtId="165" formatCode="0.0&quot; %&quot;"/></numFmts>'
    '<cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="14"/></cellXfs></styleSheet>'
)
NAMES = "office table text style"


def archive(entries: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these entries."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return output.getvalue()


def xlsx_entries(
    *sheets: str, states: tuple[str, ...] = (), workbook: str = "", around: str = "", before: str = ""
) -> dict[str, str | bytes]:
    """The parts of an XLSX of these sheets, each the XML of its rows; `workbook` and `around` are more XML of
    the workbook, and of each sheet after its rows; `before` of each sheet before them."""
    told = "".join(
        f'<sheet name="F{place}" sheetId="{place}" r:id="r{place}"'
        f"{f' state={states[place - 1]!r}' if states and states[place - 1] else ''}/>"
        for place in range(1, len(sheets) + 1)
    )
    related = "".join(
        f'<Relationship Id="r{place}" Type="{RELATED}/worksheet" Target="worksheets/sheet{place}.xml"/>'
        for place in range(1, len(sheets) + 1)
    )
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="{types}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}"><Relationship Id="a"'
        f' Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATED}">{workbook}'
        f"<sheets>{told}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
        "xl/styles.xml": HEAD + STYLES,
        **{
            f"xl/worksheets/sheet{place}.xml": f'{HEAD}<worksheet xmlns="{MAIN}">{before}'
            f"<sheetData>{rows}</sheetData>{around}</worksheet>"
            for place, rows in enumerate(sheets, start=1)
        },
    }


def xlsx(*sheets: str, **details: object) -> bytes:
    """An XLSX of these sheets."""
    return archive(xlsx_entries(*sheets, **details))  # type: ignore[arg-type]


def text_cell(address: str, text: str) -> str:
    """The XML of a cell that holds a text."""
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def ods_entries(tables: str, styles: str = "") -> dict[str, str | bytes]:
    """The parts of an ODS whose spreadsheet is this XML."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{name}="{oasis}:{name}:1.0"' for name in NAMES.split())
    extended = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'{HEAD}<manifest xmlns="{oasis}:manifest:1.0"/>',
        "content.xml": f"{HEAD}<office:document-content {names} {extended}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>",
    }


def ods(rows: str, **details: str) -> bytes:
    """An ODS of one sheet, « F1 », with these rows."""
    return archive(ods_entries(f'<table:table table:name="F1">{rows}</table:table>', **details))


def read_here(content: bytes, name: str) -> Book:
    """What the process that reads would answer, asked in this one: sooner, and its lines are measured."""
    file_format = name.rsplit(".", 1)[1]
    return book_of(answer(content, file_format, vars(DEFAULT)), file_format)

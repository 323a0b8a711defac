"""DOCX, by python-docx."""

from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from core.wordprocessing.blocks import IMAGE_HEIGHT, MARGIN, PAGE, Block, BlockKind, Paper, Run, widths_of

# The longest property that a DOCX may say of itself.
MOST_SAID = 255
# Above a paragraph, which a table before it does not give.
SPACE = 6


def to_docx(paper: Paper) -> bytes:
    """The file, in French for a speech synthesis and a spell checker."""
    document = docx.Document()
    _describe(document, paper.title, paper.author, paper.dated)
    for block in paper.blocks:
        _add(document, block)
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def _describe(document: Document, title: str, author: str, dated: datetime) -> None:
    told = document.core_properties
    told.title, told.author, told.language = title[:MOST_SAID], author[:MOST_SAID], "fr-FR"
    told.created = told.modified = dated.replace(tzinfo=None)
    page = document.sections[0]
    page.page_width, page.page_height = map(Cm, PAGE)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
    style = document.styles["Normal"].element.get_or_add_rPr()
    style.append(style.makeelement(qn("w:lang"), {qn("w:val"): "fr-FR"}))


def _add(document: Document, block: Block) -> None:
    if block.kind == BlockKind.TABLE:
        _add_table(document, block.rows)
    elif block.kind == BlockKind.IMAGE:
        _add_image(document, block)
    elif block.kind == BlockKind.HEADING:
        # Word calls the first heading of a text its title.
        _write(document.add_heading("", block.level - 1), block.runs)
    else:
        style = "List Bullet" if block.kind == BlockKind.ITEM else None
        paragraph = document.add_paragraph(style=style)
        paragraph.paragraph_format.space_before = Pt(SPACE) if style is None else None
        _write(paragraph, block.runs)


def _add_image(document: Document, block: Block) -> None:
    shape = document.add_picture(BytesIO(block.image), height=Cm(IMAGE_HEIGHT))
    shape._inline.docPr.set("descr", block.alt)


def _write(paragraph: Paragraph, runs: list[Run]) -> None:
    for run in runs:
        paragraph.add_run(run.text).bold = run.is_bold or None


def _add_table(document: Document, rows: list[list[str]]) -> None:
    widths = [Cm(width) for width in widths_of(rows)]
    table = document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.autofit = False
    # One word processor reads the widths of the columns, another those of the cells.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    # Repeated at the head of each page, and told by a speech synthesis.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for place, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width, text in zip(row.cells, widths, texts, strict=False):
            cell.width = width
            cell.paragraphs[0].add_run(text).bold = True if place == 0 else None

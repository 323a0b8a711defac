"""DOCX, by python-docx."""

from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from core.wordprocessing.blocks import Block, BlockKind, Paper, Run, widths_of

# The longest property that a DOCX may say of itself.
MOST_SAID = 255


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
    style = document.styles["Normal"].element.get_or_add_rPr()
    style.append(style.makeelement(qn("w:lang"), {qn("w:val"): "fr-FR"}))


def _add(document: Document, block: Block) -> None:
    if block.kind == BlockKind.TABLE:
        _add_table(document, block.rows)
    elif block.kind == BlockKind.HEADING:
        # Word calls the first heading of a text its title.
        _write(document.add_heading("", block.level - 1), block.runs)
    else:
        style = "List Bullet" if block.kind == BlockKind.ITEM else None
        _write(document.add_paragraph(style=style), block.runs)


def _write(paragraph: Paragraph, runs: list[Run]) -> None:
    for run in runs:
        paragraph.add_run(run.text).bold = run.is_bold or None


def _add_table(document: Document, rows: list[list[str]]) -> None:
    widths = [Cm(width) for width in widths_of(rows)]
    table = document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.autofit = False
    # Repeated at the head of each page, and told by a speech synthesis.
    header = table.rows[0]._tr.get_or_add_trPr()
    header.append(header.makeelement(qn("w:tblHeader"), {}))
    for place, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, width, text in zip(row.cells, widths, texts, strict=False):
            cell.width = width
            cell.paragraphs[0].add_run(text).bold = True if place == 0 else None

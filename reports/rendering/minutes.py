"""The minutes of a committee, printed by the engine of the reports, or written as a DOCX to be edited."""

import io
import json
from dataclasses import asdict

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from core.canonical import sha256_hex, to_plain
from core.tabular.texts import clean
from reports.minutes import Heading, Minutes
from reports.rendering.document import FICTITIOUS, Document, Piece, as_pdf
from reports.rendering.engine import Attached
from reports.rendering.frame import Frame, FrameKind
from reports.rendering.lettering import each_text, printable
from reports.rendering.parts import Part

FILES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
TEMPLATE = "reports/pdf/minutes/page.html"
# The longest property that a DOCX may say of itself.
MOST_SAID = 255
HEADERS = ["Décision", "À la charge de", "Pour le", "Suite"]
WIDTHS = [78, 36, 24, 32]


def minutes_file(content: Minutes, extension: str) -> bytes:
    """The bytes of a file of FILES."""
    return as_pdf(minutes_document(content)) if extension == "pdf" else minutes_docx(content)


def minutes_document(content: Minutes) -> Document:
    """The document to print; the same minutes give the same bytes."""
    data = json.dumps(to_plain(asdict(content)), ensure_ascii=False, sort_keys=True, indent=1).encode()
    frame = Frame(FrameKind.MINUTES, sha256_hex(data), data, frozen_at=content.changed_at)
    typeset = printable(content)
    running = f"{typeset.title} · contrat {typeset.reference}, {typeset.territory}"
    return Document(
        title=f"{content.title} – {content.territory} ({content.reference})",
        author=", ".join(typeset.parties),
        subject=f"Compte rendu du comité de suivi du contrat {typeset.territory_of}, "
        f"exercice {typeset.fiscal_year}.",
        dated=content.changed_at,
        pieces=[
            Piece(
                parts=[Part("Compte rendu", TEMPLATE, {"content": typeset, "headers": HEADERS})],
                frame=frame,
                running=running,
                mark=FICTITIOUS if content.is_fictitious else "",
            )
        ],
        attached=[Attached(f"compte-rendu-{content.reference}.json", data, "Contenu du compte rendu, JSON")],
    )


def minutes_docx(content: Minutes) -> bytes:
    """The same as a text: headings, and a table of decisions under each."""
    # What XML cannot hold would refuse the whole file.
    paper, content = docx.Document(), each_text(content, clean)
    paper.core_properties.title = f"{content.title} – {content.territory} ({content.reference})"[:MOST_SAID]
    paper.core_properties.author = ", ".join(content.parties)[:MOST_SAID]
    paper.core_properties.language = "fr-FR"
    paper.core_properties.created = paper.core_properties.modified = content.changed_at.replace(tzinfo=None)
    _speak_french(paper)
    _lay_out(paper)
    paper.add_heading(content.title, 0)
    paper.add_paragraph(f"Contrat {content.reference}, {content.territory}. Exercice {content.fiscal_year}.")
    if content.is_fictitious:
        paper.add_paragraph(f"{FICTITIOUS}.")
    if content.attendees:
        paper.add_heading("Participants", 1)
        for one in content.attendees:
            paper.add_paragraph(one, style="List Bullet")
    _section(paper, "Décisions", content.decided, "Aucune décision.")
    if content.followed:
        _section(paper, "Suites des décisions précédentes", content.followed, "")
    output = io.BytesIO()
    paper.save(output)
    return output.getvalue()


def _section(paper: docx.document.Document, title: str, headings: list[Heading], otherwise: str) -> None:
    paper.add_heading(title, 1)
    if not headings:
        paper.add_paragraph(otherwise)
    for heading in headings:
        paper.add_heading(heading.title, 2)
        table = paper.add_table(rows=1, cols=len(HEADERS), style="Table Grid")
        table.autofit = False
        for cell, text in zip(table.rows[0].cells, HEADERS, strict=True):
            cell.paragraphs[0].add_run(text).bold = True
        for one in heading.decisions:
            told = f"{one.state}\n{one.outcome}" if one.outcome else one.state
            for cell, text in zip(table.add_row().cells, (one.text, one.owner, one.due, told), strict=True):
                cell.text = text
        for row in table.rows:
            _keep_whole(row)


def _keep_whole(row: docx.table._Row) -> None:
    """The row on one page, its columns as wide as what they hold wants."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, width in zip(row.cells, WIDTHS, strict=True):
        cell.width = Mm(width)


def _lay_out(paper: docx.document.Document) -> None:
    """An A4 page, and the margins of the printed minutes."""
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)


def _speak_french(paper: docx.document.Document) -> None:
    """The language of the words, which a speech synthesis and a spell checker ask for."""
    style = paper.styles["Normal"].element.get_or_add_rPr()
    language = style.makeelement(qn("w:lang"), {qn("w:val"): "fr-FR"})
    style.append(language)

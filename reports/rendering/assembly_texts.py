"""What else is made of a report to the assembly: its synthesis, and the texts that the département amends."""

from dataclasses import replace
from typing import Any

from django.template.loader import render_to_string

from core.formats import joined
from core.tabular.texts import clean
from core.wordprocessing import WRITERS, Paper, blocks_of
from reports.content import AssemblyContent
from reports.rendering.compared import compared
from reports.rendering.document import FICTITIOUS, Document, Piece
from reports.rendering.editable import TITLES, images_of
from reports.rendering.frame import Frame
from reports.rendering.lettering import each_text, printable
from reports.rendering.papers import assembly_document
from reports.rendering.parts import Part
from reports.rendering.presented import presented

FOLDER = "reports/pdf/brief"


def assembly_brief(content: AssemblyContent, frame: Frame) -> Document:
    """The synthesis on two pages: same content, same hash at its foot, nothing attached.

    Raises `WrongHash`.
    """
    whole = assembly_document(content, frame)
    first, typeset = whole.pieces[0], printable(content)
    context = _context(typeset, frame)
    parts = [
        Part("L’essentiel", f"{FOLDER}/assembly_essential.html", context),
        Part("Les résultats", f"{FOLDER}/assembly_results.html", context),
    ]
    piece = Piece(parts, first.frame, f"Synthèse · {first.running}", first.mark)
    return replace(whole, title=f"Synthèse – {whole.title}", pieces=[piece], attached=[], is_signable=False)


def assembly_editable(content: AssemblyContent, frame: Frame, name: str, extension: str) -> bytes:
    """The bytes of one of `editable.TITLES`, in one of `core.wordprocessing.WRITERS`."""
    return WRITERS[extension](assembly_text(content, frame, name))


def assembly_text(content: AssemblyContent, frame: Frame, name: str) -> Paper:
    """The text, before it is written in a format. Raises `WrongHash`."""
    frame.check()
    said = each_text(content, clean)
    context = _context(said, frame) | {"title": TITLES[name]}
    html = render_to_string(f"reports/editable/assembly/{name}.html", context)
    return Paper(
        title=f"{TITLES[name]} – rapports d’exécution {said.fiscal_year} – {said.authority}",
        author=said.authority,
        dated=frame.dated,
        blocks=blocks_of(html, images_of(frame)),
    )


def _context(content: AssemblyContent, frame: Frame) -> dict[str, Any]:
    contracts = presented(content, frame)
    fictitious = [one.contract.reference for one in contracts if one.contract.is_fictitious]
    return {
        "content": content,
        "frame": frame,
        "contracts": contracts,
        "results": compared(content.annexes),
        "references": joined(one.contract.reference for one in contracts),
        "letterhead": next(iter(frame.letterheads), None),
        "mark": f"{FICTITIOUS} ({joined(fictitious)})" if fictitious else "",
    }

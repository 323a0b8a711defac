"""The minutes of a committee, printed by the engine of the reports, or written as a text to be edited."""

import json
from dataclasses import asdict

from django.template.loader import render_to_string

from core.canonical import sha256_hex, to_plain
from core.tabular.texts import clean
from core.wordprocessing import CONTENT_TYPES, WRITERS, Paper, blocks_of
from reports.minutes import Minutes
from reports.rendering.document import FICTITIOUS, Document, Piece, as_pdf
from reports.rendering.engine import Attached
from reports.rendering.frame import Frame, FrameKind
from reports.rendering.lettering import each_text, printable
from reports.rendering.parts import Part

FILES = {"pdf": "application/pdf"} | CONTENT_TYPES
TEMPLATE = "reports/pdf/minutes/page.html"
EDITED = "reports/editable/minutes.html"
HEADERS = ["Décision", "À la charge de", "Pour le", "Suite"]


def minutes_file(content: Minutes, extension: str) -> bytes:
    """The bytes of a file of FILES."""
    if extension == "pdf":
        return as_pdf(minutes_document(content))
    return minutes_text(content, extension)


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


def minutes_text(content: Minutes, extension: str) -> bytes:
    """The same as a text to be edited, in one of `core.wordprocessing.WRITERS`."""
    # What XML cannot hold would refuse the whole file.
    said = each_text(content, clean)
    context = {"content": said, "headers": HEADERS, "mark": FICTITIOUS if content.is_fictitious else ""}
    paper = Paper(
        title=f"{said.title} – {said.territory} ({said.reference})",
        author=", ".join(said.parties),
        dated=said.changed_at,
        blocks=blocks_of(render_to_string(EDITED, context)),
    )
    return WRITERS[extension](paper)

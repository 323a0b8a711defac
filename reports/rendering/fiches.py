"""The fiches action on paper: one or all of a contract's, each from the top of a page."""

import json
from dataclasses import asdict

from django.utils.safestring import SafeString, mark_safe

from core.canonical import sha256_hex, to_plain
from core.formats import NBSP
from reports.fiches import Fiche, Fiches
from reports.rendering.document import FICTITIOUS, Document, Piece, as_pdf
from reports.rendering.engine import Attached
from reports.rendering.frame import Frame, FrameKind
from reports.rendering.lettering import printable
from reports.rendering.parts import Part

TEMPLATE = "reports/pdf/fiche/sheet.html"


def render_fiches_pdf(content: Fiches) -> bytes:
    """The PDF/A-3a and PDF/UA-1 file, with its data as JSON. Raises what `as_pdf` raises."""
    return as_pdf(fiches_document(content))


def fiches_document(content: Fiches) -> Document:
    """The document; the same content gives the same bytes."""
    data = json.dumps(to_plain(_data(content)), ensure_ascii=False, sort_keys=True, indent=1).encode()
    frame = Frame(FrameKind.SHEET, sha256_hex(data), data, frozen_at=content.changed_at)
    alone = content.fiches[0] if len(content.fiches) == 1 else None
    what = f"Fiche action n°{NBSP}{alone.number}" if alone else "Fiches action"
    title = f"{what} – {content.territory} ({content.reference})"
    typeset = printable(content)
    name = f"fiche-{alone.number}" if alone else "fiches"
    return Document(
        title=title,
        author=typeset.authority,
        subject=f"Plan d’action du contrat départemental de prévention et de protection de l’enfance "
        f"{typeset.territory_of}, exercice {typeset.year}.",
        dated=content.changed_at,
        pieces=[
            Piece(
                parts=_parts(typeset, content),
                frame=frame,
                running=f"{what} · contrat {content.reference}, {typeset.territory}",
                mark=FICTITIOUS if content.is_fictitious else "",
            )
        ],
        attached=[Attached(f"{name}-{content.reference}.json", data, "Contenu des fiches, JSON")],
    )


def _parts(typeset: Fiches, content: Fiches) -> list[Part]:
    """Texts are set in our fonts; the drawings, which are markup, stay as they were drawn."""
    both = enumerate(zip(typeset.fiches, content.fiches, strict=True))
    return [_part(typeset, one, rank, drawn.calendar) for rank, (one, drawn) in both]


def _part(content: Fiches, fiche: Fiche, rank: int, calendar: str) -> Part:
    context = {"content": content, "fiche": fiche, "rank": rank, "calendar": _drawing(calendar)}
    return Part(f"Fiche action n°{NBSP}{fiche.number}", TEMPLATE, context)


def _drawing(svg: str) -> SafeString:
    """Our own drawing, escaped by `core.charts`."""
    return mark_safe(svg)  # noqa: S308


def _data(content: Fiches) -> dict[str, object]:
    """The content without its drawings, whose figures are in the facts."""
    told = asdict(content)
    for fiche in told["fiches"]:
        del fiche["calendar"]
    return told

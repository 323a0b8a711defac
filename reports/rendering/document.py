"""A document made of pieces, each made of parts: composed as HTML part by part, written as PDF."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from reports.rendering import assets, engine
from reports.rendering.engine import Attached
from reports.rendering.faults import EngineMissing, RenderingError, SectionFault
from reports.rendering.frame import Frame
from reports.rendering.parts import Part

# Printed at the head of each page of a demonstration.
FICTITIOUS = "Données fictives"
PRINTED = ("fonts", "text", "tables", "parts", "page")
SHOWN = ("text", "tables", "parts", "screen")
SERVED = ("webfonts", *SHOWN)


@dataclass(frozen=True)
class Piece:
    """A report, or the paper that presents several: its parts, and what runs at head and foot of pages."""

    parts: list[Part]
    frame: Frame
    running: str
    mark: str = ""


@dataclass(frozen=True)
class Document:
    """All that one file holds."""

    title: str
    author: str
    subject: str
    dated: datetime
    pieces: list[Piece]
    attached: list[Attached]
    is_signable: bool = False


def as_pdf(document: Document) -> bytes:
    """The PDF/A-3a and PDF/UA-1 file. Raises `EngineMissing`, or `SectionFault`, which names the part."""
    try:
        return _write(document)
    except (EngineMissing, SectionFault):
        raise
    except Exception as error:
        raise _named(document, error) from error


def as_html(document: Document, *, is_linked: bool = False, back: str = "") -> str:
    """The same pages for a screen, as one file; `is_linked` asks the site for the style it else holds.

    `back` is the address of the page it is opened from, to which a link then leads.
    """
    if is_linked:
        return compose(document, links=[static(f"pdf/{name}.css") for name in SERVED], back=back)
    sheets = [assets.asset(assets.address("pdf", f"{name}.css")).decode() for name in SHOWN]
    return compose(document, style="\n".join(sheets))


def compose(
    document: Document,
    *,
    links: Iterable[str] = (),
    style: str = "",
    back: str = "",
    is_printed: bool = False,
) -> str:
    """The HTML of the whole. Raises `SectionFault` when a part cannot be composed."""
    # What only paper has: a place to sign, images that the engine finds by itself.
    medium = {"signs": is_printed and document.is_signable, "is_printed": is_printed}
    pieces = [(piece, [_composed(part, medium) for part in piece.parts]) for piece in document.pieces]
    # The style sheets are our own files, and none holds the end of its element.
    sheets = {"links": links, "style": mark_safe(style)}  # noqa: S308
    context = {"document": document, "pieces": pieces, "back": back, **sheets}
    return render_to_string("reports/pdf/document.html", context)


def _composed(part: Part, medium: dict[str, bool]) -> SafeString:
    try:
        return render_to_string(part.template, part.context | medium)
    except Exception as error:
        raise SectionFault(part.name, error) from error


def _write(document: Document) -> bytes:
    links = [assets.address("pdf", f"{name}.css") for name in PRINTED]
    html = compose(document, links=links, is_printed=True)
    return engine.write_pdf(
        html, dated=document.dated, attached=document.attached, is_signable=document.is_signable
    )


def _named(document: Document, error: Exception) -> RenderingError:
    """The first part that fails when printed alone; the whole document when none does."""
    for piece in document.pieces:
        for part in piece.parts:
            try:
                _write(replace(document, pieces=[replace(piece, parts=[part])], attached=[]))
            except Exception as fault:
                return SectionFault(part.name, fault)
    return RenderingError(f"Le document ne peut pas être mis en page\u00a0: {error or type(error).__name__}.")

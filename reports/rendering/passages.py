"""The passages of a text, plain: what a reader may quote of it."""

from markdown_it.token import Token

from reports.rendering.figures import Figures
from reports.rendering.lettering import spaced
from reports.rendering.rich import laid_out, reader

BREAKS = ("softbreak", "hardbreak")


def passages_of(text: str, figures: Figures) -> list[str]:
    """The paragraphs, items and cells of a section's text, as they are printed."""
    tokens = reader().parse(laid_out(text), {"figures": figures, "level": 4})
    found = (_plain(token, figures) for token in tokens if token.type == "inline")
    return [passage for passage in found if passage]


def _plain(line: Token, figures: Figures) -> str:
    return "".join(_said(token, figures) for token in line.children or []).strip()


def _said(token: Token, figures: Figures) -> str:
    if token.type == "figure":
        return figures.read(token.content).text
    return " " if token.type in BREAKS else spaced(token.content)

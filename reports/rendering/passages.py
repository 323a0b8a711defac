"""The passages of a text, plain: what a reader may quote of it."""

from markdown_it.token import Token

from reports.rendering.figures import Figures
from reports.rendering.lettering import spaced
from reports.rendering.narrative import refuse_too_long
from reports.rendering.rich import laid_out, printed, reader

BREAKS = ("softbreak", "hardbreak")


def passages_of(text: str, figures: Figures) -> list[str]:
    """The paragraphs, items and rows of tables of a section's text, as they are printed. Raises
    `TextTooLong`."""
    refuse_too_long(text)
    tokens = reader().parse(laid_out(text), {"figures": figures, "level": 4})
    made: list[str] = []
    is_in_row = False
    for token in tokens:
        if token.type in ("tr_open", "tr_close"):
            is_in_row = token.type == "tr_open"
            made += [""] if is_in_row else []
        elif token.type == "inline" and is_in_row:
            made[-1] = f"{made[-1]} {_plain(token, figures)}".strip()
        elif token.type == "inline":
            made.append(_plain(token, figures))
    return [passage for passage in made if passage]


def _plain(line: Token, figures: Figures) -> str:
    return "".join(_said(token, figures) for token in line.children or []).strip()


def _said(token: Token, figures: Figures) -> str:
    if token.type == "figure":
        return printed(figures.read(token.content))
    return " " if token.type in BREAKS else spaced(token.content)

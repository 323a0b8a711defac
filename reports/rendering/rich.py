"""From the text of a section to the few elements a report prints: paragraphs, sub-headings, lists,
quotations, tables, bold, italics, links, live figures. Nothing else of what is typed is ever read as markup.

The text is Markdown cut down to these (see docs/decisions.md): what was typed before there was any, dashes
and numbers at the head of lines, is read as it always was. The reading is markdown-it-py's, HTML being
refused there; what comes out goes through nh3, which knows the same few elements.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from core.formats import NBSP
from reports.rendering.figures import REFERENCE, Figure, Figures
from reports.rendering.lettering import spaced
from reports.rendering.narrative import BULLET, NUMBERED, refuse_too_long

RULES = ["blockquote", "emphasis", "escape", "heading", "link", "list", "newline", "table"]
SCHEMES = ("https:", "mailto:")
TAGS = {"p", "br", "blockquote", "strong", "em", "ul", "ol", "li", "a", "span",
        "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "span": {"class", "data-cites"},
    "table": {"class"},
    "th": {"scope"},
}
BULLETS = re.compile(r"^(\s*)[-–—•*·]\s+")
NUMBERS = re.compile(r"^(\s*\d{1,2})[.)]\s+")
# « > » heads a quotation; before a figure it means « more than », unless two spaces follow it.
QUOTE = re.compile(r"^>(?: {2,}| (?![\d=\s])|$)")
MORE_THAN = re.compile(r"^(\s*)>")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
INDENTED = re.compile(r"^\s{2,}\S")


def rich(text: str, figures: Figures, *, level: int = 4, is_edited: bool = False) -> SafeString:
    """The HTML of a text whose sub-headings are of `level`; `is_edited` keeps the words of each reference,
    which an editor writes back. Raises `TextTooLong`."""
    refuse_too_long(text)
    env = {"figures": figures, "level": level, "is_edited": is_edited}
    made = reader().render(laid_out(text), env)
    clean = nh3.clean(made, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "mailto"}, link_rel=None)
    return mark_safe(clean.replace("&nbsp;", NBSP))  # noqa: S308


@cache
def reader() -> MarkdownIt:
    """The one reading of our texts."""
    made = MarkdownIt("zero", {"breaks": True}).enable(RULES)
    made.validateLink = lambda url: url.strip().lower().startswith(SCHEMES)  # type: ignore[method-assign]
    made.inline.ruler.before("link", "figure", _figure)
    made.core.ruler.push("print", _as_printed)
    made.add_render_rule("text", _text)
    made.add_render_rule("figure", _cited)
    return made


def laid_out(text: str) -> str:
    """The text with a blank line between blocks of two kinds, and one sign for each kind of list: a line that
    follows a list is no part of its last item."""
    lines: list[str] = []
    before = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        kind = _kind(line, before)
        if lines and kind != before and kind and before:
            lines.append("")
        lines.append(_signed(line))
        before = kind
    return "\n".join(lines)


def _kind(line: str, before: str) -> str:
    if not line.strip():
        return ""
    if BULLET.match(line):
        return "ul"
    if NUMBERED.match(line):
        return "ol"
    if line.lstrip().startswith("|"):
        return "table"
    if line.startswith("#"):
        return "heading"
    if QUOTE.match(line):
        return "quote"
    return before if before in {"ul", "ol"} and INDENTED.match(line) else "p"


def _signed(line: str) -> str:
    if QUOTE.match(line):
        return line
    return NUMBERS.sub(r"\1. ", BULLETS.sub(r"\1- ", MORE_THAN.sub(r"\1\>", line)))


def _figure(state: StateInline, silent: bool) -> bool:
    found = REFERENCE.match(state.src, state.pos)
    if not found or not found["words"].strip():
        return False
    if not silent:
        state.push("figure", "", 0).content = found["words"]
    state.pos = found.end()
    return True


def _as_printed(state: Any) -> None:
    """Sub-headings of the level that suits their place, items without a paragraph, cells without style."""
    tokens: list[Token] = state.tokens
    for rank, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{state.env['level']}"
        if token.type in {"th_open", "td_open"}:
            token.attrs = {"scope": "col"} if token.type == "th_open" else {}
        if token.type == "table_open":
            token.attrs = {"class": "typed"}
        if token.type == "list_item_open" and tokens[rank + 1].type == "paragraph_open":
            # The first paragraph of an item (opened, its line, closed) is the item itself.
            tokens[rank + 1].hidden = tokens[rank + 3].hidden = True


def _text(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return escape(spaced(tokens[index].content))


def _cited(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    words = tokens[index].content
    found = env["figures"].read(words)
    cites = f' data-cites="{escape(words)}"' if env["is_edited"] else ""
    look = "figure-cited" if found.is_found else "unknown"
    return f'<span class="{look}"{cites}>{escape(printed(found))}</span>'


def printed(figure: Figure) -> str:
    """A live figure as the text prints it."""
    return figure.text if figure.is_found else f"[chiffre introuvable{NBSP}: {figure.text}]"


def unescaped(text: str) -> str:
    """The text as its author sees it, still with its signs: without what keeps some from being read as such
    (« \\- » is a dash)."""
    return ESCAPE.sub(r"\1", text)


def tokens_of(text: str) -> Iterator[Token]:
    """Each token of a text, those inside lines included: what a check looks at."""
    for token in reader().parse(laid_out(text), {"level": 4}):
        yield token
        yield from token.children or []

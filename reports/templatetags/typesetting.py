"""What the templates of printed documents ask of typed text."""

from django import template
from django.utils.safestring import SafeString

from reports.rendering.figures import Figures
from reports.rendering.lettering import spaced
from reports.rendering.narrative import Block, blocks
from reports.rendering.rich import rich
from reports.rendering.wording import legal_text

register = template.Library()


@register.filter(name="blocks")
def as_blocks(text: str) -> list[Block]:
    """The paragraphs and lists of a narrative: `{% for block in text|blocks %}`."""
    return blocks(text)


@register.filter(name="spaced")
def as_spaced(text: str) -> str:
    """A short text with French no-break spaces: `{{ action.title|spaced }}`."""
    return spaced(text)


@register.filter(name="legal")
def as_legal(reference: str) -> str:
    """The reference of a legal text as a paper cites it: `{{ text|legal|spaced }}`."""
    return legal_text(reference)


@register.filter
def under(cells: list[str], heads: list[str]) -> list[tuple[str, str]]:
    """Each cell with the header of its column: `{% for head, cell in row.cells|under:columns %}`."""
    return list(zip(heads, cells, strict=True))


@register.simple_tag
def narrative(text: str, figures: Figures, level: int, *, is_edited: bool = False) -> SafeString:
    """The text of a section, its live figures told: `{% narrative text figures 4 %}`, 4 being the level of
    its sub-headings."""
    return rich(text, figures, level=level, is_edited=is_edited)

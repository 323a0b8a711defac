"""What the templates of printed documents ask of typed text."""

from django import template

from reports.rendering.lettering import spaced
from reports.rendering.narrative import Block, blocks

register = template.Library()


@register.filter(name="blocks")
def as_blocks(text: str) -> list[Block]:
    """The paragraphs and lists of a narrative: `{% for block in text|blocks %}`."""
    return blocks(text)


@register.filter(name="spaced")
def as_spaced(text: str) -> str:
    """A short text with French no-break spaces: `{{ action.title|spaced }}`."""
    return spaced(text)

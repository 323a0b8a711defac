"""What the year page asks of the templates."""

from functools import lru_cache

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()
Choices = tuple[tuple[str, str], ...]


@register.filter
@lru_cache(maxsize=1024)
def options(choices: Choices, chosen: str) -> SafeString:
    """The options of a list, (value, label), one of them chosen: `{{ sources|options:input.text }}`.

    A page repeats the same few lists hundreds of times: each is written once.
    """
    rows = ((value, SafeString(" selected") if value == chosen else "", label) for value, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)

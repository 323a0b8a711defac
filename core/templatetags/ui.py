"""What the templates of every page ask: where one is, and what this seat may do."""

from typing import Any

import rules
from django import template

register = template.Library()


@register.filter
def within(path: str, url: str) -> str:
    """The value of `aria-current` for a link to `url` on the page at `path`: « page », « true » or nothing.

    A section stays current on the pages below it; the home page is current only on itself.
    """
    if path == url:
        return "page"
    return "true" if url != "/" and url and path.startswith(url) else ""


@register.simple_tag
def may(seat: Any, permission: str, subject: Any = None) -> bool:
    """Whether the seat holds a right: `{% may seat "accounts.administer" as administers %}`."""
    return bool(rules.has_perm(permission, seat, subject))

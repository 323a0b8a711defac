"""What every page needs to know of who is looking."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The seat, the other seats one could take, the theme and whether this is a demonstration."""
    return {
        "seat": getattr(request, "seat", None),
        "seats": getattr(request, "seats", []),
        "theme": settings.THEME,
        "is_demo": settings.DEMO,
        "support_email": settings.SUPPORT_EMAIL,
    }

"""Where a person goes after signing in: only ever to a page of this site."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

FIELD = "next"


def asked_destination(request: HttpRequest) -> str:
    """The path asked by `next`, or an empty string when it is absent or leads elsewhere."""
    asked = request.POST.get(FIELD) or request.GET.get(FIELD) or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else ""


def destination(request: HttpRequest) -> str:
    """The page to open next: the one that was asked for, else the home page."""
    return asked_destination(request) or reverse("overview:home")

"""Too many failed sign-ins: from where they come, and what a person then sees."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def address_of(request: HttpRequest) -> str | None:
    """The address of the visitor, None when nothing sensible tells it.

    Each trusted proxy adds at the end of X-Forwarded-For the address it saw: with `PROXY_COUNT` of them, the
    visitor's is that many places from the end. What stands before was written by the visitor.
    """
    claimed = request.headers.get("X-Forwarded-For", "").split(",")
    is_proxied = 0 < settings.PROXY_COUNT <= len(claimed)
    seen = claimed[-settings.PROXY_COUNT] if is_proxied else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(seen.strip()))
    except ValueError:
        return None


def locked_out(request: HttpRequest, original_response: HttpResponse | None = None, *_: Any) -> HttpResponse:
    """The lock page: the same whether or not the account exists."""
    return render(request, "accounts/locked_out.html", status=429)

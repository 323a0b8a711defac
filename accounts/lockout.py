"""What a person sees after too many failed sign-ins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, original_response: HttpResponse | None = None, *_: Any) -> HttpResponse:
    """The lock page: the same whether or not the account exists."""
    return render(request, "accounts/locked_out.html", status=429)

"""Errors that any page may meet, answered in one place and in French."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.versions import StaleVersion
from core.views import stale_version


class ErrorPagesMiddleware:
    """Turns what is no fault of the person into a page that says what to do, not into a failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A lock not obtained in time: « retry in a moment » (503). A page out of date: both sides (409)."""
        if isinstance(exception, OperationalError) and "lock" in str(exception).lower():
            return render(request, "errors/busy.html", status=503)
        if isinstance(exception, StaleVersion):
            return stale_version(request, exception)
        return None

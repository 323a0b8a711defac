"""Errors that any page may meet, answered in one place and in French."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.versions import StaleVersion
from core.views import stale_version

# lock_not_available, deadlock_detected, serialization_failure: PostgreSQL says them in its server's language.
LOCK_STATES = {"55P03", "40P01", "40001"}


class ErrorPagesMiddleware:
    """Turns what is no fault of the person into a page that says what to do, not into a failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A lock not obtained in time: « retry in a moment » (503). A page out of date: both sides (409)."""
        if isinstance(exception, OperationalError) and _is_about_a_lock(exception):
            return render(request, "errors/busy.html", status=503)
        if isinstance(exception, StaleVersion):
            return stale_version(request, exception)
        return None


def _is_about_a_lock(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") in LOCK_STATES or "is locked" in str(error)

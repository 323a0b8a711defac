"""The seat in which the person acts, set on every request."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from accounts.destination import FIELD
from accounts.models import Seat
from accounts.resumption import keep_entry
from core.acting import acting

SESSION_KEY = "seat"


class SeatMiddleware:
    """Sets `request.seat` (None when the person holds none today) and attributes every trace to it.

    The seat is read again at each request, so that one which ended or was withdrawn stops at once. A person
    with several seats keeps the one chosen at sign-in; the first is proposed until they choose. Once the one
    chosen has ended no other takes its place unasked: an act would go out for another organisation than the
    one that the page named.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.seats = self._open_seats(request)
        request.seat = self._chosen(request)
        with acting(request.seat):
            response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            # What one seat reads is kept by no proxy, and asked again before it is shown again.
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_: Any
    ) -> HttpResponse | None:
        """Lead to the choice a person whose seat has ended and who holds others; what they were sending is
        kept."""
        here = request.get_full_path()
        choice = reverse("accounts:choose_seat")
        # Taking up again what was kept leads to a page that comes by here.
        is_free = request.path in {choice, reverse("accounts:resume")} or not getattr(
            view, "login_required", True
        )
        if request.seat is not None or not request.seats or is_free:
            return None
        if request.method == "POST" and keep_entry(request):
            here = reverse("accounts:resume")
        messages.warning(request, "Le siège dans lequel vous agissiez a pris fin. Choisissez-en un autre.")
        return redirect(f"{choice}?{urlencode({FIELD: here})}")

    @staticmethod
    def _open_seats(request: HttpRequest) -> list[Seat]:
        if not request.user.is_authenticated:
            return []
        # Read with the person, when their session was; not when they were found otherwise.
        known = request.user.known_seats
        return Seat.objects.acting_today(request.user.pk) if known is None else known

    @staticmethod
    def _chosen(request: HttpRequest) -> Seat | None:
        chosen = request.session.get(SESSION_KEY)
        by_id = {seat.pk: seat for seat in request.seats}
        return by_id.get(chosen) if chosen else next(iter(request.seats), None)

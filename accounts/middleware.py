"""The seat in which the person acts, set on every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from accounts.models import Seat
from core.acting import acting

SESSION_KEY = "seat"


class SeatMiddleware:
    """Sets `request.seat` (None when the person holds none today) and attributes every trace to it.

    The seat is read again at each request, so that one which ended or was withdrawn stops at once. A person
    with several seats keeps the one chosen at sign-in; the first is proposed until they choose.
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

    @staticmethod
    def _open_seats(request: HttpRequest) -> list[Seat]:
        if not request.user.is_authenticated:
            return []
        held = Seat.objects.filter(user=request.user).open_on(timezone.localdate())
        return list(held.for_acting().order_by("organisation__name", "pk"))

    @staticmethod
    def _chosen(request: HttpRequest) -> Seat | None:
        chosen = request.session.get(SESSION_KEY)
        by_id = {seat.pk: seat for seat in request.seats}
        return by_id.get(chosen) or next(iter(request.seats), None)

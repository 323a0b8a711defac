"""The home page, the handover book, how complete each territory is, and the address of a seat’s calendar."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import OrganisationKind
from accounts.feeds import feed_key_of, renew_feed_key, revoke_feed_key, seat_of_key
from accounts.throttle import is_within
from contracts.campaigns.reading import waiting_for
from core.canonical import sha256_hex
from core.numbers import whole
from core.rights import require
from core.tabular import download
from overview.board import board_for
from overview.calendar import next_dates
from overview.feed import feed_for
from overview.handover import Handover
from overview.ics import MEDIA_TYPE
from overview.quality import Quality, quality_table
from overview.tasks import Standing, tasks_for

ACT = "suivre la complétude de tous les territoires"
# Software asks every few hours; sixty times an hour is a loop.
HOUR, FEED_LIMIT = 3_600, 60
PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex, nofollow"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """« Mes tâches »: what this seat has to do and what it waits for; for the national level, the board."""
    if request.seat is None:
        return redirect("accounts:choose_seat")
    at = timezone.now()
    context: dict[str, Any] = {"next_dates": next_dates(request.seat, at)}
    if request.seat.kind == OrganisationKind.NATIONAL:
        context |= {"boards": board_for(request.seat, at), "requests": waiting_for(request.seat)}
        return render(request, "overview/board.html", context)
    tasks = tasks_for(request.seat, at)
    context |= {
        standing.value: [task for task in tasks if task.standing == standing] for standing in Standing
    }
    return render(request, "overview/home.html", context)


@require_safe
def handover(request: HttpRequest) -> HttpResponse:
    """All that whoever takes the seat needs to know, on one page."""
    require("accounts.act", request.seat, None, "lire le cahier de passation")
    at = timezone.now()
    context = {"book": Handover(request.seat, at), "today": timezone.localdate(at)}
    return render(request, "overview/handover.html", context | {"crumbs": [("Cahier de passation", "")]})


@require_safe
def completeness(request: HttpRequest) -> HttpResponse:
    """How complete each territory's year is, and how timely; `?format=csv` (xlsx, ods) downloads it."""
    require(
        "overview.follow_completeness", request.seat, None, "suivre la complétude de tous les territoires"
    )
    quality = Quality(request.seat, timezone.now(), whole(request.GET.get("year", "")))
    if file_format := request.GET.get("format"):
        return download(quality_table(quality), file_format, timezone.localdate())
    return render(request, "overview/completeness.html", {"quality": quality, "crumbs": [("Complétude", "")]})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest) -> HttpResponse:
    """The address of the seat's calendar; a POST makes it, or another, and shows it this once."""
    require("accounts.act", request.seat, None, "s’abonner à un agenda")
    address = ""
    if request.method == "POST":
        shown = whole(request.POST.get("version", "")) or 0
        key = renew_feed_key(request.seat, by=request.seat, shown_version=shown)
        address = settings.SITE_URL + reverse("overview:feed_file", args=[key])
    context = {"key": feed_key_of(request.seat), "address": address, "crumbs": _feed_crumbs()}
    return render(request, "overview/feed.html", context)


@require_POST
def feed_revocation(request: HttpRequest) -> HttpResponse:
    """Close the address of the seat's calendar."""
    require("accounts.act", request.seat, None, "supprimer l’adresse d’un agenda")
    shown = whole(request.POST.get("version", "")) or 0
    if revoke_feed_key(request.seat, by=request.seat, shown_version=shown):
        messages.success(request, "L’adresse est supprimée\u00a0: elle ne répond plus.")
    return redirect("overview:feed")


@login_not_required
@require_safe
def feed_file(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar that a key opens, for software that does not sign in; 404 for a key that opens nothing."""
    seat = seat_of_key(key)
    if seat is None:
        raise Http404("Cet agenda n’existe pas, ou n’est plus ouvert.")
    if not is_within(FEED_LIMIT, seconds=HOUR, act="agenda", subject=str(seat.pk)):
        return HttpResponse(status=429, headers={"Retry-After": str(HOUR)})
    content = feed_for(seat, timezone.now())
    etag = f'"{sha256_hex(content)}"'
    headers = {"ETag": etag, "Content-Disposition": 'inline; filename="snppe.ics"'} | PRIVATE
    response = HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def _feed_crumbs() -> list[tuple[str, str]]:
    return [("Calendrier", reverse("contracts:calendar")), ("S’abonner", "")]

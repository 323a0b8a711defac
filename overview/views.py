"""The home page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.enums import OrganisationKind
from contracts.campaigns.reading import waiting_for
from core.numbers import whole
from core.rights import require
from core.tabular import download
from overview.board import board_for
from overview.calendar import next_dates
from overview.handover import Handover
from overview.quality import Quality, quality_table
from overview.tasks import Standing, tasks_for

ACT = "suivre la complétude de tous les territoires"


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

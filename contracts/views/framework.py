"""The national framework and the calendar of its campaigns."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.campaigns.reading import requests_for
from contracts.deadlines import calendar
from contracts.queries import frameworks_for, gaps_of, objectives_of_framework, themes_of


@require_safe
def framework(request: HttpRequest, code: str) -> HttpResponse:
    """A framework: its texts, its objectives by engagement, and what no source says yet."""
    found = get_object_or_404(frameworks_for(request.seat), code=code)
    context = {
        "framework": found,
        "texts": found.texts.all(),
        "groups": objectives_of_framework(found),
        "gaps": gaps_of(found),
        "themes": themes_of(found),
        "crumbs": [("Calendrier", reverse("contracts:calendar")), (f"Cadre {found}", "")],
    }
    return render(request, "contracts/framework.html", context)


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """What is due, by when, under which text."""
    context = {
        "campaigns": calendar(request.seat, timezone.now()),
        "requests": requests_for(request.seat),
        "frameworks": frameworks_for(request.seat),
        "crumbs": [("Calendrier", "")],
    }
    return render(request, "contracts/calendar.html", context)

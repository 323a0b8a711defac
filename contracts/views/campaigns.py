"""The national calendar as the national level keeps it: campaigns and their deadlines, with their history."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contracts.campaigns.acts import (
    ACT,
    DEADLINE_FIELDS,
    SET_CALENDAR,
    remove_deadline,
    save_campaign,
    save_deadline,
)
from contracts.campaigns.forms import CampaignForm, CampaignNotesForm, DeadlineForm
from contracts.models import Campaign, Deadline
from contracts.views.refusals import refusals_told
from core.forms import errors_by_field
from core.marks import mark_of
from core.past import steps_of
from core.rights import require

METHODS = ["GET", "HEAD", "POST"]


def campaign_or_404(request: HttpRequest, code: str, year: int) -> Campaign:
    """The campaign, for who keeps the calendar; PermissionDenied for others, Http404 where there is none."""
    require(SET_CALENDAR, request.seat, None, ACT)
    return get_object_or_404(
        Campaign.objects.select_related("framework"), framework__code=code, fiscal_year=year
    )


def crumbs(campaign: Campaign | None = None, *beyond: tuple[str, str]) -> list[tuple[str, str]]:
    """From the calendar to the page."""
    root = ("Calendrier", reverse("contracts:calendar"))
    here = [(str(campaign), _address(campaign) if beyond else "")] if campaign else []
    return [root, *here, *beyond]


def _address(campaign: Campaign) -> str:
    return reverse("contracts:campaign", args=[campaign.framework.code, campaign.fiscal_year])


@require_http_methods(METHODS)
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Open the campaign of a year."""
    require(SET_CALENDAR, request.seat, None, ACT)
    form = CampaignForm(request.POST or None)
    if form.is_valid() and (opened := _saved(request, form, save_campaign, Campaign())):
        return redirect(_address(opened))
    context = {"form": form, "crumbs": crumbs(None, ("Nouvelle campagne", ""))}
    return render(request, "contracts/campaigns/new.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
def campaign(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """A campaign: its deadlines to open, its notes in a form."""
    found = campaign_or_404(request, code, year)
    form = CampaignNotesForm(request.POST or None, instance=found)
    if form.is_valid() and _saved(request, form, save_campaign, found):
        return redirect(_address(found))
    context = {
        "campaign": found,
        "deadlines": found.deadlines.prefetch_related("extensions__territory"),
        "form": form,
        "steps": steps_of(found),
        "crumbs": crumbs(found),
    }
    return render(request, "contracts/campaigns/campaign.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
def deadline_edit(request: HttpRequest, code: str, year: int, pk: int | None = None) -> HttpResponse:
    """Add a deadline, or move it, with its history under the form."""
    found = campaign_or_404(request, code, year)
    row = get_object_or_404(Deadline, campaign=found, pk=pk) if pk is not None else Deadline(campaign=found)
    form = DeadlineForm(request.POST or None, instance=row)
    if form.is_valid() and _saved(request, form, save_deadline, row):
        return redirect(_address(found))
    context = {
        "campaign": found,
        "deadline": row,
        "form": form,
        "mark": mark_of(row, DEADLINE_FIELDS),
        "steps": steps_of(row) if pk else [],
        "crumbs": crumbs(found, ("Échéance" if pk else "Nouvelle échéance", "")),
    }
    return render(request, "contracts/campaigns/deadline.html", context, status=422 if form.errors else 200)


@require_POST
@refusals_told("contracts:deadline_edit", keeps=3)
def deadline_removal(request: HttpRequest, code: str, year: int, pk: int) -> HttpResponse:
    """Take a deadline away."""
    found = campaign_or_404(request, code, year)
    row = get_object_or_404(Deadline, campaign=found, pk=pk)
    try:
        remove_deadline(row, by=request.seat, shown=request.POST.get("shown", ""))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("contracts:deadline_edit", code, year, pk)
    messages.success(request, f"L’échéance «\u00a0{row.label}\u00a0» est retirée.")
    return redirect(_address(found))


def _saved(request: HttpRequest, form: Any, act: Callable[..., Any], row: Any) -> Any:
    """The row as it was saved; None with the errors on the form."""
    try:
        saved = act(row, values=form.cleaned_data, by=request.seat, shown=form.cleaned_data["shown"])
    except ValidationError as refused:
        form.add_error(None, errors_by_field(form, refused))
        return None
    messages.success(request, f"Enregistré\u00a0: {saved}.")
    return saved

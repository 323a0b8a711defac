"""The calendar of a contract, year by year: what is due, and its closing read backwards."""

import rules
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.campaigns.extensions import ASK
from contracts.deadlines import dates_of
from contracts.enums import ExtensionState
from contracts.pages import contract_or_404, contract_page, default_year, year_or_404
from reports.closing_calendar import ClosingCalendar


@require_safe
def calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """The year being reported."""
    contract = contract_or_404(request.seat, reference)
    return redirect("reports:backward", reference, default_year(contract))


@require_safe
def backward(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """The last safe day of each step of a year's closing, and the year's deadlines."""
    contract = contract_or_404(request.seat, reference)
    at = timezone.now()
    asked = contract.extension_requests.filter(deadline__campaign__fiscal_year=year_or_404(contract, year))
    requests = list(asked.for_list())
    context = contract_page(contract, "calendar", year=year, beyond=[(f"Exercice {year}", "")]) | {
        "page": ClosingCalendar(contract, year, request.seat, at),
        "dates": [one for one in dates_of([contract], at) if one.deadline.campaign.fiscal_year == year],
        "requests": requests,
        "waiting": {one.deadline_id for one in requests if one.state == ExtensionState.ASKED},
        "may_ask": rules.has_perm(ASK, request.seat, contract),
    }
    return render(request, "reports/calendar/page.html", context)

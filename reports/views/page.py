"""What the report's pages share: their context, and the answers to acts that are refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import Seat
from contracts.pages import contract_page
from contracts.years import YearLocked
from core.workflow import TransitionRefused
from reports.models import Report
from reports.queries import report_or_404

View = Callable[..., HttpResponse]


def report_page(report: Report, here: str = "") -> dict[str, Any]:
    """The context of a page of a report: the contract's, the report, and the breadcrumb down to `here`."""
    contract, year = report.contract, report.fiscal_year
    context = contract_page(contract, "reports", year=year)
    crumbs = context["crumbs"][:-1]
    crumbs.append(("Rapports", reverse("reports:contract", args=[contract.reference])))
    crumbs.append((str(year), report_url(report) if here else ""))
    if here:
        crumbs.append((here, ""))
    return context | {"report": report, "crumbs": crumbs}


def report_url(report: Report, name: str = "detail", *more: Any) -> str:
    """The address of one of the report's pages."""
    return reverse(f"reports:{name}", args=[report.contract.reference, report.fiscal_year, *more])


def back(report: Report) -> HttpResponse:
    """To the report's own page."""
    return redirect(report_url(report))


def refusals_told(view: View) -> View:
    """An act refused by its rule is told on the report's page, at once and in the rule's own words."""

    @wraps(view)
    def told(request: HttpRequest, reference: str, year: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, reference, year, *args, **kwargs)
        except (TransitionRefused, YearLocked) as refusal:
            messages.error(request, str(refusal))
            return redirect("reports:detail", reference, year)

    return told


def report_for(request: HttpRequest, reference: str, year: int, permission: str = "") -> Report:
    """The report a seat may read (404 otherwise), on which it has the right (403 otherwise)."""
    report = report_or_404(request.seat, reference, year)
    require_page(permission, request.seat, report)
    return report


def require_page(permission: str, seat: Seat | None, subject: Any) -> None:
    """403 for a page whose only purpose is an act the seat may not do."""
    if permission and not rules.has_perm(permission, seat, subject):
        raise PermissionDenied("Votre siège ne permet pas cet acte sur ce rapport.")

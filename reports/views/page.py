"""What the report's pages share: their context, and the answers to acts that are refused."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import Seat
from contracts.deadlines import report_due_dates
from contracts.pages import contract_page
from contracts.years import YearLocked
from core.workflow import TransitionRefused, available_transitions
from reports.enums import ReportState
from reports.guide import lead_for
from reports.models import Report
from reports.queries import PartyState, has_sealed, signing_acts, strip_of
from reports.reminders import REMIND
from reports.workflow import nothing_corrected

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


def seen_from_elsewhere(report: Report) -> dict[str, Any]:
    """What the context becomes for a reader who opens no other page of the contract: no tabs, the way back to
    the list of reports, and its place in the menu under the reports."""
    here = f"{report.contract.reference}, {report.fiscal_year}"
    reports = reverse("reports:list")
    return {"tab": "", "crumbs": [("Rapports", reports), (here, "")], "menu_path": f"{reports}{here}"}


def standing_of(report: Report, seat: Seat) -> dict[str, Any]:
    """Where the report stands for a seat: what each party has said, what the seat can do, in words and acts.

    `acts` names the transitions open to the seat, and the ways to sign; one that would only be refused is
    left out.
    """
    parties = strip_of(report)
    sealed = has_sealed(seat, parties)
    acts = {declared.name for declared in available_transitions(report, seat)}
    acts |= signing_acts(report, seat, parties)
    writes = report.state in ReportState.writable() and rules.has_perm("reports.write_report", seat, report)
    lead = lead_for(report, parties, acts, writes=writes, has_sealed=sealed)
    useless = {"seal"} if sealed else set()
    if "drop_correction" in acts and not nothing_corrected(report):
        useless.add("drop_correction")
    standing = {"parties": parties, "acts": acts - useless, "writes": writes, "lead": lead}
    return standing | {"may_remind": _may_remind(report, seat, parties)} | _due(report)


def _may_remind(report: Report, seat: Seat, parties: list[PartyState]) -> bool:
    """Whether another party is awaited, which the seat may remind; a draft is nobody else's business."""
    others = any(one.state == "waiting" and one.organisation_id != seat.organisation_id for one in parties)
    return others and report.state != ReportState.DRAFT and rules.has_perm(REMIND, seat, report)


def _due(report: Report) -> dict[str, Any]:
    """The day before whose end the parties must agree; nothing once they have, or when no text sets it."""
    contract = report.contract
    due = report_due_dates([contract], timezone.now()).get((contract.pk, report.fiscal_year))
    return {"due": None if report.is_closed else due}


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

"""The report's own page, its reading, and the writing of its sections."""

from typing import Any

import rules
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Seat
from contracts import years
from contracts.years import YearLocked
from core.rights import require
from indicators.models import Indicator
from reports.actions import write_section
from reports.beside import beside
from reports.canonical import read_report
from reports.checks import steps_of
from reports.committee import to_follow
from reports.enums import RemarkState, ReportState
from reports.forms import SectionForm
from reports.models import Report, Section
from reports.narrative import written_in_order
from reports.outsiders import protected, without_statements
from reports.places import address_of
from reports.queries import (
    changes_of,
    is_party,
    last_reason,
    paper_for,
    readable_editions,
    remarks_for,
    report_or_404,
)
from reports.rendering import Frame, render_report_html
from reports.rules import reads_live
from reports.views.page import refusals_told, report_page, report_url, seen_from_elsewhere, standing_of


@require_safe
def detail(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Where the report stands: its parties, what to do next, its remarks, its narrative, its editions."""
    report, seat = report_or_404(request.seat, reference, year), request.seat
    # After a return, what is not remarked stays closed: the way there is by the remarks.
    unfinished = reads_live(seat, report) and not years.refusal(report.contract, year)
    context = report_page(report) | standing_of(report, seat)
    context |= {
        "is_party": is_party(seat, report),
        "editions": readable_editions(seat, report),
        "sections": written_in_order(report) if unfinished else [],
        "steps": steps_of(report) if unfinished else [],
    }
    if context["is_party"]:
        context |= _said_of(report, seat, writes=context["writes"])
    else:
        context |= seen_from_elsewhere(report)
    return render(request, "reports/detail.html", context)


def _said_of(report: Report, seat: Seat, *, writes: bool) -> dict[str, Any]:
    """What the parties say to one another of the report, and what the last edition changed."""
    remarks = list(remarks_for(seat, report))
    may_remark = rules.has_perm("reports.remark_report", seat, report)
    return {
        "reason": last_reason(report),
        "decisions": to_follow(report.contract, report.fiscal_year),
        "changes": changes_of(report.current_edition) if report.is_locked else [],
        "changes_title": f"Ce que change l’{str(report.current_edition).lower()}",
        "remarks": [(remark, address_of(remark, report, writes=writes)) for remark in remarks],
        "unanswered": sum(one.state == RemarkState.OPEN and not one.is_internal for one in remarks),
        "may_remark": may_remark and report.state == ReportState.SHARED,
        "may_follow": report.state == ReportState.SHARED
        and rules.has_perm("reports.mark_reading", seat, report),
        "may_pursue": may_remark and not report.is_closed,
        "may_answer": rules.has_perm("reports.answer_remark", seat, report) and not report.is_closed,
    }


@require_safe
def reading(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """The whole report on one page, from the same template as the PDF; without its small numbers for
    whoever is no party to the contract."""
    report = report_or_404(request.seat, reference, year)
    canonical, data = paper_for(request.seat, report)
    content = read_report(canonical)
    if not is_party(request.seat, report):
        adding = Indicator.objects.cumulative_codes(report.contract)
        shown = protected(content, threshold=settings.SMALL_NUMBER_THRESHOLD, cumulative=adding)
        data = data if shown is content else without_statements(data)
        content = shown
    frame = Frame.read(kind=data["kind"], canonical=canonical, data=data)
    page = render_report_html(content, frame=frame, is_linked=True, back=report_url(report))
    return HttpResponse(page)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def section(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Write one section, its figures beside it."""
    report = report_or_404(request.seat, reference, year)
    require("reports.write_report", request.seat, report, "rédiger le rapport")
    part = get_object_or_404(report.sections.select_related("engagement", "objective"), pk=pk)
    form = SectionForm(request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid() and _is_written(request, part, form):
        return redirect(_onwards(part, report) if "next" in request.POST else report_url(report))
    context = report_page(report, part.heading) | {
        "form": form,
        "section": part,
        "is_last": _onwards(part, report) == report_url(report),
        "beside": beside(part, report),
        "refusal": years.refusal(report.contract, year, part),
        "back_url": report_url(report),
    }
    return render(request, "reports/section.html", context)


def _onwards(part: Section, report: Report) -> str:
    """The page of the next section in the report's order; after the last, the report's own."""
    ordered = written_in_order(report)
    rank = ordered.index(part) + 1
    return report_url(report, "section", ordered[rank].pk) if rank < len(ordered) else report_url(report)


def _is_written(request: HttpRequest, part: Section, form: SectionForm) -> bool:
    """Save the text; what is refused is said above it, and it stays in its place."""
    try:
        write_section(part, body=form.cleaned_data["body"], by=request.seat, shown_version=form.shown_version)
    except YearLocked as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"«\u00a0{part.heading}\u00a0» est enregistré.")
    return True

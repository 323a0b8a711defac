"""The report's own page and its reading."""

from typing import Any

import rules
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Seat
from indicators.models import Indicator
from reports.canonical import read_report
from reports.checks import steps_of
from reports.committee import to_follow
from reports.enums import RemarkState, ReportState
from reports.guide import to_prepare
from reports.models import Remark, Report
from reports.narrative import written_in_order
from reports.outsiders import protected, without_proofs, without_statements
from reports.places import address_of
from reports.queries import (
    changes_of,
    has_looked_at,
    is_party,
    last_reason,
    paper_for,
    readable_editions,
    remarks_read,
    report_or_404,
)
from reports.rendering import Frame, render_report_html
from reports.rules import reads_live
from reports.views.page import report_page, report_url, seen_from_elsewhere, standing_of
from reports.years import is_open


@require_safe
def detail(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Where the report stands: its parties, what to do next, its remarks, its narrative, its editions."""
    report, seat = report_or_404(request.seat, reference, year), request.seat
    # After a return, what is not remarked stays closed: the way there is by the remarks.
    unfinished = reads_live(seat, report) and is_open(report)
    sections = written_in_order(report) if unfinished else []
    context = report_page(report) | standing_of(report, seat)
    context |= {
        "is_party": is_party(seat, report),
        "editions": readable_editions(seat, report) if report.current_edition_id else [],
        "sections": sections,
        "steps": steps_of(report, sections) if unfinished else [],
    }
    if context["is_party"]:
        context |= _said_of(report, seat, context["acts"], writes=context["writes"])
    else:
        context |= seen_from_elsewhere(report)
    return render(request, "reports/detail.html", context)


def _said_of(report: Report, seat: Seat, acts: set[str], *, writes: bool) -> dict[str, Any]:
    """What the parties say to one another of the report, and what the last edition changed."""
    remarks = remarks_read(seat, report)
    told = [_with_its_place(one, report, seat, writes=writes) for one in remarks]
    waiting = [(one, may) for one, _, may in told if one.state == RemarkState.OPEN and not one.is_internal]
    may_remark = rules.has_perm("reports.remark_report", seat, report)
    return {
        "reason": last_reason(report),
        "decisions": to_follow(report.contract, report.fiscal_year),
        "changes": changes_of(report.current_edition) if report.is_locked else [],
        "changes_title": f"Ce que change l’{str(report.current_edition).lower()}",
        "remarks": told,
        "unanswered": len(waiting),
        "to_prepare": to_prepare(report, sum(may for _, may in waiting)),
        "reads_first": "seal" in acts and not has_looked_at(seat, report, remarks),
        "may_remark": may_remark and report.state == ReportState.SHARED,
        "may_follow": report.state == ReportState.SHARED
        and rules.has_perm("reports.mark_reading", seat, report),
        "may_pursue": may_remark and not report.is_closed,
    }


def _with_its_place(remark: Remark, report: Report, seat: Seat, *, writes: bool) -> tuple[Remark, str, bool]:
    """A remark, where it leads, whether the seat may answer it; a payer is led to its amount as the
    département to its figures, once the return has opened it."""
    may_answer = _may_answer(seat, remark)
    mends = writes or (may_answer and report.state == ReportState.RETURNED)
    return remark, address_of(remark, report, writes=mends), may_answer


def _may_answer(seat: Seat, remark: Remark) -> bool:
    return not remark.report.is_closed and rules.has_perm("reports.answer_remark", seat, remark)


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
        content = without_proofs(shown)
    frame = Frame.read(kind=data["kind"], canonical=canonical, data=data)
    page = render_report_html(content, frame=frame, is_linked=True, back=report_url(report))
    return HttpResponse(page)

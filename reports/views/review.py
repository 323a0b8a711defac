"""The reading of a shared report point by point, and the marks by which a seat follows its own."""

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.formats import counted
from core.rights import require
from core.workflow import TransitionRefused
from reports.enums import ReportState
from reports.models import Edition, Report
from reports.queries import report_or_404
from reports.review.marking import mark_read
from reports.review.page import Reading
from reports.views.page import refusals_told, report_page, report_url

NOT_YET = "La lecture point par point commence au partage du rapport."


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def review(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Read what has moved since one's last reading; mark a point (`place`), or all of them, as read."""
    report = report_or_404(request.seat, reference, year)
    require("reports.mark_reading", request.seat, report, "suivre sa lecture")
    edition = report.current_edition
    if edition is None:
        raise TransitionRefused(NOT_YET)
    if request.method == "POST":
        return _marked(request, report, edition)
    may_remark = rules.has_perm("reports.remark_report", request.seat, report)
    context = report_page(report, "Lecture point par point") | {
        "reading": Reading(report, edition, request.seat),
        "edition": edition,
        "may_remark": may_remark and report.state == ReportState.SHARED,
        "back_url": report_url(report),
    }
    return render(request, "reports/review/page.html", context)


def _marked(request: HttpRequest, report: Report, edition: Edition) -> HttpResponse:
    """Keep the marks, then go on: to the next point that is left, else to the head of the page."""
    place = request.POST.get("place")
    shown = request.POST.get("sha256", "")
    keys = mark_read(report, by=request.seat, shown_sha256=shown, places=[place] if place else None)
    url = report_url(report, "review")
    if place and keys:
        left = Reading(report, edition, request.seat).to_read
        return redirect(f"{url}#{left[0].point.key}" if left else url)
    messages.success(request, f"{counted(len(keys), 'point lu', 'points lus')}.")
    return redirect(url)

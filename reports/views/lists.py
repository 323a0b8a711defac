"""Lists of reports."""

from typing import Any
from urllib.parse import urlencode

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page
from core.numbers import whole
from core.tabular import download
from core.workflow import TransitionRefused
from reports.actions import open_report
from reports.exports import list_table
from reports.models import AssemblyReport, Report
from reports.queries import listed_reports
from reports.selection import ReportFilter

PER_PAGE = 50


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports one follows or may read, narrowed; the same list as a spreadsheet with `?format=`."""
    known = listed_reports(request.seat)
    chosen = ReportFilter.read(request.GET)
    reports = [report for report in known if chosen.keeps(report)]
    if extension := request.GET.get("format"):
        return download(list_table(reports), extension, timezone.localdate())
    context = _page_of(reports, request.GET.get("page")) | {
        "choices": chosen.choices(known) if known else [],
        "query": urlencode(chosen.stored),
        "may_export": rules.has_perm("reports.export_reports", request.seat),
        "papers": AssemblyReport.objects.visible_to(request.seat).select_related("authority"),
        "may_open_paper": rules.has_perm("reports.open_assembly_report", request.seat),
        "paper_years": sorted({report.fiscal_year for report in known if report.is_followed}, reverse=True),
        "crumbs": [("Rapports", "")],
    }
    return render(request, "reports/list.html", context)


def _page_of(reports: list[Report], number: str | None) -> dict[str, Any]:
    """A page of the list, one's own reports first, and how many there are in all."""
    page = Paginator(sorted(reports, key=lambda report: not report.is_followed), PER_PAGE).get_page(number)
    return {
        "page": page,
        "own": [report for report in page if report.is_followed],
        "others": [report for report in page if not report.is_followed],
        "own_count": sum(report.is_followed for report in reports),
        "others_count": sum(not report.is_followed for report in reports),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def contract_reports(request: HttpRequest, reference: str) -> HttpResponse:
    """The reports of a contract, year by year; a POST opens the draft of a year."""
    contract = contract_or_404(request.seat, reference)
    if request.method == "POST":
        return _open(request, contract)
    known = {report.fiscal_year: report for report in listed_reports(request.seat, contract)}
    context = contract_page(contract, "reports") | {
        "years": [(year, known.get(year)) for year in reversed(contract.years)],
        "may_open": rules.has_perm("reports.open_report", request.seat, contract),
    }
    return render(request, "reports/contract.html", context)


def _open(request: HttpRequest, contract: Contract) -> HttpResponse:
    year = whole(request.POST.get("year", "")) or 0
    try:
        report = open_report(contract=contract, fiscal_year=year, by=request.seat)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:contract", contract.reference)
    messages.success(request, f"Le rapport {report.fiscal_year} est ouvert.")
    return redirect("reports:detail", contract.reference, report.fiscal_year)

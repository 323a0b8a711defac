"""Lists of reports."""

from typing import Any

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page
from core.tabular import CONTENT_TYPES, Column, ColumnKind, Table, export, filename
from core.workflow import TransitionRefused
from reports.actions import open_report
from reports.models import AssemblyReport, Report
from reports.queries import listed_reports


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports one follows or may read, by year; the same list as a spreadsheet with `?format=`."""
    year = request.GET.get("exercice", "")
    reports = listed_reports(request.seat, int(year) if year.isdigit() and len(year) == 4 else None)
    extension = request.GET.get("format", "")
    if extension in CONTENT_TYPES:
        return as_file(report_table(reports), extension)
    years = Report.objects.followed_by(request.seat).order_by("-fiscal_year")
    context = {
        "reports": reports,
        "years": list(years.values_list("fiscal_year", flat=True).distinct()),
        "chosen": year,
        "papers": AssemblyReport.objects.visible_to(request.seat).select_related("authority"),
        "may_open_paper": rules.has_perm("reports.open_assembly_report", request.seat),
        "crumbs": [("Rapports", "")],
    }
    return render(request, "reports/list.html", context)


def report_table(reports: list[Report]) -> Table:
    """The list as a table: state and dates, never the content."""
    columns = [
        Column("contract", "Contrat"),
        Column("territory", "Territoire"),
        Column("fiscal_year", "Exercice", ColumnKind.INTEGER),
        Column("state", "État"),
        Column("shared_at", "Partagé le", ColumnKind.DATE),
        Column("agreed_at", "Arrêté le", ColumnKind.DATE),
        Column("deliberated_on", "Délibéré le", ColumnKind.DATE),
    ]
    return Table("Rapports d’exécution", columns, [_row(report) for report in reports])


def _row(report: Report) -> dict[str, Any]:
    return {
        "contract": report.contract.reference,
        "territory": report.contract.territory.name,
        "fiscal_year": report.fiscal_year,
        "state": report.get_state_display(),
        "shared_at": report.shared_at,
        "agreed_at": report.agreed_at,
        "deliberated_on": report.deliberated_on,
    }


def as_file(table: Table, extension: str) -> HttpResponse:
    """A table as a download."""
    response = HttpResponse(export(table, extension), content_type=CONTENT_TYPES[extension])
    name = filename(table.title, extension, timezone.localdate())
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def contract_reports(request: HttpRequest, reference: str) -> HttpResponse:
    """The reports of a contract, year by year; a POST opens the draft of a year."""
    contract = contract_or_404(request.seat, reference)
    if request.method == "POST":
        return _open(request, contract)
    known = {report.fiscal_year: report for report in listed_reports(request.seat, None, contract)}
    context = contract_page(contract, "reports") | {
        "years": [(year, known.get(year)) for year in reversed(contract.years)],
        "may_open": rules.has_perm("reports.open_report", request.seat, contract),
    }
    return render(request, "reports/contract.html", context)


def _open(request: HttpRequest, contract: Contract) -> HttpResponse:
    year = request.POST.get("year", "")
    try:
        report = open_report(
            contract=contract, fiscal_year=int(year) if year.isdigit() else 0, by=request.seat
        )
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:contract", contract.reference)
    messages.success(request, f"Le rapport {report.fiscal_year} est ouvert.")
    return redirect("reports:detail", contract.reference, report.fiscal_year)

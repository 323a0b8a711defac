"""The money of a year beside its results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.pages import contract_or_404, contract_page, year_or_404
from core.tabular import download
from reports.money_results import chart_of, money_results, table_of


@require_safe
def results_page(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Objective by objective and source by source, planned and spent, what came of it and what a unit cost;
    `?format=csv` (xlsx, ods) downloads the matrix."""
    contract = contract_or_404(request.seat, reference)
    results = money_results(contract, year_or_404(contract, year), request.seat)
    if file_format := request.GET.get("format"):
        return download(table_of(results), file_format, timezone.localdate())
    context = contract_page(contract, "funding", year=year)
    context |= {"results": results, "chart": chart_of(results)}
    return render(request, "reports/money_results.html", context)

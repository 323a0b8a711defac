"""The figures of a contract, year by year."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from contracts.pages import contract_or_404, contract_page, default_year, year_or_404
from core.rights import require
from core.tabular import download
from indicators.entry import submit
from indicators.enums import ValueKind
from indicators.exports import year_export
from indicators.gate import ACT
from indicators.grid_filters import narrow
from indicators.sheet import Sheet

ABSENCES = tuple(ValueKind.absences())


@require_safe
def current(request: HttpRequest, reference: str) -> HttpResponse:
    """To the year being entered."""
    contract = contract_or_404(request.seat, reference)
    return redirect("indicators:year", contract.reference, default_year(contract))


@require_http_methods(["GET", "HEAD", "POST"])
def year_page(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """The indicators of a year; their département fills them; `?format=csv` (xlsx, ods) downloads them."""
    contract = contract_or_404(request.seat, reference)
    year_or_404(contract, year)
    if request.method == "POST":
        require("indicators.enter_values", request.seat, contract, ACT)
        sheet, saved = submit(contract, year, request.seat, request.POST)
        if saved is not None:
            messages.success(request, saved.summary)
            if saved.readings:
                messages.info(request, saved.readings)
            return redirect(request.get_full_path())
    else:
        sheet = Sheet(contract, year, request.seat)
    filters = narrow(sheet, request.GET)
    if request.method != "POST" and (file_format := request.GET.get("format")):
        return download(year_export(sheet), file_format)
    context = contract_page(contract, "indicators", year=year)
    context |= {"sheet": sheet, "filters": filters, "absences": ABSENCES}
    return render(request, "indicators/year.html", context, status=sheet.status)

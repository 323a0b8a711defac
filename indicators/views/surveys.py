"""Where else the figures of a year are asked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contracts.pages import contract_or_404, contract_page, year_or_404
from core.tabular import download
from indicators.surveys import Register, survey_table


@require_safe
def surveys(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """The register of a year; `?survey=code&format=csv` gives the figures in a survey's layout."""
    contract = contract_or_404(request.seat, reference)
    year_or_404(contract, year)
    register = Register(contract, year, request.seat)
    if file_format := request.GET.get("format"):
        layout = register.layout(request.GET.get("survey", ""))
        if layout is None:
            raise Http404("Cette enquête ne demande aucun chiffre de ce contrat.")
        return download(survey_table(register, layout), file_format)
    beyond = [(f"Autres enquêtes {year}", "")]
    context = contract_page(contract, "indicators", year=year, beyond=beyond) | {"register": register}
    return render(request, "indicators/surveys.html", context)

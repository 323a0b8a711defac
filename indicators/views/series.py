"""The series of a contract over its years."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.pages import contract_or_404, contract_page
from core.tabular import download
from indicators.series import SeriesPage
from indicators.series_exports import series_table


@require_safe
def series_page(request: HttpRequest, reference: str, key: str = "") -> HttpResponse:
    """Each indicator of the contract over the years, or one alone; `?format=csv` (xlsx, ods) downloads."""
    contract = contract_or_404(request.seat, reference)
    page = SeriesPage(contract, request.seat, key)
    if key and not page.series:
        raise Http404("Ce contrat ne suit pas cet indicateur.")
    if file_format := request.GET.get("format"):
        return download(series_table(page), file_format, timezone.localdate())
    everything = reverse("indicators:series", args=[contract.reference])
    beyond = [("Séries", everything if key else "")] + ([(page.series[0].indicator.code, "")] if key else [])
    context = contract_page(contract, "indicators", beyond=beyond) | {"page": page}
    return render(request, "indicators/series.html", context)

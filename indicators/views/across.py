"""The national indicators: their list, and one of them in every territory."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.pages import last_ended_year
from contracts.queries import frameworks_for
from core.numbers import whole
from core.tabular import download
from core.tabular.texts import clean
from indicators.across import years_of
from indicators.across_exports import across_table
from indicators.across_page import ORDERS, AcrossPage, position_wording
from indicators.catalogue import Catalogue
from indicators.catalogue_exports import catalogue_table
from indicators.filters import CatalogueFilterForm
from indicators.models import Indicator


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The indicators of a framework, by engagement and objective; `?format=csv` downloads them."""
    if request.seat is None:
        return redirect("accounts:choose_seat")
    form = CatalogueFilterForm(request.GET, request.seat)
    context: dict[str, Any] = {"form": form, "catalogue": None, "crumbs": [("Indicateurs", "")]}
    if form.chosen is not None:
        listed = Catalogue(form.chosen, form.chosen_year, request.seat, form.sought)
        if file_format := request.GET.get("format"):
            return download(catalogue_table(listed), file_format, timezone.localdate())
        context["catalogue"] = listed
    return render(request, "indicators/catalogue.html", context)


@require_safe
def indicator(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """One indicator in every territory for a year; `?format=csv` downloads its territories, with `table` its
    regions or its national series."""
    if request.seat is None:
        return redirect("accounts:choose_seat")
    found = _indicator_or_404(request, framework, code)
    asked = request.GET.get("year")
    year = whole(asked) if asked else last_ended_year(found.objective.framework)
    order = request.GET.get("order", "")
    if year is None or year not in years_of(found):
        raise Http404("Cet indicateur n’a pas cette année.")
    page = AcrossPage(found, request.seat, year, order if order in dict(ORDERS) else ORDERS[0][0])
    if file_format := request.GET.get("format"):
        table = across_table(page, request.GET.get("table", ""))
        return download(table, file_format, timezone.localdate())
    return render(request, "indicators/across.html", _context(page))


def _indicator_or_404(request: HttpRequest, framework: str, code: str) -> Indicator:
    known = get_object_or_404(frameworks_for(request.seat), code=framework)
    national = Indicator.objects.filter(objective__framework=known, contract=None, code=clean(code))
    found = national.select_related("objective__framework", "objective__engagement").first()
    if found is None:
        raise Http404(f"Le cadre {known} n’a pas d’indicateur {code}.")
    return found


def _context(page: AcrossPage) -> dict[str, Any]:
    found = page.indicator
    framework = found.objective.framework
    return {
        "page": page,
        "indicator": found,
        "framework": framework,
        "orders": ORDERS,
        "positions": [(row, position_wording(page, row)) for row in page.own if row.has_value],
        "crumbs": [
            ("Indicateurs", f"{reverse('indicators:catalogue')}?framework={framework.code}"),
            (f"{found.code} ({framework})", ""),
        ],
    }

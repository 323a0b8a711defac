"""Before sharing: everything blocking or to justify in a year, explained in place; and what the rules are."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contracts.pages import contract_or_404, contract_page, year_or_404
from contracts.years import YearLocked
from core.rights import require
from core.tabular import download
from indicators.check_sheet import CheckRow, CheckSheet
from indicators.explaining import ACT, GONE, explain, withdraw
from indicators.preparing_exports import checks_table
from indicators.rule_book import rule_book


@require_http_methods(["GET", "HEAD", "POST"])
def checks_page(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """The one list of a year before it is shared; `?format=csv` (xlsx, ods) downloads it."""
    contract = contract_or_404(request.seat, reference)
    year_or_404(contract, year)
    posted = None
    if request.method == "POST":
        require("indicators.enter_values", request.seat, contract, ACT)
        posted = request.POST
    sheet = CheckSheet(contract, year, request.seat, request.GET, posted)
    if posted is not None and _answered(request, sheet):
        return redirect(request.get_full_path())
    if posted is None and (file_format := request.GET.get("format")):
        return download(checks_table(sheet), file_format, timezone.localdate())
    answered = sheet.answered if posted is not None else None
    context = contract_page(contract, "indicators", year=year, beyond=[(f"Contrôles {year}", "")])
    status = 422 if answered and answered.form and answered.form.problems else 409 if posted else 200
    return render(request, "indicators/checks.html", context | {"sheet": sheet}, status=status)


def _answered(request: HttpRequest, sheet: CheckSheet) -> bool:
    """Write the explanation that was sent; False when there is something to mend."""
    row = sheet.answered
    if row is None or row.form is None:
        messages.error(request, row.lock if row and row.lock else GONE)
        return False
    try:
        return _withdrawn(request, sheet, row) or _explained(request, sheet, row)
    except YearLocked as locked:
        messages.error(request, str(locked))
    except ValidationError as error:
        row.form.add_error(None, error.messages)
    return False


def _place(request: HttpRequest, sheet: CheckSheet, row: CheckRow) -> dict[str, Any]:
    point = row.point
    return {
        "contract": sheet.contract,
        "indicator": point.row.indicator,
        "year": sheet.year,
        "rule": point.number,
        "by": request.seat,
        "shown_version": row.form.shown_version if row.form else None,
    }


def _withdrawn(request: HttpRequest, sheet: CheckSheet, row: CheckRow) -> bool:
    if "withdraw" not in request.POST or row.form is None:
        return False
    row.form.is_valid()
    withdraw(**_place(request, sheet, row))
    code = row.point.row.indicator.code
    messages.success(request, f"L’explication de {code} est retirée.")
    return True


def _explained(request: HttpRequest, sheet: CheckSheet, row: CheckRow) -> bool:
    if row.form is None or not row.form.is_valid():
        return False
    given = {name: row.form.cleaned_data[name] for name in ("cause", "sentence", "until_year")}
    explain(**_place(request, sheet, row), **given)
    messages.success(request, f"L’écart de {row.point.row.indicator.code} est expliqué.")
    return True


@login_not_required
@require_safe
def rules_page(request: HttpRequest) -> HttpResponse:
    """Every rule of the figures, by its number, and what each campaign makes of it; open to all."""
    crumbs = [("Aide", reverse("core:help")), ("Règles de contrôle", "")]
    return render(request, "indicators/rules.html", {"book": rule_book(), "crumbs": crumbs})

"""Who brings each indicator of a year, and by when."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contracts.pages import contract_or_404, contract_page, year_or_404
from contracts.years import YearLocked
from core.formats import counted
from core.rights import require
from core.tabular import download
from core.versions import StaleVersion
from indicators.assigning import ACT, assign, copy_assignments, unassign
from indicators.assignment_sheet import CHOOSE, AssignmentSheet
from indicators.preparing_exports import assignments_table

MOVED = (
    "L’indicateur {code} a changé de mains entre-temps\u00a0: il est confié à {holder}. "
    "Relisez le tableau, puis recommencez."
)


@require_http_methods(["GET", "HEAD", "POST"])
def assignments(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """The indicators of a year shared out among seats and services, the département's own business;
    `?format=csv` (xlsx, ods) downloads them."""
    contract = contract_or_404(request.seat, reference)
    require("indicators.see_assignments", request.seat, contract, "lire les affectations de ce contrat")
    year_or_404(contract, year)
    posted = None
    if request.method == "POST":
        require("indicators.enter_values", request.seat, contract, ACT)
        posted = request.POST
    sheet = AssignmentSheet(contract, year, request.seat, request.GET, posted)
    if posted is not None and _done(request, sheet):
        return redirect(request.get_full_path())
    if posted is None and (file_format := request.GET.get("format")):
        return download(assignments_table(sheet), file_format, timezone.localdate())
    context = contract_page(contract, "indicators", year=year, beyond=[(f"Affectations {year}", "")])
    status = 200 if posted is None else 422 if sheet.form.errors else 409
    return render(request, "indicators/assignments.html", context | {"sheet": sheet}, status=status)


def _done(request: HttpRequest, sheet: AssignmentSheet) -> bool:
    """Do what was asked; False when there is something to mend."""
    act: Callable[[HttpRequest, AssignmentSheet], str] = next(
        (act for name, act in ACTS.items() if name in request.POST), _assigned
    )
    try:
        done = act(request, sheet)
    except StaleVersion as stale:
        now = stale.theirs.holder if stale.theirs.pk else "plus personne"  # type: ignore[attr-defined]
        messages.error(request, MOVED.format(code=stale.theirs.indicator.code, holder=now))  # type: ignore[attr-defined]
        return False
    except (YearLocked, ValidationError) as refused:
        told = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
        messages.error(request, " ".join(told))
        return False
    if done:
        messages.success(request, done)
    return bool(done)


def _assigned(request: HttpRequest, sheet: AssignmentSheet) -> str:
    if not sheet.form.is_valid():
        return ""
    if not sheet.chosen:
        sheet.form.add_error(None, CHOOSE)
        return ""
    given = {name: sheet.form.cleaned_data[name] for name in ("seat", "service", "due_on")}
    place = {"contract": sheet.contract, "year": sheet.year, "by": request.seat}
    rows = assign(indicators=sheet.chosen, shown=sheet.ticked, **place, **given)
    return f"{counted(len(rows), 'indicateur confié', 'indicateurs confiés')} à {rows[0].holder}."


def _unassigned(request: HttpRequest, sheet: AssignmentSheet) -> str:
    if not sheet.chosen:
        raise ValidationError(CHOOSE)
    place = {"contract": sheet.contract, "year": sheet.year, "by": request.seat}
    count = unassign(indicators=sheet.chosen, shown=sheet.ticked, **place)
    return f"{counted(count, 'affectation retirée', 'affectations retirées')}."


def _copied(request: HttpRequest, sheet: AssignmentSheet) -> str:
    rows = copy_assignments(contract=sheet.contract, year=sheet.year, by=request.seat)
    told = counted(len(rows), "affectation reprise", "affectations reprises")
    return f"{told} de {sheet.previous_year}, pour un an plus tard."


ACTS = {"assign": _assigned, "unassign": _unassigned, "copy": _copied}

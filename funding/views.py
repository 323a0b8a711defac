"""The money of a contract and a year: the grid, a new line, a line to withdraw."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page, year_or_404
from contracts.years import YearLocked
from core.formats import counted
from core.forms import SnppeForm
from core.numbers import whole
from core.rights import require
from core.tabular import download
from funding.actions import LinesChanged, add_line, carry_lines, remove_line, save_lines
from funding.forms import NewLineForm
from funding.models import FundingLine
from funding.queries import COLUMNS, chart_of, export_of, figures_of, lines_of, may_carry, summaries_of
from funding.rules import own_sources
from funding.sheet import Sheet


@require_http_methods(["GET", "HEAD", "POST"])
def year(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """The funding of a year; POST saves the grid, all or nothing; `?format=csv` (xlsx, ods) downloads it."""
    contract = contract_or_404(request.seat, reference)
    year = year_or_404(contract, year)
    if file_format := request.GET.get("format"):
        table = export_of(contract, year, lines_of(contract, year))
        return download(table, file_format, timezone.localdate())
    if request.method == "POST":
        return _save(request, contract, year)
    return _page(request, contract, year, Sheet.of(contract, year, request.seat))


@require_POST
def new_line(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Add a line of one's own source."""
    contract = contract_or_404(request.seat, reference)
    year = year_or_404(contract, year)
    require("funding.enter", request.seat, contract, "ajouter une ligne de financement")
    sources = own_sources(request.seat, contract)
    form = NewLineForm(request.POST, contract=contract, sources=sources)
    if form.is_valid() and _added(request, contract, year, form):
        return redirect("funding:year", reference, year)
    return _page(request, contract, year, Sheet.of(contract, year, request.seat), new=form)


@require_POST
def carry_over(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Lay out one's own lines as they were the year before, without amounts."""
    contract = contract_or_404(request.seat, reference)
    year = year_or_404(contract, year)
    try:
        carried = carry_lines(contract, year=year, by=request.seat)
        messages.success(
            request, f"{counted(len(carried), 'ligne reprise', 'lignes reprises')} de {year - 1}."
        )
    except YearLocked as locked:
        messages.error(request, str(locked))
    return redirect("funding:year", reference, year)


@require_POST
def line_removal(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Withdraw an empty line of one's own source."""
    contract = contract_or_404(request.seat, reference)
    line = FundingLine.objects.filter(contract=contract, fiscal_year=year, pk=pk).first()
    if line is None:
        raise Http404("Cette ligne n’existe pas ou n’existe plus.")
    line.contract = contract
    shown = request.POST.get("version", "")
    try:
        remove_line(line, by=request.seat, shown_version=whole(shown) or 0)
        messages.success(request, "La ligne est retirée.")
    except (ValidationError, YearLocked) as error:
        messages.error(request, _sentence(error))
    return redirect("funding:year", reference, year)


def _save(request: HttpRequest, contract: Contract, year: int) -> HttpResponse:
    require("funding.enter", request.seat, contract, "saisir les financements")
    sheet = Sheet.of(contract, year, request.seat, request.POST)
    if not sheet.is_valid():
        return _page(request, contract, year, sheet)
    try:
        saved = save_lines(contract, year=year, edits=sheet.edits(), by=request.seat)
    except LinesChanged as changed:
        sheet = Sheet.of(contract, year, request.seat, request.POST, changed.conflicts)
        return _page(request, contract, year, sheet, status=409)
    except YearLocked as locked:
        messages.error(request, f"Rien n’a été enregistré. {locked}")
        return _page(request, contract, year, sheet, status=409)
    _tell(request, len(saved), sheet.readings())
    return redirect("funding:year", contract.reference, year)


def _page(
    request: HttpRequest,
    contract: Contract,
    year: int,
    sheet: Sheet,
    new: NewLineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    sources = [] if sheet.closed else own_sources(request.seat, contract)
    context = contract_page(contract, "funding", year=year) | {
        "sheet": sheet,
        "columns": COLUMNS,
        "figures": figures_of(sheet.lines),
        "summaries": summaries_of(sheet.lines),
        "chart": chart_of(contract, year, sheet.lines),
        "new": new or (NewLineForm(contract=contract, sources=sources) if sources else None),
        "may_carry": bool(sources) and may_carry(contract, year, sources),
    }
    return render(request, "funding/year.html", context, status=status)


def _added(request: HttpRequest, contract: Contract, year: int, form: SnppeForm) -> bool:
    values: dict[str, Any] = form.cleaned_data
    try:
        line = add_line(contract, year=year, by=request.seat, **values)
    except (ValidationError, YearLocked) as error:
        form.add_error(None, _sentence(error))
        return False
    messages.success(request, f"La ligne «\u00a0{line.get_source_display()}\u00a0» est ajoutée.")
    return True


def _tell(request: HttpRequest, count: int, readings: list[str]) -> None:
    if not count:
        messages.info(request, "Rien n’a changé.")
        return
    messages.success(request, f"{counted(count, 'ligne enregistrée', 'lignes enregistrées')}.")
    for reading in readings:
        messages.info(request, reading)


def _sentence(error: ValidationError | YearLocked) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)

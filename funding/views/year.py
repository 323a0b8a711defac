"""The money of a contract and a year: the grid, its cells one by one, a new line."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page, default_year, year_or_404
from contracts.years import YearLocked
from core.formats import counted
from core.forms import SnppeForm
from core.imports.receiving import NotBrought, receive
from core.numbers import whole
from core.rights import require
from core.tabular import download
from core.tabular.reading import UnreadableFile
from funding.actions import add_line, carry_lines
from funding.brought import KIND
from funding.cell_entry import submit_cell
from funding.entry import ACT, submit
from funding.exchange.pasting import pasted_table
from funding.exports import export_of
from funding.forms import NewLineForm
from funding.queries import alerts_on, chart_of, figures_of, lines_of, may_carry, summaries_of
from funding.rules import own_sources
from funding.sheet import Sheet


@require_safe
def current(request: HttpRequest, reference: str) -> HttpResponse:
    """To the year being entered."""
    contract = contract_or_404(request.seat, reference)
    return redirect("funding:year", contract.reference, default_year(contract))


@require_http_methods(["GET", "HEAD", "POST"])
def year_page(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """The funding of a year; POST saves the grid, all or nothing; `?format=csv` (xlsx, ods) downloads it."""
    contract = contract_or_404(request.seat, reference)
    year = year_or_404(contract, year)
    if file_format := request.GET.get("format"):
        table = export_of(contract, year, lines_of(contract, year))
        return download(table, file_format, timezone.localdate())
    if request.method != "POST":
        return _page(request, Sheet(contract, year, request.seat))
    sheet, saved = submit(contract, year, request.seat, request.POST)
    if saved is None:
        return _page(request, sheet)
    messages.success(request, saved.summary)
    for reading in saved.said:
        messages.info(request, reading)
    return redirect("funding:year", reference, year)


@require_POST
def save_cell(request: HttpRequest, reference: str, year: int) -> JsonResponse:
    """What became of the cell: JSON, with its row and the totals around the grid as they now read."""
    contract = contract_or_404(request.seat, reference)
    year_or_404(contract, year)
    try:
        answer = submit_cell(contract, year, request.seat, request.POST)
    except PermissionDenied as denied:
        return JsonResponse({"state": "locked", "message": str(denied)}, status=403)
    content = answer.content
    if answer.state == "saved" and answer.sheet is not None:
        content["row"] = render_to_string("funding/_row.html", {"row": answer.row})
        content["around"] = _around(answer.sheet)
    return JsonResponse(content, status=answer.status)


@require_POST
def paste(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """A block copied from a spreadsheet, read where it would fall: leads to its preview, writes nothing."""
    contract = contract_or_404(request.seat, reference)
    year_or_404(contract, year)
    require("funding.enter", request.seat, contract, ACT)
    sheet, sent = Sheet(contract, year, request.seat), request.POST
    try:
        row, column = whole(sent.get("row", "")) or 0, sent.get("column", "")
        name, table = pasted_table(sheet, row, column, sent.get("text", ""))
        received = receive(KIND, name, table, request.seat)
    except (UnreadableFile, NotBrought) as refused:
        return JsonResponse({"message": str(refused)}, status=422)
    if received.failure:
        return JsonResponse({"message": received.failure}, status=422)
    return redirect(f"{received.url}?fragment=1")


@require_POST
def new_line(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Add a line of one's own source."""
    contract = contract_or_404(request.seat, reference)
    year = year_or_404(contract, year)
    require("funding.enter", request.seat, contract, "ajouter une ligne de financement")
    form = NewLineForm(request.POST, contract=contract, sources=own_sources(request.seat, contract))
    if form.is_valid() and _added(request, contract, year, form):
        return redirect("funding:year", reference, year)
    return _page(request, Sheet(contract, year, request.seat), new=form)


@require_POST
def lay_out(request: HttpRequest, reference: str, year: int) -> HttpResponse:
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


def _page(request: HttpRequest, sheet: Sheet, new: NewLineForm | None = None) -> HttpResponse:
    contract, year, sources = sheet.contract, sheet.year, list(sheet.own_sources)
    context = contract_page(contract, "funding", year=year) | {
        "sheet": sheet,
        "new": new or (NewLineForm(contract=contract, sources=sources) if sources else None),
        "may_carry": bool(sources) and may_carry(contract, year, sources),
        **_totals(sheet),
    }
    return render(request, "funding/year.html", context, status=422 if new else sheet.status)


def _totals(sheet: Sheet) -> dict[str, Any]:
    """What stands around the grid, and moves with it."""
    contract, year, lines = sheet.contract, sheet.year, sheet.lines
    return {
        "contract": contract,
        "figures": figures_of(lines),
        "alerts": alerts_on(contract, year, lines, contract.day_there(timezone.now())),
        "summaries": summaries_of(lines, year),
        "columns": sheet.columns,
        "chart": chart_of(contract, year, lines),
    }


def _around(sheet: Sheet) -> dict[str, str]:
    """The same, drawn again, by the identifier of what holds it in the page."""
    totals = _totals(sheet)
    parts = {
        "chiffres": "figures",
        "alertes-nombre": "alerts_told",
        "alertes": "alerts",
        "synthese": "summaries",
        "autres-totaux": "other_cuts",
    }
    drawn: dict[str, str] = {
        key: render_to_string(f"funding/_{name}.html", totals) for key, name in parts.items()
    }
    return drawn | {"totaux": render_to_string("funding/_sums.html", {"sheet": sheet})}


def _added(request: HttpRequest, contract: Contract, year: int, form: SnppeForm) -> bool:
    values: dict[str, Any] = form.cleaned_data
    try:
        line = add_line(contract, year=year, by=request.seat, **values)
    except (ValidationError, YearLocked) as error:
        form.add_error(None, " ".join(getattr(error, "messages", [str(error)])))
        return False
    messages.success(request, f"La ligne «\u00a0{line.get_source_display()}\u00a0» est ajoutée.")
    return True

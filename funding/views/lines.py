"""One line of the money: what is said of it, what it was, and its withdrawal. Opened beside the grid with
the header `X-Fragment`, a page of its own without."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST

from contracts import years
from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page, year_or_404
from contracts.years import YearLocked
from core.numbers import whole
from core.rights import require
from funding.actions import LinesChanged, remove_line, save_lines
from funding.columns import CARRIED_IN, COLUMNS
from funding.entry import ACT
from funding.forms import LineForm
from funding.models import FundingLine
from funding.naming import action_of, name_of, payee_of
from funding.past import steps_of
from funding.rules import editable_fields, own_sources


@require_http_methods(["GET", "HEAD", "POST"])
def line_page(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """The details of a line; whoever owns one of its fields corrects it here."""
    contract, line = line_or_404(request, reference, year, pk)
    editable = editable_fields(request.seat, line)
    if request.method != "POST":
        return _drawn(request, line, LineForm(None, line=line, editable=editable))
    require("funding.enter", request.seat, contract, ACT)
    form = LineForm(request.POST, line=line, editable=editable)
    if not form.is_valid():
        return _drawn(request, line, form, status=422)
    try:
        save_lines(contract, year=year, edits=[form.edit()], by=request.seat)
    except (LinesChanged, YearLocked) as refused:
        form.add_error(None, f"Rien n’a été enregistré. {refused}")
        return _drawn(request, line, form, status=409)
    messages.success(request, "La ligne est enregistrée.")
    return redirect("funding:line", reference, year, pk)


@require_POST
def line_removal(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Withdraw an empty line of one's own source."""
    _, line = line_or_404(request, reference, year, pk)
    try:
        remove_line(line, by=request.seat, shown_version=whole(request.POST.get("version", "")) or 0)
        messages.success(request, "La ligne est retirée.")
    except (ValidationError, YearLocked) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
    return redirect("funding:year", reference, year)


def line_or_404(request: HttpRequest, reference: str, year: int, pk: int) -> tuple[Contract, FundingLine]:
    """A line of a contract of the seat's and of a year; Http404 for any other."""
    contract = contract_or_404(request.seat, reference)
    rows = FundingLine.objects.of_year(contract, year_or_404(contract, year))
    line = rows.select_related("amendment").filter(pk=pk).first()
    if line is None:
        raise Http404("Cette ligne n’existe pas ou n’existe plus.")
    line.contract = contract
    return contract, line


def _drawn(request: HttpRequest, line: FundingLine, form: LineForm, status: int = 200) -> HttpResponse:
    contract, year = line.contract, line.fiscal_year
    lock = years.refusal(contract, year, line)
    is_empty = all(getattr(line, name) is None for name, _ in COLUMNS)
    context: dict[str, Any] = contract_page(contract, "funding", year=year) | {
        "line": line,
        "name": name_of(line),
        "payee": payee_of(line),
        "paid_for": action_of(line),
        "amounts": [(label, getattr(line, name)) for name, label in COLUMNS if _is_told(line, name)],
        "remarks": years.remarks(contract, year, line, request.seat),
        "steps": steps_of(line),
        "lock": lock,
        "form": form if form.is_open and not lock else None,
        "is_removable": is_empty and not lock and line.source in own_sources(request.seat, contract),
    }
    is_fragment = request.headers.get("X-Fragment") == "1"
    template = "funding/line/body.html" if is_fragment else "funding/line/page.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["X-Fragment"])
    return response


def _is_told(line: FundingLine, name: str) -> bool:
    """What was carried in is told when something was."""
    return name != CARRIED_IN or line.carried_in_amount is not None

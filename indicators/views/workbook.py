"""The workbook of a year: taken away, brought back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import Seat
from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page, year_or_404
from core.downloads import made_file
from core.rights import require
from indicators.gate import ACT
from indicators.imports.actions import NotBrought
from indicators.models import ImportBatch
from indicators.sheet import Sheet
from indicators.workbook.forms import WorkbookForm
from indicators.workbook.kits import bring_workbook
from indicators.workbook.making import WRITERS, Commission, workbook_file

RECENT = 10


@require_http_methods(["GET", "HEAD", "POST"])
def workbook_page(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """What the workbook is for, the latest brought back; `?format=xlsx` (ods) downloads it; a file posted is
    read, and its preview shown."""
    contract = entered_or_403(request, reference, year)
    if file_format := request.GET.get("format"):
        return workbook_download(Sheet(contract, year, request.seat), file_format)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if request.method == "POST" and (batch := _brought(form, contract, year, request.seat)):
        return redirect("indicators:import", batch.pk)
    context = contract_page(contract, "indicators", year=year, beyond=[(f"Classeur {year}", "")])
    context |= {"form": form, "sheet": Sheet(contract, year, request.seat)}
    context |= {"imports": _imports(contract, year, request.seat)}
    return render(request, "indicators/workbook/page.html", context, status=422 if form.errors else 200)


def _brought(form: WorkbookForm, contract: Contract, year: int, seat: Seat) -> ImportBatch | None:
    """The import of the file that was sent; None with the errors of the form."""
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        return bring_workbook(contract=contract, year=year, name=file.name, content=file.read(), by=seat)
    except NotBrought as refused:
        form.add_error("file", str(refused))
        return None


def entered_or_403(request: HttpRequest, reference: str, year: int) -> Contract:
    """The contract, for who enters its figures; Http404 outside the seat’s scope, PermissionDenied for
    others."""
    contract = contract_or_404(request.seat, reference)
    year_or_404(contract, year)
    require("indicators.enter_values", request.seat, contract, ACT)
    return contract


def _imports(contract: Contract, year: int, seat: Seat) -> list[ImportBatch]:
    own = ImportBatch.objects.visible_to(seat).filter(contract=contract, fiscal_year=year)
    rows = own.select_related("contract", "seat", "brought_by").defer("changes")
    return list(rows[:RECENT])


def workbook_download(sheet: Sheet, file_format: str, commission: Commission | None = None) -> HttpResponse:
    """The file, as an attachment; Http404 for another format."""
    if file_format not in WRITERS:
        raise Http404("Ce format n’existe pas\u00a0: demandez xlsx ou ods.")
    file = workbook_file(sheet, file_format, commission)
    return made_file(
        file.content,
        name=file.name,
        content_type=file.content_type,
    )

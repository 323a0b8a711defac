"""Workbooks entrusted to services without an account: prepared, handed over, revoked."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.models import Contract
from contracts.pages import contract_page
from core.tabular.texts import clean
from indicators.kit_marks import revoke
from indicators.models import ContributorKit
from indicators.sheet import Sheet
from indicators.views.workbook import entered_or_403, workbook_download
from indicators.workbook.forms import WorkbookForm
from indicators.workbook.kit_rows import kit_rows
from indicators.workbook.kits import KitRefused, commission_of, entrusted, make_kit

REVOKED = "Le classeur de «\u00a0{}\u00a0» est révoqué\u00a0: il ne sera pas repris."


@require_http_methods(["GET", "HEAD", "POST"])
def contributors(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Which services have something to bring, their workbooks, what became of each; a POST prepares one."""
    contract = entered_or_403(request, reference, year)
    if request.method == "POST":
        service = clean(request.POST.get("service", ""))
        try:
            kit = make_kit(contract=contract, year=year, service=service, by=request.seat)
            messages.success(request, f"Le classeur de «\u00a0{kit.service}\u00a0» est prêt à télécharger.")
        except KitRefused as refused:
            messages.error(request, str(refused))
        return redirect("indicators:contributors", contract.reference, year)
    beyond = [(f"Classeur {year}", reverse("indicators:workbook", args=[reference, year]))]
    context = contract_page(
        contract, "indicators", year=year, beyond=[*beyond, ("Services contributeurs", "")]
    )
    context |= {
        "services": entrusted(contract, year),
        "kits": kit_rows(contract, year),
        "form": WorkbookForm(),
    }
    return render(request, "indicators/workbook/contributors.html", context)


@require_safe
def kit_file(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """The workbook of a service; `?format=xlsx` (ods)."""
    contract = entered_or_403(request, reference, year)
    kit = _kit(contract, year, pk)
    if kit.revoked_at:
        raise Http404("Ce classeur a été révoqué.")
    sheet = Sheet(contract, year, request.seat)
    return workbook_download(sheet, request.GET.get("format", "xlsx"), commission_of(kit))


@require_POST
def kit_revocation(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Take nothing back of it any more."""
    contract = entered_or_403(request, reference, year)
    kit = _kit(contract, year, pk)
    revoke(kit, request.seat)
    messages.success(request, REVOKED.format(kit.service))
    return redirect("indicators:contributors", contract.reference, year)


def _kit(contract: Contract, year: int, pk: int) -> ContributorKit:
    return get_object_or_404(contract.kits.filter(fiscal_year=year), pk=pk)

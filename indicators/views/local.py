"""The indicators of a contract alone: their list, their definition, their withdrawal."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page
from core.rights import require
from indicators.local import ACT, remove_local, save_local
from indicators.local_forms import LocalIndicatorForm
from indicators.models import Indicator

DEFINE = "indicators.define_local"


@require_safe
def local_list(request: HttpRequest, reference: str) -> HttpResponse:
    """The indicators that the contract adds to the national ones."""
    contract = contract_or_404(request.seat, reference)
    rows = Indicator.objects.filter(contract=contract).select_related("objective").order_by("code")
    context = contract_page(contract, "indicators", beyond=[("Indicateurs propres au contrat", "")]) | {
        "indicators": rows,
        "may_define": rules.has_perm(DEFINE, request.seat, contract),
    }
    return render(request, "indicators/local_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def local_edit(request: HttpRequest, reference: str, pk: int | None = None) -> HttpResponse:
    """Define an indicator of the contract, or correct it."""
    contract = contract_or_404(request.seat, reference)
    require(DEFINE, request.seat, contract, ACT)
    found = _local_or_404(contract, pk) if pk is not None else None
    instance = found or Indicator(contract=contract)
    form = LocalIndicatorForm(request.POST or None, contract=contract, instance=instance)
    if form.is_valid() and _saved(request, contract, form, found):
        return redirect("indicators:local_list", contract.reference)
    here = found.code if found else "Nouvel indicateur"
    context = contract_page(contract, "indicators", beyond=[(here, "")])
    status = 422 if form.is_bound else 200
    return render(
        request, "indicators/local_form.html", context | {"form": form, "found": found}, status=status
    )


@require_POST
def local_removal(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Withdraw an indicator on which nothing rests."""
    contract = contract_or_404(request.seat, reference)
    require(DEFINE, request.seat, contract, ACT)
    found = _local_or_404(contract, pk)
    try:
        remove_local(contract=contract, indicator=found, by=request.seat)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, f"L’indicateur {found.code} est retiré.")
    return redirect("indicators:local_list", contract.reference)


def _saved(
    request: HttpRequest, contract: Contract, form: LocalIndicatorForm, found: Indicator | None
) -> bool:
    shown = form.cleaned_data["shown"] if found else None
    try:
        row = save_local(
            contract=contract, values=form.cleaned_data, by=request.seat, indicator=found, shown=shown
        )
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    messages.success(request, f"L’indicateur {row.code} est enregistré\u00a0: il est dans la grille.")
    return True


def _local_or_404(contract: Contract, pk: int) -> Indicator:
    found = Indicator.objects.select_related("objective").filter(contract=contract, pk=pk).first()
    if found is None:
        raise Http404("Cet indicateur n’est pas propre à ce contrat.")
    return found

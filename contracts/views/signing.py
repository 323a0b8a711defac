"""From the draft to the signed contract, and to its end: what is needed, who has signed, what can be done."""

from typing import Any

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contracts import workflow
from contracts.enums import ContractState
from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page
from contracts.preparation.acts import EDIT
from contracts.preparation.forms import ReasonForm, SignaturesForm
from contracts.views.preparing import step
from contracts.views.refusals import refusals_told
from core.rights import require
from core.workflow import available_transitions

DONE = {
    "send_for_signature": "Le contrat est en signature.",
    "return_to_draft": "La préparation reprend\u00a0; les signatures enregistrées sont retirées.",
    "end_contract": "Le contrat est échu.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told("contracts:signature")
def signature(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the contract stands on its way to signature; POST dates the signatures."""
    contract = contract_or_404(request.seat, reference)
    today = contract.day_there(timezone.now())
    form = SignaturesForm(request.POST or None, contract=contract, today=today)
    if request.method == "POST":
        require(EDIT, request.seat, contract, "enregistrer des signatures")
        if form.is_valid():
            shown = form.cleaned_data["version"]
            workflow.record_signatures(contract, by=request.seat, shown_version=shown, dates=form.dates)
            _tell(request, contract)
            return redirect("contracts:signature", reference)
    context = contract_page(contract, "summary", beyond=[("Signature", "")]) | _standing(request, contract)
    return render(request, "contracts/preparation/signature.html", context | {"form": form})


@require_POST
@refusals_told("contracts:signature")
def contract_act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Send for signature, take the preparation up again, or say that the contract has ended."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "changer l’état du contrat")
    form = ReasonForm(request.POST)
    if act not in DONE or not form.is_valid():
        messages.error(request, "Cette demande n’est pas complète\u00a0: recommencez depuis la page.")
        return redirect("contracts:signature", reference)
    details = {} if act == "end_contract" else {"reason": form.cleaned_data["reason"]}
    shown = form.cleaned_data["version"]
    getattr(workflow, act)(contract, by=request.seat, shown_version=shown, **details)
    messages.success(request, DONE[act])
    return redirect("contracts:signature", reference)


def _standing(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    is_draft = contract.state == ContractState.DRAFT
    needed = workflow.needed_for_signature(contract) if is_draft else []
    return step(4) | {
        "needed": needed,
        "is_lacking": any(one.missing for one in needed),
        "acts": {declared.name for declared in available_transitions(contract, request.seat)},
        "may_edit": rules.has_perm(EDIT, request.seat, contract),
        "reason_form": ReasonForm(initial={"version": contract.version}, auto_id="acte_%s"),
    }


def _tell(request: HttpRequest, contract: Contract) -> None:
    if contract.state == ContractState.SIGNED:
        messages.success(request, "Les trois parties ont signé\u00a0: le contrat est signé.")
    else:
        messages.success(request, "Les signatures sont enregistrées.")

"""The pieces of a contract and its parties: who signs, who joins, what is filed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contracts.enums import ContractState
from contracts.filing import FILE, file_document, remove_document
from contracts.forms import PieceForm
from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page
from contracts.preparation.acts import EDIT, add_cosignatory, describe_parties
from contracts.preparation.forms import CosignatoryForm, RemovalForm, WhoSignsForm
from contracts.views.refusals import refusals_told
from core.forms import problems_of
from core.rights import require


@require_http_methods(["GET", "HEAD", "POST"])
def parties(request: HttpRequest, reference: str) -> HttpResponse:
    """Who signs for each party, and which of its services follows the contract."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "modifier les parties")
    forms = [WhoSignsForm(request.POST or None, party=party) for party in contract.parties.all()]
    is_sent = request.method == "POST" and forms and all(form.is_valid() for form in forms)
    if is_sent and _described(request, forms, contract):
        return redirect("contracts:detail", reference)
    return _parties_page(request, contract, forms, CosignatoryForm(contract=contract))


@require_POST
@refusals_told("contracts:parties")
def cosignatory(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a co-signatory to a contract that is not signed yet."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "ajouter un cosignataire")
    form = CosignatoryForm(request.POST, contract=contract)
    if form.is_valid():
        added = add_cosignatory(contract, by=request.seat, **form.cleaned_data)
        messages.success(request, f"{added.organisation} est cosignataire du contrat.")
        return redirect("contracts:parties", reference)
    forms = [WhoSignsForm(party=party) for party in contract.parties.all()]
    return _parties_page(request, contract, forms, form)


@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: HttpRequest, reference: str) -> HttpResponse:
    """File a piece."""
    contract = contract_or_404(request.seat, reference)
    require(FILE, request.seat, contract, "déposer une pièce")
    form = PieceForm(request.POST or None, request.FILES or None, contract=contract)
    if form.is_valid() and _filed(request, form, contract):
        return redirect("contracts:detail", reference)
    context = contract_page(contract, "summary", beyond=[("Déposer une pièce", "")]) | {"form": form}
    return render(request, "contracts/pieces/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def document_removal(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Take a piece away, with why."""
    contract = contract_or_404(request.seat, reference)
    require(FILE, request.seat, contract, "retirer une pièce")
    piece = contract.documents.filed().filter(pk=pk).first()
    if piece is None:
        raise Http404("Cette pièce n’existe pas.")
    piece.contract = contract
    form = RemovalForm(request.POST or None)
    if form.is_valid():
        remove_document(piece, by=request.seat, reason=form.cleaned_data["reason"])
        messages.success(request, f"«\u00a0{piece.title}\u00a0» est retirée.")
        return redirect("contracts:detail", reference)
    context = contract_page(contract, "summary", beyond=[("Retirer une pièce", "")])
    return render(request, "contracts/pieces/removal.html", context | {"form": form, "piece": piece})


def _parties_page(
    request: HttpRequest, contract: Contract, forms: list[Any], joining: CosignatoryForm
) -> HttpResponse:
    context = contract_page(contract, "summary", beyond=[("Parties et signataires", "")]) | {
        "forms": forms,
        "problems": problems_of([*forms, joining]),
        "joining": joining,
        "may_join": contract.state in (ContractState.DRAFT, ContractState.SIGNING),
    }
    return render(request, "contracts/pieces/parties.html", context)


def _described(request: HttpRequest, forms: list[WhoSignsForm], contract: Contract) -> bool:
    try:
        describe_parties(contract, said=[form.said for form in forms], by=request.seat)
    except ValidationError as refused:
        for form in forms:
            if texts := refused.message_dict.get(str(form.party.pk)):
                form.add_error(None, ValidationError(texts))
        return False
    messages.success(request, "Les parties sont enregistrées.")
    return True


def _filed(request: HttpRequest, form: PieceForm, contract: Contract) -> bool:
    given = dict(form.cleaned_data)
    try:
        piece = file_document(contract, attachment=given.pop("file"), by=request.seat, **given)
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            form.add_error(name, texts)
        return False
    messages.success(request, f"«\u00a0{piece.title}\u00a0» est déposée au contrat.")
    return True

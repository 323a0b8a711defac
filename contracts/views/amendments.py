"""Amendments: their list, the draft and what it would move, its signature, and the gate of the yearly one."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.amending import acts
from contracts.amending.forms import AmendmentForm, SignForm
from contracts.amending.page import sheet_of
from contracts.amending.registry import Bringer, bringer, conditions_of
from contracts.amending.workflow import sign_amendment
from contracts.enums import AmendmentState
from contracts.models import Amendment, Contract
from contracts.pages import contract_or_404, contract_page, year_or_404
from contracts.views.refusals import refusals_told
from core.numbers import whole
from core.rights import refusal, require

EDIT = acts.EDIT
PAGE = "contracts:amendment"
READ = ("changes", "documents", "signatures__party__organisation")


@require_safe
def amendments(request: HttpRequest, reference: str) -> HttpResponse:
    """The amendments, with what each brings."""
    contract = contract_or_404(request.seat, reference)
    rows = contract.amendments.prefetch_related(
        "objectives__objective", "dropped_objectives__objective", "actions", *READ
    )
    context = contract_page(contract, "amendments") | {
        "amendments": rows,
        "may_edit": rules.has_perm(EDIT, request.seat, contract),
        "gate_years": [year for year in contract.years if year > contract.starts_on.year][::-1],
    }
    return render(request, "contracts/amendments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told("contracts:amendments")
def amendment_new(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a draft."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "préparer un avenant")
    form = AmendmentForm(request.POST or None, contract=contract, instance=Amendment(contract=contract))
    if form.is_valid():
        opened = acts.open_amendment(contract, values=form.cleaned_data, by=request.seat)
        return redirect(PAGE, reference, opened.number)
    context = contract_page(contract, "amendments", beyond=[("Nouvel avenant", "")]) | {"form": form}
    return render(request, "contracts/amending/form.html", context | {"amendment": None})


@require_safe
def amendment(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """An amendment: what it changes; a draft also tells what it would move and what it waits for."""
    found = amendment_or_404(request, reference, number)
    context = _page(found) | {
        "sheet": sheet_of(found, request.seat),
        "is_draft": found.state == AmendmentState.DRAFT,
        "today": found.contract.day_there(timezone.now()).isoformat(),
        "may_edit": rules.has_perm(EDIT, request.seat, found.contract),
    }
    return render(request, "contracts/amending/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told(PAGE, keeps=2)
def amendment_edit(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Change what a draft is about."""
    found = amendment_or_404(request, reference, number)
    require(EDIT, request.seat, found.contract, "modifier l’avenant")
    form = AmendmentForm(request.POST or None, contract=found.contract, instance=found)
    if form.is_valid() and _described(request, form, found):
        return redirect(PAGE, reference, number)
    return render(request, "contracts/amending/form.html", _page(found, "Modifier") | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told(PAGE, keeps=2)
def change_new(request: HttpRequest, reference: str, number: int, key: str) -> HttpResponse:
    """Propose a change: the section's own form."""
    found = amendment_or_404(request, reference, number)
    brought = _open_bringer(request, found, key)
    form = brought.form(request.POST or None, found, request.seat)
    if form.is_valid():
        acts.propose(found, bringer=brought, proposal=form.proposal, by=request.seat)
        messages.success(request, f"Inscrit à l’avenant n°\u00a0{number}, encore en préparation.")
        return redirect(PAGE, reference, number)
    context = _page(found, brought.title) | {"form": form, "brought": brought}
    return render(request, "contracts/amending/change.html", context)


@require_POST
@refusals_told(PAGE, keeps=2)
def change_withdrawal(request: HttpRequest, reference: str, number: int, pk: int) -> HttpResponse:
    """Take a change out of a draft."""
    found = amendment_or_404(request, reference, number)
    change = found.changes.filter(pk=pk).first()
    if change is None:
        raise Http404("Cet avenant ne porte pas ce changement.")
    change.amendment = found
    acts.withdraw(change, by=request.seat)
    messages.success(request, "Le changement est retiré de l’avenant.")
    return redirect(PAGE, reference, number)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told(PAGE, keeps=2)
def amendment_signature(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Date the signature; the amendment then takes effect."""
    found = amendment_or_404(request, reference, number)
    require("contracts.sign_amendment", request.seat, found, "signer l’avenant")
    acts.require_draft(found)
    sheet = sheet_of(found, request.seat)
    today = found.contract.day_there(timezone.now())
    form = SignForm(request.POST or None, amendment=found, today=today, is_lacking=bool(sheet.waiting))
    if form.is_valid():
        shown = form.cleaned_data["version"]
        sign_amendment(found, by=request.seat, shown_version=shown, **form.said)
        messages.success(
            request, f"L’avenant n°\u00a0{number} est signé\u00a0: ce qu’il change est en place."
        )
        return redirect(PAGE, reference, number)
    context = _page(found, "Signature") | {"form": form, "sheet": sheet}
    return render(request, "contracts/amending/sign.html", context)


@require_POST
@refusals_told(PAGE, keeps=2)
def amendment_drop(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Give up a draft."""
    found = amendment_or_404(request, reference, number)
    shown = whole(request.POST.get("version", "")) or 0
    acts.drop_amendment(found, by=request.seat, shown_version=shown)
    messages.success(request, f"Le projet d’avenant n°\u00a0{number} est abandonné.")
    return redirect("contracts:amendments", reference)


@require_safe
def gate(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """What the amendment that fixes the credits of a year waits for, and who owes it."""
    contract = contract_or_404(request.seat, reference)
    year = year_or_404(contract, year)
    conditions = conditions_of(contract, year, request.seat)
    context = contract_page(contract, "amendments", year=year, beyond=[(f"Condition des crédits {year}", "")])
    context |= {"conditions": conditions, "waiting": [one for one in conditions if not one.is_met]}
    years = [one for one in contract.years if one > contract.starts_on.year]
    return render(request, "contracts/amending/gate.html", context | {"gate_years": years})


def amendment_or_404(request: HttpRequest, reference: str, number: int) -> Amendment:
    """An amendment of a contract that the seat may see."""
    contract = contract_or_404(request.seat, reference)
    found = contract.amendments.filter(number=number).prefetch_related(*READ).first()
    if found is None:
        raise Http404(f"Le contrat {reference} n’a pas d’avenant n°\u00a0{number}.")
    found.contract = contract
    return found


def _page(amendment: Amendment, beyond: str = "") -> dict[str, Any]:
    contract: Contract = amendment.contract
    here = reverse(PAGE, args=[contract.reference, amendment.number])
    crumbs = [(f"Avenant n°\u00a0{amendment.number}", here if beyond else "")]
    crumbs += [(beyond, "")] if beyond else []
    return contract_page(contract, "amendments", beyond=crumbs) | {"amendment": amendment}


def _open_bringer(request: HttpRequest, amendment: Amendment, key: str) -> Bringer:
    """What the address names; 404 when the amendment does not open it, 403 when it is another's."""
    found = bringer(key)
    if found is None or (found.kind not in amendment.kinds or amendment.state != AmendmentState.DRAFT):
        raise Http404("Cet avenant ne porte pas sur cette partie du contrat.")
    if not found.may(request.seat, amendment.contract):
        raise PermissionDenied(refusal(f"changer par avenant «\u00a0{found.title.lower()}\u00a0»"))
    return found


def _described(request: HttpRequest, form: AmendmentForm, amendment: Amendment) -> bool:
    try:
        shown = form.shown_version
        acts.describe_amendment(amendment, values=form.cleaned_data, by=request.seat, shown_version=shown)
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            form.add_error(name, texts)
        return False
    return True

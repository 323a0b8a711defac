"""The indicators without object for a contract: their list, their reasons, and how they are taken back."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page
from core.formats import counted
from core.numbers import whole
from core.rights import require
from indicators.excluding import (
    ACT,
    EXCLUDE,
    correct_reason,
    exclude,
    excluded_from,
    figures_left_out,
    take_back,
)
from indicators.excluding_forms import ExclusionForm, ReasonForm
from indicators.models import Applicability

HERE = "Sans objet"


@require_http_methods(["GET", "HEAD", "POST"])
def exclusions(request: HttpRequest, reference: str) -> HttpResponse:
    """What does not apply to the territory of the contract; who edits its terms adds to it."""
    contract = contract_or_404(request.seat, reference)
    may_exclude = rules.has_perm(EXCLUDE, request.seat, contract)
    form = None
    if may_exclude or request.method == "POST":
        require(EXCLUDE, request.seat, contract, ACT)
        form = ExclusionForm(request.POST or None, contract=contract)
    if form and form.is_valid() and _excluded(request, contract, form):
        return redirect("indicators:exclusions", reference)
    context = contract_page(contract, "indicators", beyond=[(HERE, "")])
    context |= {"form": form, "exclusions": excluded_from(contract)}
    status = 422 if form and form.is_bound else 200
    return render(request, "indicators/exclusions.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def exclusion_edit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Say better why an indicator does not apply."""
    contract = contract_or_404(request.seat, reference)
    require(EXCLUDE, request.seat, contract, ACT)
    found = _exclusion_or_404(contract, pk)
    shown = {"reason": found.reason, "version": found.version}
    form = ReasonForm(request.POST or None, initial=shown)
    if form.is_valid():
        version = form.cleaned_data["version"]
        reason = form.cleaned_data["reason"]
        given = {"contract": contract, "exclusion": found, "by": request.seat, "shown_version": version}
        correct_reason(reason=reason, **given)
        messages.success(request, f"Le motif de l’indicateur {found.indicator.code} est enregistré.")
        return redirect("indicators:exclusions", reference)
    context = contract_page(contract, "indicators", beyond=[(f"{HERE}, {found.indicator.code}", "")])
    status = 422 if form.is_bound else 200
    context |= {"form": form, "found": found}
    return render(request, "indicators/exclusion_form.html", context, status=status)


@require_POST
def exclusion_removal(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Follow the indicator again."""
    contract = contract_or_404(request.seat, reference)
    require(EXCLUDE, request.seat, contract, ACT)
    found = _exclusion_or_404(contract, pk)
    shown = whole(request.POST.get("version", ""))
    take_back(contract=contract, exclusion=found, by=request.seat, shown_version=shown)
    messages.success(request, f"L’indicateur {found.indicator.code} est de nouveau suivi.")
    return redirect("indicators:exclusions", reference)


def _excluded(request: HttpRequest, contract: Contract, form: ExclusionForm) -> bool:
    indicator = form.cleaned_data["indicator"]
    try:
        exclude(contract=contract, by=request.seat, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    told = f"L’indicateur {indicator.code} est sans objet pour ce contrat."
    if left_out := figures_left_out(contract, indicator):
        values = counted(left_out, "valeur saisie est gardée", "valeurs saisies sont gardées")
        told = f"{told} {values}, sans être {'comptées' if left_out > 1 else 'comptée'}."
    messages.success(request, told)
    return True


def _exclusion_or_404(contract: Contract, pk: int) -> Applicability:
    found = next((one for one in excluded_from(contract) if one.pk == pk), None)
    if found is None:
        raise Http404("Cet indicateur n’est pas sans objet pour ce contrat.")
    return found

"""The later dates asked for one territory: the request, its answer, its withdrawal."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contracts.campaigns.extensions import (
    ASK,
    ask_extension,
    grant_extension,
    is_over,
    lift_extension,
    refuse_extension,
    withdraw_extension,
)
from contracts.campaigns.forms import AnswerForm, ExtensionForm, LiftForm
from contracts.deadlines import binding_day
from contracts.models import Contract, Deadline, ExtensionRequest
from contracts.pages import contract_or_404, contract_page
from contracts.views.refusals import refusals_told
from core.forms import errors_by_field
from core.rights import require
from core.workflow import TransitionRefused, available_transitions

METHODS = ["GET", "HEAD", "POST"]
ACTS = {"retrait": withdraw_extension, "levee": lift_extension}


@require_http_methods(METHODS)
def extension_ask(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Ask for a later date of a deadline of the contract."""
    contract = contract_or_404(request.seat, reference)
    require(ASK, request.seat, contract, "demander le report d’une échéance")
    deadline = _deadline_or_404(contract, pk)
    form = ExtensionForm(request.POST or None)
    if form.is_valid() and (asked := _asked(request, form, contract, deadline)):
        return redirect("contracts:extension", reference, asked.pk)
    context = _page(contract, deadline, "Demander un report") | {
        "form": form,
        "deadline": deadline,
        "binding_on": binding_day(deadline, contract),
        "is_over": is_over(contract, deadline),
    }
    return render(request, "contracts/extensions/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
def extension(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What was asked and what was answered; POST answers, for the national level."""
    contract = contract_or_404(request.seat, reference)
    asked = _request_or_404(contract, pk)
    form = AnswerForm(request.POST or None, asked=asked)
    if request.method == "POST":
        require("contracts.answer_extension", request.seat, asked, "répondre à une demande de report")
        if form.is_valid() and _answered(request, form, asked):
            return redirect("contracts:extension", reference, pk)
    context = _page(contract, asked.deadline, "Demande de report") | {
        "asked": asked,
        "form": form,
        "lift_form": LiftForm(asked=asked),
        "acts": {one.name for one in available_transitions(asked, request.seat)},
        "binding_on": binding_day(asked.deadline, contract),
        "entries": asked.history.order_by("history_date", "history_id"),
    }
    return render(request, "contracts/extensions/extension.html", context, status=422 if form.errors else 200)


@require_POST
@refusals_told("contracts:extension", keeps=2)
def extension_act(request: HttpRequest, reference: str, pk: int, act: str) -> HttpResponse:
    """Withdraw a request, or lift what was granted."""
    contract = contract_or_404(request.seat, reference)
    asked = _request_or_404(contract, pk)
    if act not in ACTS:
        raise Http404("Cet acte n’existe pas.")
    run: Any = ACTS[act]
    require(run.declared.permission, request.seat, asked, run.declared.label.lower())
    form = LiftForm(request.POST, asked=asked)
    form.is_valid()
    details = {"reason": form.cleaned_data.get("reason", "")} if act == "levee" else {}
    run(asked, by=request.seat, shown_version=form.shown_version, **details)
    messages.success(request, f"{run.declared.label}\u00a0: c’est fait.")
    return redirect("contracts:extension", reference, pk)


def _page(contract: Contract, deadline: Deadline, title: str) -> dict[str, Any]:
    year = deadline.campaign.fiscal_year
    here = reverse("reports:backward", args=[contract.reference, year])
    beyond = [(f"Exercice {year}", here), (title, "")]
    return contract_page(contract, "calendar", year=year, beyond=beyond)


def _deadline_or_404(contract: Contract, pk: int) -> Deadline:
    campaign = {"campaign__framework": contract.framework_id, "campaign__fiscal_year__in": contract.years}
    return get_object_or_404(Deadline.objects.select_related("campaign"), pk=pk, **campaign)


def _request_or_404(contract: Contract, pk: int) -> ExtensionRequest:
    asked = get_object_or_404(contract.extension_requests.select_related("deadline__campaign"), pk=pk)
    asked.contract = contract
    return asked


def _asked(
    request: HttpRequest, form: Any, contract: Contract, deadline: Deadline
) -> ExtensionRequest | None:
    try:
        asked = ask_extension(contract, deadline, by=request.seat, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, errors_by_field(form, refused))
        return None
    except TransitionRefused as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, "La demande est partie\u00a0: l’administration nationale la lit à son accueil.")
    return asked


def _answered(request: HttpRequest, form: AnswerForm, asked: ExtensionRequest) -> bool:
    given = form.cleaned_data
    shown = {"by": request.seat, "shown_version": form.shown_version, "reason": given["answer"]}
    try:
        if form.grants:
            grant_extension(asked, granted_on=given["granted_on"], **shown)
        else:
            refuse_extension(asked, **shown)
    except TransitionRefused as refused:
        form.add_error("granted_on" if form.grants else None, str(refused))
        return False
    messages.success(request, "Le report est accordé." if form.grants else "Le report est refusé.")
    return True

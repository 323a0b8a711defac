"""The committee: its meetings, the projected page of an objective, the decisions, the minutes."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contracts.models import Contract
from contracts.pages import contract_or_404, contract_page, default_year
from core.downloads import made_file
from core.rights import require
from reports.committee import HOLD, committee_for, save_committee, save_decision
from reports.committee_forms import CommitteeForm, DecisionForm
from reports.committee_page import Projection, committee_or_404, decision_or_404
from reports.minutes import minutes_of
from reports.models import Committee, Decision
from reports.rendering.minutes import FILES, minutes_file

METHODS = ["GET", "HEAD", "POST"]


def _crumbs(contract: Contract, *beyond: tuple[str, str]) -> dict[str, Any]:
    here = reverse("reports:committees", args=[contract.reference]) if beyond else ""
    return contract_page(contract, "reports", beyond=[("Comités", here), *beyond])


@require_http_methods(METHODS)
def committees(request: HttpRequest, reference: str) -> HttpResponse:
    """The meetings of a contract; a POST opens one."""
    contract = contract_or_404(request.seat, reference)
    may_hold = rules.has_perm(HOLD, request.seat, contract)
    today = contract.day_there(timezone.now())
    new = committee_for(contract, default_year(contract), today)
    form = CommitteeForm(request.POST or None, instance=new, contract=contract)
    if request.method == "POST":
        require(HOLD, request.seat, contract, "tenir le comité de suivi")
    if form.is_valid() and (opened := _saved(form, save_committee, new, request)):
        return redirect("reports:projection", reference, opened.pk, _first(opened, request))
    rows = contract.committees.annotate(decision_count=Count("decisions")).order_by("-held_on")
    context = _crumbs(contract) | {"committees": rows, "form": form, "may_hold": may_hold}
    return render(request, "reports/committee/list.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
def committee(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A meeting: what it decided, its minutes, its date and those who attend."""
    found = committee_or_404(request.seat, reference, pk)
    form = CommitteeForm(request.POST or None, instance=found, contract=found.contract)
    if request.method == "POST":
        require(HOLD, request.seat, found.contract, "tenir le comité de suivi")
    if form.is_valid() and _saved(form, save_committee, found, request):
        messages.success(request, "Le comité est enregistré.")
        return redirect("reports:committee", reference, pk)
    shown = committee_or_404(request.seat, reference, pk)
    context = _crumbs(shown.contract, (f"{shown.held_on:%d/%m/%Y}", "")) | {
        "committee": shown,
        "minutes": minutes_of(shown),
        "first": _first(shown, request),
        "form": form,
        "may_hold": rules.has_perm(HOLD, request.seat, shown.contract),
    }
    return render(request, "reports/committee/page.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
def projection(request: HttpRequest, reference: str, pk: int, number: int) -> HttpResponse:
    """An objective on the wall; a POST writes a decision and stays there."""
    found = committee_or_404(request.seat, reference, pk)
    shown = Projection(found, request.seat, number)
    decision = Decision(committee=found, objective=shown.objective)
    form = DecisionForm(request.POST or None, instance=decision)
    if request.method == "POST":
        require(HOLD, request.seat, found.contract, "écrire les décisions du comité")
    if form.is_valid() and _saved(form, save_decision, decision, request):
        return redirect("reports:projection", reference, pk, number)
    may_hold = rules.has_perm(HOLD, request.seat, found.contract)
    context = {"committee": found, "contract": found.contract, "page": shown, "form": form}
    status = 422 if form.errors else 200
    return render(request, "reports/committee/screen.html", context | {"may_hold": may_hold}, status=status)


@require_http_methods(METHODS)
def decision(request: HttpRequest, reference: str, pk: int, decision_pk: int) -> HttpResponse:
    """A decision corrected, or what became of it."""
    found = committee_or_404(request.seat, reference, pk)
    require(HOLD, request.seat, found.contract, "écrire les décisions du comité")
    row = decision_or_404(found, decision_pk)
    form = DecisionForm(request.POST or None, instance=row)
    number = row.objective.number if row.objective else 0
    if form.is_valid() and _saved(form, save_decision, row, request):
        return redirect("reports:projection", reference, pk, number)
    context = {
        "committee": found,
        "contract": found.contract,
        "form": form,
        "number": number,
        "decision": row,
    }
    return render(request, "reports/committee/decision.html", context, status=422 if form.errors else 200)


@require_safe
def minutes(request: HttpRequest, reference: str, pk: int, extension: str) -> HttpResponse:
    """The minutes, as a PDF or as a text to be edited."""
    found = committee_or_404(request.seat, reference, pk)
    if extension not in FILES:
        raise Http404("Ce format n’existe pas\u00a0: demandez pdf, docx ou odt.")
    name = f"compte-rendu-{reference}-{found.held_on:%Y-%m-%d}.{extension}"
    return made_file(
        minutes_file(minutes_of(found), extension),
        name=name,
        content_type=FILES[extension],
    )


def _first(found: Committee, request: HttpRequest) -> int:
    objective = found.contract.retained_objectives.order_by("objective__number").first()
    return objective.objective.number if objective else 0


def _saved(form: Any, act: Any, row: Any, request: HttpRequest) -> Any:
    try:
        shown = form.shown_version
        return act(row, values=form.cleaned_data, by=request.seat, shown_version=shown)
    except ValidationError as refused:
        form.add_error(None, refused)
        return None

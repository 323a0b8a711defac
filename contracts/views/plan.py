"""The action plan from year to year: what each year is to bring, the plan carried over, the board."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contracts import years
from contracts.actions import save_action
from contracts.enums import ActionState
from contracts.models import Action, ActionYear
from contracts.pages import contract_or_404, contract_page, year_or_404
from contracts.plan.acts import carriable, carry_over, plan_year
from contracts.plan.forms import ActionYearForm
from contracts.views.action import EDIT, action_or_404
from core.formats import counted
from core.numbers import whole
from core.rights import require
from core.versions import StaleVersion

CHANGED = "Cette fiche a été modifiée par quelqu’un d’autre\u00a0: voici son état d’aujourd’hui."


@require_http_methods(["GET", "HEAD", "POST"])
def action_year(request: HttpRequest, reference: str, number: int, year: int) -> HttpResponse:
    """Say what an action is to do in a year."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "prévoir une action")
    found, year = action_or_404(contract, number), year_or_404(contract, year)
    row = found.years.filter(fiscal_year=year).first() or ActionYear(action=found, fiscal_year=year)
    form = ActionYearForm(request.POST or None, instance=row)
    if form.is_valid() and _planned(request, form, found, year):
        return redirect("contracts:action", reference, number)
    locked = years.refusal(contract, year, row)
    beyond = [(f"Fiche action n°\u00a0{number}, prévision {year}", "")]
    context = contract_page(contract, "actions", year=year, beyond=beyond)
    remarked = years.remarks(contract, year, found, request.seat)
    context |= {"form": form, "action": found, "refusal": locked, "remarks": remarked, "is_plan": True}
    status = 409 if locked and form.is_bound else 200
    return render(request, "contracts/review_form.html", context, status=status)


def _planned(request: HttpRequest, form: ActionYearForm, action: Action, year: int) -> bool:
    values, version = form.cleaned_data, form.shown_version
    try:
        plan_year(action, fiscal_year=year, values=values, by=request.seat, shown_version=version)
    except (ValidationError, years.YearLocked) as error:
        form.add_error(None, str(error) if isinstance(error, years.YearLocked) else error.messages)
        return False
    messages.success(request, f"La prévision {year} de l’action n°\u00a0{action.number} est enregistrée.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def plan_carry(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """The actions that a year would take over from the one before, and the button that does it."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "reconduire le plan d’action")
    year = year_or_404(contract, year)
    refused = years.refusal(contract, year)
    if request.method == "POST" and not refused:
        asked = {whole(number) for number in request.POST.getlist("action")}
        numbers = {number for number in asked if number is not None}
        carried = carry_over(contract, to_year=year, by=request.seat, numbers=numbers)
        told = counted(len(carried), "action reconduite", "actions reconduites")
        messages.success(request, f"{told} en {year}.")
        return redirect("contracts:actions", reference)
    beyond = [(f"Reconduire en {year}", "")]
    context = contract_page(contract, "actions", year=year, beyond=beyond) | {
        "rows": carriable(contract, year),
        "refused": refused,
        "before": year - 1,
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "contracts/plan_carry.html", context, status=status)


@require_POST
def action_state(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Move an action to another column of the board."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "modifier les fiches action")
    found, state = action_or_404(contract, number), request.POST.get("state", "")
    if state not in ActionState.values:
        messages.error(request, "Choisissez un état de la liste.")
        return redirect(_board(reference))
    try:
        shown = whole(request.POST.get("version", "")) or 0
        save_action(contract, values={"state": state}, by=request.seat, action=found, shown_version=shown)
        messages.success(request, f"Action n°\u00a0{number}\u00a0: {ActionState(state).label.lower()}.")
    except StaleVersion:
        messages.error(request, CHANGED)
    return redirect(_board(reference))


def _board(reference: str) -> str:
    return f"{reverse('contracts:actions', args=[reference])}?vue=etats"

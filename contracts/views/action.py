"""The action plan: its list, the fiche of each action, what it did each year."""

from datetime import date
from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from contracts import years
from contracts.actions import review_action, save_action
from contracts.enums import ActionState
from contracts.exchange.tables import plan_table
from contracts.forms import ActionForm, ActionReviewForm
from contracts.models import Action, ActionReview, Contract
from contracts.pages import contract_or_404, contract_page, default_year, year_or_404
from contracts.plan.acts import year_to_carry
from contracts.plan.beside import parts_of
from contracts.plan.followed import followed_by
from contracts.plan.forms import DeliverableRows
from contracts.plan.reading import board_of, calendar_of, totals_of
from contracts.queries import actions_of, yearly_reviews
from core.forms import problems_of
from core.rights import require
from core.tabular import download

EDIT = "contracts.edit_actions"
LIST, BOARD, CALENDAR = "liste", "etats", "calendrier"
VIEWS = {LIST: "Liste", BOARD: "Par état", CALENDAR: "Calendrier"}


@require_safe
def actions(request: HttpRequest, reference: str) -> HttpResponse:
    """The action plan."""
    contract = contract_or_404(request.seat, reference)
    year, today = default_year(contract), contract.day_there(timezone.now())
    found = actions_of(contract, reviewed_in=year)
    may_edit = rules.has_perm(EDIT, request.seat, contract)
    if file_format := request.GET.get("format"):
        return download(plan_table(contract, found, today), file_format, today)
    shown = request.GET.get("vue", LIST)
    context = contract_page(contract, "actions", year=year) | {
        "actions": found,
        "totals": totals_of(found, today),
        "view": shown if shown in VIEWS else LIST,
        "views": VIEWS.items(),
        "states": ActionState.choices,
        "may_edit": may_edit,
        "reviewable": _reviewable(contract, year, found),
        "to_year": _year_to_carry(contract, year) if may_edit else None,
    }
    return render(request, "contracts/actions.html", context | _of_view(shown, contract, found, today))


def _reviewable(contract: Contract, year: int, found: list[Action]) -> set[int]:
    """The keys of the actions whose year may be told: a return opens those that are remarked."""
    told = zip(found, years.refusals(contract, year, found), strict=True)
    return {action.pk for action, refusal in told if not refusal}


def _year_to_carry(contract: Contract, year: int) -> int | None:
    """The year into which the plan may be carried over, unless its report is closed already."""
    to_year = year_to_carry(contract, year)
    return None if to_year is None or years.refusal(contract, to_year) else to_year


def _of_view(shown: str, contract: Contract, found: list[Action], today: date) -> dict[str, Any]:
    if shown == BOARD:
        return {"board": board_of(found)}
    return {"chart": calendar_of(contract, found, today)} if shown == CALENDAR and found else {}


@require_safe
def action(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The fiche of one action with its yearly reviews."""
    contract = contract_or_404(request.seat, reference)
    found = action_or_404(contract, number)
    year, today = default_year(contract), contract.day_there(timezone.now())
    title = f"Calendrier de l’action n°\u00a0{number}"
    context = contract_page(contract, "actions", beyond=[(f"Fiche action n°\u00a0{number}", "")]) | {
        "action": found,
        "today": today,
        "chart": calendar_of(contract, [found], today, title),
        "parts": parts_of(contract, found, year, request.seat),
        "reviews": yearly_reviews(found, contract, request.seat),
        "remarks": years.remarks(contract, None, found, request.seat),
        "may_edit": rules.has_perm(EDIT, request.seat, contract),
    }
    return render(request, "contracts/action.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def action_edit(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponse:
    """Write a fiche action, or a new one without `number`."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "modifier les fiches action")
    found = action_or_404(contract, number) if number is not None else None
    form = ActionForm(request.POST or None, contract=contract, instance=found or Action(contract=contract))
    rows = DeliverableRows(request.POST or None, found)
    # Both are asked, so that all that is to mend is told at once.
    if all([form.is_valid(), rows.is_valid()]) and (saved := _saved(request, contract, form, rows, found)):
        messages.success(request, f"La fiche action n°\u00a0{saved.number} est enregistrée.")
        return redirect("contracts:action", reference, saved.number)
    beyond = [(f"Fiche action n°\u00a0{number}" if number else "Nouvelle fiche action", "")]
    context = contract_page(contract, "actions", beyond=beyond) | {
        "form": form,
        "rows": rows,
        "action": found,
        "remarks": years.remarks(contract, None, found, request.seat) if found else [],
        "problems": problems_of([form, *rows.forms]),
    }
    return render(request, "contracts/action_form.html", context)


def _saved(
    request: HttpRequest, contract: Contract, form: ActionForm, rows: DeliverableRows, found: Action | None
) -> Action | None:
    version = form.shown_version if found else None
    values = form.cleaned_data | rows.values
    try:
        return save_action(contract, values=values, by=request.seat, action=found, shown_version=version)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def action_review(request: HttpRequest, reference: str, number: int, year: int) -> HttpResponse:
    """Say what an action did in a year."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "rendre compte d’une action")
    found, year = action_or_404(contract, number), year_or_404(contract, year)
    review = found.reviews.filter(fiscal_year=year).first() or ActionReview(action=found, fiscal_year=year)
    form = ActionReviewForm(request.POST or None, instance=review)
    if form.is_valid() and _reviewed(request, form, found, year):
        return redirect("contracts:action", reference, number)
    locked = years.refusal(contract, year, review)
    crumb = (f"Fiche action n°\u00a0{number}, bilan {year}", "")
    context = contract_page(contract, "actions", year=year, beyond=[crumb])
    remarked = years.remarks(contract, year, found, request.seat)
    context |= {"form": form, "action": found, "refusal": locked, "remarks": remarked, "is_plan": False}
    status = 409 if locked and form.is_bound else 200
    return render(request, "contracts/review_form.html", context, status=status)


def action_or_404(contract: Contract, number: int) -> Action:
    """A fiche of the contract with all that its page asks for; Http404 for a number it does not have."""
    related = Action.objects.select_related("contract", "carrier", "delegate", "amendment")
    found = (
        related.prefetch_related("objectives", "deliverables", followed_by().prefetch)
        .filter(contract=contract, number=number)
        .first()
    )
    if found is None:
        raise Http404(f"Le contrat {contract.reference} n’a pas d’action n°\u00a0{number}.")
    return found


def _reviewed(request: HttpRequest, form: ActionReviewForm, action: Action, year: int) -> bool:
    try:
        review_action(
            action,
            fiscal_year=year,
            values=form.cleaned_data,
            by=request.seat,
            shown_version=form.shown_version,
        )
    except (ValidationError, years.YearLocked) as error:
        form.add_error(None, str(error) if isinstance(error, years.YearLocked) else error.messages)
        return False
    messages.success(request, f"Le bilan {year} de l’action n°\u00a0{action.number} est enregistré.")
    return True

"""The action plan: its list, the fiche of each action, what it did each year."""

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from contracts import years
from contracts.actions import review_action, save_action
from contracts.forms import ActionForm, ActionReviewForm
from contracts.models import Action, ActionReview, Contract
from contracts.pages import contract_or_404, contract_page, default_year, year_or_404
from contracts.queries import actions_of, yearly_reviews
from core.rights import require

EDIT = "contracts.edit_actions"


@require_safe
def actions(request: HttpRequest, reference: str) -> HttpResponse:
    """The action plan."""
    contract = contract_or_404(request.seat, reference)
    year = default_year(contract)
    context = contract_page(contract, "actions", year=year) | {
        "actions": actions_of(contract, reviewed_in=year),
        "may_edit": rules.has_perm(EDIT, request.seat, contract),
        "may_review": not years.refusal(contract, year),
    }
    return render(request, "contracts/actions.html", context)


@require_safe
def action(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The fiche of one action with its yearly reviews."""
    contract = contract_or_404(request.seat, reference)
    found = _action_or_404(contract, number)
    context = contract_page(contract, "actions", beyond=[(f"Fiche action n°\u00a0{number}", "")]) | {
        "action": found,
        "reviews": yearly_reviews(found, contract, request.seat),
        "may_edit": rules.has_perm(EDIT, request.seat, contract),
    }
    return render(request, "contracts/action.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def action_edit(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponse:
    """Write a fiche action, or a new one without `number`."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "modifier les fiches action")
    found = _action_or_404(contract, number) if number else None
    form = ActionForm(request.POST or None, contract=contract, instance=found or Action(contract=contract))
    if form.is_valid():
        version = form.shown_version if found else None
        saved = save_action(
            contract, values=form.cleaned_data, by=request.seat, action=found, shown_version=version
        )
        messages.success(request, f"La fiche action n°\u00a0{saved.number} est enregistrée.")
        return redirect("contracts:action", reference, saved.number)
    beyond = [(f"Fiche action n°\u00a0{number}" if number else "Nouvelle fiche action", "")]
    context = contract_page(contract, "actions", beyond=beyond) | {"form": form, "action": found}
    return render(request, "contracts/action_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def action_review(request: HttpRequest, reference: str, number: int, year: int) -> HttpResponse:
    """Say what an action did in a year."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "rendre compte d’une action")
    found, year = _action_or_404(contract, number), year_or_404(contract, year)
    review = found.reviews.filter(fiscal_year=year).first() or ActionReview(action=found, fiscal_year=year)
    form = ActionReviewForm(request.POST or None, instance=review)
    if form.is_valid() and _reviewed(request, form, found, year):
        return redirect("contracts:action", reference, number)
    locked = years.refusal(contract, year, review)
    crumb = (f"Fiche action n°\u00a0{number}, bilan {year}", "")
    context = contract_page(contract, "actions", year=year, beyond=[crumb])
    context |= {"form": form, "action": found, "refusal": locked}
    status = 409 if locked and form.is_bound else 200
    return render(request, "contracts/review_form.html", context, status=status)


def _action_or_404(contract: Contract, number: int) -> Action:
    related = Action.objects.select_related("contract", "carrier", "delegate", "amendment")
    found = related.prefetch_related("objectives").filter(contract=contract, number=number).first()
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

"""The time of a step of the closing, said by who holds it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contracts.closing.acts import set_step
from contracts.closing.forms import ClosingStepForm
from contracts.closing.steps import BY_SLUG, PlannedStep, planned_steps
from contracts.models import ClosingStep, Contract
from contracts.pages import contract_or_404, contract_page, year_or_404
from core.forms import errors_by_field
from core.rights import require
from core.workflow import TransitionRefused


@require_http_methods(["GET", "HEAD", "POST"])
def closing_step(request: HttpRequest, reference: str, year: int, step: str) -> HttpResponse:
    """How long a step takes in this year, and the day of its meeting."""
    contract = contract_or_404(request.seat, reference)
    planned = _step_or_404(contract, year_or_404(contract, year), step)
    require(planned.terms.permission, request.seat, contract, "régler le délai d’une étape")
    row = planned.row or ClosingStep(contract=contract, fiscal_year=year, step=planned.kind)
    form = ClosingStepForm(request.POST or None, instance=row, planned=planned)
    if form.is_valid() and _set(request, form, contract, year, planned):
        return redirect("reports:backward", reference, year)
    here = reverse("reports:backward", args=[reference, year])
    beyond = [(f"Exercice {year}", here), (str(planned.kind.label), "")]
    context = contract_page(contract, "calendar", year=year, beyond=beyond)
    context |= {"planned": planned, "form": form, "back": here}
    return render(request, "contracts/closing/step.html", context, status=422 if form.errors else 200)


def _step_or_404(contract: Contract, year: int, slug: str) -> PlannedStep:
    if slug not in BY_SLUG:
        raise Http404("Cette étape n’existe pas.")
    return next(one for one in planned_steps(contract, year) if one.kind == BY_SLUG[slug])


def _set(request: HttpRequest, form: Any, contract: Contract, year: int, planned: PlannedStep) -> bool:
    values = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "version"}
    shown = form.shown_version or 0
    try:
        set_step(
            contract, fiscal_year=year, kind=planned.kind, values=values, by=request.seat, shown_version=shown
        )
    except ValidationError as refused:
        form.add_error(None, errors_by_field(form, refused))
        return False
    except TransitionRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Enregistré\u00a0: {planned.kind.label.lower()}.")
    return True

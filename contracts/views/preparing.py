"""Creating a contract in steps: its frame, its parties and period, its objectives; then its dated terms."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import OrganisationKind
from contracts.actions import create_contract
from contracts.enums import ContractState
from contracts.models import Contract, Framework, Party
from contracts.pages import contract_or_404, contract_page
from contracts.preparation.acts import EDIT, choose_objectives, set_terms
from contracts.preparation.forms import FrameForm, ObjectivesForm, PartyForm, PeriodForm, TermsForm
from contracts.queries import objectives_of
from contracts.views.refusals import refusals_told
from core.forms import problems_of
from core.rights import require

ADMINISTER = "accounts.administer"
STEPS = ["Le cadre et le territoire", "Les parties et la période", "Les objectifs", "La relecture"]


def step(number: int) -> dict[str, Any]:
    """Where one is in the creation: `number` from 1, the steps done, the next one."""
    following = STEPS[number] if number < len(STEPS) else ""
    return {"step": number, "step_title": STEPS[number - 1], "step_count": len(STEPS), "next_step": following}


@require_safe
def contract_new(request: HttpRequest) -> HttpResponse:
    """First step: the framework and the territory; the address carries them to the second."""
    require(ADMINISTER, request.seat, None, "créer un contrat")
    form = FrameForm(request.GET or None)
    if form.is_valid():
        return redirect(f"{reverse('contracts:new_parties')}?{request.GET.urlencode()}")
    context = step(1) | {"form": form, "crumbs": _crumbs()}
    return render(request, "contracts/preparation/frame.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_parties(request: HttpRequest) -> HttpResponse:
    """Second step: the three parties and the period. POST opens the draft."""
    require(ADMINISTER, request.seat, None, "créer un contrat")
    frame = FrameForm(request.GET)
    if not frame.is_valid():
        return redirect(f"{reverse('contracts:new')}?{request.GET.urlencode()}")
    given = frame.cleaned_data
    forms = _forms_of_parties(request, **given)
    if request.method == "POST" and (contract := _opened(request, forms, given)):
        messages.success(request, f"Le contrat {contract.reference} est ouvert, en préparation.")
        return redirect("contracts:choose_objectives", contract.reference)
    context = step(2) | given | {"forms": forms, "problems": problems_of(forms), "crumbs": _crumbs()}
    return render(request, "contracts/preparation/parties.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told("contracts:objectives")
def objectives_choice(request: HttpRequest, reference: str) -> HttpResponse:
    """Third step: the optional objectives, each with why; the fundamental ones are there already."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "choisir les objectifs")
    form = ObjectivesForm(request.POST or None, contract=contract, groups=objectives_of(contract))
    if form.is_valid():
        shown = form.cleaned_data["version"]
        choose_objectives(contract, chosen=form.chosen, by=request.seat, shown_version=shown)
        messages.success(request, "Les objectifs du contrat sont enregistrés.")
        return redirect("contracts:signature", reference)
    context = contract_page(contract, "objectives", beyond=[("Choisir les objectifs", "")]) | step(3)
    is_closed = contract.state != ContractState.DRAFT
    context |= {"form": form, "is_closed": is_closed}
    return render(request, "contracts/preparation/objectives.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told("contracts:detail")
def terms(request: HttpRequest, reference: str) -> HttpResponse:
    """The dated facts of the contract and its share; the period of a draft."""
    contract = contract_or_404(request.seat, reference)
    require(EDIT, request.seat, contract, "modifier les termes du contrat")
    form = TermsForm(request.POST or None, instance=contract)
    if form.is_valid():
        shown = form.shown_version
        set_terms(contract, values=form.cleaned_data, by=request.seat, shown_version=shown)
        messages.success(request, "Les termes du contrat sont enregistrés.")
        draft = contract.state in (ContractState.DRAFT, ContractState.SIGNING)
        return redirect("contracts:signature" if draft else "contracts:detail", reference)
    context = contract_page(contract, "summary", beyond=[("Termes du contrat", "")]) | {"form": form}
    return render(request, "contracts/preparation/terms.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [("Contrats", reverse("contracts:list")), ("Nouveau contrat", "")]


def _forms_of_parties(request: HttpRequest, framework: Framework, territory: Any) -> list[Any]:
    data = request.POST or None
    last = Party.objects.filter(contract__territory=territory).order_by("contract__starts_on")
    known = {party.kind: party for party in last}
    period = {"starts_on": f"{framework.first_year}-01-01", "ends_on": f"{framework.last_year}-12-31"}
    return [
        PeriodForm(data, framework=framework, initial=period),
        *(
            PartyForm(data, kind=kind, territory=territory, initial=_as_before(known.get(kind)))
            for kind in OrganisationKind.parties()
        ),
    ]


def _as_before(party: Party | None) -> dict[str, Any]:
    """The signatory and the service of the territory's last contract, as a starting point."""
    if party is None:
        return {}
    return {"signatory_title": party.signatory_title, "local_service": party.local_service}


def _opened(request: HttpRequest, forms: list[Any], given: dict[str, Any]) -> Contract | None:
    # Every form is asked, so that all their faults are told at once.
    if any([not form.is_valid() for form in forms]):  # noqa: C419
        return None
    period, *parties = forms
    terms = [form.terms for form in parties]
    try:
        return create_contract(parties=terms, by=request.seat, **given, **period.cleaned_data)
    except ValidationError as error:
        period.add_error(None, error.messages)
        return None

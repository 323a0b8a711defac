"""What amendments change of a contract itself: its period, its objectives, its parties, its actions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts import years
from contracts.amending.forms import ActionForm, DropForm, ObjectiveForm, PartyForm, PeriodForm
from contracts.amending.registry import Bringer, Condition, Touched, brings, condition, moves
from contracts.enums import ActionState, AmendmentKind
from contracts.models import (
    Action,
    ActionReview,
    Amendment,
    AmendmentChange,
    Contract,
    ContractObjective,
    Party,
)
from contracts.queries import still_droppable
from contracts.rules import edits_for_departement
from contracts.workflow import revive
from core.formats import NBSP, counted, joined


class Period(Bringer):
    """A new end: later (2023, then 2024), or sooner."""

    key, kind, title = "periode", AmendmentKind.PERIOD, "Nouvelle fin du contrat"

    def form(self, data: Any, amendment: Amendment, seat: Seat) -> PeriodForm:
        """One date."""
        return PeriodForm(data, amendment=amendment)

    def refusal(self, change: AmendmentChange) -> str:
        """A year already shared is not cut off."""
        contract, end = change.amendment.contract, date.fromisoformat(change.values["new_ends_on"])
        shared = years.shared_years([contract])
        cut = [year for year in contract.years if year > end.year and (contract.pk, year) in shared]
        return f"Un rapport est déjà partagé pour {joined(cut)}." if cut else ""

    def apply(self, change: AmendmentChange, by: Seat) -> None:
        """Move the end of the contract; one that is over is put back in force."""
        contract = change.amendment.contract
        contract.ends_on = date.fromisoformat(change.values["new_ends_on"])
        change.amendment.new_ends_on = contract.ends_on
        revive(contract)
        contract.full_clean()
        contract.save_next()


class RetainedObjective(Bringer):
    """An optional objective the contract takes up on its way."""

    key, kind, title = "objectif", AmendmentKind.OBJECTIVES, "Un objectif de plus"

    def form(self, data: Any, amendment: Amendment, seat: Seat) -> ObjectiveForm:
        """The objective, and why."""
        return ObjectiveForm(data, amendment=amendment)

    def refusal(self, change: AmendmentChange) -> str:
        """It may have been retained meanwhile."""
        kept = change.amendment.contract.retained_objectives.filter(objective=change.values["objective"])
        return "Cet objectif est déjà retenu par le contrat." if kept.exists() else ""

    def apply(self, change: AmendmentChange, by: Seat) -> None:
        """Retain it."""
        retained = ContractObjective(
            contract=change.amendment.contract,
            objective_id=change.values["objective"],
            reason=change.reason,
            amendment=change.amendment,
        )
        retained.full_clean()
        retained.save()


class DroppedObjective(Bringer):
    """An optional objective the contract pursues no more, from the day the amendment binds."""

    key, kind, title = "abandon", AmendmentKind.OBJECTIVES, "Un objectif de moins"
    help_text = (
        "Les exercices d’avant gardent leurs cibles et leurs résultats\u00a0; les suivants ne le demandent "
        "plus. Un objectif fondamental ne s’abandonne pas."
    )

    def form(self, data: Any, amendment: Amendment, seat: Seat) -> DropForm:
        """The objective, and why."""
        return DropForm(data, amendment=amendment)

    def refusal(self, change: AmendmentChange) -> str:
        """A year already shared or agreed keeps its objectives; one may have been dropped meanwhile."""
        contract = change.amendment.contract
        if not still_droppable(contract).filter(pk=change.values["dropped"]).exists():
            return "Cet objectif n’est plus retenu par le contrat."
        shared, agreed = years.shared_years([contract]), years.agreed_editions([contract])
        lost = [
            year
            for year in years_left(change)
            if (contract.pk, year) in shared or (contract.pk, year) in agreed
        ]
        return f"Un rapport est déjà partagé ou arrêté pour {joined(lost)}." if lost else ""

    def apply(self, change: AmendmentChange, by: Seat) -> None:
        """Close its period on the day the amendment binds."""
        kept = ContractObjective.objects.select_for_update(of=("self",)).get(
            contract=change.amendment.contract, objective=change.values["dropped"]
        )
        kept.dropped_from, kept.dropped_by = binding_day(change.amendment), change.amendment
        kept.full_clean()
        kept.save()


def binding_day(amendment: Amendment) -> date:
    """From which day it binds; a draft, from today there at the soonest."""
    signed_on = amendment.signed_on or amendment.contract.day_there(timezone.now())
    return max(signed_on, amendment.effective_on or signed_on)


def years_left(change: AmendmentChange) -> list[int]:
    """The years of the contract in which a dropped objective would bind no day."""
    day = binding_day(change.amendment)
    return [year for year in change.amendment.contract.years if date(year, 1, 1) >= day]


class Cosignatory(Bringer):
    """Another authority that joins the contract (Justice, Éducation nationale since 2023)."""

    key, kind, title = "partie", AmendmentKind.PARTIES, "Un cosignataire de plus"

    def form(self, data: Any, amendment: Amendment, seat: Seat) -> PartyForm:
        """The organisation and who signs for it."""
        return PartyForm(data, amendment=amendment)

    def refusal(self, change: AmendmentChange) -> str:
        """It may have joined meanwhile."""
        there = change.amendment.contract.parties.filter(organisation=change.values["organisation"])
        return "Cette organisation est déjà partie au contrat." if there.exists() else ""

    def apply(self, change: AmendmentChange, by: Seat) -> None:
        """Make it a party, which signed the amendment."""
        party = Party(
            contract=change.amendment.contract,
            organisation_id=change.values["organisation"],
            kind=OrganisationKind.COSIGNATORY,
            signatory_title=change.values.get("signatory_title", ""),
            signed_on=change.amendment.signed_on,
            amendment=change.amendment,
        )
        party.full_clean()
        party.save()


class NewAction(Bringer):
    """An action added to the plan; the département writes the rest of its sheet afterwards."""

    key, kind, title = "action", AmendmentKind.ACTIONS, "Une action de plus"

    def may(self, seat: Seat | None, contract: Contract) -> bool:
        """The plan is the département's too."""
        return super().may(seat, contract) or bool(edits_for_departement.test(seat, contract))

    def form(self, data: Any, amendment: Amendment, seat: Seat) -> ActionForm:
        """What it is and when."""
        return ActionForm(data, amendment=amendment)

    def refusal(self, change: AmendmentChange) -> str:
        """An objective that it pursues may have left the draft meanwhile."""
        amendment, pursued = change.amendment, set(change.values["objectives"])
        kept = set(amendment.contract.retained_objectives.pursued().values_list("objective", flat=True))
        joining = {one.values.get("objective") for one in amendment.changes.all()}
        lost = amendment.contract.framework.objectives.filter(pk__in=pursued - kept - joining)
        numbers = list(lost.order_by("number").values_list("number", flat=True))
        which = f"l’objectif {numbers[0]}" if len(numbers) == 1 else f"les objectifs {joined(numbers)}"
        return f"Le contrat ne retient pas {which}." if numbers else ""

    def apply(self, change: AmendmentChange, by: Seat) -> None:
        """Open its sheet under the next number."""
        contract, values = change.amendment.contract, change.values
        last = contract.actions.aggregate(last=Max("number"))["last"] or 0
        days = {name: date.fromisoformat(values[name]) for name in ("starts_on", "ends_on") if values[name]}
        action = Action(
            contract=contract,
            number=last + 1,
            title=values["title"],
            purpose=values["purpose"],
            amendment=change.amendment,
            **days,
        )
        action.full_clean()
        action.save()
        action.objectives.set(values["objectives"])


brings(Period(), RetainedObjective(), DroppedObjective(), NewAction(), Cosignatory())


@moves
def plan(amendment: Amendment, changes: Sequence[AmendmentChange], seat: Seat | None) -> list[Touched]:
    """The actions that would serve no objective any more."""
    contract = amendment.contract
    dropped = {one.values["dropped"] for one in changes if "dropped" in one.values}
    if not dropped:
        return []
    pursued = set(contract.retained_objectives.pursued().values_list("objective", flat=True)) - dropped
    told = []
    for action in contract.actions.exclude(state__in=OVER).prefetch_related("objectives"):
        served = {objective.pk for objective in action.objectives.all()}
        if served & dropped and not served & pursued:
            url = reverse("contracts:action", args=[contract.reference, action.number])
            told.append(Touched("Action", str(action), "ne servirait plus aucun objectif", url))
    return told


OVER = (ActionState.ABANDONED, ActionState.SUSPENDED)


@condition(order=3)
def action_plan(contract: Contract, year: int, seat: Seat | None) -> Condition:
    """The action plan is up to date: each action that went on has its review of the year."""
    reviewed = ActionReview.objects.filter(action__contract=contract, fiscal_year=year).values("action")
    standing = contract.actions.exclude(state__in=OVER)
    silent = list(standing.exclude(pk__in=reviewed).values_list("number", flat=True))
    missing = []
    if not standing.exists():
        missing = ["Le plan d’action n’a encore aucune fiche."]
    elif silent and years.is_hidden(contract, year, seat):
        missing = ["Des actions n’ont pas encore leur bilan."]
    elif silent:
        told = counted(len(silent), "action")
        missing = [f"{told} sans bilan {year}{NBSP}: n°{NBSP}{joined(silent)}."]
    return Condition(
        title=f"Plan d’action actualisé, bilan {year} des actions",
        is_met=not missing,
        owed_by=departement_of(contract),
        missing=missing,
        url=reverse("contracts:actions", args=[contract.reference]),
    )


def departement_of(contract: Contract) -> str:
    """The name of the party that accounts for the year."""
    own = [one for one in contract.parties.all() if one.kind == OrganisationKind.DEPARTEMENT]
    return own[0].organisation.name if own else "le département"

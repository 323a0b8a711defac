"""What is written of the action plan year by year: under lock, checked, journalled."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts import years
from contracts.actions import REVIEW_FIELDS
from contracts.enums import ActionState
from contracts.models import Action, ActionReview, ActionYear, Contract
from core import journal
from core.acting import acting
from core.history import because
from core.rights import require
from core.traces import difference, put, snapshot

YEAR_FIELDS = ("expected", "expected_count", "expected_unit", "staff_fte")
EDIT = "contracts.edit_actions"
OVER = (ActionState.DONE, ActionState.ABANDONED)


@transaction.atomic
def plan_year(
    action: Action,
    *,
    fiscal_year: int,
    values: Mapping[str, Any],
    by: Seat,
    shown_version: int | None = None,
) -> ActionYear:
    """Say what an action is to do in a year; `values` holds fields of YEAR_FIELDS.

    `shown_version` is 0 when the page showed none. Raises PermissionDenied, YearLocked, StaleVersion,
    ValidationError (a year the contract does not cover, a bad value).
    """
    contract = action.contract
    require(EDIT, by, contract, "prévoir une action")
    with acting(by):
        Contract.locked(contract.pk)
        row = _locked_year(action, fiscal_year, shown_version)
        years.check_open(contract, fiscal_year, row)
        before = snapshot(row, YEAR_FIELDS)
        put(row, values, YEAR_FIELDS)
        row.full_clean()
        changes = difference(before, snapshot(row, YEAR_FIELDS))
        if changes[1]:
            row.save_next() if row.pk else row.save()
            act = f"Prévoir l’action pour {fiscal_year}"
            journal.record(
                chain=contract.journal_chain, act=act, subject=row, by=by, before=changes[0], after=changes[1]
            )
    return row


@transaction.atomic
def erase_year(row: ActionYear | ActionReview, *, by: Seat, shown_version: int) -> None:
    """Erase what an action was to do in a year, or the review of it, as if it had not been written; its
    history stays. Raises PermissionDenied, YearLocked, StaleVersion."""
    contract, fields = row.action.contract, YEAR_FIELDS if isinstance(row, ActionYear) else REVIEW_FIELDS
    require(EDIT, by, contract, "effacer ce qui fut écrit d’une action")
    with acting(by):
        Contract.locked(contract.pk)
        held = type(row).locked(row.pk, shown_version)
        years.check_open(contract, held.fiscal_year, held)
        what = "la prévision" if isinstance(held, ActionYear) else "le bilan"
        journal.record(
            chain=contract.journal_chain,
            act=f"Effacer {what} de l’action pour {held.fiscal_year}",
            subject=held,
            by=by,
            before=snapshot(held, fields),
        )
        held.delete()


def _locked_year(action: Action, fiscal_year: int, shown_version: int | None) -> ActionYear:
    if fiscal_year not in action.contract.years:
        raise ValidationError(f"Le contrat ne couvre pas l’année {fiscal_year}.")
    found = ActionYear.objects.filter(action=action, fiscal_year=fiscal_year).first()
    if found is None:
        return ActionYear(action=action, fiscal_year=fiscal_year)
    return ActionYear.locked(found.pk, shown_version)


@dataclass(frozen=True)
class Carried:
    """An action as it would be carried over: what the new year would say, and its new end if it moves."""

    action: Action
    planned: ActionYear
    new_end: date | None


def carriable(contract: Contract, to_year: int) -> list[Carried]:
    """The actions that are not over and that nobody planned for this year yet, as they would be carried over
    from the year before: its « next steps », its quantity, its posts. Nothing is written."""
    found = (
        contract.actions.exclude(state__in=OVER)
        .exclude(years__fiscal_year=to_year)
        .prefetch_related("years", "reviews")
        .order_by("number")
    )
    return [_carried(contract, action, to_year) for action in found]


def _carried(contract: Contract, action: Action, to_year: int) -> Carried:
    last = next((one for one in action.years.all() if one.fiscal_year == to_year - 1), None)
    review = next((one for one in action.reviews.all() if one.fiscal_year == to_year - 1), None)
    planned = ActionYear(
        action=action,
        fiscal_year=to_year,
        expected=(review.next_steps if review else "") or (last.expected if last else ""),
        expected_count=last.expected_count if last else None,
        expected_unit=(last.expected_unit if last else "") or (review.outcome_unit if review else ""),
        staff_fte=last.staff_fte if last and last.staff_fte is not None else action.staff_fte,
        carried_from=to_year - 1,
    )
    ends_before = action.ends_on is not None and action.ends_on.year < to_year
    return Carried(action, planned, min(date(to_year, 12, 31), contract.ends_on) if ends_before else None)


def year_to_carry(contract: Contract, year: int) -> int | None:
    """The year into which the plan may be carried now: the one after `year` where the contract goes on, else
    itself; None when nothing is left to carry over."""
    to_year = year + 1 if year + 1 in contract.years else year
    if to_year == contract.starts_on.year:
        return None
    left = contract.actions.exclude(state__in=OVER).exclude(years__fiscal_year=to_year)
    return to_year if left.exists() else None


@transaction.atomic
def carry_over(
    contract: Contract, *, to_year: int, by: Seat, numbers: Collection[int] | None = None
) -> list[int]:
    """Carry the plan of the year before over to this one: all the actions that can be, or those `numbers`.

    An action that was to end before the year lasts until its end. Doing it twice changes nothing. Returns the
    numbers carried. Raises PermissionDenied, YearLocked, ValidationError (a year that is not the
    contract’s).
    """
    require(EDIT, by, contract, "reconduire le plan d’action")
    if to_year not in contract.years:
        raise ValidationError(f"Le contrat ne couvre pas l’année {to_year}.")
    with acting(by):
        Contract.locked(contract.pk)
        years.check_open(contract, to_year)
        rows = [
            row for row in carriable(contract, to_year) if numbers is None or row.action.number in numbers
        ]
        for row in rows:
            _write_carried(row, to_year)
        carried = [row.action.number for row in rows]
        if carried:
            journal.record(
                chain=contract.journal_chain,
                act=f"Reconduire le plan d’action en {to_year}",
                subject=contract,
                by=by,
                after={"actions": carried},
            )
    return carried


def _write_carried(row: Carried, to_year: int) -> None:
    because(row.planned, f"Reconduction de {to_year - 1}")
    row.planned.full_clean()
    row.planned.save()
    if row.new_end is not None:
        action = Action.locked(row.action.pk)
        action.ends_on = row.new_end
        because(action, f"Reconduction en {to_year}")
        action.save_next()

"""What is written of the steps of a closing: under lock, checked, journalled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts import years
from contracts.closing.steps import TERMS
from contracts.enums import ClosingStepKind
from contracts.models import ClosingStep, Contract
from contracts.working_days import holiday_name
from core import journal
from core.acting import acting
from core.formats import date_long
from core.rights import require
from core.traces import difference, put, snapshot
from core.workflow import TransitionRefused

FIELDS = ("working_days", "meeting_on")
SUNDAY = 6
# A report is closed in the year after its exercise, or in the next when it is very late.
AFTER = 3


@transaction.atomic
def set_step(
    contract: Contract,
    *,
    fiscal_year: int,
    kind: ClosingStepKind,
    values: Mapping[str, Any],
    by: Seat,
    shown_version: int | None = None,
) -> ClosingStep:
    """Say how long a step takes for the report of a year, and on which day its meeting is; `values` holds
    FIELDS. `shown_version` is 0 when nobody had said.

    Raises PermissionDenied, TransitionRefused (the report is agreed), StaleVersion, ValidationError.
    """
    require(TERMS[kind].permission, by, contract, "régler le délai d’une étape")
    with acting(by):
        Contract.locked(contract.pk)
        if (contract.pk, fiscal_year) in years.agreed_editions([contract]):
            raise TransitionRefused("Le rapport de cet exercice est arrêté\u00a0: plus rien n’est attendu.")
        row = _locked(contract, fiscal_year, kind, shown_version)
        before = snapshot(row, FIELDS) if row.pk else {}
        put(row, values, FIELDS)
        if refusal := _no_meeting(contract, fiscal_year, row.meeting_on):
            raise ValidationError({"meeting_on": refusal})
        row.full_clean()
        changes = difference(before, snapshot(row, FIELDS))
        if changes[1]:
            row.save_next() if row.pk else row.save()
            journal.record(
                chain=contract.journal_chain,
                act="Régler le délai d’une étape",
                subject=row,
                by=by,
                before=changes[0],
                after=changes[1],
            )
    return row


def _locked(
    contract: Contract, fiscal_year: int, kind: ClosingStepKind, shown_version: int | None
) -> ClosingStep:
    if fiscal_year not in contract.years:
        raise ValidationError(f"Le contrat ne couvre pas l’année {fiscal_year}.")
    found = contract.closing_steps.filter(fiscal_year=fiscal_year, step=kind).first()
    if found is None:
        return ClosingStep(contract=contract, fiscal_year=fiscal_year, step=kind)
    return ClosingStep.locked(found.pk, shown_version)


def _no_meeting(contract: Contract, fiscal_year: int, day: date | None) -> str:
    """Why no meeting is held on that day about the report of the year; nothing when one may be."""
    if day is None:
        return ""
    if not date(fiscal_year, 12, 31) < day <= date(fiscal_year + AFTER, 12, 31):
        return f"Le rapport {fiscal_year} s’examine à partir du 1er janvier {fiscal_year + 1}."
    if name := holiday_name(day, contract.territory.code):
        return f"Le {date_long(day)} est férié dans ce territoire ({name})\u00a0: vérifiez la date."
    if day.weekday() == SUNDAY:
        return f"Le {date_long(day)} est un dimanche\u00a0: vérifiez la date."
    return ""

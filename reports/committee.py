"""The committee of a contract: opened, its decisions written live, and followed from year to year."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Seat
from contracts.models import Contract
from core import journal
from core.acting import acting
from core.formats import date_long
from core.rights import require
from core.traces import Trace, difference, put, snapshot
from reports.enums import DecisionState
from reports.models import Committee, Decision

HOLD = "reports.hold_committee"
COMMITTEE_FIELDS = ("fiscal_year", "held_on", "attendees")
DECISION_FIELDS = ("objective", "text", "owner", "due_on", "state", "outcome")


@transaction.atomic
def save_committee(
    committee: Committee, *, values: Mapping[str, Any], by: Seat, shown_version: int | None = None
) -> Committee:
    """Open a committee (one without key), or correct its date and those who attend.

    Raises PermissionDenied, StaleVersion, ValidationError (a year out of the contract, two on one day).
    """
    contract = committee.contract
    require(HOLD, by, contract, "tenir le comité de suivi")
    with acting(by):
        Contract.locked(contract.pk)
        row = Committee.locked(committee.pk, shown_version) if committee.pk else committee
        before = snapshot(row, COMMITTEE_FIELDS) if row.pk else {}
        put(row, values, COMMITTEE_FIELDS)
        if row.fiscal_year not in contract.years:
            raise ValidationError({"fiscal_year": f"Le contrat ne couvre pas l’année {row.fiscal_year}."})
        row.full_clean()
        _write(row, before, COMMITTEE_FIELDS, ("Modifier le comité", "Réunir le comité"), contract, by)
    return row


@transaction.atomic
def save_decision(
    decision: Decision, *, values: Mapping[str, Any], by: Seat, shown_version: int | None = None
) -> Decision:
    """Write a decision, or what became of it; `values` holds fields of DECISION_FIELDS.

    Raises PermissionDenied, StaleVersion, ValidationError (an objective of another framework, a date before
    the meeting, a closed decision that does not say how).
    """
    committee = decision.committee
    contract = committee.contract
    require(HOLD, by, contract, "écrire les décisions du comité")
    with acting(by):
        row = Decision.locked(decision.pk, shown_version) if decision.pk else decision
        before = snapshot(row, DECISION_FIELDS) if row.pk else {}
        put(row, values, DECISION_FIELDS)
        row.full_clean()
        if row.objective and row.objective.framework_id != contract.framework_id:
            raise ValidationError("Cet objectif n’est pas du cadre de ce contrat.")
        if row.due_on and row.due_on < committee.held_on:
            told = f"La date ne peut précéder le comité, le {date_long(committee.held_on)}."
            raise ValidationError({"due_on": told})
        _write(row, before, DECISION_FIELDS, ("Modifier une décision", "Décider en comité"), contract, by)
    return row


def committee_for(contract: Contract, year: int, on: date) -> Committee:
    """A committee to open: the year examined, today there."""
    return Committee(contract=contract, fiscal_year=year, held_on=on)


def to_follow(contract: Contract, year: int) -> QuerySet[Decision]:
    """The decisions that come back when a year is told: those taken over the year before, and older ones
    still open."""
    before = Decision.objects.filter(committee__contract=contract, committee__fiscal_year__lt=year)
    kept = before.filter(Q(committee__fiscal_year=year - 1) | Q(state=DecisionState.OPEN))
    return kept.select_related("committee", "objective").order_by(
        "objective__number", "committee__held_on", "pk"
    )


def _write(
    row: Any, before: Trace, fields: tuple[str, ...], acts: tuple[str, str], contract: Contract, by: Seat
) -> None:
    """Save what moved and journal it; `acts` name a correction, then a creation."""
    was_there = row.pk is not None
    before, after = difference(before, snapshot(row, fields))
    if not after and was_there:
        return
    row.save_next() if was_there else row.save()
    journal.record(
        chain=contract.journal_chain,
        act=acts[0] if was_there else acts[1],
        subject=row,
        by=by,
        before=before,
        after=after,
    )

"""Writing what a table of actions brings, and taking it back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from accounts.models import Organisation, Seat
from contracts.actions import save_action
from contracts.exchange.actions import ActionEdit, NewAction
from contracts.exchange.columns import DELIVERABLES, value_of
from contracts.models import Action, Contract, Objective
from contracts.plan.deliverables import DeliverableEntry, as_entries, recognised
from contracts.plan.followed import KEY, followed_by
from core.acting import acting
from core.formats import NBSP
from core.imports.kinds import Batch, Change
from core.imports.plan import Plan, Proposal
from core.imports.recording import record
from core.rights import require

CHANGED_SINCE = "modifiée depuis"
USED_SINCE = "employée depuis (bilan, financement, remarque)"


def write_actions(batch: Batch, plan: Plan, seat: Seat, reason: str) -> list[Change]:
    """Write each action once, whatever the number of its cells; one row in the journal of each contract.

    Raises what `save_action` raises. Within the caller's transaction.
    """
    asked = {entry.contract_id for _, entry in plan.entries}
    contracts = Contract.objects.select_related("framework").prefetch_related("parties").in_bulk(asked)
    edits: dict[int, list[tuple[Proposal, ActionEdit]]] = defaultdict(list)
    changes: list[Change] = []
    for proposal, entry in plan.entries:
        if isinstance(entry, NewAction):
            changes.append(_added(contracts[entry.contract_id], proposal, entry, seat))
        else:
            edits[entry.action_id].append((proposal, entry))
    for pk in sorted(edits):
        changes += _edited(contracts[edits[pk][0][1].contract_id], pk, edits[pk], seat)
    record_each(batch, contracts, changes, seat, "Enregistrer un import")
    return changes


def record_each(
    batch: Batch, contracts: Mapping[int, Contract], changes: Sequence[Change], seat: Seat, act: str
) -> None:
    """One row in the journal of each contract that changed."""
    for pk in sorted({change["contract"] for change in changes}):
        own = [change for change in changes if change["contract"] == pk]
        record(batch, contracts[pk], own, seat, act=act)


def _added(contract: Contract, proposal: Proposal, entry: NewAction, seat: Seat) -> Change:
    action = save_action(contract, values=entry.values, by=seat)
    return {
        "contract": contract.pk,
        "pk": action.pk,
        "version": action.version,
        "key": "",
        "before": None,
        "subject": f"{contract.reference}, action {action.number}",
        "was": "",
        "now": proposal.after,
    }


def _edited(
    contract: Contract, pk: int, edits: list[tuple[Proposal, ActionEdit]], seat: Seat
) -> list[Change]:
    action = Action.objects.prefetch_related("objectives").get(pk=pk)
    before = {entry.key: plain(entry.key, value_of(action, entry.key)) for _, entry in edits}
    values = {entry.key: entry.value for _, entry in edits}
    saved = save_action(contract, values=values, by=seat, action=action, shown_version=edits[0][1].version)
    return [
        {
            "contract": contract.pk,
            "pk": pk,
            "version": saved.version,
            "key": entry.key,
            "before": before[entry.key],
            "subject": proposal.subject,
            "was": proposal.before,
            "now": proposal.after,
        }
        for proposal, entry in edits
    ]


def plain(key: str, value: Any) -> Any:
    """A value as it is remembered: JSON alone."""
    if key in {"objectives", KEY}:
        return [one.pk for one in value]
    if key == DELIVERABLES:
        return [
            [one.label, *(day and day.isoformat() for day in (one.due_on, one.delivered_on))] for one in value
        ]
    if isinstance(value, Organisation):
        return value.pk
    return (
        value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
    )


def remembered(key: str, value: Any) -> Any:
    """The value that `plain` remembers."""
    if key == "objectives":
        return list(Objective.objects.filter(pk__in=value))
    if key == KEY:
        return followed_by().among(value)
    if key == DELIVERABLES:
        return [DeliverableEntry(label, _day(due), _day(delivered)) for label, due, delivered in value]
    if value is None or value == "":
        return value
    if key in {"carrier", "delegate"}:
        return Organisation.objects.get(pk=value)
    if key in {"starts_on", "ends_on"}:
        return _day(value)
    return Decimal(value) if key == "staff_fte" else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def restore_actions(batch: Batch, seat: Seat) -> tuple[int, list[str]]:
    """Take back what an import wrote of actions, but for what was changed or used since."""
    contracts = Contract.objects.select_related("framework").prefetch_related("parties")
    found = contracts.in_bulk({change["contract"] for change in batch.changes})
    by_action: dict[int, list[Change]] = defaultdict(list)
    for change in batch.changes:
        by_action[change["pk"]].append(change)
    done: list[Change] = []
    kept: list[str] = []
    for pk in sorted(by_action):
        fault = _taken_back(found[by_action[pk][0]["contract"]], pk, by_action[pk], seat)
        if fault:
            kept += [f"{change['subject']}{NBSP}: {fault}." for change in by_action[pk]]
        else:
            done += by_action[pk]
    record_each(batch, found, done, seat, "Annuler un import")
    return len(done), kept


def _taken_back(contract: Contract, pk: int, changes: list[Change], seat: Seat) -> str:
    """Why an action cannot be put back, in French; nothing once it is."""
    action = Action.objects.prefetch_related("objectives").filter(pk=pk).first()
    if action is None or action.version != changes[0]["version"]:
        return CHANGED_SINCE
    if changes[0]["before"] is None and changes[0]["key"] == "":
        return _removed(action, seat)
    values = {change["key"]: remembered(change["key"], change["before"]) for change in changes}
    if DELIVERABLES in values:
        values[DELIVERABLES] = recognised(values[DELIVERABLES], as_entries(action))
    save_action(contract, values=values, by=seat, action=action, shown_version=action.version)
    return ""


def _removed(action: Action, seat: Seat) -> str:
    require("contracts.edit_actions", seat, action.contract, "retirer une fiche action")
    try:
        with transaction.atomic(), acting(seat):
            for deliverable in action.deliverables.all():
                deliverable.delete()
            followed_by().write(action, [])
            action.delete()
    except ProtectedError:
        return USED_SINCE
    return ""

"""Writing what a table of contracts brings, and taking it back."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from accounts.models import Seat
from contracts.actions import PartyTerms, create_contract
from contracts.exchange.contract_columns import CHANGED, DAYS
from contracts.exchange.contracts import ContractEdit, NewContract
from contracts.models import Contract
from contracts.preparation.acts import set_terms
from core.acting import acting
from core.formats import NBSP
from core.imports.kinds import Batch, Change
from core.imports.plan import Plan, Proposal
from core.imports.recording import record

CHANGED_SINCE = "modifié depuis"
USED_SINCE = "employé depuis (actions, valeurs, financements, rapports)"


def write_contracts(batch: Batch, plan: Plan, seat: Seat, reason: str) -> list[Change]:
    """Open the new contracts, then write the facts of the others, each once.

    Raises what `create_contract` and `set_terms` raise. Within the caller's transaction.
    """
    edits: dict[int, list[tuple[Proposal, ContractEdit]]] = defaultdict(list)
    changes: list[Change] = []
    for proposal, entry in plan.entries:
        if isinstance(entry, NewContract):
            changes.append(_opened(proposal, entry, seat))
        else:
            edits[entry.contract_id].append((proposal, entry))
    held = Contract.objects.prefetch_related("parties").in_bulk(edits)
    for pk in sorted(edits):
        changes += _edited(held[pk], edits[pk], seat)
    _record(batch, changes, seat, "Enregistrer un import")
    return changes


def _record(batch: Batch, changes: list[Change], seat: Seat, act: str) -> None:
    contracts = Contract.objects.in_bulk({change["contract"] for change in changes})
    for pk in sorted(contracts):
        own = [change for change in changes if change["contract"] == pk]
        record(batch, contracts[pk], own, seat, act=act)


def _opened(proposal: Proposal, entry: NewContract, seat: Seat) -> Change:
    parties = [PartyTerms(kind=kind, organisation=one) for kind, one in entry.parties.items()]
    contract = create_contract(
        framework=entry.framework, territory=entry.territory, parties=parties, by=seat, **entry.terms
    )
    told = {"subject": proposal.subject, "was": "", "now": proposal.after}
    return {"contract": contract.pk, "version": contract.version, "key": "", "before": None, **told}


def _edited(contract: Contract, edits: list[tuple[Proposal, ContractEdit]], seat: Seat) -> list[Change]:
    before = {entry.key: _plain(getattr(contract, entry.key)) for _, entry in edits}
    values = {entry.key: entry.value for _, entry in edits}
    saved = set_terms(contract, values=values, by=seat, shown_version=edits[0][1].version)
    return [
        {
            "contract": contract.pk,
            "version": saved.version,
            "key": entry.key,
            "before": before[entry.key],
            "subject": proposal.subject,
            "was": proposal.before,
            "now": proposal.after,
        }
        for proposal, entry in edits
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _remembered(key: str, value: Any) -> Any:
    if value is None or value == "":
        return value
    if key in DAYS:
        return date.fromisoformat(value)
    return Decimal(value) if key == "departement_share_percent" else value


def restore_contracts(batch: Batch, seat: Seat) -> tuple[int, list[str]]:
    """Take back what an import wrote of contracts, but for what was changed or used since."""
    by_contract: dict[int, list[Change]] = defaultdict(list)
    for change in batch.changes:
        by_contract[change["contract"]].append(change)
    held = Contract.objects.prefetch_related("parties").in_bulk(by_contract)
    restored, kept = 0, []
    for pk in sorted(by_contract):
        fault = _taken_back(batch, held.get(pk), by_contract[pk], seat)
        if fault:
            kept += [f"{change['subject']}{NBSP}: {fault}." for change in by_contract[pk]]
        else:
            restored += len(by_contract[pk])
    return restored, kept


def _taken_back(batch: Batch, contract: Contract | None, changes: list[Change], seat: Seat) -> str:
    """Why a contract cannot be put back, in French; nothing once it is."""
    if contract is None or contract.version != changes[0]["version"]:
        return CHANGED_SINCE
    if changes[0]["key"] == "":
        return _removed(batch, contract, changes, seat)
    values = {one["key"]: _remembered(one["key"], one["before"]) for one in changes if one["key"] in CHANGED}
    set_terms(contract, values=values, by=seat, shown_version=contract.version)
    record(batch, contract, changes, seat, act="Annuler un import")
    return ""


def _removed(batch: Batch, contract: Contract, changes: list[Change], seat: Seat) -> str:
    """Take away a contract on which nothing hangs yet; its chain in the journal stays, and tells it."""
    try:
        with transaction.atomic(), acting(seat):
            record(batch, contract, changes, seat, act="Annuler un import")
            own = contract.own_perimeter
            for row in [*contract.parties.all(), *contract.retained_objectives.all(), own]:
                row.delete()
            contract.delete()
    except ProtectedError:
        return USED_SINCE
    return ""

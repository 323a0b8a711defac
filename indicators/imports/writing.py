"""Writing the values of a plan, contract by contract, and remembering what each replaced."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from accounts.models import Seat
from contracts.models import Contract
from core import journal
from core.canonical import canonical_bytes, sha256_hex
from indicators.actions import Entry, save_entries
from indicators.imports.changes import Change, changed, standing_at
from indicators.imports.plan import Plan
from indicators.models import ImportBatch


def write_plan(batch: ImportBatch, plan: Plan, by: Seat) -> list[Change]:
    """Write what the plan would write; each contract's journal gets one row, with the hash of the changes.

    Raises what `save_entries` raises. Within the caller's transaction.
    """
    by_contract: dict[int, list[Entry]] = defaultdict(list)
    for proposal, entry in plan.entries:
        by_contract[proposal.contract_id or batch.contract_id or 0].append(entry)
    contracts = Contract.objects.prefetch_related("parties").in_bulk(by_contract)
    changes: list[Change] = []
    for pk in sorted(by_contract):
        changes += _write(batch, contracts[pk], by_contract[pk], by)
    return changes


def _write(batch: ImportBatch, contract: Contract, entries: Sequence[Entry], by: Seat) -> list[Change]:
    before = standing_at(contract, entries)
    save_entries(contract=contract, entries=entries, by=by)
    changes = changed(contract, before, standing_at(contract, entries), entries)
    record(batch, contract, changes, by, act="Enregistrer un import")
    return changes


def record(batch: ImportBatch, contract: Contract, changes: Sequence[Any], by: Seat, *, act: str) -> None:
    """One row in the contract's journal: which file, how many values, the hash of what moved."""
    journal.record(
        chain=contract.journal_chain,
        act=act,
        subject=batch,
        by=by,
        after={
            "fichier": batch.file_name,
            "empreinte du fichier": batch.sha256,
            "valeurs": len(changes),
            "empreinte des changements": sha256_hex(canonical_bytes(list(changes))),
        },
    )

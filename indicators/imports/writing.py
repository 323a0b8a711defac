"""Writing the values of a plan, contract by contract, and remembering what each replaced."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from accounts.models import Seat
from contracts.models import Contract
from core import journal
from core.acting import acting
from core.bulk import StaleRows
from core.canonical import sha256_hex
from core.versions import StaleVersion
from indicators.actions import Entry, save_entries
from indicators.imports.changes import Change, changed, standing_at
from indicators.imports.plan import Plan, Proposal
from indicators.imports.sets import KEY, gate_of, place_of, split, standing_rows, write_sets
from indicators.models import ImportBatch, Measurement
from indicators.writes import MeasurementEntry, MeasurementErasure

Pair = tuple[Proposal, Entry]


def write_plan(batch: ImportBatch, plan: Plan, by: Seat, reason: str = "") -> list[Change]:
    """Write what the plan would write; each contract's journal gets one row, with the hash of the changes.

    Raises what `save_entries` raises. Within the caller's transaction.
    """
    by_contract: dict[int, list[Pair]] = defaultdict(list)
    for proposal, entry in plan.entries:
        by_contract[proposal.contract_id or batch.contract_id or 0].append((proposal, entry))
    contracts = Contract.objects.select_related("framework").prefetch_related("parties").in_bulk(by_contract)
    changes: list[Change] = []
    for pk in sorted(by_contract):
        changes += _write(batch, contracts[pk], by_contract[pk], by, reason)
    return changes


def _write(
    batch: ImportBatch, contract: Contract, pairs: Sequence[Pair], by: Seat, reason: str
) -> list[Change]:
    measured = [entry for _, entry in pairs if isinstance(entry, MeasurementEntry)]
    standing = standing_rows(measured)
    in_sets, rest = split(pairs, standing)
    changes: list[Change] = []
    if in_sets:
        gate = gate_of(contract, by, [entry for _, entry in in_sets])
        try:
            with acting(by):
                changes = write_sets(gate, in_sets, standing, reason)
        except StaleRows as stale:
            place = dict(zip(KEY, place_of(in_sets[0][1]), strict=True))
            raise StaleVersion(Measurement(**place), 0) from stale
    if rest:
        entries = [because_of(entry, reason) for _, entry in rest]
        before = standing_at(contract, entries)
        save_entries(contract=contract, entries=entries, by=by)
        changes += changed(contract, before, standing_at(contract, entries), entries)
    record(batch, contract, changes, by, act="Enregistrer un import")
    return changes


def because_of(entry: Entry, reason: str) -> Entry:
    """The entry with the reason of the whole import, where it takes one and has none of its own."""
    if isinstance(entry, MeasurementEntry | MeasurementErasure) and not entry.reason:
        return replace(entry, reason=reason)
    return entry


def record(batch: ImportBatch, contract: Contract, changes: Sequence[Any], by: Seat, *, act: str) -> None:
    """One row in the contract's journal: which file, how many values, the hash of what moved."""
    # Plain values alone, sorted: one content, one sequence of bytes.
    plain = json.dumps(changes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    journal.record(
        chain=contract.journal_chain,
        act=act,
        subject=batch,
        by=by,
        after={
            "fichier": batch.file_name,
            "empreinte du fichier": batch.sha256,
            "valeurs": len(changes),
            "empreinte des changements": sha256_hex(plain.encode()),
        },
    )

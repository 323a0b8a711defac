"""Writing the values of a plan, contract by contract, and remembering what each replaced."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from accounts.models import Seat
from contracts.models import Contract
from core.acting import acting
from core.bulk import StaleRows
from core.imports.plan import Plan, Proposal
from core.imports.recording import Trace
from core.packed import Packed
from core.versions import StaleVersion
from indicators.actions import Entry, save_entries
from indicators.imports.changes import Change, changed, standing_at
from indicators.imports.sets import (
    KEY,
    Place,
    Standing,
    gates_of,
    place_of,
    split,
    standing_rows,
    writing_sets,
)
from indicators.models import ImportBatch, Measurement
from indicators.writes import MeasurementEntry, MeasurementErasure

Pair = tuple[Proposal, Entry]


def write_plan(batch: ImportBatch, plan: Plan, by: Seat, reason: str = "") -> Packed:
    """Write what the plan would write; what changed, of which each contract's journal gets the hash.

    Raises what `save_entries` raises. Within the caller's transaction.
    """
    pairs = [(_owned(proposal, batch), entry) for proposal, entry in plan.entries]
    asked = {proposal.contract_id for proposal, _ in pairs}
    contracts = Contract.objects.select_related("framework").prefetch_related("parties").in_bulk(asked)
    standing = standing_rows([entry for _, entry in pairs if isinstance(entry, MeasurementEntry)])
    in_sets, rest = split(pairs, standing)
    trace = Trace()
    _write_sets(contracts, in_sets, standing, by, reason, trace)
    trace.add(_write_rest(contracts, rest, by, reason))
    return trace.record(batch, contracts, by, act="Enregistrer un import")


def _owned(proposal: Proposal, batch: ImportBatch) -> Proposal:
    """A proposal that says its contract; that of the batch unless it has its own."""
    return proposal if proposal.contract_id else proposal._replace(contract_id=batch.contract_id)


def _write_sets(
    contracts: Mapping[int, Contract],
    pairs: Sequence[tuple[Proposal, MeasurementEntry]],
    standing: dict[Place, Standing],
    by: Seat,
    reason: str,
    trace: Trace,
) -> None:
    named: dict[int, list[MeasurementEntry]] = defaultdict(list)
    for proposal, entry in pairs:
        named[proposal.contract_id or 0].append(entry)
    gates = gates_of(contracts, by, named)
    try:
        with acting(by), writing_sets(gates, pairs, standing, reason) as changes:
            trace.add(changes)
    except StaleRows as stale:
        place = dict(zip(KEY, place_of(pairs[0][1]), strict=True))
        raise StaleVersion(Measurement(**place), 0) from stale


def _write_rest(
    contracts: Mapping[int, Contract], pairs: Sequence[Pair], by: Seat, reason: str
) -> list[Change]:
    """One by one, where writing one may change which source is retained."""
    named: dict[int, list[Entry]] = defaultdict(list)
    for proposal, entry in pairs:
        named[proposal.contract_id or 0].append(because_of(entry, reason))
    changes: list[Change] = []
    for pk in sorted(named):
        before = standing_at(contracts[pk], named[pk])
        save_entries(contract=contracts[pk], entries=named[pk], by=by)
        changes += changed(contracts[pk], before, standing_at(contracts[pk], named[pk]), named[pk])
    return changes


def because_of(entry: Entry, reason: str) -> Entry:
    """The entry with the reason of the whole import, where it takes one and has none of its own."""
    if isinstance(entry, MeasurementEntry):
        return entry if entry.reason else entry._replace(reason=reason)
    if isinstance(entry, MeasurementErasure) and not entry.reason:
        return replace(entry, reason=reason)
    return entry

"""Writing what a table of funding lines brings, and taking it back cell by cell."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts.models import Contract
from contracts.years import YearLocked
from core.formats import NBSP
from core.imports.kinds import Batch, Change
from core.imports.plan import Plan, Proposal
from core.imports.recording import record
from core.versions import StaleVersion
from funding.actions import LineEdit, LinesChanged, add_line, remove_line, save_lines
from funding.enums import AMOUNT_FIELDS
from funding.exchange.reading import CellEdit, LineAddition, plain, remembered
from funding.models import FundingLine

CHANGED_SINCE = "modifiée depuis"
Pairs = list[tuple[Proposal, CellEdit]]


def write_lines(batch: Batch, plan: Plan, seat: Seat, reason: str) -> list[Change]:
    """Write each line once, whatever the number of its cells; one row in the journal of each contract.

    Raises what `save_lines` and `add_line` raise, StaleVersion for a cell that somebody changed meanwhile.
    Within the caller's transaction.
    """
    contracts = _contracts({entry.contract_id for _, entry in plan.entries})
    edits: dict[tuple[int, int], Pairs] = defaultdict(list)
    changes: list[Change] = []
    for proposal, entry in plan.entries:
        if isinstance(entry, LineAddition):
            changes.append(_added(contracts[entry.contract_id], proposal, entry, seat))
        else:
            edits[entry.contract_id, entry.year].append((proposal, entry))
    for contract_id, year in sorted(edits):
        changes += _edited(contracts[contract_id], year, edits[contract_id, year], seat)
    _record(batch, contracts, changes, seat, "Enregistrer un import")
    return changes


def _contracts(keys: set[int]) -> dict[int, Contract]:
    rows = Contract.objects.select_related("framework", "territory")
    return rows.prefetch_related("parties__organisation").in_bulk(keys)


def _record(batch: Batch, contracts: dict[int, Contract], changes: list[Change], by: Seat, act: str) -> None:
    for pk in sorted({change["contract"] for change in changes}):
        own = [change for change in changes if change["contract"] == pk]
        record(batch, contracts[pk], own, by, act=act)


def _added(contract: Contract, proposal: Proposal, entry: LineAddition, seat: Seat) -> Change:
    line = add_line(contract, year=entry.year, by=seat, **entry.values)
    told = {"subject": proposal.subject, "was": "", "now": proposal.after}
    return {"contract": contract.pk, "year": entry.year, "pk": line.pk, "key": "", "after": None} | told


def _edited(contract: Contract, year: int, pairs: Pairs, seat: Seat) -> list[Change]:
    lines = FundingLine.objects.in_bulk({entry.line_id for _, entry in pairs})
    before = {
        (entry.line_id, entry.key): plain(entry.key, getattr(lines[entry.line_id], entry.key))
        for _, entry in pairs
    }
    try:
        save_lines(contract, year=year, edits=_edits(pairs), by=seat)
    except LinesChanged as changed:
        raise StaleVersion(changed.conflicts[0].line, 0) from changed
    return [
        {
            "contract": contract.pk,
            "year": year,
            "pk": entry.line_id,
            "key": entry.key,
            "before": before[entry.line_id, entry.key],
            "after": plain(entry.key, entry.value),
            "subject": proposal.subject,
            "was": proposal.before,
            "now": proposal.after,
        }
        for proposal, entry in pairs
    ]


def _edits(pairs: Pairs) -> list[LineEdit]:
    values: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    for _, entry in pairs:
        values[entry.line_id, entry.version][entry.key] = entry.value
    return [LineEdit(pk, version, cells) for (pk, version), cells in values.items()]


def restore_lines(batch: Batch, seat: Seat) -> tuple[int, list[str]]:
    """Put back each cell as it was, but for those that somebody changed, or whose year closed, since."""
    contracts = _contracts({change["contract"] for change in batch.changes})
    by_line: dict[int, list[Change]] = defaultdict(list)
    for change in batch.changes:
        by_line[change["pk"]].append(change)
    done: list[Change] = []
    kept: list[str] = []
    for pk in sorted(by_line):
        changes = by_line[pk]
        moved = _taken_back(contracts[changes[0]["contract"]], pk, changes, seat)
        done += [change for change in changes if id(change) not in moved]
        kept += [
            f"{change['subject']}{NBSP}: {moved[id(change)]}." for change in changes if id(change) in moved
        ]
    _record(batch, contracts, done, seat, "Annuler un import")
    return len(done), kept


def _taken_back(contract: Contract, pk: int, changes: Sequence[Change], seat: Seat) -> dict[int, str]:
    """Why each change that cannot be put back cannot, by its identity; empty once they all are."""
    line = FundingLine.objects.filter(pk=pk).first()
    if line is None:
        return dict.fromkeys(map(id, changes), CHANGED_SINCE)
    moved = {id(one): CHANGED_SINCE for one in changes if one["key"] and _is_changed(line, one)}
    left = [one for one in changes if id(one) not in moved]
    try:
        with transaction.atomic():
            _put_back(contract, line, left, seat)
    except (YearLocked, PermissionDenied, ValidationError) as refused:
        words = " ".join(getattr(refused, "messages", [str(refused)])).removesuffix(".")
        return dict.fromkeys(map(id, changes), words)
    return moved


def _is_changed(line: FundingLine, change: Change) -> bool:
    return bool(getattr(line, change["key"]) != remembered(change["key"], change["after"]))


def _put_back(contract: Contract, line: FundingLine, changes: Sequence[Change], seat: Seat) -> None:
    year, line.contract = changes[0]["year"] if changes else line.fiscal_year, contract
    if any(not change["key"] for change in changes):
        if line.version != 1:
            raise ValidationError(f"{CHANGED_SINCE}.")
        filled = dict.fromkeys(_filled(line))
        save_lines(contract, year=year, edits=[LineEdit(line.pk, 1, filled)], by=seat)
        line.refresh_from_db()
        line.contract = contract
        remove_line(line, by=seat, shown_version=line.version)
        return
    values = {change["key"]: remembered(change["key"], change["before"]) for change in changes}
    save_lines(contract, year=year, edits=[LineEdit(line.pk, line.version, values)], by=seat)


def _filled(line: FundingLine) -> list[str]:
    return [name for name in AMOUNT_FIELDS if getattr(line, name) is not None]

"""Writing what a table of yearly plans and reviews brings, and taking it back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from accounts.models import Seat
from contracts import years
from contracts.actions import review_action
from contracts.exchange.writing import CHANGED_SINCE, record_each
from contracts.exchange.yearly import YearEdit
from contracts.exchange.yearly_columns import NUMBERS, PARTS, PLANNED, Part, Yearly
from contracts.models import Action, Contract
from contracts.plan.acts import erase_year, plan_year
from core.formats import NBSP
from core.imports.kinds import Batch, Change
from core.imports.plan import Plan, Proposal

Room = tuple[int, int, str]


def write_years(batch: Batch, plan: Plan, seat: Seat, reason: str) -> list[Change]:
    """Write each part of each year once, whatever the number of its cells; one row in the journal of each
    contract.

    Raises what `plan_year` and `review_action` raise. Within the caller's transaction.
    """
    edits: dict[Room, list[tuple[Proposal, YearEdit]]] = defaultdict(list)
    for proposal, entry in plan.entries:
        edits[entry.action_id, entry.year, entry.part].append((proposal, entry))
    actions = _actions({pk for pk, *_ in edits})
    changes = [one for room in sorted(edits) for one in _written(actions[room[0]], room, edits[room], seat)]
    record_each(batch, _contracts(actions), changes, seat, "Enregistrer un import")
    return changes


def _actions(pks: set[int]) -> dict[int, Action]:
    found = Action.objects.select_related("contract__framework").prefetch_related("contract__parties")
    return found.in_bulk(pks)


def _contracts(actions: Mapping[int, Action]) -> dict[int, Contract]:
    return {one.contract_id: one.contract for one in actions.values()}


def _written(
    action: Action, room: Room, edits: Sequence[tuple[Proposal, YearEdit]], seat: Seat
) -> list[Change]:
    _, year, name = room
    part = PARTS[name]
    standing = part.held(action, year)
    before = {entry.key: plain(getattr(standing, part.fields[entry.key])) for _, entry in edits}
    values = {part.fields[entry.key]: entry.value for _, entry in edits}
    saved = _saved(part, action, year, values, seat, edits[0][1].version)
    return [
        {
            "contract": action.contract_id,
            "action": action.pk,
            "year": year,
            "part": name,
            "version": saved.version,
            "is_new": not edits[0][1].version,
            "key": entry.key,
            "before": before[entry.key],
            "subject": proposal.subject,
            "was": proposal.before,
            "now": proposal.after,
        }
        for proposal, entry in edits
    ]


def _saved(
    part: Part, action: Action, year: int, values: Mapping[str, Any], seat: Seat, version: int
) -> Yearly:
    save = plan_year if part is PLANNED else review_action
    return save(action, fiscal_year=year, values=values, by=seat, shown_version=version)


def plain(value: Any) -> Any:
    """A value as it is remembered: JSON alone."""
    return str(value) if isinstance(value, Decimal) else value


def remembered(key: str, value: Any) -> Any:
    """The value that `plain` remembers."""
    return Decimal(value) if key in NUMBERS and value is not None else value


def restore_years(batch: Batch, seat: Seat) -> tuple[int, list[str]]:
    """Take back what an import wrote of a year's plans and reviews, but for what changed or closed since."""
    rooms: dict[Room, list[Change]] = defaultdict(list)
    for change in batch.changes:
        rooms[change["action"], change["year"], change["part"]].append(change)
    actions = _actions({pk for pk, *_ in rooms})
    done: list[Change] = []
    kept: list[str] = []
    for room in sorted(rooms):
        fault = _taken_back(actions[room[0]], room, rooms[room], seat)
        if fault:
            kept += [f"{change['subject']}{NBSP}: {fault}." for change in rooms[room]]
        else:
            done += rooms[room]
    record_each(batch, _contracts(actions), done, seat, "Annuler un import")
    return len(done), kept


def _taken_back(action: Action, room: Room, changes: Sequence[Change], seat: Seat) -> str:
    """Why a part of a year cannot be put back, in French; nothing once it is."""
    _, year, name = room
    part = PARTS[name]
    standing = part.held(action, year)
    if standing.pk is None or standing.version != changes[0]["version"]:
        return CHANGED_SINCE
    try:
        if changes[0]["is_new"]:
            erase_year(standing, by=seat, shown_version=standing.version)
        else:
            values = {part.fields[one["key"]]: remembered(one["key"], one["before"]) for one in changes}
            _saved(part, action, year, values, seat, standing.version)
    except years.YearLocked as closed:
        return str(closed).removesuffix(".")
    return ""

"""Putting back what an import replaced, value by value, but for what was changed or closed since."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from accounts.models import Seat
from contracts.models import Contract, Perimeter
from contracts.years import YearLocked
from core.acting import acting
from core.bulk import StaleRows
from core.formats import NBSP
from core.imports.plan import Origin, Proposal, Standing
from core.imports.recording import record
from core.traces import snapshot
from core.versions import StaleVersion
from core.workflow import TransitionRefused
from indicators.actions import Entry, save_entries
from indicators.gate import OpenYears
from indicators.imports.changes import FIELDS, MEASUREMENT, MODELS, TARGET, Change, State, decimal_of
from indicators.imports.sets import (
    Place,
    Room,
    erase_sets,
    gates_of,
    lone_places,
    place_of,
    room_of,
    standing_rows,
    writing_sets,
)
from indicators.imports.writing import because_of
from indicators.models import GapCause, ImportBatch, Indicator
from indicators.target_writes import TargetEntry, TargetErasure
from indicators.value_rules import Aim, Broken, Figure, broken_by_target, broken_by_value
from indicators.writes import MeasurementEntry, MeasurementErasure

CHANGED_SINCE = "modifiée depuis"
MOVED_MEANWHILE = (
    "Des valeurs ont changé pendant l’annulation\u00a0: rien n’a été repris. Demandez-la de nouveau."
)


PLACES = {
    MEASUREMENT: ("indicator", "perimeter", "year", "source"),
    TARGET: ("contract", "indicator", "year"),
}


def restore(batch: ImportBatch, by: Seat) -> dict[str, Any]:
    """Restore what can be; the report of the batch, with `restored` (a count) and `kept` (why not, in
    French). Within the caller's transaction. Raises TransitionRefused when somebody wrote meanwhile."""
    desk = _Desk(batch.changes)
    entries: dict[int, list[tuple[Change, Entry]]] = defaultdict(list)
    reason = f"Annulation de l’import «{NBSP}{batch.file_name}{NBSP}»"
    kept: list[str] = []
    for change in batch.changes:
        fault = desk.fault(change)
        if fault:
            kept.append(f"{change['subject']}{NBSP}: {fault}.")
        else:
            entries[change["contract"]].append((change, desk.entry(change)))
    for pk in sorted(entries):
        try:
            _put_back(desk.contracts[pk], entries[pk], by, reason)
        except (StaleRows, StaleVersion, YearLocked) as stale:
            raise TransitionRefused(MOVED_MEANWHILE) from stale
        record(batch, desk.contracts[pk], [one for one, _ in entries[pk]], by, act="Annuler un import")
    return batch.report | {"restored": sum(map(len, entries.values())), "kept": kept}


def _put_back(contract: Contract, pairs: Sequence[tuple[Change, Entry]], by: Seat, reason: str) -> None:
    """Erase and restore in sets what no other source stands beside; the rest one by one."""
    measured = [entry for _, entry in pairs if isinstance(entry, MeasurementEntry | MeasurementErasure)]
    standing = standing_rows(measured)
    alone = lone_places(standing)
    gone: list[MeasurementErasure] = []
    back: list[tuple[Proposal, MeasurementEntry]] = []
    rest: list[Entry] = []
    for change, entry in pairs:
        if isinstance(entry, MeasurementErasure) and room_of(entry) in alone:
            gone.append(entry)
        elif isinstance(entry, MeasurementEntry) and _is_alone(entry, alone, standing):
            back.append((_shown_as(change), entry))
        else:
            rest.append(because_of(entry, reason))
    with acting(by):
        gates = gates_of({contract.pk: contract}, by, {contract.pk: measured})
        erase_sets(gates[contract.pk], gone, reason)
        with writing_sets(gates, back, standing, reason):
            pass
    if rest:
        save_entries(contract=contract, entries=rest, by=by)


def _is_alone(entry: MeasurementEntry, alone: Collection[Room], standing: Mapping[Place, Any]) -> bool:
    """Whether the one source that stands there is the very one that is put back, where it is."""
    return not entry.replacing and room_of(entry) in alone and place_of(entry) in standing


def _shown_as(change: Change) -> Proposal:
    """A change as what puts it back is told."""
    was, now = change["now"], change["was"]
    told = {"before": was, "after": now, "contract_id": change["contract"]}
    return Proposal("", Origin(0), Standing.CHANGED, change["subject"], **told)


class _Desk:
    """What is loaded once for all the changes of an import."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self.now = {model: _rows(model, changes) for model in MODELS}
        self.places = {model: _held_places(model, changes) for model in MODELS}
        states = [state for one in changes for state in (self.state(one), one["before"]) if state]
        self.contracts = Contract.objects.prefetch_related("parties").in_bulk(
            {change["contract"] for change in changes}
        )
        self.indicators = Indicator.objects.in_bulk({state["indicator"] for state in states})
        perimeters = {state["perimeter"] for state in states if "perimeter" in state}
        self.perimeters = Perimeter.objects.prefetch_related("contracts").in_bulk(perimeters)
        causes = {state.get("gap_cause") for state in states} - {None}
        self.causes = GapCause.objects.in_bulk(causes)
        self.open_years = OpenYears(list(self.indicators.values()), self.contracts.values())

    def state(self, change: Change) -> State:
        """What the row holds today, or held before when it is no more there."""
        return self.now[change["model"]].get(change["pk"]) or change["before"] or {}

    def fault(self, change: Change) -> str:
        """Why a change cannot be undone, in French; nothing when it can."""
        state = self.state(change)
        now = self.now[change["model"]].get(change["pk"], {}).get("version", 0)
        if now != change["version"] or self._is_taken(change):
            return CHANGED_SINCE
        indicator, contracts = self.indicators[state["indicator"]], [self.contracts[change["contract"]]]
        if change["model"] == MEASUREMENT:
            contracts = list(self.perimeters[state["perimeter"]].contracts.all())
        closed = self.open_years.refusal(contracts, state["year"], indicator)
        if closed or not change["before"]:
            return closed.removesuffix(".")
        broken = self._broken(change["model"], indicator, change["before"])
        return broken[0].message.removesuffix(".") if broken else ""

    def _is_taken(self, change: Change) -> bool:
        """Whether another row stands where this one was."""
        held = self.places[change["model"]].get(_place(change)) if change["before"] else None
        return held not in (None, change["pk"])

    def _broken(self, model: str, indicator: Indicator, before: State) -> list[Broken]:
        if model == MEASUREMENT:
            return broken_by_value(indicator, _figure(before))
        aim = Aim(before["operator"], Decimal(before["value"]), decimal_of(before["upper_value"]))
        return broken_by_target(indicator, aim)

    def entry(self, change: Change) -> Entry:
        """What puts the value back."""
        before, after, shown = change["before"], self.state(change), change["version"]
        is_measured = change["model"] == MEASUREMENT
        if before is None:
            return self._erasure(change["pk"], after, is_measured)
        indicator = self.indicators[before["indicator"]]
        if not is_measured:
            value, upper = Decimal(before["value"]), decimal_of(before["upper_value"])
            aim = (indicator, before["year"], before["operator"], value, upper, before["provenance"])
            return TargetEntry(*aim, shown_version=shown)
        moved = shown and (after["source"], after["perimeter"]) != (before["source"], before["perimeter"])
        return MeasurementEntry(
            indicator=indicator,
            year=before["year"],
            perimeter=self.perimeters[before["perimeter"]],
            figure=_figure(before),
            source=before["source"],
            comment=before["comment"],
            gap_cause=self.causes.get(before["gap_cause"]),
            provenance=before["provenance"],
            shown_version=shown,
            replacing=change["pk"] if moved else None,
        )

    def _erasure(self, pk: int, after: State, is_measured: bool) -> Entry:
        indicator, year, shown = self.indicators[after["indicator"]], after["year"], after["version"]
        if is_measured:
            return MeasurementErasure(indicator, year, self.perimeters[after["perimeter"]], pk, shown)
        return TargetErasure(indicator, year, shown)


def _figure(state: State) -> Figure:
    numbers = (decimal_of(state[name]) for name in ("value", "numerator", "denominator"))
    return Figure(state["kind"], *numbers)


def _rows(model: str, changes: Sequence[Change]) -> dict[int, State]:
    pks = [one["pk"] for one in changes if one["model"] == model]
    rows = MODELS[model]._default_manager.filter(pk__in=pks)
    return {row.pk: snapshot(row, FIELDS[model]) for row in rows}


def _place(change: Change) -> tuple[Any, ...]:
    """What no other row may share with the one that stood there."""
    held = {"contract": change["contract"]} | change["before"]
    return tuple(held[name] for name in PLACES[change["model"]])


def _held_places(model: str, changes: Sequence[Change]) -> dict[tuple[Any, ...], int]:
    """The rows that stand where those of the changes stood, by their place."""
    places = [_place(one) for one in changes if one["model"] == model and one["before"]]
    columns = zip(PLACES[model], zip(*places, strict=True), strict=False)
    named = {f"{name}__in": set(held) for name, held in columns}
    rows = MODELS[model]._default_manager.filter(**named).values_list("pk", *PLACES[model]) if named else []
    return {tuple(place): pk for pk, *place in rows}

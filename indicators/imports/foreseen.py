"""What surprises in the values that a plan would write, known before they are: the points of the checks that
will be to justify. It informs; nothing is refused for it.

The values are set in the series of their contract as if they were written, then looked at by the rules of the
page of the checks. Queries depend on the contracts, not on the values.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Seat
from contracts import years
from contracts.models import Contract, ContractObjective
from core.formats import NBSP, counted, in_sentence
from core.imports.plan import Plan, Proposal
from indicators.checks import CheckPoint, points_on
from indicators.enums import Severity
from indicators.models import Measurement, Target
from indicators.readings import Desk, rank_of, reading_of
from indicators.retention import winner
from indicators.target_writes import TargetEntry, TargetErasure
from indicators.value_rules import with_ratio
from indicators.writes import MeasurementEntry, MeasurementErasure

# What is looked at of one plan: a bulk import keeps its speed, and nobody reads more remarks than that.
MOST_LOOKED_AT = 1_000
FIGURES, AIMS = (MeasurementEntry, MeasurementErasure), (TargetEntry, TargetErasure)
Pair = tuple[Proposal, Any]
Place = tuple[int, int]


@dataclass(frozen=True)
class Foreseen:
    """The points of each value to be written, by the key of its proposal; `looked_at` how many values were
    looked at, of `total` to be written."""

    points: Mapping[str, Sequence[CheckPoint]] = field(default_factory=dict)
    looked_at: int = 0
    total: int = 0

    def told(self, key: str) -> list[str]:
        """What is said of a value: « À justifier : même valeur qu’en 2023 : 45 visites. »"""
        return [
            f"{'À justifier' if one.is_open else 'Signalé'}{NBSP}: {in_sentence(one.message)}"
            for one in self.points.get(key, ())
        ]

    @property
    def to_justify(self) -> list[str]:
        """The keys of the values that will wait for an explanation."""
        return [key for key, points in self.points.items() if any(one.is_open for one in points)]

    @property
    def summary(self) -> str:
        """« 3 valeurs seront à justifier une fois enregistrées. », or nothing."""
        count = len(self.to_justify)
        if not count:
            return ""
        among = (
            f"Sur {counted(self.looked_at, 'valeur regardée', 'valeurs regardées')}, "
            if not self.is_whole
            else ""
        )
        will = (
            f"sera à justifier une fois enregistrée{NBSP}: rien n’empêche de l’enregistrer."
            if count < 2
            else f"seront à justifier une fois enregistrées{NBSP}: rien n’empêche de les enregistrer."
        )
        return f"{among}{counted(count, 'valeur')} {will}"

    @property
    def is_whole(self) -> bool:
        """Whether all that would be written was looked at."""
        return self.looked_at == self.total


def foreseen(plan: Plan, seat: Seat, shown: Collection[str] | None = None) -> Foreseen:
    """What the plan's values will ask, as the seat may read it: of all of them when they are not too many,
    else of those `shown` (keys of proposals), else of the first ones."""
    pairs = [pair for pair in plan.entries if isinstance(pair[1], (*FIGURES, *AIMS)) and pair[0].contract_id]
    looked_at = pairs
    if len(pairs) > MOST_LOOKED_AT:
        known = [pair for pair in pairs if pair[0].key in shown] if shown is not None else pairs
        looked_at = known[:MOST_LOOKED_AT]
    by_contract: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_contract[pair[0].contract_id or 0].append(pair)
    asked: dict[int, list[Pair]] = defaultdict(list)
    for pair in looked_at:
        asked[pair[0].contract_id or 0].append(pair)
    points: dict[str, list[CheckPoint]] = {}
    contracts = Contract.objects.select_related("framework", "territory").prefetch_related("parties")
    for pk, contract in contracts.in_bulk(asked).items():
        points |= _Series(contract, seat, by_contract[pk], asked[pk]).points
    return Foreseen(points, len(looked_at), len(pairs))


class _Series:
    """The series of a contract once `pairs` are written, and what surprises where some are `asked` about."""

    def __init__(self, contract: Contract, seat: Seat, pairs: Iterable[Pair], asked: Sequence[Pair]) -> None:
        self.contract, self.asked = contract, asked
        self.desk = Desk(contract, asked[0][1].year, years.hidden_years(contract, seat))
        known = {entry.indicator.pk for _, entry in asked}
        self.held: dict[Place, list[Measurement]] = defaultdict(list)
        for row in self.desk.held.rows:
            self.held[row.indicator_id, row.year].append(row)
        for _, entry in pairs:
            if entry.indicator.pk in known:
                self._write(entry)

    @property
    def points(self) -> dict[str, list[CheckPoint]]:
        """By key, what is to be said of each value; of a target, only where its result is not brought too."""
        figures = [pair for pair in self.asked if isinstance(pair[1], FIGURES)]
        owners = {_place(entry): one.key for one, entry in [*self._aims(), *figures]}
        indicators = {indicator.pk: (indicator, key) for indicator, key in self.desk.indicators}
        rows = ContractObjective.objects.filter(contract=self.contract).select_related(
            "objective__engagement"
        )
        objectives = {row.objective_id: row.objective for row in rows}
        lines = [
            self.desk.in_year(year).row(*indicators[pk], objectives[indicators[pk][0].objective_id])
            for pk, year in owners
            if pk in indicators and year in self.contract.years
        ]
        found: dict[str, list[CheckPoint]] = defaultdict(list)
        for point in points_on(self.desk, lines):
            if point.is_open or point.effect == Severity.INFORM:
                found[owners[point.row.indicator.pk, point.row.year]].append(point)
        return found

    def _aims(self) -> list[Pair]:
        return [pair for pair in self.asked if isinstance(pair[1], TargetEntry)]

    def _write(self, entry: Any) -> None:
        """Set what is to be written in the series."""
        if isinstance(entry, AIMS):
            self.desk.put(entry.indicator, entry.year, _target(self.contract, entry), Target)
            return
        if entry.perimeter.pk not in self.desk.held.sizes:
            return
        place = _place(entry)
        self.held[place] = rows = _once_written(entry, self.held[place])
        sizes = self.desk.held.sizes
        ranked = sorted(rows, key=lambda row: rank_of(row, self.contract.pk, sizes[row.perimeter_id]))
        self.desk.readings[place[0]][place[1]] = [
            reading_of(row, sizes[row.perimeter_id] > 1) for row in ranked
        ]


def _place(entry: Any) -> Place:
    return entry.indicator.pk, entry.year


def _target(contract: Contract, entry: TargetEntry | TargetErasure) -> Target | None:
    if isinstance(entry, TargetErasure):
        return None
    aim = {"operator": entry.operator, "value": entry.value, "upper_value": entry.upper_value}
    return Target(contract=contract, indicator=entry.indicator, year=entry.year, **aim)


def _once_written(
    entry: MeasurementEntry | MeasurementErasure, rows: Sequence[Measurement]
) -> list[Measurement]:
    """The readings of a place as the entry leaves them, each saying whether it counts."""
    if isinstance(entry, MeasurementErasure):
        left = [copy(row) for row in rows if row.pk != entry.measurement_id]
    else:
        replaced = next((row for row in rows if _is_replaced(entry, row)), None)
        left = [copy(row) for row in rows if row is not replaced]
        left.append(_measurement(entry, replaced))
    alike = [row for row in left if row.perimeter_id == entry.perimeter.pk]
    counting = winner(entry.indicator, alike)
    for row in alike:
        row.is_retained = row is counting
    return left


def _is_replaced(entry: MeasurementEntry, row: Measurement) -> bool:
    if entry.replacing is not None:
        return row.pk == entry.replacing
    return (row.perimeter_id, row.source) == (entry.perimeter.pk, entry.source)


def _measurement(entry: MeasurementEntry, replaced: Measurement | None) -> Measurement:
    figure = with_ratio(entry.indicator, entry.figure)
    same = replaced and (replaced.perimeter_id, replaced.source) == (entry.perimeter.pk, entry.source)
    return Measurement(
        pk=replaced.pk if replaced else None,
        version=replaced.version if replaced else 1,
        indicator=entry.indicator,
        perimeter=entry.perimeter,
        year=entry.year,
        source=entry.source,
        kind=figure.kind,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        comment=entry.comment,
        gap_cause=entry.gap_cause,
        is_retained=bool(replaced and replaced.is_retained),
        retained_reason=replaced.retained_reason if replaced and same else "",
    )

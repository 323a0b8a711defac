"""The indicators of a contract in a year, with all that is read of them, in a constant number of queries.

Of the readings that cover a contract for a year, the one that counts is the retained one over the contract's
own perimeter, else over the smallest perimeter it shares with others.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from django.db.models import OuterRef, Subquery

from contracts.models import Contract, ContractObjective, Engagement, Objective
from indicators.enums import Behaviour, ValueKind
from indicators.loading import Held, aims, held_readings
from indicators.models import Applicability, Indicator, Measurement, NationalTarget, Target
from indicators.scoring import Facts, Goal, Point, Score, goal_wording, score


@dataclass(frozen=True)
class Reading:
    """A measurement as it stands: a value or a typed absence (`kind`), from a source, over a perimeter.

    `is_shared` says that the perimeter covers other contracts too.
    """

    measurement_id: int
    version: int
    year: int
    kind: str
    kind_label: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    source: str
    source_label: str
    perimeter_id: int
    perimeter_label: str
    is_shared: bool
    is_retained: bool
    comment: str
    gap_cause_id: int | None
    gap_cause: str
    provenance: str
    retained_reason: str = ""

    @property
    def point(self) -> Point | None:
        """The figure as scoring takes it; None for an absence."""
        return None if self.value is None else Point(self.year, self.value, self.perimeter_label)


@dataclass(frozen=True)
class TargetReading:
    """A target as it stands, the contract's or the nation's; `wording` is « au moins 20 % »."""

    target_id: int
    version: int
    year: int | None
    operator: str
    operator_label: str
    value: Decimal
    upper_value: Decimal | None
    is_national: bool
    wording: str
    notes: str

    @property
    def goal(self) -> Goal:
        """The target as scoring takes it."""
        return Goal(self.operator, self.value, self.upper_value, self.year)


@dataclass(frozen=True)
class IndicatorYear:
    """An indicator in a year of a contract.

    `key` names its inputs and anchors; `exclusion` says why it does not apply, or nothing; `target` is the
    contract's for the year, else its nearest later one; `alternatives` are the year's other readings;
    `earlier` are the figures of the years before, to which the result is compared; `by_year` the reading that
    counts of each year that has one.
    """

    indicator: Indicator
    key: str
    year: int
    objective: Objective
    engagement: Engagement | None
    exclusion: str
    baseline_year: int | None
    baseline: Reading | None
    target: TargetReading | None
    targets: list[TargetReading]
    national_target: TargetReading | None
    result: Reading | None
    previous: Reading | None
    alternatives: list[Reading]
    by_year: dict[int, Reading]
    series: list[tuple[int, Decimal]]
    earlier: tuple[Point, ...]
    score: Score

    @property
    def target_of_year(self) -> TargetReading | None:
        """The contract's target for this very year."""
        return self.target if self.target and self.target.year == self.year else None


@dataclass(frozen=True)
class ObjectiveYear:
    """A retained objective and its indicators; none where the framework's are not known."""

    objective: Objective
    rows: list[IndicatorYear]


@dataclass(frozen=True)
class EngagementYear:
    """An engagement and its retained objectives; `engagement` is None where it is not known."""

    engagement: Engagement | None
    objectives: list[ObjectiveYear]


def year_table(
    contract: Contract, year: int, *, hidden_years: Collection[int] = frozenset()
) -> list[IndicatorYear]:
    """Every followed indicator, by objective then code. Readings of `hidden_years` are left out."""
    return [
        row
        for engagement in year_groups(contract, year, hidden_years=hidden_years)
        for objective in engagement.objectives
        for row in objective.rows
    ]


def year_groups(
    contract: Contract, year: int, *, hidden_years: Collection[int] = frozenset()
) -> list[EngagementYear]:
    """The same rows by engagement and objective; objectives without a known indicator are there too."""
    return Desk(contract, year, hidden_years).groups()


def years_table(
    contract: Contract, years: Sequence[int], *, hidden_years: Collection[int] = frozenset()
) -> dict[int, list[IndicatorYear]]:
    """The rows of several years, in the order of the codes, read once for all of them."""
    desk = Desk(contract, years[0], hidden_years)
    # Asked of the rows themselves: a series that crosses frameworks reads a few contracts in turn.
    retained = ContractObjective.objects.filter(contract=contract).select_related("objective__engagement")
    objectives = {row.objective_id: row.objective for row in retained}
    found = {}
    for year in years:
        of_year = desk.in_year(year)
        found[year] = [of_year.row(one, key, objectives[one.objective_id]) for one, key in desk.indicators]
    return found


def _rank(group: EngagementYear) -> tuple[bool, int]:
    return group.engagement is None, group.engagement.position if group.engagement else 0


def baseline_year(contract: Contract, indicator: Indicator) -> int | None:
    """The year to which results are compared: the indicator's, else the framework's; None when unknown."""
    return indicator.baseline_year or contract.framework.baseline_year


def natural_key(code: str) -> list[tuple[int, str]]:
    """Sorts « 1.2 » before « 1.10 »."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", code)]


class Desk:
    """What is loaded once for all the rows of a contract's year.

    `only` is the key of an indicator, when the others are of no concern; `sizes` how many contracts each
    perimeter covers, when the caller knows. `is_locked` holds the readings until the transaction ends.
    """

    def __init__(
        self,
        contract: Contract,
        year: int,
        hidden_years: Collection[int],
        only: int | None = None,
        sizes: Mapping[int, int] | None = None,
        is_locked: bool = False,
    ) -> None:
        self.contract, self.year, self.only, self.hidden_years = contract, year, only, hidden_years
        here = Applicability.objects.filter(territory=contract.territory_id, indicator=OuterRef("pk"))
        rows = Indicator.objects.followed_by(contract).annotate(exclusion=Subquery(here.values("reason")[:1]))
        if only is not None:
            pursued = contract.retained_objectives.pursued_in(year).values("objective")
            rows = rows.filter(pk=only, objective__in=pursued).select_related("objective__engagement")
        followed = sorted(rows, key=lambda row: (natural_key(row.code), row.pk))
        self.indicators = list(zip(followed, keys_of(followed), strict=True))
        pks = [indicator.pk for indicator in followed]
        self.exclusions = {row.pk: row.exclusion or "" for row in followed}
        units = {indicator.pk: indicator.unit for indicator in followed}
        own, national = aims(contract, pks)
        self.targets, self.national = target_readings(own, units), target_readings(national, units)
        self.held = held_readings(contract, pks, hidden_years, sizes, is_locked=is_locked)
        self.readings = _ranked(contract, self.held)

    def in_year(self, year: int) -> Self:
        """The same desk, its rows those of another year: nothing is loaded again."""
        other = copy(self)
        other.year = year
        return other

    def groups(self) -> list[EngagementYear]:
        """The rows by engagement and objective."""
        by_objective = defaultdict(list)
        for indicator, key in self.indicators:
            by_objective[indicator.objective_id].append((indicator, key))
        groups: dict[int | None, EngagementYear] = {}
        for objective in self._objectives():
            group = groups.setdefault(objective.engagement_id, EngagementYear(objective.engagement, []))
            rows = [self.row(indicator, key, objective) for indicator, key in by_objective[objective.pk]]
            group.objectives.append(ObjectiveYear(objective, rows))
        return sorted(groups.values(), key=_rank)

    def _objectives(self) -> list[Objective]:
        if self.only is not None:
            return [indicator.objective for indicator, _ in self.indicators]
        retained = self.contract.retained_objectives.pursued_in(self.year).order_by("objective__number")
        return [row.objective for row in retained.select_related("objective__engagement")]

    def put(self, indicator: Indicator, year: int, held: Measurement | Target | None, part: type) -> None:
        """Take in what has just been written where the indicator had one reading, or one target (`part`), of
        the year at most; None for an erasure."""
        if part is Target:
            others = [one for one in self.targets[indicator.pk] if one.year != year]
            new = target_readings([held] if held else [], {indicator.pk: indicator.unit})[indicator.pk]
            self.targets[indicator.pk] = sorted([*others, *new], key=lambda one: one.year or 0)
        else:
            is_shared = isinstance(held, Measurement) and held.perimeter.own_contract_id != self.contract.pk
            self.readings[indicator.pk][year] = [reading_of(held, is_shared)] if held else []

    def row(self, indicator: Indicator, key: str, objective: Objective) -> IndicatorYear:
        """The indicator with its readings, targets and score."""
        chosen = self.readings[indicator.pk]
        baseline = baseline_year(self.contract, indicator)
        targets, current = self.targets[indicator.pk], chosen.get(self.year, [])
        row = IndicatorYear(
            indicator=indicator,
            key=key,
            year=self.year,
            objective=objective,
            engagement=objective.engagement,
            exclusion=self.exclusions.get(indicator.pk, ""),
            baseline_year=baseline,
            baseline=_first(chosen.get(baseline or 0, [])),
            target=due_target(targets, self.year),
            targets=targets,
            national_target=due_target(self.national[indicator.pk], self.year, otherwise_last=True),
            result=_first(current),
            previous=_first(chosen.get(self.year - 1, [])),
            alternatives=current[1:] if _first(current) else current,
            by_year=_counting(chosen),
            series=_series(_counting(chosen)),
            earlier=_earlier(chosen, self.year),
            score=score(Facts(self.year)),
        )
        return replace(row, score=score(_facts(row, counted_from(self.contract, indicator))))


def keys_of(indicators: Iterable[Indicator]) -> list[str]:
    """A name for each, fit for an input or an anchor: the code, made unique where a local one repeats it."""
    seen: set[str] = set()
    keys = []
    for indicator in indicators:
        key = re.sub(r"[^0-9A-Za-z.]+", "-", indicator.code).strip("-") or "indicateur"
        key = f"{key}-{indicator.pk}" if key in seen else key
        seen.add(key)
        keys.append(key)
    return keys


def _facts(row: IndicatorYear, counts_from: int | None) -> Facts:
    indicator = row.indicator
    return Facts(
        year=row.year,
        direction=indicator.direction,
        is_percentage=indicator.is_percentage,
        decimals=indicator.decimals,
        goal=row.target.goal if row.target else None,
        baseline=row.baseline.point if row.baseline else None,
        previous=row.previous.point if row.previous else None,
        result=row.result.point if row.result else None,
        is_result_shared=bool(row.result and row.result.is_shared),
        milestones=tuple(target.goal for target in row.targets),
        counts_from=counts_from,
    )


def counted_from(contract: Contract, indicator: Indicator) -> int | None:
    """The year in which an indicator begins to add up; None where each year stands alone."""
    return contract.starts_on.year if indicator.behaviour == Behaviour.CUMULATIVE else None


def _first(readings: list[Reading]) -> Reading | None:
    """The reading that counts: the first, if it is retained."""
    return readings[0] if readings and readings[0].is_retained else None


def _counting(chosen: dict[int, list[Reading]]) -> dict[int, Reading]:
    counting = ((year, _first(readings)) for year, readings in sorted(chosen.items()))
    return {year: reading for year, reading in counting if reading}


def _series(counting: dict[int, Reading]) -> list[tuple[int, Decimal]]:
    return [(year, one.value) for year, one in counting.items() if one.value is not None]


def _earlier(chosen: dict[int, list[Reading]], year: int) -> tuple[Point, ...]:
    """The figures that count in the years before, each with what it covers."""
    counting = [_first(readings) for before, readings in sorted(chosen.items()) if before < year]
    points = [reading.point for reading in counting if reading]
    return tuple(point for point in points if point)


def due_target(
    targets: list[TargetReading], year: int, *, otherwise_last: bool = False
) -> TargetReading | None:
    """The target of the year, else the nearest later one, else (if asked) the last there is."""
    later = [target for target in targets if target.year is None or target.year >= year]
    if later:
        return later[0]
    return targets[-1] if otherwise_last and targets else None


def target_readings(rows: Any, units: dict[int, str]) -> dict[int, list[TargetReading]]:
    """By indicator, in the order of the years; a national target may have none and comes last."""
    found: dict[int, list[TargetReading]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.year is None, row.year or 0, row.pk)):
        is_national = isinstance(row, NationalTarget)
        goal = Goal(row.operator, row.value, row.upper_value, row.year)
        found[row.indicator_id].append(
            TargetReading(
                target_id=row.pk,
                version=0 if is_national else row.version,
                year=row.year,
                operator=row.operator,
                operator_label=row.get_operator_display(),
                value=row.value,
                upper_value=row.upper_value,
                is_national=is_national,
                wording=goal_wording(goal, units[row.indicator_id]),
                notes=row.notes if is_national else row.provenance,
            )
        )
    return found


def _ranked(contract: Contract, held: Held) -> dict[int, dict[int, list[Reading]]]:
    """By indicator and year: retained first, own perimeter first, then from the smallest to the largest."""
    sizes = held.sizes
    found: dict[int, dict[int, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    for row in sorted(held.rows, key=lambda row: rank_of(row, contract.pk, sizes[row.perimeter_id])):
        found[row.indicator_id][row.year].append(reading_of(row, sizes[row.perimeter_id] > 1))
    return found


def rank_of(row: Any, contract_id: int, size: int) -> tuple[Any, ...]:
    """Sorts the readings of a place, the one that counts first; `size` is how many contracts it covers.

    The row is a measurement, or what its history holds.
    """
    own = row.perimeter.own_contract_id == contract_id
    return not row.is_retained, not own, size, row.perimeter.label, row.source


def reading_of(row: Any, is_shared: bool) -> Reading:
    """A measurement, or what its history holds, as it is read."""
    return Reading(
        measurement_id=row.id,
        version=row.version,
        year=row.year,
        kind=row.kind,
        kind_label=str(ValueKind(row.kind).label),
        value=row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        source=row.source,
        source_label=row.get_source_display(),
        perimeter_id=row.perimeter_id,
        perimeter_label=row.perimeter.label,
        is_shared=is_shared,
        is_retained=row.is_retained,
        comment=row.comment,
        gap_cause_id=row.gap_cause_id,
        gap_cause=row.gap_cause.label if row.gap_cause else "",
        provenance=row.provenance,
        retained_reason=row.retained_reason,
    )

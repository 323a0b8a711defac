"""One indicator in every territory: what a seat may read of each, and what it all comes to, year by year.

The number of queries does not depend on the number of territories.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings

from accounts.models import Seat
from contracts.enums import ContractState
from contracts.models import Contract, Perimeter
from indicators.audience import Audience
from indicators.enums import Behaviour, ValueKind
from indicators.models import Applicability, Indicator, Measurement, NationalTarget, Target
from indicators.protection import amounts_of, told_by_difference, withheld
from indicators.quantiles import Spread, rank, spread
from indicators.readings import (
    Reading,
    TargetReading,
    baseline_year,
    counted_from,
    due_target,
    rank_of,
    reading_of,
    target_readings,
)
from indicators.rollup import Consolidation, Figure, Member, Reason, roll_up
from indicators.scoring import Facts, Score, score
from indicators.vintages import agreed_readings

LIVE = [ContractState.SIGNED, ContractState.ENDED]
ABSENCES = {kind: Reason(kind) for kind, _ in ValueKind.absences()}
# A reading, and whether it is an agreed one of a year whose current figures are not to be read.
Read = tuple[Reading | None, bool]
NOTHING: Read = (None, False)


@dataclass(frozen=True)
class Place:
    """A contract in a year: its reading, or why there is none to show.

    `is_own`: the reader is party to it. `is_agreed`: the reading is that of the agreed edition, which may no
    longer be today's. `is_protected`: the value exists and is hidden. `score` is None where none is shown.
    """

    contract: Contract
    reading: Reading | None
    standing: Reason
    exclusion: str = ""
    target: TargetReading | None = None
    score: Score | None = None
    is_own: bool = False
    is_agreed: bool = False
    is_protected: bool = False

    @property
    def value(self) -> Decimal | None:
        """The value that is shown, if one is."""
        return None if self.reading is None or self.is_protected else self.reading.value


@dataclass(frozen=True)
class YearAcross:
    """A year of an indicator: its places by territory, and what they come to for this reader."""

    year: int
    places: tuple[Place, ...]
    totals: Consolidation
    spread: Spread | None

    @property
    def shown(self) -> list[Place]:
        """One place a value: a figure common to several territories is there once, under one's own or the
        first."""
        seen: dict[int, Place] = {}
        for place in self.places:
            if place.reading is not None and place.value is not None:
                known = seen.get(place.reading.measurement_id)
                if known is None or (place.is_own and not known.is_own):
                    seen[place.reading.measurement_id] = place
        return list(seen.values())

    @property
    def protected_count(self) -> int:
        """How many territories have a value that is hidden."""
        return sum(place.is_protected for place in self.places)

    @property
    def is_fictitious(self) -> bool:
        """Whether invented figures are among them."""
        return any(place.contract.is_fictitious for place in self.places)

    def rank_of(self, place: Place, *, from_lowest: bool) -> int | None:
        """The place of its value among all those shown, 1 for the best end; None without a value."""
        if place.value is None:
            return None
        values = [one.value for one in self.shown if one.value is not None]
        return rank(place.value, values, from_lowest=from_lowest)


class Across:
    """An indicator in all the territories that follow it, as a seat may read it."""

    def __init__(self, indicator: Indicator, seat: Seat) -> None:
        self.indicator = indicator
        self.contracts = _followers(indicator)
        self._audience = Audience(self.contracts, seat)
        self._covered = _covered(self.contracts)
        self._current = self._load_current()
        self._agreed = self._load_agreed()
        self._excluded = dict(
            Applicability.objects.filter(indicator=indicator).values_list("territory_id", "reason")
        )
        self._targets = self._load_targets()
        units = {indicator.pk: indicator.unit}
        national = target_readings(NationalTarget.objects.filter(indicator=indicator), units)
        self._national_targets = national[indicator.pk]

    @property
    def years(self) -> list[int]:
        """The years that may be read."""
        return years_of(self.indicator)

    def national_target(self, year: int) -> TargetReading | None:
        """The nation's target for the year, else the nearest later one, else the last."""
        return due_target(self._national_targets, year, otherwise_last=True)

    def in_year(self, year: int) -> YearAcross:
        """The year, read in what is already loaded."""
        concerned = [contract for contract in self.contracts if self._covers(contract, year)]
        read = {contract.pk: self._reading(contract, year) for contract in concerned}
        members = [self._member(contract, year, read[contract.pk][0]) for contract in concerned]
        totals, hidden = self._totals(members, self._figures(read.values()), self._telling(concerned, year))
        places = tuple(
            self._place(contract, year, read[contract.pk], member.standing, hidden)
            for contract, member in zip(concerned, members, strict=True)
        )
        made = YearAcross(year, places, totals, None)
        return replace(made, spread=spread([place.value for place in made.shown if place.value is not None]))

    def _telling(self, contracts: list[Contract], year: int) -> set[int]:
        """The figures of the year, by key, that tell a small number by their difference with another year."""
        if self.indicator.behaviour != Behaviour.CUMULATIVE:
            return set()
        found = set()
        for contract in contracts:
            read = {one: self._reading(contract, one) for one in contract.years}
            points = {one: self._amounts(reading) for one, reading in read.items()}
            known = [(one, amounts) for one, amounts in points.items() if amounts]
            reading, _ = read.get(year, NOTHING)
            if reading and year in told_by_difference(known, settings.SMALL_NUMBER_THRESHOLD):
                found.add(reading.measurement_id)
        return found

    def _amounts(self, read: Read) -> tuple[Decimal, ...]:
        figures = self._figures([read])
        method, is_count = self.indicator.roll_up, self._is_count
        return amounts_of(figures[0], method, is_count=is_count) if figures else ()

    @property
    def _is_count(self) -> bool:
        return not self.indicator.decimals and not self.indicator.is_percentage

    def _totals(
        self, members: list[Member], figures: list[Figure], telling: set[int]
    ) -> tuple[Consolidation, frozenset[int]]:
        """What the year comes to, and the figures hidden from this reader by key."""
        indicator, method = self.indicator, self.indicator.roll_up
        whole = roll_up(
            method, members, figures, decimals=indicator.decimals, is_percentage=indicator.is_percentage
        )
        return withheld(
            whole,
            members,
            figures,
            method=method,
            own=self._audience.own,
            threshold=settings.SMALL_NUMBER_THRESHOLD,
            is_count=self._is_count,
            telling=telling,
        )

    def _covers(self, contract: Contract, year: int) -> bool:
        return year in contract.years or year == baseline_year(contract, self.indicator)

    def _reading(self, contract: Contract, year: int) -> Read:
        """The reading that counts for the contract, as far as it may be read."""
        if self._audience.reads_current(contract, year):
            return self._current.get((contract.pk, year)), False
        if self._audience.reads_agreed(contract, year):
            return self._agreed.get((contract.pk, year)), True
        return NOTHING

    def _member(self, contract: Contract, year: int, reading: Reading | None) -> Member:
        standing = Reason.NOT_FILLED
        if reading is not None and reading.value is None:
            standing = ABSENCES[reading.kind]
        elif contract.territory_id in self._excluded:
            standing = Reason.NOT_APPLICABLE
        elif not self._is_read(contract, year):
            standing = Reason.NOT_SHARED
        territory = contract.territory
        return Member(contract.pk, territory.name, territory.region.name, standing)

    def _is_read(self, contract: Contract, year: int) -> bool:
        audience = self._audience
        return audience.reads_current(contract, year) or audience.reads_agreed(contract, year)

    def _figures(self, read: Iterable[Read]) -> list[Figure]:
        """One figure a reading, however many contracts it covers; as it stands today where that is read."""
        agreed_first = sorted(read, key=lambda one: not one[1])
        valued = {one.measurement_id: one for one, _ in agreed_first if one and one.value is not None}
        return [
            Figure(
                key=key,
                contracts=self._covered[one.perimeter_id],
                label=one.perimeter_label,
                value=one.value or Decimal(0),
                numerator=one.numerator,
                denominator=one.denominator,
                is_provisional=one.kind == ValueKind.PROVISIONAL,
            )
            for key, one in valued.items()
        ]

    def _place(
        self, contract: Contract, year: int, read: Read, standing: Reason, hidden: frozenset[int]
    ) -> Place:
        reading, is_agreed = read
        is_protected = reading is not None and reading.measurement_id in hidden
        aimed = reading is not None and (not is_agreed or self._audience.is_shared(contract, year))
        place = Place(
            contract=contract,
            reading=reading,
            standing=standing,
            exclusion=self._excluded.get(contract.territory_id, ""),
            target=due_target(self._targets[contract.pk], year) if aimed else None,
            is_own=contract.pk in self._audience.own,
            is_agreed=is_agreed,
            is_protected=is_protected,
        )
        judged = aimed and not is_protected
        return replace(place, score=self._score(contract, year, reading)) if judged and reading else place

    def _score(self, contract: Contract, year: int, result: Reading) -> Score:
        indicator, targets = self.indicator, self._targets[contract.pk]
        target = due_target(targets, year)
        reference = self._current.get((contract.pk, baseline_year(contract, indicator) or 0))
        return score(
            Facts(
                year=year,
                direction=indicator.direction,
                is_percentage=indicator.is_percentage,
                decimals=indicator.decimals,
                goal=target.goal if target else None,
                baseline=reference.point if reference else None,
                result=result.point,
                is_result_shared=result.is_shared,
                milestones=tuple(one.goal for one in targets),
                counts_from=counted_from(contract, indicator),
            )
        )

    def _load_current(self) -> dict[tuple[int, int], Reading]:
        """By contract and year, the reading that counts today."""
        rows = Measurement.objects.retained().filter(indicator=self.indicator)
        found: dict[tuple[int, int], list[Measurement]] = defaultdict(list)
        for row in rows.select_related("perimeter", "gap_cause"):
            for contract in self._covered.get(row.perimeter_id, ()):
                found[contract, row.year].append(row)
        size = {perimeter: len(covered) for perimeter, covered in self._covered.items()}
        first = {
            place: min(there, key=lambda row: rank_of(row, place[0], size[row.perimeter_id]))
            for place, there in found.items()
        }
        return {place: reading_of(row, size[row.perimeter_id] > 1) for place, row in first.items()}

    def _load_agreed(self) -> dict[tuple[int, int], Reading]:
        """The same as agreed, for the contracts of which the reader reads no more than that."""
        apart = [
            contract
            for contract in self.contracts
            if any(self._audience.reads_agreed(contract, year) for year in contract.years)
        ]
        agreed = agreed_readings(apart, [self.indicator.pk]) if apart else {}
        return {
            (contract, year): one.reading
            for contract, by_indicator in agreed.items()
            for year, one in by_indicator.get(self.indicator.pk, {}).items()
        }

    def _load_targets(self) -> dict[int, list[TargetReading]]:
        rows: dict[int, list[Target]] = defaultdict(list)
        for row in Target.objects.filter(indicator=self.indicator):
            rows[row.contract_id].append(row)
        units = {self.indicator.pk: self.indicator.unit}
        found: dict[int, list[TargetReading]] = defaultdict(list)
        for contract, own in rows.items():
            found[contract] = target_readings(own, units)[self.indicator.pk]
        return found


def years_of(indicator: Indicator) -> list[int]:
    """The years of an indicator: the baseline's, then those of its framework."""
    framework = indicator.objective.framework
    first = indicator.baseline_year or framework.baseline_year
    years = range(framework.first_year, framework.last_year + 1)
    return [first, *years] if first and first not in years else [*years]


def _followers(indicator: Indicator) -> list[Contract]:
    """The contracts in force or ended that retain the indicator's objective, with what the page asks."""
    live = Contract.objects.filter(state__in=LIVE, retained_objectives__objective=indicator.objective_id)
    return list(live.for_list().prefetch_related("parties"))


def _covered(contracts: Iterable[Contract]) -> dict[int, frozenset[int]]:
    """The contracts of each perimeter that covers one of these."""
    covering = Perimeter.objects.filter(contracts__in=[contract.pk for contract in contracts]).values("pk")
    through = Perimeter.contracts.through.objects.filter(perimeter__in=covering)
    found: dict[int, set[int]] = defaultdict(set)
    for perimeter, contract in through.values_list("perimeter_id", "contract_id"):
        found[perimeter].add(contract)
    return {perimeter: frozenset(covered) for perimeter, covered in found.items()}


def sorted_places(places: Sequence[Place], order: str, *, from_lowest: bool) -> list[Place]:
    """« value » (the best end first, what has none last), « region », or by territory."""
    if order == "region":
        return sorted(places, key=lambda one: (one.contract.territory.region.sort_key, _by_code(one)))
    if order != "value":
        return sorted(places, key=_by_code)
    sign = 1 if from_lowest else -1
    return sorted(places, key=lambda one: (one.value is None, (one.value or 0) * sign, _by_code(one)))


def _by_code(place: Place) -> str:
    return place.contract.territory.code

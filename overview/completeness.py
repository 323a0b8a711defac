"""How much of a year is filled in: indicators followed, and those with a value or a motivated absence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F

from contracts.models import Contract, ContractObjective
from core.formats import counted, number
from indicators.enums import ValueKind
from indicators.models import Applicability, Indicator, Measurement


@dataclass(frozen=True)
class Completeness:
    """`filled_count` indicators out of `indicator_count`."""

    filled_count: int
    indicator_count: int

    @property
    def is_full(self) -> bool:
        """Whether nothing is missing."""
        return self.filled_count >= self.indicator_count

    @property
    def wording(self) -> str:
        """« 12 indicateurs sur 65 renseignés »."""
        filled = counted(self.filled_count, "indicateur")
        return f"{filled} sur {number(self.indicator_count)} {'renseigné' + 's' * (self.filled_count > 1)}"


@dataclass
class Following:
    """What a contract follows and what it has filled, by year: each indicator with the kind of its reading (a
    value where there is one, over one perimeter or another), and from which day it is dropped."""

    followed: set[int] = field(default_factory=set)
    dropped: dict[int, date] = field(default_factory=dict)
    filled: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    def in_year(self, year: int) -> Completeness:
        """The count for a year; figures of indicators the contract does not follow are left out."""
        return Completeness(len(self.kinds_in(year)), len(self._followed_in(year)))

    def kinds_in(self, year: int) -> list[str]:
        """The kinds of the readings of a year, one a followed indicator that is filled."""
        followed = self._followed_in(year)
        return [kind for indicator, kind in self.filled[year].items() if indicator in followed]

    def _followed_in(self, year: int) -> set[int]:
        first = date(year, 1, 1)
        return {one for one in self.followed if one not in self.dropped or self.dropped[one] > first}

    def note(self, year: int, indicator: int, kind: str) -> None:
        """Keep a reading; a value goes before an absence."""
        if kind in ValueKind.present() or indicator not in self.filled[year]:
            self.filled[year][indicator] = kind


def completeness_of(contracts: Iterable[Contract], year: int | None = None) -> dict[int, Following]:
    """By contract id, in four queries whatever the contracts; of one year alone when it is given."""
    territories = {contract.pk: contract.territory_id for contract in contracts}
    excluded = set(
        Applicability.objects.filter(territory__in=territories.values()).values_list(
            "territory_id", "indicator_id"
        )
    )
    following = {contract_id: Following() for contract_id in territories}
    for contract_id, indicator_id, dropped_from in _followed(territories):
        if (territories[contract_id], indicator_id) not in excluded:
            following[contract_id].followed.add(indicator_id)
            if dropped_from:
                following[contract_id].dropped[indicator_id] = dropped_from
    retained = Measurement.objects.retained().filter(perimeter__contracts__in=territories)
    if year is not None:
        retained = retained.filter(year=year)
    read = retained.values_list("perimeter__contracts", "year", "indicator_id", "kind")
    for contract_id, read_year, indicator_id, kind in read:
        if contract_id in following:
            following[contract_id].note(read_year, indicator_id, kind)
    return following


def _followed(contract_ids: Iterable[int]) -> Iterable[tuple[int, int, date | None]]:
    national = ContractObjective.objects.filter(
        contract__in=contract_ids,
        objective__indicators__isnull=False,
        objective__indicators__contract=None,
    )
    yield from national.values_list("contract_id", "objective__indicators", "dropped_from")
    local = Indicator.objects.filter(
        contract__in=contract_ids, objective__retained_by__contract=F("contract")
    )
    yield from local.values_list("contract_id", "pk", "objective__retained_by__dropped_from")

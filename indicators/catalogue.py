"""The national indicators of a framework, by engagement and objective, and how many territories have a value.

A constant number of queries, whatever the indicators and the territories.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from accounts.models import Seat
from contracts.models import Contract, ContractObjective, Engagement, Framework, Objective
from contracts.queries import folded
from indicators.across import LIVE
from indicators.audience import Audience
from indicators.enums import ValueKind
from indicators.models import Applicability, Indicator, Measurement
from indicators.readings import natural_key

AFTER_ALL = 999
Pair = tuple[int, int]


@dataclass(frozen=True)
class CatalogueRow:
    """An indicator; of the `expected` contracts, how many have a value that the seat reads, and how many are
    filled in at all (None where that is not the reader's business)."""

    indicator: Indicator
    expected: int
    read: int
    filled: int | None


@dataclass(frozen=True)
class CatalogueObjective:
    """An objective and its indicators; none where no source gives them."""

    objective: Objective
    rows: list[CatalogueRow]


@dataclass(frozen=True)
class CatalogueEngagement:
    """A table of the page; `engagement` is None where it is not known."""

    engagement: Engagement | None
    objectives: list[CatalogueObjective]


class Catalogue:
    """What the list of indicators shows for a framework and a year, narrowed by a text."""

    def __init__(self, framework: Framework, year: int, seat: Seat, text: str = "") -> None:
        self.framework, self.year, self.text = framework, year, folded(text)
        self.contracts = self._contracts()
        self._audience = Audience(self.contracts, seat)
        objectives = framework.objectives.select_related("engagement").order_by("number")
        self.objectives = list(objectives)
        self._retained = _pairs(
            ContractObjective.objects.filter(contract__in=self.contracts), "contract_id", "objective_id"
        )
        self._excluded = _pairs(
            Applicability.objects.filter(indicator__objective__framework=framework),
            "territory_id",
            "indicator_id",
        )
        self._valued, self._filled = self._readings()

    @cached_property
    def rows(self) -> list[CatalogueRow]:
        """The indicators that answer the search, in the order of their codes."""
        found = Indicator.objects.filter(objective__framework=self.framework, contract=None)
        labels = {objective.pk: objective.label for objective in self.objectives}
        sought = (one for one in found if self._is_sought(one, labels[one.objective_id]))
        return [self._row(one) for one in sorted(sought, key=lambda one: (natural_key(one.code), one.pk))]

    @cached_property
    def engagements(self) -> list[CatalogueEngagement]:
        """The rows by engagement and objective; while searching, only what was found."""
        by_objective = defaultdict(list)
        for row in self.rows:
            by_objective[row.indicator.objective_id].append(row)
        groups: dict[int | None, CatalogueEngagement] = {}
        for objective in self.objectives:
            rows = by_objective[objective.pk]
            if rows or not self.text:
                group = groups.setdefault(
                    objective.engagement_id, CatalogueEngagement(objective.engagement, [])
                )
                group.objectives.append(CatalogueObjective(objective, rows))
        return sorted(groups.values(), key=_position)

    @property
    def is_national(self) -> bool:
        """Whether the reader follows how far every territory is filled in."""
        return self._audience.is_national

    def _is_sought(self, indicator: Indicator, objective_label: str) -> bool:
        return self.text in folded(f"{indicator.code} {indicator.label} {objective_label}")

    def _row(self, indicator: Indicator) -> CatalogueRow:
        expected = [contract for contract in self.contracts if self._is_expected(contract, indicator)]
        keys = {contract.pk for contract in expected}
        read = {contract.pk for contract in expected if self._is_read(contract)}
        return CatalogueRow(
            indicator=indicator,
            expected=len(keys),
            read=len(read & self._valued[indicator.pk]),
            filled=len(keys & self._filled[indicator.pk]) if self.is_national else None,
        )

    def _is_expected(self, contract: Contract, indicator: Indicator) -> bool:
        follows = (contract.pk, indicator.objective_id) in self._retained
        return follows and (contract.territory_id, indicator.pk) not in self._excluded

    def _is_read(self, contract: Contract) -> bool:
        audience = self._audience
        if audience.reads_current(contract, self.year):
            return True
        return audience.reads_agreed(contract, self.year) and audience.is_shared(contract, self.year)

    def _contracts(self) -> list[Contract]:
        live = Contract.objects.filter(framework=self.framework, state__in=LIVE)
        inside = live.filter(starts_on__year__lte=self.year, ends_on__year__gte=self.year)
        return list(inside.prefetch_related("parties"))

    def _readings(self) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
        """By indicator, the contracts that have a value, and those that have it or a motivated absence."""
        rows = Measurement.objects.retained().filter(
            year=self.year, perimeter__contracts__in=self.contracts, indicator__contract=None
        )
        valued: dict[int, set[int]] = defaultdict(set)
        filled: dict[int, set[int]] = defaultdict(set)
        for indicator, contract, kind in rows.values_list("indicator_id", "perimeter__contracts", "kind"):
            filled[indicator].add(contract)
            if kind in ValueKind.present():
                valued[indicator].add(contract)
        return valued, filled


def _pairs(rows: QuerySet[Any], *names: str) -> set[Pair]:
    return set(rows.values_list(*names))


def _position(group: CatalogueEngagement) -> int:
    return group.engagement.position if group.engagement else AFTER_ALL

"""How a series crosses from one framework to the next: what stands before it in the territory's earlier
contracts, by the links of the crosswalk, and what takes it up after.

A contract is met only if the seat may see it, and a year only if the seat may read it. A constant number of
queries for each earlier contract, whatever the indicators and the years.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from accounts.models import Seat
from contracts import years
from contracts.enums import LinkGrade
from contracts.models import Contract
from indicators.models import IndicatorLink
from indicators.readings import IndicatorYear, years_table
from indicators.vintages import AgreedReading, agreed_readings


@dataclass(frozen=True)
class Segment:
    """What an earlier contract of the territory holds of a series, over `link`; nothing is carried over a
    broken one. `rows` are its years in order, `agreed` its agreed figures by year, `hidden` the years that
    the seat may not read; `key` is the name of the indicator in its own contract."""

    link: IndicatorLink
    contract: Contract
    key: str = ""
    rows: Sequence[IndicatorYear] = ()
    agreed: dict[int, AgreedReading] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()

    @property
    def is_carried(self) -> bool:
        """Whether its figures stand in the series."""
        return self.link.grade != LinkGrade.BROKEN and bool(self.rows)


@dataclass(frozen=True)
class Sequel:
    """The indicator that takes a series up, and the later contract of the territory where it is read."""

    link: IndicatorLink
    contract: Contract


def span_of(contract: Contract) -> list[int]:
    """The years of a contract, with that of its baseline where it stands before."""
    first = contract.framework.baseline_year
    return [*([first] if first and first not in contract.years else []), *contract.years]


class Earlier:
    """The earlier contracts of a territory, and what the series of `indicators` (their keys) find there."""

    def __init__(self, contract: Contract, seat: Seat, indicators: Iterable[int]) -> None:
        self.seat = seat
        self.links = _best_links(contract)
        self.by_framework = {one.framework_id: one for one in self._contracts(contract)} if self.links else {}
        self._hidden: dict[int, frozenset[int]] = {}
        self._tables: dict[int, dict[int, list[IndicatorYear]]] = {}
        self._agreed: dict[int, dict[int, dict[int, AgreedReading]]] = {}
        self.segments = {one: self._segments(one) for one in indicators}

    def _contracts(self, contract: Contract) -> QuerySet[Contract]:
        before = _of_the_territory(contract, self.seat)
        return before.filter(framework__first_year__lt=contract.framework.first_year)

    def _segments(self, indicator: int) -> list[Segment]:
        """From the latest to the earliest."""
        found: list[Segment] = []
        link = self.links.get(indicator)
        while link and (contract := self.by_framework.get(link.earlier.objective.framework_id)):
            found.append(self._segment(link, contract))
            link = None if link.grade == LinkGrade.BROKEN else self.links.get(link.earlier_id)
        return found

    def _segment(self, link: IndicatorLink, contract: Contract) -> Segment:
        table = self._table(contract)
        rows = [row for rows in table.values() for row in rows if row.indicator.pk == link.earlier_id]
        agreed = self._agreed[contract.pk].get(link.earlier_id, {})
        return Segment(link, contract, rows[0].key if rows else "", rows, agreed, self._hidden[contract.pk])

    def _table(self, contract: Contract) -> dict[int, list[IndicatorYear]]:
        if contract.pk not in self._tables:
            hidden = frozenset(years.hidden_years(contract, self.seat))
            self._hidden[contract.pk] = hidden
            self._tables[contract.pk] = years_table(contract, span_of(contract), hidden_years=hidden)
            pks = [link.earlier_id for link in self.links.values()]
            self._agreed[contract.pk] = agreed_readings([contract], pks).get(contract.pk, {})
        return self._tables[contract.pk]


def sequels(contract: Contract, seat: Seat, indicators: Iterable[int]) -> dict[int, list[Sequel]]:
    """By indicator (its key), what takes it up in the later contracts of the territory. Two queries."""
    links = list(_links().filter(earlier__in=list(indicators)))
    if not links:
        return {}
    after = _of_the_territory(contract, seat).filter(
        framework__in={link.later.objective.framework_id for link in links}
    )
    later = {one.framework_id: one for one in after}
    found: dict[int, list[Sequel]] = defaultdict(list)
    for link in sorted(links, key=_rank):
        if there := later.get(link.later.objective.framework_id):
            found[link.earlier_id].append(Sequel(link, there))
    return dict(found)


def _links() -> QuerySet[IndicatorLink]:
    return IndicatorLink.objects.select_related("earlier__objective__framework", "later__objective")


def _best_links(contract: Contract) -> dict[int, IndicatorLink]:
    """By later indicator, the surest link of those that lead back from the framework of the contract."""
    back = _links().filter(later__objective__framework__first_year__lte=contract.framework.first_year)
    found: dict[int, IndicatorLink] = {}
    for link in sorted(back, key=_rank):
        found.setdefault(link.later_id, link)
    return found


def _rank(link: IndicatorLink) -> tuple[int, int, str]:
    return list(LinkGrade).index(LinkGrade(link.grade)), link.later.objective.number, link.earlier.code


def _of_the_territory(contract: Contract, seat: Seat) -> QuerySet[Contract]:
    seen = Contract.objects.visible_to(seat).filter(territory=contract.territory_id)
    return seen.select_related("framework", "territory").prefetch_related("parties")

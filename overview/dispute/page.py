"""The moments of a report or of a figure in their order, with what each party could read after each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts import years
from contracts.models import Party
from core.formats import NBSP, UNKNOWN_LABEL, value_with_unit
from indicators.models import Indicator
from indicators.readings import Reading
from indicators.vintages import readings_at, vintages
from overview.dispute.editions import Cell, Editions, Moved, result_told
from overview.dispute.moments import (
    Moment,
    of_editions,
    of_journal,
    of_letters,
    of_remarks,
    of_seals,
    of_signatures,
)
from reports.models import Edition, Report
from reports.queries import remarks_for

NOTHING = "rien encore"
UNSHARED = "travail en cours"


@dataclass(frozen=True)
class Line:
    """A moment, what each party could read once it had passed, in the order of the parties, and what moved in
    the edition that it froze."""

    moment: Moment
    seen: list[str]
    moved: Moved | None = None


class Timeline:
    """The timeline of a report for a seat; of one of its figures when `indicator` is given."""

    def __init__(self, report: Report, seat: Seat, indicator: Indicator | None = None) -> None:
        self.report, self.seat, self.indicator = report, seat, indicator
        self.editions = Editions(report)

    @property
    def parties(self) -> list[Party]:
        """The three that close the report."""
        return self.report.contract.closing_parties

    @cached_property
    def lines(self) -> list[Line]:
        """All that happened, oldest first."""
        moments = sorted(self._moments(), key=lambda one: one.at)
        written = self._written(moments)
        told: list[Line] = []
        edition: Edition | None = None
        is_open = True
        for moment in moments:
            if moment.edition:
                edition, is_open = moment.edition, False
            is_open = (is_open or moment.reopens) and not moment.closes
            own = UNSHARED if written is None else written.get(moment.at, UNKNOWN_LABEL)
            seen = [self._seen(one, edition, own if is_open else "") for one in self.parties]
            frozen = moment.edition
            moved = self.editions.moved(frozen, self.indicator) if frozen else None
            told.append(Line(moment, seen, moved))
        return told

    @property
    def figures(self) -> list[tuple[Edition, list[Cell]]]:
        """The figure in each edition; nothing when the timeline is of none."""
        return list(self.editions.figures(self.indicator)) if self.indicator else []

    def _moments(self) -> Iterator[Moment]:
        remarks = remarks_for(self.seat, self.report)
        if self.indicator is not None:
            # A remark on the whole bears on this figure too.
            remarks = remarks.filter(section=None, funding_line=None, action=None)
            remarks = remarks.filter(Q(indicator=None) | Q(indicator=self.indicator))
            yield from self._vintages(self.indicator)
        yield from of_editions(self.editions.all)
        yield from of_seals(self.report)
        yield from of_signatures(self.report)
        yield from of_remarks(remarks)
        yield from of_journal(self.report)
        yield from of_letters(self.report)

    @cached_property
    def _hidden(self) -> set[int]:
        """The years whose work in progress the seat does not read."""
        return years.hidden_years(self.report.contract, self.seat)

    def _vintages(self, indicator: Indicator) -> Iterator[Moment]:
        """What was written of the figure, for whoever may read the year as it stands."""
        contract, year = self.report.contract, self.report.fiscal_year
        for one in vintages(contract, indicator, hidden_years=self._hidden).get(year, []):
            reading = one.reading
            said = [
                one.stage_label.lower(),
                reading.source_label,
                "" if reading.is_retained else "non retenue",
            ]
            what = f"Valeur écrite ({', '.join(filter(None, said))})"
            yield Moment(one.at, what, one.seat or one.who, one.reason, figure=_figure(reading, indicator))

    def _written(self, moments: list[Moment]) -> dict[datetime, str] | None:
        """The figure that the département had before it at each moment; None when the seat may not read it,
        or when the timeline is of no figure."""
        contract, year, indicator = self.report.contract, self.report.fiscal_year, self.indicator
        if indicator is None or year in self._hidden:
            return None
        found = readings_at(contract, indicator, year, [one.at for one in moments])
        return {at: _figure(reading, indicator) for at, reading in found.items()}

    def _seen(self, party: Party, edition: Edition | None, own: str) -> str:
        """What a party could read then: its own work for the département, else the last edition."""
        if own and party.kind == OrganisationKind.DEPARTEMENT:
            return own
        if edition is None:
            return NOTHING
        return self._values.get(edition.pk, _named(edition))

    @cached_property
    def _values(self) -> dict[int, str]:
        """By edition, the figure that it froze."""
        if self.indicator is None:
            return {}
        found = {one: self.editions.figure(one, self.indicator) for one in self.editions.all}
        return {one.pk: f"{result_told(item)} ({_named(one)})" for one, item in found.items()}


def _named(edition: Edition) -> str:
    """Its name, on one line."""
    return str(edition).replace(" ", NBSP)


def _figure(reading: Reading, indicator: Indicator) -> str:
    """A value with its unit, or why there is none."""
    if reading.value is None:
        return reading.kind_label.lower()
    return value_with_unit(reading.value, indicator.unit, indicator.decimals)

"""The moments of a report or of a figure in their order, with what each party could read after each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts import years
from contracts.models import Party
from core.formats import value_with_unit
from indicators.models import Indicator
from indicators.vintages import vintages
from overview.dispute.moments import Moment, of_editions, of_journal, of_letters, of_remarks, of_seals
from reports.canonical import read_report
from reports.content import IndicatorContent
from reports.models import Edition, Report
from reports.queries import remarks_for
from reports.rendering import wording

NOTHING = "rien encore"
FROZEN_BY = ("frozen_by__user", "frozen_by__organisation", "frozen_by__territory")
UNSHARED = "travail en cours, non partagé"


@dataclass(frozen=True)
class Line:
    """A moment, and what each party could read once it had passed, in the order of the parties."""

    moment: Moment
    seen: list[str]


class Timeline:
    """The timeline of a report for a seat; of one of its figures when `indicator` is given."""

    def __init__(self, report: Report, seat: Seat, indicator: Indicator | None = None) -> None:
        self.report, self.seat, self.indicator = report, seat, indicator
        self.editions = list(report.editions.select_related(*FROZEN_BY).order_by("number"))

    @property
    def parties(self) -> list[Party]:
        """The three that close the report."""
        return self.report.contract.closing_parties

    @cached_property
    def lines(self) -> list[Line]:
        """All that happened, oldest first."""
        told, edition, figure, is_open = [], None, "", True
        for moment in sorted(self._moments(), key=lambda one: one.at):
            if moment.edition:
                edition, is_open = moment.edition, False
            is_open = is_open or moment.reopens
            figure = moment.figure or figure
            told.append(Line(moment, [self._seen(one, edition, figure, is_open) for one in self.parties]))
        return told

    def _moments(self) -> Iterator[Moment]:
        remarks = remarks_for(self.seat, self.report)
        if self.indicator is not None:
            # A remark on the whole bears on this figure too.
            remarks = remarks.filter(section=None, funding_line=None)
            remarks = remarks.filter(Q(indicator=None) | Q(indicator=self.indicator))
            yield from self._vintages()
        yield from of_editions(self.editions)
        yield from of_seals(self.report)
        yield from of_remarks(remarks)
        yield from of_journal(self.report)
        yield from of_letters(self.report)

    def _vintages(self) -> Iterator[Moment]:
        """What was written of the figure, for whoever may read the year as it stands."""
        contract, year, indicator = self.report.contract, self.report.fiscal_year, self.indicator
        if indicator is None:
            return
        hidden = years.hidden_years(contract, self.seat)
        for one in vintages(contract, indicator, hidden_years=hidden).get(year, []):
            reading = one.reading
            value = reading.kind_label.lower()
            if reading.value is not None:
                value = value_with_unit(reading.value, indicator.unit, indicator.decimals)
            yield Moment(
                one.at,
                f"Valeur écrite{_stage(one.stage_label)}",
                one.seat or one.who,
                one.reason,
                figure=value,
            )

    def _seen(self, party: Party, edition: Edition | None, figure: str, is_open: bool) -> str:
        """What a party could read then: its own work for the département, else the last edition."""
        if party.kind == OrganisationKind.DEPARTEMENT and is_open:
            return figure or UNSHARED
        if edition is None:
            return NOTHING
        return self._values[edition.pk] if self.indicator else str(edition)

    @cached_property
    def _values(self) -> dict[int, str]:
        """By edition, the figure that it froze."""
        return {one.pk: self._frozen(one) for one in self.editions}

    def _frozen(self, edition: Edition) -> str:
        for engagement in read_report(edition.canonical).engagements:
            for objective in engagement.objectives:
                for item in objective.indicators:
                    if self.indicator and item.code == self.indicator.code:
                        return f"{_told(item)} ({edition})"
        return f"absent ({edition})"


def _told(item: IndicatorContent) -> str:
    """The result with its unit, as a vintage is told."""
    if item.result is not None and item.result.value is not None:
        return value_with_unit(item.result.value, item.unit, item.decimals)
    return wording.reading(item, item.result)


def _stage(label: str) -> str:
    return f" ({label.lower()})" if label else ""

"""The series of a contract: each indicator over the years, as known today and as agreed, with its targets.

A constant number of queries, whatever the indicators and the years.
"""

from dataclasses import dataclass
from functools import cached_property

from accounts.models import Seat
from contracts import years
from contracts.models import Contract, Objective
from core.charts import Canvas, Chart, Point, Series, series_line
from core.formats import NBSP
from indicators.drawings import level_of
from indicators.enums import ValueKind
from indicators.models import Indicator
from indicators.readings import IndicatorYear, Reading, years_table
from indicators.vintages import AgreedReading, agreed_readings
from indicators.wordings import added_wording, ratio_wording, reading_details, reading_wording

CANVAS = Canvas(width=560)
HIDDEN = "pas encore partagée"
BLANK = "non renseignée"
TODAY, AGREED = "Tel que connu aujourd’hui", "Tel qu’arrêté"


@dataclass(frozen=True)
class SeriesYear:
    """An indicator in a year: the figure of today, that of the agreed edition, and how a person reads them.

    `rupture` says why today's figure does not compare with the one before.
    """

    year: int
    row: IndicatorYear
    agreed: AgreedReading | None
    rupture: str
    is_hidden: bool

    @property
    def value(self) -> str:
        """Today's figure, or why there is none to show."""
        if self.is_hidden:
            return HIDDEN
        return reading_wording(self.row.result, self.row.indicator) or BLANK

    @property
    def agreed_value(self) -> str:
        """The agreed figure; nothing for a year that was never agreed."""
        return reading_wording(self.agreed.reading, self.row.indicator) if self.agreed else ""

    @property
    def is_revised(self) -> bool:
        """Whether today's figure is no longer the one that was agreed."""
        if self.agreed is None or self.is_hidden:
            return False
        now = self.row.result
        return _figure(now) != _figure(self.agreed.reading)

    @property
    def is_apart(self) -> bool:
        """Whether the agreed figure is to be read beside today's, which differs or may not be read."""
        return self.is_revised or (self.is_hidden and self.agreed is not None)

    @property
    def details(self) -> str:
        """What is not the ordinary of the figure, in words."""
        told = [ratio_wording(self.row.result), reading_details(self.row.result), added_wording(self.row)]
        return " · ".join(part for part in told if part)

    @property
    def target(self) -> str:
        """The contract's target for this very year."""
        return self.row.target_of_year.wording if self.row.target_of_year else ""

    @property
    def has_value(self) -> bool:
        """Whether a figure is shown for today."""
        return self.row.result is not None and self.row.result.value is not None

    @property
    def is_judged(self) -> bool:
        """Whether its state is worth saying: a value held against a target."""
        return self.has_value and self.row.target is not None and self.year != self.row.baseline_year


@dataclass(frozen=True)
class IndicatorSeries:
    """An indicator of the contract over the years."""

    indicator: Indicator
    key: str
    objective: Objective
    exclusion: str
    years: list[SeriesYear]

    @property
    def is_revised(self) -> bool:
        """Whether an agreed figure has moved since, or is all that may be read."""
        return any(one.is_apart for one in self.years)

    @property
    def is_known(self) -> bool:
        """Whether there is anything to draw: a figure, a target."""
        return any(one.has_value or one.agreed_value or one.target for one in self.years)

    @property
    def hides(self) -> bool:
        """Whether a year is not to be read yet."""
        return any(one.is_hidden for one in self.years)

    @property
    def span(self) -> str:
        """« 2019 à 2024 »."""
        return f"{self.years[0].year} à {self.years[-1].year}"

    @property
    def ruptures(self) -> list[SeriesYear]:
        """The years that do not compare with those before."""
        return [one for one in self.years if one.rupture]

    @cached_property
    def chart(self) -> Chart:
        """The figures of today, those agreed where they differ, and the contract's targets."""
        return series_line(
            self._lines,
            title=f"{self.indicator.code} {self.indicator.label}",
            unit=self.indicator.unit,
            decimals=self.indicator.decimals,
            target_label="Cibles du contrat",
            targets=[level_of(one.row.target_of_year, one.row.baseline) for one in self.years],
            canvas=CANVAS,
        )

    @property
    def _lines(self) -> list[Series]:
        today = Series(TODAY, [_point(one) for one in self.years])
        if not self.is_revised:
            return [today]
        agreed = [
            Point(str(one.year), one.agreed.reading.value if one.agreed else None, absence=BLANK)
            for one in self.years
        ]
        return [today, Series(AGREED, agreed)]


class SeriesPage:
    """The series of a contract, as a seat reads them; `key` keeps one alone."""

    def __init__(self, contract: Contract, seat: Seat, key: str = "") -> None:
        self.contract, self.key = contract, key
        self.hidden = years.hidden_years(contract, seat)
        first = contract.framework.baseline_year
        before = [first] if first and first not in contract.years else []
        self.span = [*before, *contract.years]
        self.table = years_table(contract, self.span, hidden_years=self.hidden)

    @cached_property
    def series(self) -> list[IndicatorSeries]:
        """One a followed indicator, in the order of the codes."""
        rows = [row for row in self.table[self.span[0]] if self.key in ("", row.key)]
        agreed = agreed_readings([self.contract], [row.indicator.pk for row in rows])
        own = agreed.get(self.contract.pk, {})
        return [self._series(row, own.get(row.indicator.pk, {})) for row in rows]

    def _series(self, first: IndicatorYear, agreed: dict[int, AgreedReading]) -> IndicatorSeries:
        before: Reading | None = None
        made = []
        for year in self.span:
            row = next(one for one in self.table[year] if one.key == first.key)
            made.append(
                SeriesYear(year, row, agreed.get(year), rupture(before, row.result), year in self.hidden)
            )
            if row.result is not None and row.result.value is not None:
                before = row.result
        return IndicatorSeries(first.indicator, first.key, first.objective, first.exclusion, made)


def rupture(before: Reading | None, now: Reading | None) -> str:
    """« périmètre : Alsace », « source : SNDS »: why a figure does not compare with the one before."""
    if before is None or now is None or now.value is None:
        return ""
    told = []
    if before.perimeter_label != now.perimeter_label:
        told.append(f"autre périmètre{NBSP}: {now.perimeter_label}")
    if before.source != now.source:
        told.append(f"autre source{NBSP}: {now.source_label}")
    return ", ".join(told)


def _figure(reading: Reading | None) -> tuple[object, ...]:
    return () if reading is None else (reading.kind, reading.value, reading.perimeter_label)


def _point(one: SeriesYear) -> Point:
    reading = one.row.result
    return Point(
        str(one.year),
        reading.value if reading else None,
        is_provisional=reading is not None and reading.kind == ValueKind.PROVISIONAL,
        absence=one.value,
        rupture=one.rupture,
    )

"""The series of a contract: each indicator over the years, as known today and as agreed, with its targets.

A constant number of queries, whatever the indicators and the years.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from accounts.models import Seat
from contracts import years
from contracts.models import Contract, Objective
from core.charts import Canvas, Chart, Point, Series, series_line
from core.formats import NBSP
from indicators.crossing import Earlier, Segment, Sequel, sequels, span_of
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

    `rupture` says why today's figure does not compare with the one before. `contract` is the one that holds
    it, an earlier contract of the territory where the series comes from another framework; `beside` is what
    the earlier framework says of the same year.
    """

    contract: Contract
    year: int
    row: IndicatorYear
    agreed: AgreedReading | None
    rupture: str
    is_hidden: bool
    beside: str = ""

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
        told.append(self.beside)
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
    """An indicator of the contract over the years; `earlier` are the frameworks before in which it had
    another definition (the latest first), `later` what takes it up."""

    indicator: Indicator
    key: str
    objective: Objective
    exclusion: str
    years: list[SeriesYear]
    earlier: list[Segment] = field(default_factory=list)
    later: list[Sequel] = field(default_factory=list)

    @property
    def crosses(self) -> bool:
        """Whether figures of an earlier framework stand in it."""
        return any(one.contract.pk != self.years[-1].contract.pk for one in self.years)

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
        self.contract, self.seat, self.key = contract, seat, key
        self.hidden = years.hidden_years(contract, seat)
        self.span = span_of(contract)
        self.table = years_table(contract, self.span, hidden_years=self.hidden)

    @cached_property
    def series(self) -> list[IndicatorSeries]:
        """One a followed indicator, in the order of the codes."""
        rows = [row for row in self.table[self.span[0]] if self.key in ("", row.key)]
        pks = [row.indicator.pk for row in rows]
        own = agreed_readings([self.contract], pks).get(self.contract.pk, {})
        earlier = Earlier(self.contract, self.seat, pks).segments
        later = sequels(self.contract, self.seat, pks)
        return [
            IndicatorSeries(
                row.indicator,
                row.key,
                row.objective,
                row.exclusion,
                self._years(row, own.get(row.indicator.pk, {}), earlier[row.indicator.pk]),
                earlier[row.indicator.pk],
                later.get(row.indicator.pk, []),
            )
            for row in rows
        ]

    def _years(
        self, first: IndicatorYear, agreed: dict[int, AgreedReading], earlier: list[Segment]
    ) -> list[SeriesYear]:
        rows = [next(one for one in self.table[year] if one.key == first.key) for year in self.span]
        made = list(_followed(self.contract, rows, agreed, self.hidden))
        for segment in earlier:
            if segment.is_carried:
                past = list(_followed(segment.contract, segment.rows, segment.agreed, segment.hidden))
                made = _crossed(past, made, segment)
        return made


def _followed(
    contract: Contract,
    rows: Sequence[IndicatorYear],
    agreed: dict[int, AgreedReading],
    hidden: Collection[int],
) -> Iterator[SeriesYear]:
    """The years of one definition, each held against the last that has a figure."""
    before: Reading | None = None
    for row in rows:
        broken = rupture(before, row.result)
        yield SeriesYear(contract, row.year, row, agreed.get(row.year), broken, row.year in hidden)
        if row.result is not None and row.result.value is not None:
            before = row.result


def _crossed(past: list[SeriesYear], after: list[SeriesYear], segment: Segment) -> list[SeriesYear]:
    """The years of an earlier definition, then those of the later one, whose first figure is a rupture.

    A year that both have is told by the later one where it has its figure, the earlier beside it.
    """
    known = {one.year: one for one in past}
    kept = [one for one in after if one.has_value or one.year in one.contract.years or one.year not in known]
    kept = [_beside(one, known.get(one.year)) for one in kept]
    if (first := next((place for place, one in enumerate(kept) if one.has_value), None)) is not None:
        told = [crossing_wording(segment), *filter(None, [kept[first].rupture])]
        kept[first] = replace(kept[first], rupture=", ".join(told))
    return [one for one in past if one.year < kept[0].year] + kept


def _beside(one: SeriesYear, before: SeriesYear | None) -> SeriesYear:
    if before is None or not before.has_value:
        return one
    return replace(one, beside=f"cadre {before.contract.framework}{NBSP}: {before.value}")


def crossing_wording(segment: Segment) -> str:
    """« changement de cadre (définition proche) »: what the rupture between two frameworks says."""
    return f"changement de cadre (définition {segment.link.get_grade_display().lower()})"


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

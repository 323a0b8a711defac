"""The page of one indicator: its table, its figures and its charts, ready to be drawn or exported."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.conf import settings

from accounts.models import Seat
from core.charts import Chart
from core.formats import NBSP, counted, joined, number, rounded, value_with_unit
from indicators.across import Across, Place, YearAcross, sorted_places
from indicators.drawings import nation_chart, strip_chart
from indicators.enums import Behaviour, Direction, RollUp
from indicators.models import Indicator
from indicators.protection import explanation
from indicators.readings import TargetReading
from indicators.rollup import Total
from indicators.wordings import NO_TOTAL, PROTECTED, ratio_wording, reading_details, reading_wording

ORDERS = (("value", "Valeur"), ("territory", "Territoire"), ("region", "Région"))
AGREED = "tel qu’arrêté, en cours de correction"
NAMED = 12


@dataclass(frozen=True)
class PlaceRow:
    """A row of the table: `value` is what the cell says, a figure or why there is none."""

    place: Place
    value: str
    ratio: str
    details: str
    target: str
    rank: str

    @property
    def has_value(self) -> bool:
        """Whether the cell holds a figure."""
        return self.place.value is not None


@dataclass(frozen=True)
class TotalRow:
    """A region or the nation, in words."""

    total: Total
    value: str
    ratio: str


@dataclass(frozen=True)
class LeftOutRow:
    """Why some are not in the totals, and who."""

    label: str
    count: str
    names: str


class AcrossPage:
    """One indicator in every territory for a year, as a seat reads it, in constant queries."""

    def __init__(self, indicator: Indicator, seat: Seat, year: int, order: str) -> None:
        self.indicator, self.order = indicator, order
        self.across = Across(indicator, seat)
        self.year = self.across.in_year(year)

    @property
    def years(self) -> list[int]:
        """The years one may go to."""
        return self.across.years

    @property
    def rises(self) -> bool:
        """Whether the highest value is the best end, or the only one there is a reason to begin with."""
        return self.indicator.direction != Direction.FALL

    @cached_property
    def national_target(self) -> TargetReading | None:
        """The nation's target for the year."""
        return self.across.national_target(self.year.year)

    @cached_property
    def rows(self) -> list[PlaceRow]:
        """The territories, in the order asked for."""
        places = sorted_places(self.year.places, self.order, from_lowest=not self.rises)
        return [self._row(place) for place in places]

    @property
    def own(self) -> list[PlaceRow]:
        """The reader's own territories."""
        return [row for row in self.rows if row.place.is_own]

    @cached_property
    def nation(self) -> TotalRow | None:
        """The national value; None for an indicator that does not roll up."""
        total = self.year.totals.nation
        return self._total(total) if total else None

    @cached_property
    def regions(self) -> list[TotalRow]:
        """The regions, in the order of their names."""
        totals = sorted(self.year.totals.regions, key=lambda total: total.name)
        return [self._total(total) for total in totals]

    @property
    def left_out(self) -> list[LeftOutRow]:
        """What the totals left out, and why."""
        return [
            LeftOutRow(one.reason.label, counted(len(one.names), "territoire"), _named(one.names))
            for one in self.year.totals.left_out
        ]

    @property
    def median(self) -> str:
        """The median of what is shown, or nothing."""
        return self._valued(self.year.spread.median) if self.year.spread else ""

    @property
    def spread_told(self) -> str:
        """« de 1,3 % à 34 %, sur 61 valeurs », or nothing."""
        box = self.year.spread
        if box is None:
            return ""
        ends = f"de {self._valued(box.lowest)} à {self._valued(box.highest)}"
        return f"{ends}, sur {counted(box.count, 'valeur')}"

    @property
    def protection(self) -> str:
        """What « secret » means; nothing when nothing is hidden."""
        hidden = self.year.protected_count or any(row.total.is_protected for row in self.regions)
        return explanation(settings.SMALL_NUMBER_THRESHOLD) if hidden else ""

    @cached_property
    def chart(self) -> Chart:
        """Where each value stands."""
        return strip_chart(self.indicator, self.year, self.national_target)

    @cached_property
    def history(self) -> list[YearAcross]:
        """Every year, for the series of the nation."""
        return [
            self.year if year == self.year.year else self.across.in_year(year) for year in self.across.years
        ]

    @cached_property
    def nation_rows(self) -> list[tuple[int, TotalRow]]:
        """The national values, year by year."""
        return [(year.year, self._total(total)) for year in self.history if (total := year.totals.nation)]

    @cached_property
    def nation_chart(self) -> Chart | None:
        """The national series; None without any value to draw."""
        if not any(row.total.value is not None for _, row in self.nation_rows):
            return None
        return nation_chart(self.indicator, self.history, self.national_target)

    @property
    def facts(self) -> Iterator[tuple[str, str]]:
        """What the indicator is: (term, words); an empty text is « à compléter »."""
        indicator = self.indicator
        yield "Unité", indicator.unit
        yield "Sens attendu", str(indicator.get_direction_display())
        yield "Définition", indicator.definition
        yield "Méthode", indicator.method
        if indicator.roll_up == RollUp.RATIO:
            yield "Numérateur", indicator.numerator_label
            yield "Dénominateur", indicator.denominator_label
        yield "Consolidation", str(indicator.get_roll_up_display())
        if indicator.behaviour == Behaviour.CUMULATIVE:
            yield "Rythme", str(indicator.get_behaviour_display())
        yield "Source attendue", str(indicator.get_expected_source_display())

    def _valued(self, value: Decimal) -> str:
        """With one more decimal than the indicator's, for a quartile may fall between two values."""
        return value_with_unit(rounded(value, max(self.indicator.decimals, 1)), self.indicator.unit)

    def _row(self, place: Place) -> PlaceRow:
        shown = place.reading if not place.is_protected else None
        details = reading_details(shown)
        if place.is_agreed and shown is not None:
            details = " · ".join(part for part in (details, self._agreed_note(place)) if part)
        ranked = self.year.rank_of(place, from_lowest=not self.rises)
        return PlaceRow(
            place=place,
            value=self._value(place),
            ratio=ratio_wording(shown),
            details=details,
            target=place.target.wording if place.target else "",
            rank="" if ranked is None else number(ranked),
        )

    def _agreed_note(self, place: Place) -> str:
        return "" if place.target or place.score else AGREED

    def _value(self, place: Place) -> str:
        if place.is_protected:
            return PROTECTED
        if place.reading is not None:
            return reading_wording(place.reading, self.indicator)
        return place.standing.label

    def _total(self, total: Total) -> TotalRow:
        if total.is_protected:
            return TotalRow(total, PROTECTED, "")
        if total.value is None:
            return TotalRow(total, NO_TOTAL, "")
        value = value_with_unit(total.value, self.indicator.unit)
        ratio = ""
        if total.denominator is not None:
            ratio = f"{number(total.numerator)} sur {number(total.denominator)}"
        return TotalRow(total, value, ratio)


def position_wording(page: AcrossPage, row: PlaceRow) -> str:
    """« 3e sur 12, de la plus haute à la plus basse ; au-dessus de la médiane », or nothing without value."""
    box, value = page.year.spread, row.place.value
    if box is None or value is None:
        return ""
    order = "de la plus haute à la plus basse" if page.rises else "de la plus basse à la plus haute"
    place = "1re" if row.rank == "1" else f"{row.rank}e"
    side = "au-dessus" if value > box.median else "au-dessous" if value < box.median else "au niveau"
    return f"{place} sur {number(box.count)}, {order}{NBSP}; {side} de la médiane"


def _named(names: tuple[str, ...]) -> str:
    """The names, the first of them when they are many."""
    if len(names) <= NAMED:
        return joined(names)
    return f"{', '.join(names[:NAMED])} et {counted(len(names) - NAMED, 'autre')}"

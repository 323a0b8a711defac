"""The figures of an indicator year by year: as known today, as agreed, and the vintages of each. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from contracts.years import AgreedEdition
from core.formats import date_short
from indicators.enums import Stage
from indicators.models import Indicator
from indicators.readings import IndicatorYear, Reading
from indicators.vintages import AgreedReading, Vintage
from indicators.wordings import reading_details, reading_wording

HIDDEN = "non partagé"


@dataclass(frozen=True)
class TakenVintage:
    """A vintage as it is read: « 12,5 % », « Révisée », who, when, why."""

    wording: str
    details: str
    stage: str
    vintage: Vintage


@dataclass(frozen=True)
class PastYear:
    """A year of an indicator. `known` is today's figure, `agreed_wording` the one last agreed; `differs` says
    that they are not the same. `agreed` is the edition, None for a year that was never agreed."""

    year: int
    known: str
    stage: str
    agreed: AgreedEdition | None
    agreed_wording: str
    differs: bool
    vintages: list[TakenVintage]

    @property
    def edition(self) -> str:
        """« édition n° 2, arrêtée le 20/06/2025 », or nothing."""
        if self.agreed is None:
            return ""
        return f"édition n° {self.agreed.number}, arrêtée le {date_short(self.agreed.agreed_at)}"


def past_years(
    row: IndicatorYear,
    told: Mapping[int, Sequence[Vintage]],
    agreed: Mapping[int, AgreedReading],
    hidden: Collection[int],
) -> list[PastYear]:
    """Every year that has a figure or had one, the latest first."""
    found = {*row.by_year, *told, *agreed}
    return [
        _past_year(row, year, told.get(year, []), agreed.get(year), is_hidden=year in hidden)
        for year in sorted(found, reverse=True)
    ]


def _past_year(
    row: IndicatorYear, year: int, told: Sequence[Vintage], held: AgreedReading | None, *, is_hidden: bool
) -> PastYear:
    reading = row.by_year.get(year)
    known = reading_wording(reading, row.indicator)
    agreed = reading_wording(held.reading, row.indicator) if held else ""
    return PastYear(
        year=year,
        known=HIDDEN if is_hidden else known,
        stage=_stage(told, reading),
        agreed=held.edition if held else None,
        agreed_wording=agreed,
        differs=bool(held) and not is_hidden and agreed != known,
        vintages=[_taken(one, row.indicator) for one in reversed(told)],
    )


def _stage(told: Sequence[Vintage], reading: Reading | None) -> str:
    """What the figure is today: the stage of the last vintage in which it moved."""
    if reading is None:
        return ""
    moves = [
        one
        for one in told
        if one.reading.measurement_id == reading.measurement_id and one.stage != Stage.CHOSEN
    ]
    return moves[-1].stage_label if moves else reading.kind_label


def _taken(vintage: Vintage, indicator: Indicator) -> TakenVintage:
    wording = reading_wording(vintage.reading, indicator)
    details = reading_details(vintage.reading)
    return TakenVintage(wording, details, vintage.stage_label, vintage)

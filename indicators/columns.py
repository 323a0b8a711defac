"""The columns of the year page read beside the figures being entered: other years, change, course."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from core.charts import Canvas, Point, sparkline
from core.formats import Number, number, value_with_unit
from indicators.enums import Operator, ValueKind
from indicators.models import Indicator
from indicators.readings import IndicatorYear, Reading

HIDDEN = "non partagé"
SMALL = Canvas(width=96)
# Told beside the figure itself; any other unit is told once, with the indicator.
SIGNS = {"%", "€"}


@dataclass(frozen=True)
class YearCell:
    """The result of another year, as it is read: `note` is what it is when it is no final figure."""

    year: int
    text: str
    note: str = ""


def year_cells(row: IndicatorYear, years: Iterable[int], hidden: Collection[int]) -> list[YearCell]:
    """The results of these years; an empty text for a year without any."""
    return [
        YearCell(year, "", HIDDEN)
        if year in hidden
        else _year_cell(row.by_year.get(year), year, row.indicator)
        for year in years
    ]


def _year_cell(reading: Reading | None, year: int, indicator: Indicator) -> YearCell:
    if reading is None:
        return YearCell(year, "")
    if reading.value is None:
        return YearCell(year, "", reading.kind_label)
    note = "provisoire" if reading.kind == ValueKind.PROVISIONAL else ""
    return YearCell(year, figure(reading, indicator), note)


def figure(reading: Reading, indicator: Indicator) -> str:
    """« 12,5 % », « 5 078 »: the value as a column of figures shows it."""
    if indicator.unit in SIGNS:
        return value_with_unit(reading.value, indicator.unit)
    return number(reading.value)


def course(row: IndicatorYear, years: Iterable[int]) -> SafeString:
    """The line of the years of the contract, from the baseline on; nothing to draw without two values."""
    shown = sorted({*years, row.baseline_year or row.year})
    readings = [(year, row.by_year.get(year)) for year in shown]
    if sum(reading is not None and reading.value is not None for _, reading in readings) < 2:
        return SafeString("")
    points = [
        Point(str(year), reading.value if reading else None, _is_provisional(reading))
        for year, reading in readings
    ]
    return sparkline(
        points, title=row.indicator.code, unit=row.indicator.unit, target=_level(row), canvas=SMALL
    ).svg


def _is_provisional(reading: Reading | None) -> bool:
    return reading is not None and reading.kind == ValueKind.PROVISIONAL


def _level(row: IndicatorYear) -> Number | None:
    """The height of the target, when it is one."""
    target = row.target
    if target is None or target.operator in {Operator.RANGE, Operator.TIMES_BASELINE}:
        return None
    return target.value

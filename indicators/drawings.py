"""The charts of indicators on screen: a territory among the others, and series over the years."""

from collections.abc import Sequence

from core.charts import Canvas, Chart, Dot, Point, Quartiles, Series, series_line, strip
from core.formats import Number, rounded
from indicators.across import YearAcross
from indicators.enums import Operator
from indicators.models import Indicator
from indicators.readings import Reading, TargetReading
from indicators.wordings import NO_TOTAL, PROTECTED

WIDE = Canvas(width=600)


def strip_chart(indicator: Indicator, year: YearAcross, target: TargetReading | None) -> Chart:
    """The values shown of a year, the reader's own marked, and the national target if it has one level."""
    box = year.spread
    dots = [
        Dot(place.contract.territory.name, place.value, marked=place.is_own)
        for place in year.shown
        if place.value is not None
    ]
    five = (box.lowest, box.lower_quartile, box.median, box.upper_quartile, box.highest) if box else ()
    # A quartile may fall between two values.
    quartiles = Quartiles(*(rounded(one, max(indicator.decimals, 1)) for one in five)) if five else None
    return strip(
        dots,
        quartiles,
        title=f"{indicator.code} {indicator.label}, {year.year}",
        unit=indicator.unit,
        target=level_of(target),
        target_label="Cible nationale",
        canvas=WIDE,
    )


def nation_chart(indicator: Indicator, years: Sequence[YearAcross], target: TargetReading | None) -> Chart:
    """The national value, year by year, with the national target."""
    points = []
    for year in years:
        nation = year.totals.nation
        absence = PROTECTED if nation and nation.is_protected else NO_TOTAL
        points.append(Point(str(year.year), nation.value if nation else None, absence=absence))
    return series_line(
        [Series("France", points)],
        title=f"{indicator.code} {indicator.label}, France",
        unit=indicator.unit,
        decimals=indicator.decimals,
        target=level_of(target),
        target_label="Cible nationale",
        canvas=WIDE,
    )


def level_of(target: TargetReading | None, baseline: Reading | None = None) -> Number | None:
    """Where a target stands on an axis; a range has no single level, a multiple needs its baseline."""
    if target is None or target.operator == Operator.RANGE:
        return None
    if target.operator != Operator.TIMES_BASELINE:
        return target.value
    return None if baseline is None or baseline.value is None else baseline.value * target.value

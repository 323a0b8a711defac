"""The charts of the report, in the font of the document."""

from decimal import Decimal

from core.charts import Canvas, Chart, Point, Series, Stack, series_line, stacked_bar
from indicators.enums import Operator
from reports.content import IndicatorContent, ReportContent

FONT = "Source Sans 3"
# Drawn larger than they are printed, so that their text comes out at the size of the notes.
WIDE = Canvas(720, FONT)
HALF = Canvas(400, FONT)
FEWEST_POINTS = 3


def money_chart(content: ReportContent) -> Chart | None:
    """Who receives, from which source; None when nobody receives any."""
    funding = content.funding
    # What is paid to neither, as the département's own budget, has no bar.
    sources = [one for one in funding.by_source if one.to_departement or one.to_establishments]
    if not sources:
        return None
    stacks = [
        Stack("Versé au département", tuple(source.to_departement for source in sources)),
        Stack("Versé directement aux établissements", tuple(source.to_establishments for source in sources)),
    ]
    return stacked_bar(
        [stack for stack in stacks if stack.total()],
        [source.source_label for source in sources],
        title=f"Montants notifiés en {content.fiscal_year} par bénéficiaire et par source",
        canvas=WIDE,
    )


def series_chart(indicator: IndicatorContent) -> Chart | None:
    """The series of an indicator over the years, missing years left open; None under three points."""
    if len(indicator.series) < FEWEST_POINTS:
        return None
    values = {point.year: point.value for point in indicator.series}
    years = range(min(values), max(values) + 1)
    points = [Point(str(year), values.get(year), absence="sans valeur") for year in years]
    return series_line(
        [Series(indicator.label, points)],
        title=f"{indicator.code} {indicator.label}",
        unit=indicator.unit,
        decimals=indicator.decimals,
        target=_level(indicator),
        canvas=HALF,
    )


def _level(indicator: IndicatorContent) -> Decimal | None:
    """Where the target stands on the axis; a range has no single level."""
    aim = indicator.target
    if aim is None or aim.upper_value is not None:
        return None
    if aim.operator != Operator.TIMES_BASELINE:
        return aim.value
    base = indicator.baseline
    return None if base is None or base.value is None else base.value * aim.value

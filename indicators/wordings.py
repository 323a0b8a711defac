"""Readings and scores as a person reads them on the page."""

from decimal import Decimal

from core.formats import NBSP, number, rounded, signed_number, signed_percent, singular, value_with_unit
from indicators.enums import Operator, Source, ValueKind
from indicators.models import Indicator
from indicators.readings import IndicatorYear, Reading
from indicators.scoring import Facts, Score, score

NO_TOTAL = "sans valeur"
PROTECTED = "secret"


def reading_wording(reading: Reading | None, indicator: Indicator) -> str:
    """« 12,5 % », « Pas encore connue », or nothing."""
    if reading is None:
        return ""
    if reading.value is None:
        return reading.kind_label
    return value_with_unit(reading.value, indicator.unit)


def perimeter_told(value: Decimal | None, label: str, *, is_shared: bool) -> str:
    """The perimeter to tell with a figure: that of one which covers other contracts too, which nobody must
    take for the contract's own. Nothing otherwise, nor for an absence."""
    return label if value is not None and is_shared else ""


def placed_wording(reading: Reading | None, indicator: Indicator) -> str:
    """« 5 078 visites · Alsace (67 et 68) »: the reading where nothing else tells its perimeter."""
    over = (
        perimeter_told(reading.value, reading.perimeter_label, is_shared=reading.is_shared) if reading else ""
    )
    return " · ".join(filter(None, [reading_wording(reading, indicator), over]))


def value_told(indicator: Indicator, kind: str, value: Decimal | None) -> str:
    """« 12,5 % », « 12,5 % (provisoire) », « Pas encore connue »."""
    label = str(ValueKind(kind).label)
    if value is None:
        return label
    written = value_with_unit(value, indicator.unit)
    return written if kind == ValueKind.KNOWN else f"{written} ({label.lower()})"


def reading_details(reading: Reading | None) -> str:
    """« Provisoire · SNDS (actes télétransmis) · commune : Alsace »: what is not the ordinary, or nothing."""
    if reading is None:
        return ""
    told = [
        reading.kind_label if reading.kind == ValueKind.PROVISIONAL else "",
        reading.source_label if reading.source != Source.INTERNAL else "",
        f"commune{NBSP}: {reading.perimeter_label}" if reading.is_shared else "",
    ]
    return " · ".join(part for part in told if part)


def other_wording(reading: Reading, indicator: Indicator) -> str:
    """« Enquête DREES, Bas-Rhin (67-2020) : 11 % »: a reading that is not the one that counts."""
    where = f"{reading.source_label}, {reading.perimeter_label}"
    return f"{where}{NBSP}: {reading_wording(reading, indicator)}"


def ratio_wording(reading: Reading | None) -> str:
    """« 125 sur 1 000 », or nothing without a ratio."""
    if reading is None or reading.denominator is None:
        return ""
    return f"{number(reading.numerator)} sur {number(reading.denominator)}"


def bounds_wording(indicator: Indicator) -> str:
    """« de 0 % à 100 % », « au moins 0 visite », or nothing."""
    low, high = (
        None if bound is None else value_with_unit(bound, indicator.unit)
        for bound in (indicator.lower_bound, indicator.upper_bound)
    )
    if low and high:
        return f"de {low} à {high}"
    return f"au moins {low}" if low else f"au plus {high}" if high else ""


def gap_wording(row: IndicatorYear) -> str:
    """« Écart à la cible : +2,5 points », « −1 410 visites », or nothing without a gap."""
    gap = row.score.gap
    if gap is None:
        return ""
    unit = "points" if row.indicator.is_percentage else row.indicator.unit
    return f"Écart à la cible{NBSP}: {_signed(gap, unit)}"


def aim_wording(row: IndicatorYear) -> str:
    """« soit 6 488 visites »: what a multiple of the baseline comes to, or nothing for another target."""
    target = row.target_of_year
    if target is None or target.operator != Operator.TIMES_BASELINE:
        return ""
    if row.baseline is None or row.baseline.value is None:
        return ""
    aim = rounded(row.baseline.value * target.value, row.indicator.decimals)
    return f"soit {value_with_unit(aim, row.indicator.unit)}"


def change_wording(row: IndicatorYear) -> str:
    """« +56,5 % depuis 2019 », « +11,2 points depuis 2019 », or why it is not told."""
    return _change(row.score, row.baseline_year) or row.score.change_note


def yearly_change_wording(row: IndicatorYear) -> str:
    """The same since last year, or nothing when the two figures do not compare."""
    if row.previous is None or row.result is None or row.previous.year == row.baseline_year:
        return ""
    facts = Facts(
        row.year,
        is_percentage=row.indicator.is_percentage,
        decimals=row.indicator.decimals,
        baseline=row.previous.point,
        result=row.result.point,
    )
    return _change(score(facts), row.previous.year)


def _change(judged: Score, since: int | None) -> str:
    if judged.change is None:
        return ""
    if judged.change_kind == "points":
        return f"{_signed(judged.change, 'points')} depuis {since}"
    return f"{signed_percent(judged.change)} depuis {since}"


def added_wording(row: IndicatorYear) -> str:
    """« dont 3 places en 2024 »: what the year brought to a total to date, or nothing."""
    if row.score.added is None:
        return ""
    return f"dont {value_with_unit(row.score.added, row.indicator.unit)} en {row.year}"


def _signed(value: Decimal, unit: str) -> str:
    return f"{signed_number(value)}{NBSP}{singular(unit) if abs(value) < 2 else unit}"

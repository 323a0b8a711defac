"""How far one source of a figure is from another: the difference, and its share of what is retained. Pure."""

from core.formats import NBSP, rounded, signed_number, signed_percent, singular
from indicators.models import Indicator
from indicators.readings import Reading

HUNDRED = 100
OTHER_PERIMETER = "autre périmètre, non comparable"


def difference_wording(other: Reading, retained: Reading | None, indicator: Indicator) -> str:
    """« +2,5 points (+20 %) », « −12 visites (−0,2 %) », « aucun écart »; nothing where one has no value.

    The share is of the retained figure, and is not told of zero.
    """
    if retained is None or other.value is None or retained.value is None:
        return ""
    if other.perimeter_id != retained.perimeter_id:
        return OTHER_PERIMETER
    gap = rounded(other.value - retained.value, indicator.decimals)
    if gap == 0:
        return "aucun écart"
    unit = "points" if indicator.is_percentage else indicator.unit
    unit = singular(unit) if abs(gap) < 2 else unit
    told = f"{signed_number(gap, indicator.decimals)}{NBSP}{unit}"
    if retained.value == 0:
        return told
    share = signed_percent(rounded(gap / abs(retained.value) * HUNDRED, 1))
    return f"{told} ({share})"

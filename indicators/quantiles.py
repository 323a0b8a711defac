"""Where values stand among one another: quartiles and ranks. Pure, in Decimals."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Spread:
    """The five numbers that tell how `count` values are spread."""

    count: int
    lowest: Decimal
    lower_quartile: Decimal
    median: Decimal
    upper_quartile: Decimal
    highest: Decimal


def spread(values: Sequence[Decimal]) -> Spread | None:
    """The spread of the values; None without any."""
    if not values:
        return None
    ordered = sorted(values)
    lower, median, upper = (quantile(ordered, share) for share in (1, 2, 3))
    return Spread(len(ordered), ordered[0], lower, median, upper, ordered[-1])


def quantile(ordered: Sequence[Decimal], quarters: int) -> Decimal:
    """The quantile after `quarters` quarters of values in order, which are not none.

    Between two values it is interpolated in a straight line, as spreadsheets do (QUARTILE.INCLURE; method 7
    of Hyndman and Fan, 1996).
    """
    whole, rest = divmod((len(ordered) - 1) * quarters, 4)
    if not rest:
        return ordered[whole]
    return ordered[whole] + (ordered[whole + 1] - ordered[whole]) * rest / 4


def rank(value: Decimal, values: Sequence[Decimal], *, from_lowest: bool = False) -> int:
    """The place of a value, 1 for the highest (or the lowest); equal values share the better place."""
    before = (other < value if from_lowest else other > value for other in values)
    return 1 + sum(before)

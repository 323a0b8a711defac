"""From a value to a place on the drawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from core.formats import Number

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Scale:
    """A linear scale from values `low`…`high` to places `start`…`end`."""

    low: Decimal
    high: Decimal
    start: float
    end: float

    def __call__(self, value: Number) -> float:
        """The place of a value."""
        share = float((Decimal(value) - self.low) / (self.high - self.low))
        return self.start + share * (self.end - self.start)


def covering(values: Iterable[Number | None], start: float, end: float) -> Scale:
    """The scale that holds zero and every known value."""
    known = [Decimal(value) for value in values if value is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(0), *known])
    return Scale(low, high if high > low else low + 1, start, end)


def ticks(low: Decimal, high: Decimal, most: int = 5) -> list[Decimal]:
    """Round values that cover `low`…`high`, at most `most` intervals: 0, 5, 10, 15."""
    rough = (high - low) / most or Decimal(1)
    unit = Decimal(1).scaleb(rough.adjusted())
    step = next(unit * step for step in STEPS if unit * step >= rough)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return [step * rank for rank in range(int(first), int(last) + 1)]

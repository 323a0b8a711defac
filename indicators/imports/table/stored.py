"""What stands today where the rows of a file write, read once as plain values."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from indicators.models import Indicator, Measurement

Place = tuple[int, int, int, str]


class Stored(NamedTuple):
    """A reading as it stands."""

    pk: int
    version: int
    kind: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    comment: str
    gap_cause_id: int | None
    provenance: str
    is_retained: bool


class Standings:
    """The readings of some perimeters, by place (indicator, perimeter, year, source)."""

    def __init__(self, perimeters: Collection[int]) -> None:
        rows = Measurement.objects.filter(perimeter__in=perimeters)
        found = rows.order_by("pk").values_list(
            "indicator_id", "perimeter_id", "year", "source", "pk", *Stored._fields[1:]
        )
        self.by_place: dict[Place, Stored] = {}
        self._retained: dict[tuple[int, int], dict[int, Decimal]] = defaultdict(dict)
        for indicator, perimeter, year, source, *rest in found:
            stored = Stored(*rest)
            self.by_place[indicator, perimeter, year, source] = stored
            if stored.is_retained and stored.value is not None:
                self._retained[indicator, perimeter][year] = stored.value

    def usual(self, indicator: Indicator, perimeter: int, year: int, baseline: int | None) -> Decimal | None:
        """A known value of the year before, else of the year, else of the baseline."""
        known = self._retained.get((indicator.pk, perimeter), {})
        for one in (year - 1, year, baseline or 0):
            if one in known:
                return known[one]
        return None

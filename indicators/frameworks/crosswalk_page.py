"""What the page of the crosswalk shows: each definition of a framework with those it takes up."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contracts.models import Framework, ObjectiveLink
from indicators.models import Indicator, IndicatorLink


@dataclass(frozen=True)
class Row:
    """A definition and its links back; none is to be said too."""

    definition: Any
    links: list[Any]


class CrosswalkPage:
    """Two tables, of objectives and of indicators, in four queries."""

    def __init__(self, later: Framework, earlier: Framework) -> None:
        self.later, self.earlier = later, earlier

    @cached_property
    def objectives(self) -> list[Row]:
        """Those of the later framework, in order."""
        links = ObjectiveLink.objects.filter(later__framework=self.later, earlier__framework=self.earlier)
        return _rows(self.later.objectives.order_by("number"), links)

    @cached_property
    def indicators(self) -> list[Row]:
        """Those of the later framework, in order."""
        links = IndicatorLink.objects.filter(
            later__objective__framework=self.later, earlier__objective__framework=self.earlier
        )
        national = Indicator.objects.filter(contract=None, objective__framework=self.later)
        return _rows(national.order_by("objective__number", "code"), links)

    @property
    def tables(self) -> list[tuple[str, str, list[Row]]]:
        """As (kind of the address, title, rows)."""
        return [
            ("objectifs", "Objectifs", self.objectives),
            ("indicateurs", "Indicateurs", self.indicators),
        ]


def _rows(definitions: Any, links: Any) -> list[Row]:
    by_later = defaultdict(list)
    for link in links.select_related("earlier", "later"):
        by_later[link.later_id].append(link)
    return [Row(one, by_later[one.pk]) for one in definitions]

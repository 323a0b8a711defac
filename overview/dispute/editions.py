"""What the editions of a report say: what each changes from another, and one figure in each of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from core.formats import value_with_unit
from indicators.models import Indicator
from reports.canonical import read_report
from reports.changes import Change, changes_at, changes_between
from reports.content import IndicatorContent, ReadingContent, ReportContent
from reports.models import Edition, Report
from reports.points import PointKind, key_of, points_in
from reports.rendering import wording
from reports.sentences import Rewriting

# What stands in a line of the timeline; the page that compares two editions has the rest.
MOST_CHANGES = 5
MOST_SENTENCES = 3
CUT = "…"
ABSENT = "absent"
# What an edition tells of a figure, in this order.
ASPECTS = ("Référence", "Cible", "Résultat", "Source et périmètre")
FROZEN_BY = ("frozen_by__user", "frozen_by__organisation", "frozen_by__territory")


@dataclass(frozen=True)
class Moved:
    """What an edition changes from the one before it: the first of its changes, how many there are in all,
    and whether something is left to the page that compares both."""

    before: Edition
    changes: list[Change]
    count: int

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.changes) or any(
            CUT in (*one.texts.gone[-1:], *one.texts.come[-1:]) for one in self.changes
        )


@dataclass(frozen=True)
class Cell:
    """What an edition says of one aspect of a figure, and whether the edition before said otherwise."""

    aspect: str
    told: str
    has_moved: bool


class Editions:
    """The editions of a report, oldest first, each read once."""

    def __init__(self, report: Report) -> None:
        self.all = list(report.editions.select_related(*FROZEN_BY).order_by("number"))

    @cached_property
    def _contents(self) -> dict[int, ReportContent]:
        return {one.number: read_report(one.canonical) for one in self.all}

    def named(self, number: int) -> Edition | None:
        """The one of this number."""
        return next((one for one in self.all if one.number == number), None)

    def changes(self, before: Edition, after: Edition, indicator: Indicator | None = None) -> list[Change]:
        """All that the second changes from the first, or all that it changes of one figure."""
        contents = [self._contents[one.number] for one in (before, after)]
        if indicator is None:
            return changes_between(*contents)
        key = key_of(PointKind.RESULT, indicator.code)
        points = [next((one for one in points_in(said) if one.key == key), None) for said in contents]
        return changes_at(*points)

    def moved(self, edition: Edition, indicator: Indicator | None) -> Moved | None:
        """What an edition changes from the one before it, bounded; None for the first."""
        before = self.named(edition.number - 1)
        if before is None:
            return None
        changes = self.changes(before, edition, indicator)
        return Moved(before, [_cut(one) for one in changes[:MOST_CHANGES]], len(changes))

    def figure(self, edition: Edition, indicator: Indicator) -> IndicatorContent | None:
        """What an edition froze of an indicator; None when it is not in it."""
        parts = (part for one in self._contents[edition.number].engagements for part in one.objectives)
        found = (item for part in parts for item in part.indicators if item.code == indicator.code)
        return next(found, None)

    def figures(self, indicator: Indicator) -> Iterator[tuple[Edition, list[Cell]]]:
        """Each edition with its reference, target, result, source and perimeter of a figure."""
        before: list[str] | None = None
        for one in self.all:
            told = _aspects(self.figure(one, indicator))
            was = before or told
            aspects = zip(ASPECTS, told, was, strict=True)
            yield one, [Cell(aspect, now, now != then) for aspect, now, then in aspects]
            before = told


def result_told(item: IndicatorContent | None) -> str:
    """The result with its unit, as a vintage is told; « absent » when the edition has no such figure."""
    if item is None:
        return ABSENT
    if item.result is not None and item.result.value is not None:
        return value_with_unit(item.result.value, item.unit, item.decimals)
    return wording.reading(item, item.result)


def _aspects(item: IndicatorContent | None) -> list[str]:
    if item is None:
        return [ABSENT] * len(ASPECTS)
    reference, target = wording.reading(item, item.baseline), wording.target(item, item.target)
    return [reference, target, result_told(item), _whence(item.result)]


def _whence(read: ReadingContent | None) -> str:
    return ", ".join(filter(None, [read.source_label, read.perimeter])) if read else "–"


def _cut(change: Change) -> Change:
    texts = Rewriting(_first(change.texts.gone), _first(change.texts.come))
    return replace(change, texts=texts)


def _first(sentences: tuple[str, ...]) -> tuple[str, ...]:
    return sentences if len(sentences) <= MOST_SENTENCES else (*sentences[:MOST_SENTENCES], CUT)

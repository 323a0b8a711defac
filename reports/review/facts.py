"""What a point holds, as a reader sees it: figures with their names, notes, a text."""

from dataclasses import dataclass

from core.formats import euros
from reports.content import ActionContent, FundingLineContent, IndicatorContent
from reports.enums import IndicatorCell
from reports.exports import AMOUNTS
from reports.points import Point
from reports.rendering import wording
from reports.rendering.results import sentences_of


@dataclass(frozen=True)
class Fact:
    """A figure and its name; `cell` is what a remark on it names, nothing for one that is computed."""

    term: str
    value: str
    detail: str = ""
    cell: str = ""


def facts_of(point: Point) -> list[Fact]:
    """The figures of a result or of a funding line; none elsewhere."""
    match point.held:
        case IndicatorContent():
            return _result(point.held)
        case FundingLineContent():
            held = [(title, getattr(point.held, name), name) for name, title in AMOUNTS.items()]
            return [Fact(title, euros(sum_), cell=name) for title, sum_, name in held if sum_ is not None]
    return []


def _result(item: IndicatorContent) -> list[Fact]:
    baseline = f"Référence {item.baseline.year}" if item.baseline else "Référence"
    return [
        Fact(baseline, wording.reading(item, item.baseline), cell=IndicatorCell.BASELINE),
        Fact("Cible", wording.target(item, item.target), _horizon(item), IndicatorCell.TARGET),
        Fact("Résultat", wording.reading(item, item.result), item.status_label, IndicatorCell.RESULT),
        Fact("Écart", wording.gap(item), wording.gap_unit(item)),
        Fact("Évolution", wording.change(item), item.trend_label),
    ]


def _horizon(item: IndicatorContent) -> str:
    return f"horizon {item.target.year}" if item.target and item.target.year else ""


def notes_of(point: Point) -> list[str]:
    """What is told under the figures."""
    match point.held:
        case IndicatorContent():
            return sentences_of(point.held)
        case FundingLineContent(comment=comment) if comment:
            return [comment]
    return []


def text_of(point: Point) -> str:
    """What people wrote there."""
    match point.held:
        case str():
            return point.held
        case ActionContent():
            held = point.held
            return "\n\n".join(filter(None, [held.purpose, held.done, held.difficulties, held.next_steps]))
    return ""

"""What a point holds, as a reader sees it: figures with their names, notes, a text."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.formats import euros
from reports.content import ActionContent, FundingLineContent, IndicatorContent
from reports.enums import IndicatorCell
from reports.exports import AMOUNTS
from reports.points import Point
from reports.rendering import wording
from reports.rendering.actions import card_of, outcome_of, texts_of
from reports.rendering.framed import frame_rows
from reports.rendering.results import sentences_of


@dataclass(frozen=True)
class Fact:
    """A figure and its name; `cell` is what a remark on it names, nothing for one that is computed."""

    term: str
    value: str
    detail: str = ""
    cell: str = ""


def facts_of(point: Point) -> list[Fact]:
    """The figures of a result, of a line or of an action, and what the frame says; none for a text."""
    match point.held:
        case IndicatorContent():
            return _result(point.held)
        case FundingLineContent():
            return list(_amounts(point.held))
        case ActionContent():
            outcome = " ".join(outcome_of(point.held)).strip()
            rows = [*card_of(point.held), ("Réalisé", outcome)]
        case dict():
            rows = frame_rows(point.held)
        case _:
            rows = []
    return [Fact(term, value) for term, value in rows if value]


def _amounts(line: FundingLineContent) -> Iterator[Fact]:
    for name, title in AMOUNTS.items():
        amount = getattr(line, name)
        if amount is not None:
            # The columns of a line are named after these.
            yield Fact(title, euros(amount), cell=f"{name}_amount")


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


def texts_in(point: Point, year: int) -> list[tuple[str, str]]:
    """What people wrote there, each text with its heading; that of a section has none of its own."""
    match point.held:
        case str():
            return [("", point.held)]
        case ActionContent():
            return texts_of(point.held, year)
    return []

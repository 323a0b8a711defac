"""Why a point deserves to be read before another: what is missing, late, surprising, or weighs in money.

A weight orders; the reasons, in French, are shown. Pure: content in, words out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.formats import NBSP, counted, percent
from indicators.enums import ValueKind
from indicators.scoring import Status
from reports.content import ActionContent, FundingLineContent, IndicatorContent, ReportContent
from reports.points import Point
from reports.rendering import wording

REMARKED, MISSING, WRONG, SURPRISING, WEIGHTY, SLIGHT = 60, 45, 40, 20, 15, 5
# From these on, a variation since the baseline is worth a look: per cent of a quantity, points of a share.
BIG = {"percent": Decimal(50), "points": Decimal(15)}
HALF, FIFTH = Decimal("0.5"), Decimal("0.2")
Reason = tuple[int, str]


@dataclass(frozen=True)
class Risk:
    """How much a point weighs, and why."""

    weight: int
    reasons: tuple[str, ...]


def risk_of(point: Point, content: ReportContent, *, open_remarks: int, surprises: Sequence[str]) -> Risk:
    """The risk of a point; `surprises` are the rules that its figure breaks without an explanation."""
    found = list(_reasons(point, content))
    found += [(SURPRISING, f"{title}, sans explication") for title in surprises]
    if open_remarks:
        found.append((REMARKED, counted(open_remarks, "remarque ouverte", "remarques ouvertes")))
    found.sort(key=lambda one: -one[0])
    return Risk(sum(weight for weight, _ in found), tuple(said for _, said in found))


def _reasons(point: Point, content: ReportContent) -> Iterator[Reason]:
    match point.held:
        case IndicatorContent():
            yield from _of_result(point.held)
        case FundingLineContent():
            yield from _of_line(point.held, content.funding.grand_total)
        case ActionContent():
            if not (point.held.done or point.held.difficulties or point.held.next_steps):
                yield WEIGHTY, "Sans bilan"
        case "":
            yield WEIGHTY, "Texte absent"


def _of_result(item: IndicatorContent) -> Iterator[Reason]:
    if item.result is None:
        yield MISSING, "Résultat à compléter"
    elif item.result.value is None:
        yield SURPRISING, f"Sans valeur{NBSP}: {item.result.kind_label.lower()}"
    elif item.result.kind == ValueKind.PROVISIONAL:
        yield SLIGHT, "Valeur provisoire"
    if item.status == Status.BEHIND:
        yield WRONG, item.status_label
    if item.change is not None and abs(item.change) >= BIG.get(item.change_kind, BIG["percent"]):
        yield SURPRISING, f"Forte variation{NBSP}: {wording.change(item)}"
    for given in item.explanations:
        yield SURPRISING, f"{given.rule_title}, expliqué"


def _of_line(line: FundingLineContent, total: Decimal) -> Iterator[Reason]:
    granted, spent = line.notified, line.spent
    if granted is not None and spent is None:
        yield MISSING, "Montant dépensé absent"
    elif spent is not None and granted is not None and spent > granted + (line.carried_in or 0):
        yield WRONG, "Dépensé au-delà du notifié"
    elif spent is not None and granted and spent < granted * HALF:
        yield WRONG, "Moins de la moitié dépensée"
    if granted and total and granted >= total * FIFTH:
        yield WEIGHTY, f"{percent(granted * 100 / total, 0)} du total du contrat"

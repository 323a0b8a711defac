"""A report on two pages, for whoever will not read it all: the essential, then results and money."""

from dataclasses import dataclass, replace

from core.formats import counted
from indicators.scoring import Status
from reports.content import IndicatorContent, ReportContent
from reports.rendering import wording
from reports.rendering.document import Document, Piece
from reports.rendering.frame import Frame
from reports.rendering.money import money
from reports.rendering.papers import report_document
from reports.rendering.parts import Part, shortened
from reports.rendering.results import counts, headline, tally_sentence

# What a second page holds, with labels of two lines.
MOST_ROWS = 12
# The first to be read are those that call for a decision, the last those that nothing judges.
ORDER = [Status.BEHIND, Status.ON_TRACK, Status.REACHED, Status.NO_TARGET]


@dataclass(frozen=True)
class BriefRow:
    """An indicator on one line; `perimeter` is what the result covers, unless it is the contract alone."""

    code: str
    label: str
    target: str
    result: str
    perimeter: str
    status: str
    status_label: str


def brief_document(content: ReportContent, frame: Frame) -> Document:
    """The synthesis of an edition: same content, same hash at its foot, nothing attached."""
    whole = report_document(content, frame)
    piece = whole.pieces[0]
    typeset = piece.parts[0].context["content"]
    return replace(
        whole,
        title=f"Synthèse – {whole.title}",
        pieces=[Piece(_parts(typeset, frame), piece.frame, f"Synthèse · {piece.running}", piece.mark)],
        attached=[],
        is_signable=False,
    )


def _parts(content: ReportContent, frame: Frame) -> list[Part]:
    rows, left = rows_of(content)
    context = {
        "content": content,
        "contract": content.contract,
        "frame": frame,
        "money": money(content),
        "counts": counts(content.tally),
        "tally": tally_sentence(content.tally),
        "headline": headline(content.tally),
        "rows": rows,
        "left": left,
    }
    folder = "reports/pdf/brief"
    return [
        Part("L’essentiel", f"{folder}/essential.html", context),
        Part("Résultats et financements", f"{folder}/figures.html", context),
    ]


def rows_of(content: ReportContent, most: int = MOST_ROWS) -> tuple[list[BriefRow], str]:
    """The indicators that have a result, those behind their target first, `most` of them; and how many the
    report holds besides, in words."""
    found = [
        one
        for engagement in content.engagements
        for objective in engagement.objectives
        for one in objective.indicators
        if one.status in ORDER and one.result is not None and one.result.value is not None
    ]
    first = sorted(found, key=lambda one: ORDER.index(Status(one.status)))[:most]
    left = content.tally.indicators - len(first)
    others = ("autre indicateur", "autres indicateurs") if first else ("indicateur", "indicateurs")
    return [_row(one) for one in first], counted(left, *others) if left else ""


def _row(item: IndicatorContent) -> BriefRow:
    return BriefRow(
        item.code,
        shortened(item.label),
        wording.target(item, item.target),
        wording.reading(item, item.result),
        wording.perimeter(item.result),
        item.status,
        item.status_label,
    )

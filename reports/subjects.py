"""What a remark may bear on: the rows that a report is made of, and the passages of its texts."""

import re
from functools import cached_property
from typing import Any

from contracts.models import Action
from core.formats import NBSP
from funding.models import FundingLine
from indicators.models import Indicator
from reports.canonical import read_report
from reports.enums import SectionKind
from reports.funding_builder import line_content
from reports.models import Remark, Report, Section
from reports.narrative import written_in_order
from reports.points import Point, PointKind, key_of, line_keys, points_in
from reports.rendering.figures import Figures, folded
from reports.rendering.passages import passages_of
from reports.review.facts import texts_in
from reports.years import PLACES

WORD = re.compile(r"\w+(?:[.,’'-]\w+)*")
# What a keyboard or a copy writes otherwise: quotation marks, which stand around a quotation too, and dashes.
ALIKE = str.maketrans(dict.fromkeys("'’‘\"“”«»", None) | dict.fromkeys("–—‑‐−", "-"))
NOT_THERE = (
    "Ce passage ne se lit pas dans ce que la remarque vise. Copiez-le tel qu’il est écrit dans "
    f"l’édition partagée{NBSP}: « … » n’y remplace rien."
)


class Subjects:
    """The rows on which a remark may bear, as they are today; each is named « indicator-12 » by a form, and
    by the key of its point where an edition holds it."""

    def __init__(self, report: Report) -> None:
        self.report = report
        indicators = Indicator.objects.followed_by(report.contract).select_related("objective")
        self.rows: dict[str, list[Any]] = {
            "indicator": list(indicators),
            "section": written_in_order(report),
            "funding_line": list(FundingLine.objects.of_year(report.contract, report.fiscal_year)),
            "action": list(report.contract.actions.order_by("number")),
        }

    @cached_property
    def by_place(self) -> dict[str, tuple[str, Any]]:
        """By the name that a form gives it: the field of the remark, and the row."""
        return {f"{name}-{row.pk}": (name, row) for name in PLACES for row in self.rows[name]}

    @cached_property
    def points(self) -> dict[str, str]:
        """By the same name, the key of the point."""
        lines = self.rows["funding_line"]
        numbers = {str(action): action.number for action in self.rows["action"]}
        keys = line_keys([line_content(line) for line in lines], numbers)
        of_lines = {f"funding_line-{line.pk}": key for line, key in zip(lines, keys, strict=True)}
        return {place: of_lines.get(place) or _key(row) for place, (_, row) in self.by_place.items()}

    def point_of(self, remark: Remark) -> str:
        """The key of the point that the remark bears on, which an edition may not hold; nothing for the
        whole, or for a row that is no more."""
        named = ((name, getattr(remark, f"{name}_id")) for name in PLACES)
        return next((self.points.get(f"{name}-{pk}", "") for name, pk in named if pk), "")

    def passages(self, place: str) -> list[str]:
        """The passages of a text or of an action as the edition in force prints them; none elsewhere."""
        edition = self.report.current_edition
        if edition is None or place not in self.points:
            return []
        content = read_report(edition.canonical)
        found = (one for one in points_in(content) if one.key == self.points[place])
        return [passage for point in found for passage in quotable(point, Figures(content))]


def quotable(point: Point, figures: Figures) -> list[str]:
    """The passages of a point; none where it holds no text."""
    texts = [text for _, text in texts_in(point, 0)]
    if point.kind == PointKind.TEXT:
        return [passage for text in texts for passage in passages_of(text, figures)]
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def quoted(words: str, passages: list[str]) -> str | None:
    """The words as these passages write them, whole; None when they are not read there. Neither spaces,
    capitals, accents, dashes nor quotation marks count, which are lost or changed by a copy or by a
    keyboard."""
    text = " ".join(passages)
    squeezed = [(one, at) for at, letter in enumerate(text) for one in _squeezed(letter)]
    start = "".join(one for one, _ in squeezed).find(wanted := _squeezed(words))
    if start < 0 or not wanted:
        return None
    return _whole(text, squeezed[start][1], squeezed[start + len(wanted) - 1][1])


def _whole(text: str, first: int, last: int) -> str:
    """What stands from one letter to another, with the rest of the words and figures that these cut."""
    words = [found.span() for found in WORD.finditer(text)]
    start = next((start for start, end in words if start <= first < end), first)
    stop = next((end for start, end in words if start <= last < end), last + 1)
    return text[start:stop]


def _squeezed(text: str) -> str:
    return "".join(folded(text).translate(ALIKE).split())


def _key(row: Any) -> str:
    if isinstance(row, Indicator):
        return key_of(PointKind.RESULT, row.code)
    if isinstance(row, Action):
        return key_of(PointKind.ACTION, row.number)
    return key_of(PointKind.TEXT, _name(row))


def _name(section: Section) -> str:
    if section.kind == SectionKind.OBJECTIVE and section.objective:
        return f"objective.{section.objective.number}"
    if section.kind == SectionKind.ENGAGEMENT and section.engagement:
        return f"engagement.{section.engagement.code}"
    return section.kind

"""What a remark may bear on: a row of the report's year, and the passages of its text."""

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
from reports.points import Point, PointKind, key_of, line_names, points_in
from reports.rendering.figures import Figures, folded
from reports.rendering.passages import passages_of
from reports.review.facts import text_of
from reports.years import PLACES

NOT_THERE = (
    "Ce passage ne se lit pas dans ce que la remarque vise. Copiez-le tel qu’il est écrit dans "
    f"l’édition partagée{NBSP}: « … » n’y remplace rien."
)


class Subjects:
    """The rows on which a remark may bear, read once; each is named « indicator-12 » by a form, and by the
    key of its point in the content of the report."""

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
        names = line_names([line_content(line) for line in lines])
        keys = {id(line): key_of(PointKind.MONEY, name) for line, name in zip(lines, names, strict=True)}
        return {place: keys.get(id(row)) or _key(row) for place, (_, row) in self.by_place.items()}

    def point_of(self, remark: Remark) -> str:
        """The key of the point that the remark bears on; nothing for the whole, or for a row that the report
        no longer holds."""
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
    if point.kind == PointKind.TEXT:
        return passages_of(text_of(point), figures)
    return [line.strip() for line in text_of(point).splitlines() if line.strip()]


def fault_of_quote(quote: str, passages: list[str]) -> str:
    """Why these words cannot be quoted of these passages, in French; nothing when they are read there, or
    when nothing is quoted. Neither spaces nor line breaks count, which a copy changes."""
    return "" if _squeezed(quote) in _squeezed(" ".join(passages)) else NOT_THERE


def _squeezed(text: str) -> str:
    return "".join(folded(text).replace("’", "'").split())


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

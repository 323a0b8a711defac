"""What stands beside a text while it is written: the figures it tells of, so that nobody copies them."""

from dataclasses import dataclass

from reports.content import ObjectiveContent, ReportContent
from reports.enums import SectionKind
from reports.models import Section
from reports.rendering.money import Row, money
from reports.rendering.results import IndicatorRow, engagement_part, tally_sentence


@dataclass(frozen=True)
class Beside:
    """Rows of indicators, amounts, and a sentence; each may be empty."""

    indicators: list[IndicatorRow]
    amounts: list[Row]
    sentence: str


def beside(section: Section, content: ReportContent) -> Beside:
    """The figures of the section's place."""
    if section.kind == SectionKind.FUNDING:
        return Beside([], money(content).summary, "")
    if section.kind in (SectionKind.ENGAGEMENT, SectionKind.OBJECTIVE):
        return Beside(_rows(section, content), [], "")
    return Beside([], money(content).summary, tally_sentence(content.tally))


def _rows(section: Section, content: ReportContent) -> list[IndicatorRow]:
    parts = [engagement_part(engagement, content.fiscal_year) for engagement in content.engagements]
    found = [
        part
        for group in parts
        for part in group.objectives
        if _is_of(section, part.content, group.content.code)
    ]
    return [row for part in found for row in part.rows]


def _is_of(section: Section, objective: ObjectiveContent, code: str) -> bool:
    if section.objective:
        return section.objective.number == objective.number
    return section.engagement is not None and section.engagement.code == code

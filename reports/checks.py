"""What is still missing before a report is shared, each with the place where it is mended."""

from dataclasses import dataclass

from django.urls import reverse

from core.formats import counted
from reports.builder import build_report
from reports.content import IndicatorContent, ReportContent
from reports.models import Report


@dataclass(frozen=True)
class Point:
    """One thing to complete: what, in French, and the address of the page that mends it."""

    text: str
    url: str


def points_of(report: Report) -> list[Point]:
    """All that is missing, at once. None of it blocks: the parties judge."""
    content = build_report(report)
    where = [report.contract.reference, report.fiscal_year]
    indicators, funding = reverse("indicators:year", args=where), reverse("funding:year", args=where)
    points = [
        Point(_missing_results(content), indicators),
        Point(_missing_targets(content), indicators),
        Point(_unexplained(content), indicators),
        Point(_unspent(content), funding),
        Point(_unwritten(report), "#redaction"),
    ]
    return [point for point in points if point.text]


def _rows(content: ReportContent) -> list[IndicatorContent]:
    objectives = [part for engagement in content.engagements for part in engagement.objectives]
    return [indicator for objective in objectives for indicator in objective.indicators]


def _missing_results(content: ReportContent) -> str:
    missing = [row.code for row in _rows(content) if row.result is None]
    return f"{counted(len(missing), 'résultat')} à saisir : {', '.join(missing)}." if missing else ""


def _missing_targets(content: ReportContent) -> str:
    missing = [row.code for row in _rows(content) if row.target is None]
    return (
        f"{counted(len(missing), 'cible locale', 'cibles locales')} à fixer : {', '.join(missing)}."
        if missing
        else ""
    )


def _unexplained(content: ReportContent) -> str:
    bare = [
        row.code
        for row in _rows(content)
        if row.status == "behind" and row.result and not (row.result.comment or row.result.gap_cause)
    ]
    return f"{counted(len(bare), 'écart')} sans explication : {', '.join(bare)}." if bare else ""


def _unspent(content: ReportContent) -> str:
    lines = sum(1 for line in content.funding.lines if line.spent is None and line.notified is not None)
    return f"{counted(lines, 'ligne')} de financement sans montant dépensé." if lines else ""


def _unwritten(report: Report) -> str:
    empty = sum(1 for section in report.sections.all() if not section.body)
    return f"{counted(empty, 'section')} de texte à rédiger." if empty else ""

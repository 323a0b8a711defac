"""What is still missing before a report is shared, each with the place where it is mended."""

from dataclasses import dataclass

from django.urls import reverse

from core.formats import NBSP, counted
from indicators.checks import blocking_told, open_told, year_checks
from reports.builder import build_report
from reports.content import ActionContent, IndicatorContent, ReportContent
from reports.models import Report


@dataclass(frozen=True)
class Point:
    """One thing to complete: what, in French, and the address of the page that mends it."""

    text: str
    url: str


@dataclass(frozen=True)
class Step:
    """A part of the département's work on a report: its name, its page, and what it still lacks."""

    title: str
    url: str
    missing: list[str]


def points_of(report: Report) -> list[Point]:
    """All that is missing, at once. What is merely missing does not block: the parties judge. What is to be
    corrected does, and what is to be explained wants an explanation or a reason to do without (see
    `reports.workflow.share`)."""
    return [Point(text, step.url) for step in steps_of(report) for text in step.missing]


def steps_of(report: Report) -> list[Step]:
    """The département's work before sharing, in its order."""
    content = build_report(report)
    reference, year = report.contract.reference, report.fiscal_year
    return [
        Step(
            "Saisir les résultats",
            reverse("indicators:year", args=[reference, year]),
            _said(_missing_results(content), _missing_targets(content)),
        ),
        Step(
            "Contrôler les valeurs",
            reverse("indicators:checks", args=[reference, year]),
            _unchecked(report),
        ),
        Step(
            "Compléter les financements",
            reverse("funding:year", args=[reference, year]),
            _said(_unspent(content)),
        ),
        Step(
            "Faire le bilan des actions",
            reverse("contracts:actions", args=[reference]),
            _said(_unreviewed(content)),
        ),
        Step("Rédiger les textes", "#redaction", _said(_unwritten(report))),
    ]


def _said(*sentences: str) -> list[str]:
    return [sentence for sentence in sentences if sentence]


def _rows(content: ReportContent) -> list[IndicatorContent]:
    objectives = [part for engagement in content.engagements for part in engagement.objectives]
    return [indicator for objective in objectives for indicator in objective.indicators]


def _missing_results(content: ReportContent) -> str:
    missing = [row.code for row in _rows(content) if row.result is None]
    return f"{counted(len(missing), 'résultat')} à saisir{NBSP}: {', '.join(missing)}." if missing else ""


def _missing_targets(content: ReportContent) -> str:
    missing = [row.code for row in _rows(content) if row.target is None]
    return (
        f"{counted(len(missing), 'cible locale', 'cibles locales')} à fixer{NBSP}: {', '.join(missing)}."
        if missing
        else ""
    )


def _unchecked(report: Report) -> list[str]:
    checks = year_checks(report.contract, report.fiscal_year)
    return _said(blocking_told(checks.blocking), open_told(checks.open))


def _unspent(content: ReportContent) -> str:
    lines = sum(1 for line in content.funding.lines if line.spent is None and line.notified is not None)
    return f"{counted(lines, 'ligne')} de financement sans montant dépensé." if lines else ""


def _unreviewed(content: ReportContent) -> str:
    bare = [f"n°{NBSP}{action.number}" for action in content.actions if not _is_reviewed(action)]
    return f"{counted(len(bare), 'action')} sans bilan{NBSP}: {', '.join(bare)}." if bare else ""


def _is_reviewed(action: ActionContent) -> bool:
    said = action.done or action.difficulties or action.next_steps
    return bool(said) or action.outcome_count is not None


def _unwritten(report: Report) -> str:
    empty = sum(1 for section in report.sections.all() if not section.body)
    return f"{counted(empty, 'texte')} à rédiger." if empty else ""

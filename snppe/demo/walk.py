"""Walking a report from draft to agreement, through the acts a person would do on screen."""

from collections.abc import Sequence

from accounts.models import Seat
from contracts.models import Contract
from indicators.checks import year_checks
from reports.models import Report
from reports.papers import make_paper
from reports.workflow import seal, share

UNEXPLAINED = "Démonstration\u00a0: les écarts restent à expliquer avec les parties."


def report_of(contract: Contract, year: int) -> Report:
    """The report of a year, read anew."""
    return Report.objects.select_related("current_edition__submitted").get(
        contract=contract, fiscal_year=year
    )


def share_report(report: Report, *, by: Seat) -> None:
    """Freeze it and hand it over, gaps that the story left unexplained included."""
    is_bare = bool(year_checks(report.contract, report.fiscal_year).open)
    share(report, by=by, reason=UNEXPLAINED if is_bare else "")


def seal_report(report: Report, *, seals: Sequence[tuple[Seat, str]]) -> None:
    """Each party's seal on the current edition, in order; with reservations where a statement is given.

    A seal bears on a PDF, so it is rendered at once instead of waiting for the worker.
    """
    report = report_of(report.contract, report.fiscal_year)
    edition = report.current_edition
    make_paper.call(edition.submitted_id)
    for seat, statement in seals:
        decision = "reserved" if statement else "given"
        seal(report, by=seat, decision=decision, sha256=edition.sha256, statement=statement)

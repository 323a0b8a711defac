"""Walking a report from draft to agreement, through the acts a person would do on screen."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from accounts.models import Seat
from contracts.models import Contract
from indicators.checks import year_checks
from reports.models import Report
from reports.papers import make_paper
from reports.signing.acts import shown_sha256, sign_report
from reports.signing.certificates import SealingRefused
from reports.workflow import seal, share
from snppe.demo.cast import PASSWORD

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


def sign_in_turn(report: Report, *, signatories: Iterable[Seat]) -> None:
    """Each party's signature on the agreed PDF, one after the other, worthless in law.

    A machine that keeps other certificates, or asks an authority the time, may refuse: the demonstration then
    goes without these signatures.
    """
    report = report_of(report.contract, report.fiscal_year)
    edition = report.current_edition
    make_paper.call(edition.agreed_id)
    with suppress(SealingRefused):
        for seat in signatories:
            sign_report(report, by=seat, password=PASSWORD, shown_sha256=shown_sha256(edition))

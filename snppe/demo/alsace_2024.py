"""The exercise of Alsace done by itself: results, reviews and narrative of 2024, then both reports agreed.

Only what is still blank is entered, and only in reports that are still drafts: what a visitor did stays.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accounts.models import Seat
from contracts.actions import review_action
from contracts.models import ActionReview, Contract, Perimeter
from core.acting import acting
from indicators.actions import record_measurement
from indicators.models import GapCause, Measurement
from reports.actions import write_section
from reports.assembly import write_assembly_section
from reports.enums import ReportState
from reports.models import AssemblyReport, Report
from snppe.demo.alsace import PLACES, national_indicator
from snppe.demo.cast import seat_of
from snppe.demo.files import read
from snppe.demo.opening import reference_of
from snppe.demo.walk import report_of, seal_report, share_report


def complete() -> int:
    """Enter what is missing and lead the drafts to their agreement; how many reports were agreed."""
    file, described = read("alsace-results.json"), read("alsace.json")
    contracts = [Contract.objects.get(reference=reference_of(row)) for row in described["contracts"]]
    reports = [report_of(contract, file["fiscal_year"]) for contract in contracts]
    drafts = [report for report in reports if report.state == ReportState.DRAFT]
    if len(drafts) == len(reports):
        _enter_results(contracts[0], described["joint_perimeter"], file)
    for report in drafts:
        keys = {row["title"]: row["key"] for part in described["contracts"] for row in part["actions"]}
        _finish(report, keys, file)
    _write_assembly(file)
    return len(drafts)


def _enter_results(contract: Contract, label: str, file: Mapping[str, Any]) -> None:
    perimeter, editor = Perimeter.objects.get(label=label), seat_of("saisie.alsace", "editor")
    for row in file["results"]:
        indicator = national_indicator(contract, row["indicator"])
        place = {"indicator": indicator, "perimeter": perimeter, "year": file["fiscal_year"]}
        if Measurement.objects.filter(**place).exists():
            continue
        record_measurement(
            contract=contract,
            **place,
            value=Decimal(row["value"]),
            comment=row["comment"],
            gap_cause=GapCause.objects.filter(code=row["gap_cause"]).first(),
            provenance=f"Source\u00a0: {file['short_source']}.",
            by=editor,
        )


def _finish(report: Report, keys: Mapping[str, str], file: Mapping[str, Any]) -> None:
    contract, place = report.contract, PLACES[report.contract.territory.code]
    editor = seat_of(f"saisie.{place}", "editor")
    _review_actions(contract, keys, file, editor)
    texts = file["sections"][contract.territory.code]
    for section in report.sections.filter(body="").select_related("engagement"):
        body = texts.get(section.engagement.code if section.engagement else section.kind, "")
        if body:
            write_section(section, body=body, by=editor)
    share_report(report, by=editor)
    seats = [
        seat_of(f"relecture.prefecture-{place}", "reviewer"),
        seat_of("ars.grand-est", "reviewer"),
        seat_of("signature.alsace", "signatory"),
    ]
    seal_report(report, seals=[(seat, "") for seat in seats])


def _review_actions(
    contract: Contract, keys: Mapping[str, str], file: Mapping[str, Any], editor: Seat
) -> None:
    year = file["fiscal_year"]
    for action in contract.actions.exclude(reviews__fiscal_year=year):
        told = file["reviews"].get(keys.get(action.title, ""))
        if not told:
            continue
        count = Decimal(told["outcome_count"]) if "outcome_count" in told else None
        review = review_action(action, fiscal_year=year, values={**told, "outcome_count": count}, by=editor)
        _source(review, file["short_source"], editor)


def _source(review: ActionReview, source: str, editor: Seat) -> None:
    with acting(editor):
        review.provenance = f"Source\u00a0: {source}."
        review.save()


def _write_assembly(file: Mapping[str, Any]) -> None:
    writer = seat_of("saisie.alsace", "editor")
    paper = AssemblyReport.objects.get(authority=writer.organisation, fiscal_year=file["fiscal_year"])
    if paper.adopted_on is None:
        for section in paper.sections.filter(body=""):
            write_assembly_section(section, body=file["assembly"][section.kind], by=writer)

"""What must always be true of reports, whoever writes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from reports.enums import RenderingState, ReportState, SealDecision
from reports.models import AssemblyReport, AssemblySection, Edition, Remark, Rendering, Report, Seal, Section
from tests.factories import ReportFactory, SectionFactory
from tests.refusals import refused

AT = datetime(2025, 6, 20, tzinfo=UTC)


@pytest.fixture
def report(contract_67):
    return ReportFactory(contract=contract_67)


@pytest.fixture
def objective(contract_67):
    return contract_67.framework.objectives.get(number=1)


def test_a_contract_has_one_report_a_year(report):
    refused(
        Report(contract=report.contract, fiscal_year=report.fiscal_year),
        "report_unique_per_contract_and_year",
    )


@pytest.mark.parametrize(
    ("state", "agreed_at"), [(ReportState.DRAFT, AT), (ReportState.SHARED, AT), (ReportState.AGREED, None)]
)
def test_a_report_is_dated_of_its_agreement_and_it_alone(contract_67, state, agreed_at):
    report = ReportFactory(contract=contract_67, in_state=ReportState.SHARED)
    report.state, report.agreed_at = state, agreed_at

    refused(report, "report_agreed_iff_dated")


@pytest.mark.parametrize(
    ("state", "deliberated_on"), [(ReportState.AGREED, date(2025, 7, 1)), (ReportState.DELIBERATED, None)]
)
def test_a_report_is_dated_of_its_deliberation_and_it_alone(contract_67, state, deliberated_on):
    report = ReportFactory(contract=contract_67, in_state=ReportState.AGREED)
    report.state, report.deliberated_on = state, deliberated_on

    refused(report, "report_deliberated_iff_dated")


@pytest.mark.parametrize("state", [ReportState.SHARED, ReportState.RETURNED, ReportState.CORRECTED])
def test_what_was_shared_has_a_frozen_edition(report, state):
    report.state = state

    refused(report, "report_frozen_once_shared")


def test_each_place_of_the_narrative_is_written_once(report, objective):
    engagement = objective.engagement
    SectionFactory(report=report)
    SectionFactory(report=report, kind="engagement", engagement=engagement)
    SectionFactory(report=report, kind="objective", objective=objective)

    refused(Section(report=report, kind="summary"), "section_once_per_place")
    refused(Section(report=report, kind="engagement", engagement=engagement), "section_once_per_engagement")
    refused(Section(report=report, kind="objective", objective=objective), "section_once_per_objective")


@pytest.mark.parametrize("kind", ["engagement", "objective", "summary"])
def test_a_section_points_at_its_place_and_at_nothing_else(report, objective, kind):
    both = {"engagement": objective.engagement, "objective": objective}

    refused(Section(report=report, kind=kind, **both), "section_points_at_its_place")


def remark(report: Report, seat: Any, **fields: Any) -> Remark:
    made = {"organisation": seat.organisation, "author": seat.user, "body": "À préciser."}
    return Remark(report=report, **(made | fields))


def test_a_closed_remark_says_when_and_it_alone(report, ars_grand_est):
    refused(remark(report, ars_grand_est, state="closed"), "remark_closed_iff_dated")
    refused(remark(report, ars_grand_est, closed_at=AT), "remark_closed_iff_dated")


def test_an_answered_remark_has_an_answer(report, ars_grand_est):
    refused(remark(report, ars_grand_est, state="answered"), "remark_answered_has_answer")


def test_editions_are_numbered_once(shared, edition):
    twin = Edition(report=shared, number=edition.number, canonical="{}", sha256="0" * 64)

    refused(twin, "edition_number_unique_in_report")


@pytest.mark.parametrize("sha256", ["", "0" * 63, "F" * 64, "g" * 64])
def test_the_hash_of_an_edition_is_one(report, sha256):
    refused(Edition(report=report, number=1, canonical="{}", sha256=sha256), "edition_hash_is_sha256")


def seal_of(edition: Edition, seat: Any, **fields: Any) -> Seal:
    place = {"report": edition.report, "edition": edition, "organisation": seat.organisation, "seat": seat}
    said = {"seat_label": str(seat), "decision": SealDecision.GIVEN, "sealed_sha256": edition.sha256}
    return Seal(**(place | said | fields))


def test_an_organisation_seals_an_edition_once_whoever_clicks_first(edition, prefecture_67):
    seal_of(edition, prefecture_67).save()

    refused(seal_of(edition, prefecture_67), "seal_one_per_edition_and_organisation")


@pytest.mark.parametrize("decision", [SealDecision.RESERVED, SealDecision.REFUSED])
def test_a_seal_that_is_not_plainly_given_says_why(edition, prefecture_67, decision):
    refused(seal_of(edition, prefecture_67, decision=decision), "seal_reserved_or_refused_says_why")


@pytest.mark.parametrize("fields", [{"voided_at": AT}, {"voided_reason": "Renvoi"}])
def test_a_fallen_seal_says_when_and_why(edition, prefecture_67, fields):
    refused(seal_of(edition, prefecture_67, **fields), "seal_voided_says_why")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": RenderingState.READY}, "rendering_ready_has_file"),
        ({"state": RenderingState.READY, "file": "pdf/x.pdf"}, "rendering_ready_has_file"),
        ({"state": RenderingState.FAILED}, "rendering_failed_says_why"),
    ],
)
def test_a_paper_is_ready_with_its_file_or_failed_with_its_cause(db, fields, constraint):
    refused(Rendering(key="0" * 64, kind="draft", canonical="{}", **fields), constraint)


def test_an_authority_has_one_paper_a_year_and_each_section_once(cea):
    paper = AssemblyReport.objects.create(authority=cea, fiscal_year=2024)
    AssemblySection.objects.create(assembly_report=paper, kind="summary")

    refused(AssemblyReport(authority=cea, fiscal_year=2024), "assembly_report_once_a_year")
    refused(AssemblySection(assembly_report=paper, kind="summary"), "assembly_section_once")


def test_an_adopted_paper_bears_its_deliberation(cea):
    adopted = AssemblyReport(authority=cea, fiscal_year=2024, adopted_on=date(2025, 7, 1))

    refused(adopted, "assembly_report_adopted_has_reference")

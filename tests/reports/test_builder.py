"""From the database to plain data, to canonical JSON and back."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.actions import save_action
from contracts.models import ActionReview, Perimeter
from core.canonical import sha256_hex
from indicators.explaining import explain
from reports.actions import open_report
from reports.builder import build_report
from reports.canonical import read_report, write_report
from reports.content import ExplanationContent, Tally
from reports.exports import report_csv
from reports.models import Section
from tests.factories import (
    ActionFactory,
    CampaignFactory,
    DeadlineFactory,
    FundingLineFactory,
    GapCauseFactory,
    MeasurementFactory,
    TargetFactory,
)

FAR = {"year": 2024, "rule": "P5", "sentence": "Deux postes vacants.", "shown_version": 0}


@pytest.fixture
def indicator(contract_67):
    return contract_67.framework.objectives.get(number=1).indicators.get()


@pytest.fixture
def visits(contract_67):
    return contract_67.framework.objectives.get(number=3).indicators.get()


@pytest.fixture
def alsace(contract_67, contract_68):
    """A perimeter that covers both contracts."""
    perimeter = Perimeter.objects.create(label="Alsace (67 et 68)")
    perimeter.contracts.add(contract_67, contract_68)
    return perimeter


def row_of(content, code):
    rows = [
        row for part in content.engagements for objective in part.objectives for row in objective.indicators
    ]
    return next(row for row in rows if row.code == code)


def test_a_report_says_baseline_target_result_gap_and_change(contract_67, visits, alsace, draft):
    MeasurementFactory(indicator=visits, perimeter=alsace, year=2019, value=Decimal(3244))
    MeasurementFactory(indicator=visits, perimeter=alsace, year=2024, value=Decimal(5078))
    TargetFactory(contract=contract_67, indicator=visits, operator="times_baseline", value=Decimal(2))

    row = row_of(build_report(draft), "3.1")

    assert (row.baseline.value, row.result.value, row.target.value) == (
        Decimal(3244),
        Decimal(5078),
        Decimal(2),
    )
    assert (row.change, row.change_kind) == (Decimal("56.5"), "percent")
    assert row.gap == Decimal(-1410)
    assert row.result.perimeter == "Alsace (67 et 68)"
    assert row.result.is_shared


def test_figures_of_different_perimeters_are_not_compared(contract_67, indicator, alsace, draft):
    MeasurementFactory(indicator=indicator, contract=contract_67, year=2019, value=Decimal("1.3"))
    MeasurementFactory(indicator=indicator, perimeter=alsace, year=2024, value=Decimal("12.5"))

    row = row_of(build_report(draft), "1.1")

    assert row.change is None
    assert "périmètre" in row.change_note


def test_an_absence_is_said_and_is_not_zero(contract_67, indicator, draft):
    MeasurementFactory(indicator=indicator, contract=contract_67, kind="not_collected", value=None)

    content = build_report(draft)

    assert (row_of(content, "1.1").result.kind, row_of(content, "1.1").result.value) == (
        "not_collected",
        None,
    )
    assert content.tally.with_result == 0


def test_what_goes_to_the_departement_is_not_the_total(contract_67, draft):
    for source, amount, payee in (
        ("p304", "2288761", "departement"),
        ("fir", "742500", "departement"),
        ("ondam", "713524", "establishments"),
    ):
        FundingLineFactory(contract=contract_67, source=source, notified_amount=Decimal(amount), payee=payee)

    funding = build_report(draft).funding

    assert (funding.state_support, funding.fir_share) == (Decimal("3031261.00"), Decimal("742500.00"))
    assert (funding.establishments, funding.grand_total) == (Decimal("713524.00"), Decimal("3744785.00"))
    assert funding.departement_share is None


def test_the_summary_counts_what_the_pages_show(contract_67, indicator, draft):
    MeasurementFactory(indicator=indicator, contract=contract_67, value=Decimal(25))
    TargetFactory(contract=contract_67, indicator=indicator, value=Decimal(20))
    ActionFactory(contract=contract_67)

    assert build_report(draft).tally == Tally(
        objectives=2,
        fundamental=2,
        optional=0,
        actions=1,
        indicators=2,
        with_result=1,
        reached=1,
        on_track=0,
        behind=0,
        without_target=0,
        without_value=1,
    )


def test_actions_come_with_their_review_of_the_year(contract_67, draft):
    action = ActionFactory(contract=contract_67, number=1, title="Centre parental")
    action.objectives.add(contract_67.framework.objectives.get(number=1))
    ActionReview.objects.create(
        action=action, fiscal_year=2024, outcome_count=Decimal(16), outcome_unit="familles"
    )

    content = build_report(draft)

    assert [(a.title, a.outcome_count, a.objectives) for a in content.actions] == [
        ("Centre parental", Decimal(16), [1])
    ]
    assert content.engagements[0].objectives[0].actions == [1]


def test_the_deadline_is_the_campaigns_or_the_territorys_extension(contract_67, bas_rhin, draft):
    deadline = DeadlineFactory(campaign=CampaignFactory(framework=contract_67.framework))
    before = build_report(draft).deadline.due_on
    deadline.extensions.create(territory=bas_rhin, due_on=date(2025, 9, 30), reason="Report accordé")

    assert (before, build_report(draft).deadline.due_on) == (date(2025, 6, 30), date(2025, 9, 30))


def test_content_is_read_back_exactly_from_its_canonical_form(contract_67, indicator, draft):
    MeasurementFactory(indicator=indicator, contract=contract_67, value=Decimal("12.5000"))
    section = Section.objects.get(report=draft, kind="summary")
    section.body = "Un résumé « à la française », l’œil ouvert."
    section.save()
    content = build_report(draft)

    canonical = write_report(content)

    assert read_report(canonical) == content
    assert write_report(read_report(canonical)) == canonical
    assert '"value":"12.5"' in canonical


def test_the_same_data_gives_the_same_hash(contract_67, indicator, draft):
    MeasurementFactory(indicator=indicator, contract=contract_67, value=Decimal("12.5"))

    first, second = (sha256_hex(write_report(build_report(draft)).encode()) for _ in range(2))

    assert first == second


def test_the_table_of_figures_holds_results_and_money(contract_67, indicator, draft):
    MeasurementFactory(indicator=indicator, contract=contract_67, value=Decimal("12.5"))
    FundingLineFactory(contract=contract_67, notified_amount=Decimal("742500"))

    text = report_csv(build_report(draft)).decode("utf-8-sig")

    assert "Résultat" in text
    assert "12,5" in text
    assert "742500" in text


def test_building_costs_the_same_for_one_and_for_three_rows(
    contract_67, draft, indicator, django_assert_num_queries
):
    def add(number):
        ActionFactory(contract=contract_67, number=number)
        FundingLineFactory(contract=contract_67, payee_label=f"Bénéficiaire {number}")
        MeasurementFactory(contract=contract_67, indicator=indicator, year=2020 + number)

    add(1)
    with CaptureQueriesContext(connection) as one:
        build_report(draft)
    add(2)
    add(3)

    with django_assert_num_queries(len(one)):
        build_report(draft)


def test_opening_a_report_twice_gives_the_same_draft(draft, editor_67):
    again = open_report(contract=draft.contract, fiscal_year=2024, by=editor_67)

    assert again == draft
    assert draft.sections.count() == 7


def test_an_edition_frozen_before_an_amount_existed_is_read_back_and_keeps_its_figures(
    contract_67, editor_67
):
    FundingLineFactory(contract=contract_67, notified_amount=Decimal("12.50"))
    draft = open_report(contract=contract_67, fiscal_year=2024, by=editor_67)
    today = write_report(build_report(draft))
    frozen = json.loads(today)
    for line in frozen["funding"]["lines"]:
        del line["carried_in"], line["payment_credits"]

    read = read_report(json.dumps(frozen))

    [line] = read.funding.lines
    assert (line.notified, line.carried_in, line.payment_credits) == (Decimal("12.50"), None, None)
    assert write_report(read) == today


def test_a_report_keeps_the_explanations_that_hold_beside_their_result(
    contract_67, indicator, draft, editor_67
):
    TargetFactory(contract=contract_67, indicator=indicator, value=Decimal(20))
    reading = MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal("12.5"))
    explain(contract=contract_67, indicator=indicator, cause=GapCauseFactory(), by=editor_67, **FAR)

    content = build_report(draft)
    reading.value = Decimal(11)
    reading.save()

    assert row_of(content, indicator.code).explanations == [
        ExplanationContent(
            "P5", "Résultat loin de la cible", "Poste vacant", "Deux postes vacants.", 2024, 2024
        )
    ]
    assert read_report(write_report(content)) == content
    assert row_of(build_report(draft), indicator.code).explanations == []


def test_an_edition_frozen_before_explanations_were_kept_has_the_same_hash(contract_67, indicator, draft):
    MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal("12.5"))
    frozen = write_report(build_report(draft))

    assert "explanations" not in frozen
    assert sha256_hex(write_report(read_report(frozen)).encode()) == sha256_hex(frozen.encode())


def test_a_report_keeps_the_indicators_of_an_action_and_what_was_frozen_before_has_the_same_hash(
    contract_67, indicator, draft, editor_67
):
    action = ActionFactory(contract=contract_67, number=1)
    frozen = write_report(build_report(draft))
    save_action(contract_67, action=action, values={"indicators": [indicator]}, by=editor_67)

    content = build_report(draft)

    assert "indicators" not in json.loads(frozen)["actions"][0]
    assert sha256_hex(write_report(read_report(frozen)).encode()) == sha256_hex(frozen.encode())
    assert content.actions[0].indicators == [indicator.code]
    assert read_report(write_report(content)) == content

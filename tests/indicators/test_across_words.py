"""What the page of one indicator says where there is little to say: no value, a secret, a ratio."""

from decimal import Decimal

import pytest

from indicators.across_page import AcrossPage, position_wording
from indicators.enums import Behaviour, Direction, RollUp
from indicators.wordings import NO_TOTAL, PROTECTED
from reports.enums import ReportState
from tests.factories import MeasurementFactory, ReportFactory

pytestmark = pytest.mark.django_db


def test_a_page_without_any_value_says_so_and_draws_nothing(dgcs, visits, contract_67, contract_68):
    page = AcrossPage(visits, dgcs, 2024, "value")

    assert (page.median, page.spread_told, page.protection, page.nation_chart) == ("", "", "", None)
    assert page.nation.value == NO_TOTAL
    assert {position_wording(page, row) for row in page.rows} == {""}


def test_a_secret_is_told_as_one_in_rows_and_totals(dgcs, visits, contract_67):
    MeasurementFactory(indicator=visits, contract=contract_67, value=Decimal(3))
    ReportFactory(contract=contract_67, in_state=ReportState.SHARED)

    page = AcrossPage(visits, dgcs, 2024, "territory")

    assert {row.value for row in page.rows} == {PROTECTED}
    assert {row.details for row in page.rows} == {""}
    assert [row.value for row in page.regions] == [PROTECTED]
    assert page.protection


def test_a_ratio_says_its_parts_and_where_each_stands(dgcs, rate, contract_67, contract_68):
    rate.roll_up, rate.behaviour, rate.direction = RollUp.RATIO, Behaviour.CUMULATIVE, Direction.FALL
    rate.numerator_label, rate.denominator_label = "Entretiens", "Naissances"
    rate.save()
    for contract, part in ((contract_67, 100), (contract_68, 300)):
        ratio = {"value": Decimal(part) / 10, "numerator": Decimal(part), "denominator": Decimal(1000)}
        MeasurementFactory(indicator=rate, contract=contract, **ratio)
        ReportFactory(contract=contract, in_state=ReportState.SHARED)

    page = AcrossPage(rate, dgcs, 2024, "value")

    facts = dict(page.facts)
    assert (facts["Numérateur"], facts["Dénominateur"]) == ("Entretiens", "Naissances")
    assert facts["Rythme"] == str(rate.get_behaviour_display())
    assert (page.nation.value, page.nation.ratio) == ("20\u00a0%", "400 sur 2\u00a0000")
    assert [position_wording(page, row) for row in page.rows] == [
        "1re sur 2, de la plus basse à la plus haute\u00a0; au-dessous de la médiane",
        "2e sur 2, de la plus basse à la plus haute\u00a0; au-dessus de la médiane",
    ]

"""The money beside the results: objective by objective, what was spent, what came of it, what a unit cost."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from contracts.models import Perimeter
from funding.balance import total_of
from funding.queries import lines_of
from indicators.enums import Behaviour
from reports.money_results import NO_YEAR_BEFORE, NOTHING_NEW, OF_SEVERAL, money_results
from tests.factories import ActionFactory, FundingLineFactory, MeasurementFactory, ReportFactory

URL = reverse("reports:money_results", args=["67-2020", 2024])


@pytest.fixture
def objectives(contract_67: Any) -> Any:
    return {one.number: one for one in contract_67.framework.objectives.all()}


@pytest.fixture
def visits(objectives: Any) -> Any:
    """The indicator of objective 3, a number that is counted."""
    return objectives[3].indicators.get()


@pytest.fixture
def money(contract_67: Any, objectives: Any) -> Any:
    """One action serves both objectives, another the third alone; a line pays the whole contract."""
    both, third = ActionFactory(contract=contract_67, number=1), ActionFactory(contract=contract_67, number=2)
    both.objectives.set(objectives.values())
    third.objectives.set([objectives[3]])
    said = (("p304", both, "100.01", "50.01"), ("fir", third, "500", "400"), ("ondam", None, "7", None))
    return [
        FundingLineFactory(
            contract=contract_67, source=source, action=action, notified_amount=Decimal(notified),
            spent_amount=spent and Decimal(spent),
        )
        for source, action, notified, spent in said
    ]  # fmt: skip


def rows_of(contract: Any, seat: Any) -> dict[str, Any]:
    return {row.label.split("\u00a0:")[0]: row for row in money_results(contract, 2024, seat).rows}


def test_each_objective_has_its_money_by_source_and_the_total_is_that_of_the_contract(
    contract_67, money, editor_67
):
    results = money_results(contract_67, 2024, editor_67)
    rows = rows_of(contract_67, editor_67)

    planned = {name: [cell.planned for _, cell in row.cells] for name, row in rows.items()}
    assert results.sources == ["Programme 304", "FIR", "ONDAM médico-social"]
    assert planned == {
        "Objectif 1": [Decimal("50.01"), None, None],
        "Objectif 3": [Decimal("50.00"), Decimal(500), None],
        "Ensemble du contrat, sans action": [None, None, Decimal(7)],
    }
    lines = lines_of(contract_67, 2024)
    assert results.total.total.planned == total_of(lines, "notified_amount").amount == Decimal("607.01")
    assert results.total.total.spent == total_of(lines, "spent_amount").amount == Decimal("450.01")
    assert rows["Objectif 3"].rate == "77\u00a0%"


def test_a_counted_result_has_its_cost_beside_its_status_and_a_rate_has_none(
    contract_67, money, visits, objectives, editor_67
):
    MeasurementFactory(indicator=visits, contract=contract_67, value=Decimal(40))
    rate = objectives[1].indicators.get()
    MeasurementFactory(indicator=rate, contract=contract_67, value=Decimal(12))

    rows = rows_of(contract_67, editor_67)

    [counted], [ratio] = rows["Objectif 3"].outcomes, rows["Objectif 1"].outcomes
    assert counted.cost == "10,63\u00a0€ par visite"
    assert (counted.status, bool(counted.status_label)) == ("no_target", True)
    assert ratio.cost == ""


@pytest.mark.parametrize(
    ("before", "now", "cost"),
    [
        (None, 40, NO_YEAR_BEFORE),
        (30, 40, "42,50\u00a0€ par visite"),
        (40, 40, NOTHING_NEW),
        (50, 40, NOTHING_NEW),
    ],
)
def test_a_total_to_date_is_divided_by_what_the_year_brought(
    contract_67, money, visits, editor_67, before, now, cost
):
    visits.behaviour = Behaviour.CUMULATIVE
    visits.save()
    if before is not None:
        MeasurementFactory(indicator=visits, contract=contract_67, year=2023, value=Decimal(before))
    MeasurementFactory(indicator=visits, contract=contract_67, value=Decimal(now))

    [outcome] = rows_of(contract_67, editor_67)["Objectif 3"].outcomes

    assert outcome.cost == cost


def test_a_result_of_several_contracts_has_no_cost(contract_67, contract_68, money, visits, editor_67):
    alsace = Perimeter.objects.create(label="Alsace")
    alsace.contracts.set([contract_67, contract_68])
    MeasurementFactory(indicator=visits, perimeter=alsace, value=Decimal(40))

    [outcome] = rows_of(contract_67, editor_67)["Objectif 3"].outcomes

    assert outcome.cost == OF_SEVERAL


def test_the_page_hides_the_results_of_a_year_that_is_not_shared(
    contract_67, money, visits, prefecture_67, editor_67, sign_in
):
    MeasurementFactory(indicator=visits, contract=contract_67, value=Decimal(4321))

    own, other = (sign_in(seat).get(URL).content.decode() for seat in (editor_67, prefecture_67))
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state="shared")
    shared = sign_in(prefecture_67).get(URL).content.decode()

    assert ("4\u00a0321" in own, "4\u00a0321" in other, "4\u00a0321" in shared) == (True, False, True)
    assert "non partagé" in other
    assert "€ par visite" not in other
    for page in (own, other, shared):
        assert "variable inconnue" not in page
        assert "607,01\u00a0€" in page
        assert "<svg" in page


def test_the_matrix_is_downloaded_and_sums_to_the_total(contract_67, money, editor_67, sign_in):
    text = sign_in(editor_67).get(URL, {"format": "csv"}).content.decode("utf-8-sig")

    amounts = [row.split(";")[-2] for row in text.splitlines()[1:] if row.count(";") == 3]
    assert sum(Decimal(amount.replace(",", ".")) for amount in amounts if amount) == Decimal("607.01")


def test_a_year_without_money_says_what_will_come(contract_67, editor_67, sign_in):
    assert "Aucun financement à répartir" in sign_in(editor_67).get(URL).content.decode()

"""Completeness and timeliness of each territory, for the national level."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Perimeter
from indicators.enums import ValueKind
from indicators.models import Indicator
from overview.quality import Quality
from reports.enums import ReportState
from tests.factories import CampaignFactory, DeadlineFactory, MeasurementFactory, ReportFactory
from tests.indicators.conftest import many_contracts

URL = "/national/completude/"
JULY_5 = datetime(2025, 7, 5, tzinfo=UTC)


@pytest.fixture
def deadline(contract_67):
    """30 June 2025."""
    return DeadlineFactory(campaign=CampaignFactory(framework=contract_67.framework))


def told(seat, at=JULY_5):
    """By territory: (with a value, provisional, absent with reason, missing, timeliness)."""
    return {
        row.situation.contract.territory.code: (
            row.valued, row.provisional, row.reasoned, row.missing, row.timeliness.wording
        )
        for row in Quality(seat, at, 2024).rows
    }  # fmt: skip


def test_each_territory_says_what_it_filled_what_it_explained_and_what_is_missing(
    dgcs, contract_67, contract_17, deadline
):
    rate, visits = Indicator.objects.order_by("code")
    MeasurementFactory(indicator=rate, contract=contract_67, kind=ValueKind.PROVISIONAL)
    MeasurementFactory(indicator=visits, contract=contract_67, kind=ValueKind.NOT_COLLECTED, value=None)

    assert told(dgcs) == {
        "17": (0, 0, 0, 2, "en retard\u00a0: 5\u00a0jours"),
        "67": (1, 1, 1, 0, "en retard\u00a0: 5\u00a0jours"),
    }


def test_a_value_over_a_common_perimeter_goes_before_an_absence_over_ones_own(
    dgcs, contract_67, contract_68, deadline
):
    rate = Indicator.objects.get(code="1.1")
    MeasurementFactory(indicator=rate, contract=contract_67, kind=ValueKind.NOT_COLLECTED, value=None)
    alsace = Perimeter.objects.create(label="Alsace")
    alsace.contracts.add(contract_67, contract_68)
    MeasurementFactory(indicator=rate, perimeter=alsace, value=Decimal(3))

    assert {code: row[:3] for code, row in told(dgcs).items()} == {"67": (1, 0, 0), "68": (1, 0, 0)}


@pytest.mark.parametrize(
    ("agreed_at", "wording"),
    [
        (datetime(2025, 6, 30, 21, 59, tzinfo=UTC), "arrêté à temps"),
        (datetime(2025, 6, 30, 22, 1, tzinfo=UTC), "arrêté avec 1\u00a0jour de retard"),
        (datetime(2025, 9, 1, tzinfo=UTC), "arrêté avec 63\u00a0jours de retard"),
    ],
)
def test_a_report_is_in_time_until_midnight_in_its_territory(dgcs, contract_67, deadline, agreed_at, wording):
    report = ReportFactory(contract=contract_67, in_state=ReportState.AGREED)
    report.agreed_at = agreed_at
    report.save()

    assert told(dgcs)["67"][-1] == wording


def test_before_its_date_a_report_is_awaited_and_long_after_very_late(dgcs, contract_67, deadline):
    assert told(dgcs, datetime(2025, 6, 29, 10, tzinfo=UTC))["67"][-1] == "attendu demain"
    assert told(dgcs, datetime(2025, 9, 1, 10, tzinfo=UTC))["67"][-1] == "très en retard\u00a0: 63\u00a0jours"


def test_the_page_reads_no_figure_and_leads_to_each_year(sign_in, dgcs, contract_67, deadline):
    MeasurementFactory(
        indicator=Indicator.objects.get(code="1.1"), contract=contract_67, value=Decimal("87.3"),
        comment="commentaire réservé",
    )  # fmt: skip
    browser = sign_in(dgcs)

    page = browser.get(URL, {"year": "2024"}).content.decode()
    file = browser.get(URL, {"year": "2024", "format": "csv"}).content.decode()

    assert "/contrats/67-2020/indicateurs/2024/" in page
    assert "50\u00a0%" in page
    assert not any(secret in page + file for secret in ("87,3", "87.3", "réservé"))


def test_an_odd_year_falls_back_on_the_last_one(sign_in, dgcs, contract_67):
    for year in ("1999", "²", "' OR 1"):
        assert sign_in(dgcs).get(URL, {"year": year}).context["quality"].year == 2024


def test_without_contract_the_page_says_what_it_waits_for(sign_in, dgcs):
    assert "Aucun exercice échu" in sign_in(dgcs).get(URL).content.decode()


@pytest.mark.parametrize("seat", ["editor_67", "prefecture_67"])
def test_it_is_the_nations_own(sign_in, request, contract_67, seat):
    response = sign_in(request.getfixturevalue(seat)).get(URL)

    assert response.status_code == 403
    assert "suivre la complétude" in response.content.decode()


def test_it_costs_the_same_queries_whatever_the_territories(sign_in, dgcs, contract_67):
    browser = sign_in(dgcs)
    cost = []
    for more in (1, 3):
        many_contracts(Indicator.objects.get(code="1.1"), more)
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        cost.append(len(queries))

    assert cost[0] == cost[1] <= 22

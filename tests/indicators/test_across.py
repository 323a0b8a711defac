"""One indicator in every territory: who reads what, what it comes to, at what cost."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from contracts.models import Contract
from indicators.across import Across, sorted_places
from indicators.enums import Behaviour, RollUp, ValueKind
from indicators.models import Applicability, NationalTarget
from indicators.rollup import Reason
from indicators.scoring import Status
from reports import workflow
from reports.enums import ReportState
from tests.factories import MeasurementFactory, ReportFactory, TargetFactory
from tests.indicators.conftest import agree, many_contracts

URL = "/indicateurs/snppe-acte1-2020/{}/"


@pytest.fixture
def figures(contract_67, contract_68, contract_17, visits):
    """3.1 in 2024: 40 in the Bas-Rhin, 60 in the Haut-Rhin, 100 in the Charente-Maritime; none shared."""
    return {
        contract.territory.code: MeasurementFactory(indicator=visits, contract=contract, value=Decimal(value))
        for contract, value in ((contract_67, 40), (contract_68, 60), (contract_17, 100))
    }


def share(*contracts: Contract, state: str = ReportState.SHARED) -> None:
    for contract in contracts:
        ReportFactory(contract=contract, in_state=state)


def read(indicator, seat, year=2024):
    """What each territory shows: its value, or why not."""
    places = Across(indicator, seat).in_year(year).places
    return {place.contract.territory.code: place.value or place.standing for place in places}


def place_of(indicator, seat, code="67"):
    places = Across(indicator, seat).in_year(2024).places
    return next(place for place in places if place.contract.territory.code == code)


def text_of(response) -> str:
    return response.content.decode()


def test_a_departement_reads_its_own_figures_and_nothing_that_others_have_not_agreed(
    editor_67, figures, visits, contract_68, contract_17
):
    share(contract_68, contract_17)

    assert read(visits, editor_67) == {"67": 40, "68": Reason.NOT_SHARED, "17": Reason.NOT_SHARED}


def test_the_parties_read_what_is_shared_with_them(
    prefecture_67, ars_grand_est, figures, visits, contract_67, contract_68
):
    share(contract_67, contract_68)

    assert read(visits, prefecture_67) == {
        "67": 40,
        "68": Reason.NOT_SHARED,
        "17": Reason.NOT_SHARED,
    }
    assert read(visits, ars_grand_est) == {"67": 40, "68": 60, "17": Reason.NOT_SHARED}


def test_the_nation_reads_what_is_shared_and_no_more(dgcs, figures, visits, contract_67):
    share(contract_67)

    assert read(visits, dgcs) == {"67": 40, "68": Reason.NOT_SHARED, "17": Reason.NOT_SHARED}


def test_others_read_an_agreed_figure_as_agreed_even_while_it_is_being_corrected(
    figures, contract_67, editor_17, editor_67, visits
):
    TargetFactory(contract=contract_67, indicator=visits, value=Decimal(30))
    agreed = agree(contract_67)
    first = place_of(visits, editor_17)
    workflow.open_correction(agreed.report, by=agreed.signatory, reason="Doublon.")
    figures["67"].value = Decimal(41)
    figures["67"].save()

    second = place_of(visits, editor_17)

    assert (first.value, first.score.status, first.is_agreed) == (40, Status.REACHED, True)
    assert (second.value, second.target, second.score) == (40, None, None)
    assert read(visits, editor_67)["67"] == 41


def test_the_baseline_is_its_readers_and_others_once_a_report_was_agreed(
    contract_67, contract_68, editor_17, dgcs, visits
):
    for contract in (contract_67, contract_68):
        MeasurementFactory(indicator=visits, contract=contract, year=2019, value=Decimal(30))
    agree(contract_67)

    assert read(visits, dgcs, 2019)["68"] == 30
    assert (read(visits, editor_17, 2019)["67"], read(visits, editor_17, 2019)["68"]) == (
        30,
        Reason.NOT_SHARED,
    )


def test_totals_count_what_is_read_and_tell_the_rest(dgcs, figures, visits, contract_67, contract_68):
    share(contract_67, contract_68)

    totals = Across(visits, dgcs).in_year(2024).totals

    assert (totals.nation.value, totals.nation.coverage) == (100, "2\u00a0territoires sur 3")
    assert [(one.reason, one.names) for one in totals.left_out] == [
        (Reason.NOT_SHARED, ("Charente-Maritime",))
    ]


def test_a_common_figure_counts_once_and_stands_in_both_rows(
    dgcs, visits, alsace, contract_67, contract_68, contract_17
):
    MeasurementFactory(indicator=visits, perimeter=alsace, value=Decimal(5078))
    share(contract_67, contract_68)

    year = Across(visits, dgcs).in_year(2024)

    assert year.totals.nation.value == 5078
    assert {place.contract.territory.code: place.value for place in year.places} == {
        "67": 5078,
        "68": 5078,
        "17": None,
    }
    assert (len(year.shown), year.spread.count) == (1, 1)


def test_an_absence_or_an_exclusion_says_its_reason(dgcs, contract_67, contract_68, contract_17, visits):
    MeasurementFactory(indicator=visits, contract=contract_67, kind=ValueKind.NOT_COLLECTED, value=None)
    Applicability.objects.create(indicator=visits, territory=contract_68.territory, reason="Sans PMI.")
    share(contract_67, contract_68, contract_17)

    assert read(visits, dgcs) == {
        "67": Reason.NOT_COLLECTED,
        "68": Reason.NOT_APPLICABLE,
        "17": Reason.NOT_FILLED,
    }


def test_a_small_number_is_the_parties_own_and_covers_itself_with_another(
    dgcs, editor_67, figures, visits, contract_67, contract_68, contract_17
):
    figures["67"].value = Decimal(3)
    figures["67"].save()
    share(contract_67, contract_68, contract_17)

    nation = Across(visits, dgcs).in_year(2024)

    assert {one.contract.territory.code: one.is_protected for one in nation.places} == {
        "67": True,
        "68": True,
        "17": False,
    }
    assert nation.totals.nation.value == 163
    assert read(visits, editor_67)["67"] == 3


def test_a_threshold_of_zero_hides_nothing(dgcs, figures, visits, contract_67, settings):
    settings.SMALL_NUMBER_THRESHOLD = 0
    figures["67"].value = Decimal(3)
    figures["67"].save()
    share(contract_67)

    assert read(visits, dgcs)["67"] == 3


def test_a_place_is_judged_against_its_contract(dgcs, figures, visits, contract_67):
    TargetFactory(contract=contract_67, indicator=visits, value=Decimal(30))
    share(contract_67)

    place = next(one for one in Across(visits, dgcs).in_year(2024).places if one.score)

    assert (place.score.status, place.target.wording) == (Status.REACHED, "au moins 30\u00a0visites")


def test_places_are_sorted_by_value_territory_or_region(dgcs, figures, visits, contract_67, contract_17):
    share(contract_67, contract_17)
    places = Across(visits, dgcs).in_year(2024).places

    def codes(order, *, from_lowest=False):
        found = sorted_places(places, order, from_lowest=from_lowest)
        return [place.contract.territory.code for place in found]

    assert codes("value") == ["17", "67", "68"]
    assert codes("value", from_lowest=True) == ["67", "17", "68"]
    assert codes("territory") == ["17", "67", "68"]
    assert codes("region") == ["67", "68", "17"]


def test_the_page_shows_the_totals_the_table_and_the_charts_with_their_words(
    sign_in, editor_67, figures, visits, contract_17
):
    agree(contract_17)
    NationalTarget.objects.create(indicator=visits, year=2022, operator="at_least", value=50)

    page = text_of(sign_in(editor_67).get(URL.format("3.1"), {"year": 2024}))

    assert "140\u00a0visites" in page
    assert "2\u00a0territoires sur 3" in page
    assert "votre territoire" in page
    assert page.count('role="img"') == 2
    assert "2e sur 2, de la plus haute à la plus basse\u00a0; au-dessous de la médiane" in page
    assert "médiane 70\u00a0visites" in page


def test_an_indicator_that_does_not_roll_up_has_no_total_on_its_page(sign_in, editor_67, figures, visits):
    visits.roll_up = RollUp.NONE
    visits.save()

    page = text_of(sign_in(editor_67).get(URL.format("3.1"), {"year": 2024}))

    assert "Consolidation par région" not in page
    assert "40\u00a0visites" in page


@pytest.mark.parametrize("table", ["", "regions", "series"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_every_table_of_the_page_is_taken_out(sign_in, editor_67, figures, visits, table, file_format):
    response = sign_in(editor_67).get(
        URL.format("3.1"), {"year": 2024, "table": table, "format": file_format}
    )

    assert response.status_code == 200
    assert file_format in response.headers["Content-Disposition"]


def test_a_file_says_no_more_than_the_page(sign_in, editor_67, figures, visits, contract_68):
    share(contract_68)

    file = text_of(sign_in(editor_67).get(URL.format("3.1"), {"year": 2024, "format": "csv"}))

    assert ";40;" in file
    assert ";60;" not in file
    assert "Pas encore lisible ici\u00a0: 2\u00a0territoires" in file


@pytest.mark.parametrize(
    ("code", "query"),
    [
        ("9.9", {}),
        ("3.1", {"year": "1999"}),
        ("3.1", {"year": "²"}),
        ("3.1", {"year": "2024", "format": "pdf"}),
        ("../3.1", {}),
        ("3.1'--", {}),
    ],
)
def test_what_does_not_exist_is_not_found(sign_in, editor_67, visits, code, query):
    assert sign_in(editor_67).get(URL.format(code), query).status_code == 404


def test_an_unknown_order_is_the_usual_one(sign_in, editor_67, figures, visits):
    page = sign_in(editor_67).get(URL.format("3.1"), {"year": 2024, "order": "<script>"})

    assert page.status_code == 200
    assert "<script>" not in text_of(page).replace("<script type", "")


def test_a_framework_in_preparation_is_the_nations_own(sign_in, editor_67, dgcs, visits):
    framework = visits.objective.framework
    framework.is_published = False
    framework.save()

    assert sign_in(editor_67).get(URL.format("3.1")).status_code == 404
    assert sign_in(dgcs).get(URL.format("3.1")).status_code == 200


def test_a_person_without_seat_is_led_to_choose_one(client, editor_67, visits):
    user = editor_67.user
    editor_67.delete()
    client.force_login(user, backend="accounts.backends.SeatedBackend")

    assert client.get(URL.format("3.1")).headers["Location"] == "/siege/"
    assert client.get("/indicateurs/").headers["Location"] == "/siege/"


@pytest.mark.parametrize("seat", ["dgcs", "editor_67"])
def test_the_page_costs_the_same_queries_whatever_the_territories(
    sign_in, request, contract_67, visits, seat
):
    browser = sign_in(request.getfixturevalue(seat))
    cost = []
    for contracts in (many_contracts(visits, 1), many_contracts(visits, 3), many_contracts(visits, 100)):
        share(*contracts, state=ReportState.AGREED)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(URL.format("3.1"), {"year": 2024})
        cost.append(len(queries))
        assert page.status_code == 200

    assert cost[0] == cost[1] == cost[2]
    assert cost[2] <= 20


def test_no_other_page_is_taken_for_an_indicator():
    assert resolve("/indicateurs/imports/5/").view_name == "indicators:import"
    assert resolve("/indicateurs/snppe-acte1-2020/3.1/").view_name == "indicators:indicator"


def test_a_cumulated_count_is_hidden_from_others_when_its_difference_is_small(
    contract_67, visits, editor_17, editor_67
):
    visits.behaviour = Behaviour.CUMULATIVE
    visits.save()
    for year, value in ((2023, 100), (2024, 103)):
        MeasurementFactory(indicator=visits, contract=contract_67, year=year, value=Decimal(value))
        agree(contract_67, year)

    seen = [
        Across(visits, seat).in_year(year).places for seat in (editor_17, editor_67) for year in (2023, 2024)
    ]

    values = [next(one.value for one in places if one.contract == contract_67) for places in seen]
    assert values == [100, None, 100, 103]

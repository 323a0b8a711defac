"""The list of national indicators."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.enums import LabelStatus
from contracts.models import Framework
from indicators.enums import ValueKind
from indicators.models import Applicability
from reports.enums import ReportState
from tests.factories import (
    ContractFactory,
    IndicatorFactory,
    MeasurementFactory,
    ObjectiveFactory,
    ReportFactory,
)
from tests.indicators.conftest import many_contracts

URL = "/indicateurs/"


def rows_of(client, **query):
    """By code: (read, filled, expected)."""
    catalogue = client.get(URL, query).context["catalogue"]
    return {row.indicator.code: (row.read, row.filled, row.expected) for row in catalogue.rows}


def test_each_indicator_says_how_many_territories_have_a_value_that_one_reads(
    sign_in, editor_67, dgcs, contract_67, contract_68, contract_17, rate, visits
):
    for contract in (contract_67, contract_68):
        MeasurementFactory(indicator=rate, contract=contract)
    MeasurementFactory(indicator=visits, contract=contract_17, kind=ValueKind.NOT_COLLECTED, value=None)
    ReportFactory(contract=contract_68, in_state=ReportState.SHARED)

    assert rows_of(sign_in(editor_67)) == {"1.1": (1, None, 3), "3.1": (0, None, 3)}
    assert rows_of(sign_in(dgcs)) == {"1.1": (1, 2, 3), "3.1": (0, 1, 3)}


def test_what_is_being_corrected_is_not_counted_for_others(sign_in, editor_17, contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67)
    report = ReportFactory(contract=contract_67, in_state=ReportState.AGREED)
    before = rows_of(sign_in(editor_17))["1.1"]
    report.state, report.agreed_at = ReportState.CORRECTED, None
    report.save()

    assert (before[0], rows_of(sign_in(editor_17))["1.1"][0]) == (1, 0)


def test_a_territory_to_which_it_does_not_apply_is_not_expected(
    sign_in, dgcs, contract_67, contract_17, rate
):
    Applicability.objects.create(indicator=rate, territory=contract_17.territory, reason="Sans PMI.")

    assert rows_of(sign_in(dgcs))["1.1"] == (0, 0, 1)


@pytest.mark.parametrize(
    ("text", "codes"),
    [("", ["1.1", "3.1"]), ("3.1", ["3.1"]), ("INDICATEUR 1", ["1.1"]), ("objectif 3", ["3.1"]), ("zzz", [])],
)
def test_a_text_is_sought_in_codes_labels_and_objectives(sign_in, editor_67, rate, text, codes):
    assert list(rows_of(sign_in(editor_67), text=text)) == codes


def test_accents_do_not_count_in_a_search(sign_in, editor_67, rate):
    rate.label = "Entretiens prénataux précoces"
    rate.save()

    assert list(rows_of(sign_in(editor_67), text="prenataux precoces")) == ["1.1"]


def test_what_makes_no_sense_in_the_address_is_ignored(sign_in, editor_67, rate):
    page = sign_in(editor_67).get(URL, {"framework": "<b>", "year": "²", "text": "é" * 500})

    assert page.status_code == 200
    assert page.context["catalogue"].year == 2024


def test_a_framework_without_indicators_is_not_the_first_one_shown(sign_in, editor_67, rate):
    Framework.objects.create(
        code="acte-2", title="Acte 2", first_year=2025, last_year=2027, is_published=True
    )
    browser = sign_in(editor_67)

    assert browser.get(URL).context["catalogue"].framework.code == "snppe-acte1-2020"
    assert "Aucun indicateur national" in browser.get(URL, {"framework": "acte-2"}).content.decode()


def test_the_framework_of_one_s_own_contracts_is_the_first_shown(sign_in, editor_67, dgcs, rate):
    later = Framework.objects.create(
        code="acte-2", title="Acte 2", first_year=2025, last_year=2027, is_published=True
    )
    IndicatorFactory(objective=ObjectiveFactory(framework=later, number=1), code="9.9")

    shown = [sign_in(seat).get(URL).context["catalogue"].framework.code for seat in (editor_67, dgcs)]

    assert shown == ["snppe-acte1-2020", "snppe-acte1-2020"]
    ContractFactory(framework=later, reference="17-2025")
    assert sign_in(dgcs).get(URL).context["catalogue"].framework == later
    assert sign_in(editor_67).get(URL).context["catalogue"].framework != later


def test_a_local_indicator_is_not_listed(sign_in, editor_67, contract_67, rate):
    IndicatorFactory(objective=rate.objective, contract=contract_67, code="L1")

    assert "L1" not in rows_of(sign_in(editor_67))


def test_an_objective_without_known_indicator_says_so(sign_in, editor_67, rate):
    ObjectiveFactory(framework=rate.objective.framework, number=2, label="", label_status=LabelStatus.MISSING)

    page = sign_in(editor_67).get(URL).content.decode()

    assert "aucune source ne le donne" in page


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_the_list_is_taken_out_as_the_page_shows_it(sign_in, dgcs, rate, file_format):
    response = sign_in(dgcs).get(URL, {"format": file_format})

    assert response.status_code == 200
    if file_format == "csv":
        assert "Territoires renseignés" in response.content.decode()


def test_without_any_framework_the_list_says_what_to_do(sign_in, dgcs, db):
    assert "Aucun cadre national" in sign_in(dgcs).get(URL).content.decode()


def test_the_list_costs_the_same_queries_whatever_the_rows(sign_in, dgcs, contract_67, rate, visits):
    browser = sign_in(dgcs)
    cost = []
    for more in (1, 3):
        many_contracts(rate, more)
        for number in range(more):
            IndicatorFactory(objective=rate.objective, code=f"1.{more}{number}", upper_bound=Decimal(100))
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        cost.append(len(queries))

    assert cost[0] == cost[1] <= 14

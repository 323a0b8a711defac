"""The series of a contract: today's figures, the agreed ones beside them, ruptures, targets."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.enums import Behaviour, Source, ValueKind
from indicators.models import Applicability
from indicators.scoring import Status
from indicators.series import SeriesPage
from reports import workflow
from reports.enums import ReportState
from tests.factories import IndicatorFactory, MeasurementFactory, ReportFactory, TargetFactory
from tests.indicators.conftest import agree

URL = "/contrats/67-2020/indicateurs/series/"


@pytest.fixture
def figures(contract_67, visits):
    """3.1: 10 in 2019, 20 in 2022, 30 in 2023, 40 in 2024, aimed at 35 in 2024."""
    TargetFactory(contract=contract_67, indicator=visits, year=2024, value=Decimal(35))
    return {
        year: MeasurementFactory(contract=contract_67, indicator=visits, year=year, value=Decimal(value))
        for year, value in ((2019, 10), (2022, 20), (2023, 30), (2024, 40))
    }


def series_of(contract, seat, key="3.1"):
    return SeriesPage(contract, seat, key).series[0]


def test_a_series_goes_from_the_baseline_to_the_last_year_with_its_targets(contract_67, editor_67, figures):
    series = series_of(contract_67, editor_67)

    assert [(one.year, one.value, one.target) for one in series.years] == [
        (2019, "10\u00a0visites", ""),
        (2020, "non renseignée", ""),
        (2021, "non renseignée", ""),
        (2022, "20\u00a0visites", ""),
        (2023, "30\u00a0visites", ""),
        (2024, "40\u00a0visites", "au moins 35\u00a0visites"),
    ]
    assert series.years[-1].row.score.status == Status.REACHED
    assert "cibles du contrat\u00a0: 35\u00a0visites en 2024" in series.chart.sentence
    assert not series.is_revised


def test_a_year_not_shared_is_hidden_from_the_reviewers(contract_67, prefecture_67, figures):
    ReportFactory(contract=contract_67, fiscal_year=2023, in_state=ReportState.SHARED)

    years = {one.year: one for one in series_of(contract_67, prefecture_67).years}

    assert (years[2023].value, years[2024].value) == ("30\u00a0visites", "pas encore partagée")
    assert years[2019].value == "10\u00a0visites"


def test_a_figure_revised_since_it_was_agreed_reads_both_ways(
    contract_67, editor_67, prefecture_67, figures, sign_in
):
    agreed = agree(contract_67)
    workflow.open_correction(agreed.report, by=agreed.signatory, reason="Doublon.")
    figures[2024].value = Decimal(38)
    figures[2024].save()

    own = series_of(contract_67, editor_67)
    theirs = series_of(contract_67, prefecture_67)

    assert (own.years[-1].value, own.years[-1].agreed_value) == ("38\u00a0visites", "40\u00a0visites")
    assert own.is_revised
    assert (theirs.years[-1].value, theirs.years[-1].agreed_value) == (
        "pas encore partagée",
        "40\u00a0visites",
    )
    page = sign_in(editor_67).get(URL).content.decode()
    assert "Tel qu’arrêté" in page
    assert "révisée" in page
    assert "édition 1" in page


def test_a_change_of_perimeter_or_of_source_is_a_rupture(
    contract_67, editor_67, figures, visits, alsace, contract_68
):
    figures[2024].delete()
    MeasurementFactory(indicator=visits, perimeter=alsace, year=2024, value=Decimal(90))
    figures[2023].source = Source.SNDS
    figures[2023].save()

    series = series_of(contract_67, editor_67)

    assert {one.year: one.rupture for one in series.ruptures} == {
        2023: "autre source\u00a0: SNDS (actes télétransmis)",
        2024: "autre périmètre\u00a0: Alsace, autre source\u00a0: Suivi interne",
    }
    assert "rupture de série en 2023 et 2024" in series.chart.sentence


def test_an_absence_is_said_and_does_not_hide_a_rupture(contract_67, editor_67, figures, visits, alsace):
    figures[2023].kind, figures[2023].value = ValueKind.NOT_COLLECTED, None
    figures[2023].save()
    figures[2024].perimeter = alsace
    figures[2024].save()

    years = {one.year: one for one in series_of(contract_67, editor_67).years}

    assert (years[2023].value, years[2023].rupture) == ("Non recueillie", "")
    assert years[2024].rupture == "autre périmètre\u00a0: Alsace"


def test_a_total_to_date_says_what_each_year_brought(contract_67, editor_67, figures, visits):
    visits.behaviour = Behaviour.CUMULATIVE
    visits.save()

    assert series_of(contract_67, editor_67).years[-1].details == "dont 10\u00a0visites en 2024"


def test_an_indicator_without_object_says_why(sign_in, contract_67, editor_67, visits):
    Applicability.objects.create(indicator=visits, territory=contract_67.territory, reason="Sans PMI.")

    assert "Sans PMI." in sign_in(editor_67).get(f"{URL}3.1/").content.decode()


def test_the_page_draws_each_indicator_with_its_table(sign_in, editor_67, figures, rate):
    page = sign_in(editor_67).get(URL).content.decode()

    assert page.count('role="img"') == 1
    assert "Aucune valeur ni cible, de 2019 à 2024." in page
    assert "40\u00a0visites" in page
    assert "/indicateurs/snppe-acte1-2020/3.1/" in page


@pytest.mark.parametrize("key", ["9.9", "..", "3.1'--"])
def test_an_indicator_that_the_contract_does_not_follow_is_not_found(sign_in, editor_67, key):
    assert sign_in(editor_67).get(f"{URL}{key}/").status_code == 404


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("key", ["", "3.1/"])
def test_series_are_taken_out_as_files(sign_in, editor_67, figures, key, file_format):
    response = sign_in(editor_67).get(f"{URL}{key}", {"format": file_format})

    assert response.status_code == 200
    if file_format == "csv":
        lines = [line for line in response.content.decode().splitlines() if '"3.1"' in line]
        assert len(lines) == 6


def test_a_file_holds_no_hidden_year(sign_in, prefecture_67, figures):
    file = sign_in(prefecture_67).get(URL, {"format": "csv"}).content.decode()

    assert ";40;" not in file
    assert "pas encore partagée" in file


def test_the_series_cost_the_same_queries_whatever_the_indicators(sign_in, editor_67, figures, visits):
    browser = sign_in(editor_67)
    cost = []
    for more in (1, 3):
        for number in range(more):
            one = IndicatorFactory(objective=visits.objective, code=f"3.{more}{number}", counted=True)
            MeasurementFactory(contract=figures[2024].perimeter.own_contract, indicator=one)
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        cost.append(len(queries))

    assert cost[0] == cost[1] <= 30


def test_a_ratio_is_taken_out_with_the_decimals_it_has(sign_in, editor_67, contract_67, rate):
    ratio = {"numerator": Decimal("56.0000"), "denominator": Decimal("448.5000")}
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"), **ratio)

    for url in (URL, "/contrats/67-2020/indicateurs/2024/"):
        file = sign_in(editor_67).get(url, {"format": "csv"}).getvalue().decode()
        assert ";56;448,5;" in file
        assert "56,0" not in file

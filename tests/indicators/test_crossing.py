"""A series that crosses from one framework to the next, by the graded links of the crosswalk."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.enums import LinkGrade
from contracts.models import ObjectiveLink
from indicators.models import IndicatorLink
from indicators.series import SeriesPage
from reports.enums import ReportState
from tests.factories import (
    ContractFactory,
    ContractObjectiveFactory,
    FrameworkFactory,
    IndicatorFactory,
    MeasurementFactory,
    ObjectiveFactory,
    ReportFactory,
)
from tests.refusals import refused

URL = "/contrats/67-2025/indicateurs/series/"


@pytest.fixture
def acte_2(db):
    """A framework of fourteen objectives, living beside the other, with one invented indicator."""
    framework = FrameworkFactory(
        code="snppe-acte2-2025", title="Acte 2", first_year=2025, last_year=2027, baseline_year=2024
    )
    for number in range(1, 15):
        ObjectiveFactory(framework=framework, number=number, engagement=None, kind="unknown")
    IndicatorFactory(objective=framework.objectives.get(number=2), code="2.1", counted=True)
    return framework


@pytest.fixture
def contract_of_2025(acte_2, contract_67, cea, prefecture_of_67, ars):
    """The Bas-Rhin's next contract, which follows 2.1: 55 in 2025, 60 in 2026."""
    contract = ContractFactory(
        reference="67-2025",
        framework=acte_2,
        territory=contract_67.territory,
        parties=[cea, prefecture_of_67, ars],
        starts_on=date(2025, 1, 1),
        ends_on=date(2027, 12, 31),
    )
    ContractObjectiveFactory(contract=contract, objective=acte_2.objectives.get(number=2))
    for year, value in ((2025, 55), (2026, 60)):
        MeasurementFactory(contract=contract, indicator=newer(acte_2), year=year, value=Decimal(value))
    return contract


@pytest.fixture
def before(contract_67, visits):
    """3.1: 10 in 2019, 40 in 2024."""
    for year, value in ((2019, 10), (2024, 40)):
        MeasurementFactory(contract=contract_67, indicator=visits, year=year, value=Decimal(value))


def newer(framework):
    return framework.objectives.get(number=2).indicators.get()


def linked(visits, framework, grade, reason=""):
    return IndicatorLink.objects.create(earlier=visits, later=newer(framework), grade=grade, reason=reason)


def read(contract, seat):
    series = SeriesPage(contract, seat).series[0]
    return series, {one.year: (one.contract.reference, one.value, one.rupture) for one in series.years}


def test_a_series_crosses_with_a_visible_break(
    contract_of_2025, contract_67, acte_2, visits, before, editor_67, sign_in
):
    linked(visits, acte_2, LinkGrade.CLOSE, "Les visites à domicile n’y sont plus comptées.")

    series, years = read(contract_of_2025, editor_67)

    assert list(years) == [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027]
    assert years[2019] == ("67-2020", "10\u00a0visites", "")
    assert years[2024] == ("67-2020", "40\u00a0visites", "")
    assert years[2025] == ("67-2025", "55\u00a0visites", "changement de cadre (définition proche)")
    assert years[2026] == ("67-2025", "60\u00a0visites", "")
    assert "rupture de série en 2025" in series.chart.sentence
    page = sign_in(editor_67).get(URL).content.decode()
    assert "correspondance proche" in page
    assert "Cadre 2020-2024" in page
    assert "Les visites à domicile n’y sont plus comptées." in page
    table = sign_in(editor_67).get(f"{URL}?format=csv").content.decode("utf-8-sig")
    assert '"67-2020";"2020-2024"' in table
    assert '"67-2025";"2025-2027"' in table
    back = sign_in(editor_67).get("/contrats/67-2020/indicateurs/series/").content.decode()
    assert "le reprend" in back


def test_a_broken_link_is_told_and_carries_nothing(
    contract_of_2025, acte_2, visits, before, editor_67, sign_in
):
    linked(visits, acte_2, LinkGrade.BROKEN)

    series, years = read(contract_of_2025, editor_67)

    assert list(years) == [2024, 2025, 2026, 2027]
    assert (years[2024][1], years[2025][2]) == ("non renseignée", "")
    assert not series.crosses
    page = sign_in(editor_67).get(URL).content.decode()
    assert "Ne reprend pas" in page
    assert "correspondance rompue" in page


def test_a_year_that_both_frameworks_measure_says_both(contract_of_2025, acte_2, visits, before, editor_67):
    linked(visits, acte_2, LinkGrade.PARTIAL)
    MeasurementFactory(contract=contract_of_2025, indicator=newer(acte_2), year=2024, value=Decimal(50))

    series, years = read(contract_of_2025, editor_67)

    assert years[2024] == ("67-2025", "50\u00a0visites", "changement de cadre (définition partielle)")
    assert years[2025][2] == ""
    shared = next(one for one in series.years if one.year == 2024)
    assert "cadre 2020-2024\u00a0: 40\u00a0visites" in shared.details


def test_what_a_reader_may_not_read_before_stays_hidden_after(
    contract_of_2025, contract_67, acte_2, visits, before, prefecture_67, editor_67
):
    linked(visits, acte_2, LinkGrade.EQUAL)
    ReportFactory(contract=contract_67, fiscal_year=2024)
    ReportFactory(contract=contract_of_2025, fiscal_year=2025, in_state=ReportState.SHARED)

    _, years = read(contract_of_2025, prefecture_67)

    assert (years[2024][1], years[2019][1]) == ("pas encore partagée", "10\u00a0visites")
    assert years[2025][1:] == ("55\u00a0visites", "changement de cadre (définition identique)")
    assert years[2026][1] == "pas encore partagée"


def test_two_frameworks_cost_the_same_whatever_the_links(
    contract_of_2025, acte_2, visits, rate, before, editor_67
):
    linked(visits, acte_2, LinkGrade.EQUAL)
    with CaptureQueriesContext(connection) as one:
        assert len(SeriesPage(contract_of_2025, editor_67).series) == 1
    other = IndicatorFactory(objective=newer(acte_2).objective, code="2.2")
    IndicatorLink.objects.create(earlier=rate, later=other, grade=LinkGrade.EQUAL)

    with CaptureQueriesContext(connection) as two:
        assert len(SeriesPage(contract_of_2025, editor_67).series) == 2

    assert len(two) == len(one)


def test_two_definitions_are_linked_once(acte_2, visits):
    link = linked(visits, acte_2, LinkGrade.EQUAL)

    refused(IndicatorLink(earlier=link.earlier, later=link.later, grade="close"), "indicator_link_once")

    pair = {"earlier": visits.objective, "later": link.later.objective}
    ObjectiveLink.objects.create(**pair, grade=LinkGrade.PARTIAL)
    refused(ObjectiveLink(**pair, grade="close"), "objective_link_once")

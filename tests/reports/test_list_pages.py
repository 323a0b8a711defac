"""The lists of reports: whose, of which year, taken out as files; and how a draft is opened."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.enums import ReportState
from reports.models import AssemblyReport, Report
from tests.factories import ReportFactory, SignedCopyFactory

LIST = reverse("reports:list")
OF_67 = reverse("reports:contract", args=["67-2020"])


def rows_of(response):
    """The lines of an exported list, each as a dictionary; its own text after them is left out."""
    lines = response.content.decode("utf-8-sig").split("\r\n\r\n")[0]
    return list(csv.DictReader(io.StringIO(lines), delimiter=";"))


def test_a_list_parts_ones_own_reports_from_the_agreed_ones_of_others(
    sign_in, contract_67, contract_17, editor_17
):
    ReportFactory(contract=contract_17)
    ReportFactory(contract=contract_67, in_state=ReportState.AGREED)
    ReportFactory(contract=contract_67, fiscal_year=2023, in_state=ReportState.SHARED)

    page = sign_in(editor_17).get(LIST)

    assert [str(report.contract.reference) for report in page.context["own"]] == ["17-2020"]
    assert [(row.contract.reference, row.fiscal_year) for row in page.context["others"]] == [
        ("67-2020", 2024)
    ]


def test_a_long_list_goes_by_pages_that_begin_with_ones_own(
    sign_in, contract_67, contract_17, editor_17, monkeypatch
):
    monkeypatch.setattr("reports.views.lists.PER_PAGE", 2)
    ReportFactory(contract=contract_17)
    for year in (2022, 2023, 2024):
        ReportFactory(contract=contract_67, fiscal_year=year, in_state=ReportState.AGREED)
    client = sign_in(editor_17)

    first, last = client.get(LIST), client.get(LIST, {"page": "2"})

    assert [len(page.context["own"]) for page in (first, last)] == [1, 0]
    assert [len(page.context["others"]) for page in (first, last)] == [1, 2]
    assert "(3\u00a0rapports)" in first.text
    assert "page=2" in first.text


def test_a_draft_of_ones_own_contract_is_named_but_not_opened_by_the_other_parties(
    sign_in, contract_67, prefecture_67
):
    ReportFactory(contract=contract_67)

    page = sign_in(prefecture_67).get(LIST).text

    assert "Brouillon" in page
    assert reverse("reports:detail", args=["67-2020", 2024]) not in page


@pytest.mark.parametrize(
    ("asked", "years"),
    [("2023", [2023]), ("", [2024, 2023]), ("1999", []), ("²²²²", [2024, 2023]), ("9" * 5000, [2024, 2023])],
)
def test_a_list_is_narrowed_to_a_year_and_bears_any_other_text(sign_in, contract_67, dgcs, asked, years):
    for year in (2023, 2024):
        ReportFactory(contract=contract_67, fiscal_year=year)

    page = sign_in(dgcs).get(LIST, {"exercice": asked})

    assert [report.fiscal_year for report in page.context["own"]] == years
    years_offered = page.context["choices"][0].options
    assert years_offered == [("2024", "2024"), ("2023", "2023")]


def test_the_list_is_taken_out_as_it_is_narrowed(sign_in, contract_67, dgcs):
    for year in (2023, 2024):
        ReportFactory(contract=contract_67, fiscal_year=year)

    answer = sign_in(dgcs).get(LIST, {"exercice": "2024", "format": "csv"})

    assert answer["Content-Disposition"].startswith('attachment; filename="rapports-d-execution-')
    assert [(row["Contrat"], row["Exercice"], row["État"]) for row in rows_of(answer)] == [
        ("67-2020", "2024", "Brouillon")
    ]


@pytest.mark.parametrize("address", [LIST, OF_67], ids=["list", "contract"])
def test_a_list_says_how_many_parties_signed_each_agreed_report(
    sign_in, contract_67, editor_67, prefecture_67, signatory_67, address
):
    for year, state in ((2022, ReportState.AGREED), (2023, ReportState.DELIBERATED), (2024, "shared")):
        ReportFactory(contract=contract_67, fiscal_year=year, in_state=state)
    for seat in (prefecture_67, signatory_67):
        SignedCopyFactory(report=Report.objects.get(fiscal_year=2022), seat=seat)
    client = sign_in(editor_67)

    page = client.get(address).text.replace("\u00a0", " ")
    rows = rows_of(client.get(LIST, {"format": "csv"}))

    assert (page.count("2 signatures sur 3"), page.count("signature sur 3")) == (1, 1)
    assert "0 signature sur 3" in page
    assert [(row["Exercice"], row["Signatures"]) for row in rows] == [
        ("2024", ""),
        ("2023", "0"),
        ("2022", "2"),
    ]


@pytest.mark.parametrize(("file_format", "status"), [("xlsx", 200), ("ods", 200), ("exe", 404)])
def test_the_list_exists_in_three_formats(sign_in, dgcs, file_format, status):
    assert sign_in(dgcs).get(LIST, {"format": file_format}).status_code == status


def test_an_empty_list_says_where_a_report_begins(sign_in, contract_67, editor_67):
    assert "Aucun rapport ici" in sign_in(editor_67).get(LIST).text


def test_the_editor_opens_the_draft_of_a_year(sign_in, contract_67, editor_67):
    answer = sign_in(editor_67).post(OF_67, {"year": "2023"}, follow=True)

    assert Report.objects.get().fiscal_year == 2023
    assert answer.redirect_chain == [(reverse("reports:detail", args=["67-2020", 2023]), 302)]
    assert "Le rapport 2023 est ouvert." in answer.text


@pytest.mark.parametrize("year", ["1999", "", "deux mille", "²", "9" * 5000])
def test_a_year_outside_the_contract_is_refused_where_it_was_asked(sign_in, contract_67, editor_67, year):
    answer = sign_in(editor_67).post(OF_67, {"year": year}, follow=True)

    assert answer.redirect_chain == [(OF_67, 302)]
    assert "hors de la période du contrat" in answer.text
    assert not Report.objects.exists()


def test_an_authority_opens_its_paper_for_the_assembly(sign_in, draft, signatory_67, cea):
    client = sign_in(signatory_67)

    offered = client.get(reverse("reports:list")).context["paper_years"]
    answer = client.post(reverse("reports:open_assembly"), {"year": "2024"})

    assert offered == [2024]
    assert answer.url == reverse("reports:assembly", args=[cea.slug, 2024])
    assert AssemblyReport.objects.get().authority == cea


@pytest.mark.parametrize("address", [LIST, OF_67], ids=["list", "contract"])
def test_a_list_costs_the_same_for_one_report_and_for_three(
    sign_in, contract_67, editor_67, django_assert_num_queries, address
):
    client = sign_in(editor_67)
    ReportFactory(contract=contract_67, fiscal_year=2024)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for year in (2022, 2023):
        ReportFactory(contract=contract_67, fiscal_year=year)

    with django_assert_num_queries(len(one)):
        client.get(address)

"""The rows of the grids of a year that are remarked: marked where they are entered and read."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Seat
from contracts.years import RemarkedRows
from funding.models import FundingLine
from indicators.models import Indicator
from reports import workflow
from reports.enums import ReportState
from reports.models import Report
from reports.remarks import close_remark, make_remark
from tests.factories import FundingLineFactory

RESULTS = "/contrats/67-2020/indicateurs/2024/"
MONEY = "/contrats/67-2020/financements/2024/"
ROW = r'<tr class="is-row" id="{key}".*?</tr>'


@pytest.fixture
def line(contract_67: Any) -> FundingLine:
    line: FundingLine = FundingLineFactory(contract=contract_67)
    FundingLineFactory(contract=contract_67, source="fir")
    return line


@pytest.fixture
def rate(contract_67: Any) -> Indicator:
    return Indicator.objects.get(code="1.1")


def row_of(client: Any, url: str, key: str) -> str:
    page = client.get(url).content.decode().replace("\u00a0", " ")
    found = re.search(ROW.format(key=re.escape(key)), page, re.DOTALL)
    assert found, page
    return found[0]


def cost(client: Any, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def send_back(report: Report, by: Seat) -> None:
    workflow.send_back(report, by=by, reason="Merci de préciser.")


@pytest.mark.parametrize("is_returned", [False, True])
def test_a_remarked_indicator_is_marked_in_the_grid_with_its_figure(
    line, rate, shared: Report, prefecture_67: Seat, editor_67: Seat, sign_in, is_returned: bool
) -> None:
    make_remark(shared, by=prefecture_67, body="Pourquoi ?", indicator=rate, cell="target")
    make_remark(shared, by=prefecture_67, body="Et le reste ?", indicator=rate)
    if is_returned:
        send_back(shared, prefecture_67)

    row, other = (row_of(sign_in(editor_67), RESULTS, f"i-{code}") for code in ("1.1", "3.1"))

    assert ">2 remarques : cible, ensemble de la ligne<" in row
    assert 'href="1.1/#panel-remarks" data-panel' in row
    assert re.findall(r'class="(is-\w+)[^"]* is-remarked"', row) == ["is-target"]
    assert "remarque" not in other


def test_a_remarked_line_is_marked_in_the_grid_of_the_money(
    line: FundingLine, shared: Report, prefecture_67: Seat, editor_67: Seat, sign_in
) -> None:
    make_remark(shared, by=prefecture_67, body="Pourquoi ?", funding_line=line, cell="spent_amount")
    send_back(shared, prefecture_67)
    client = sign_in(editor_67)

    row = row_of(client, MONEY, f"line-{line.pk}")
    page = client.get(MONEY).content.decode().replace("\u00a0", " ")

    assert ">1 remarque : dépensé<" in row
    assert f'href="{MONEY}lignes/{line.pk}/#panel-remarks" data-panel' in row
    assert re.findall(r'class="is-(\w+) is-amount is-remarked"', row) == ["spent_amount"]
    assert page.count("snppe-sheet__remark") == 1
    assert "Saisie ouverte en partie" in page
    assert "seules les lignes qui font l’objet d’une remarque non close se modifient" in page
    assert "aucune remarque ne porte" not in page


def test_the_panel_of_the_row_has_the_remarks_where_the_mark_leads(
    line: FundingLine, shared: Report, prefecture_67: Seat, editor_67: Seat, sign_in
) -> None:
    make_remark(shared, by=prefecture_67, body="Pourquoi tant ?", funding_line=line)
    client = sign_in(editor_67)

    link = re.search(r'href="([^"#]+)#(panel-remarks)"', row_of(client, MONEY, f"line-{line.pk}"))
    panel = client.get(link[1]).content.decode()

    assert f'id="{link[2]}"' in panel
    assert "Pourquoi tant ?" in panel


def test_an_internal_note_is_marked_for_its_own_organisation_alone(
    line, rate: Indicator, shared: Report, prefecture_67: Seat, ars_grand_est: Seat, editor_67: Seat, sign_in
) -> None:
    make_remark(shared, by=prefecture_67, body="Entre nous.", indicator=rate, is_internal=True)

    rows = {one: row_of(sign_in(one), RESULTS, "i-1.1") for one in (prefecture_67, ars_grand_est, editor_67)}

    assert [seat for seat, row in rows.items() if "1 remarque" in row] == [prefecture_67]


def test_a_closed_remark_and_a_report_being_corrected_mark_nothing(
    line, rate: Indicator, shared: Report, prefecture_67: Seat, editor_67: Seat
) -> None:
    closed = make_remark(shared, by=prefecture_67, body="Pourquoi ?", indicator=rate)
    close_remark(closed, by=prefecture_67)
    after_closing = RemarkedRows(shared.contract, 2024, editor_67).on(rate).told
    make_remark(shared, by=prefecture_67, body="Encore ?", indicator=rate)
    while_shared = RemarkedRows(shared.contract, 2024, editor_67).on(rate).told
    Report.objects.update(state=ReportState.CORRECTED)

    assert (after_closing, while_shared) == ("", "1\u00a0remarque")
    assert RemarkedRows(shared.contract, 2024, editor_67).on(rate).told == ""


def test_a_stranger_and_nobody_are_told_of_no_remark(
    rate: Indicator, shared: Report, prefecture_67: Seat, editor_17: Seat
) -> None:
    make_remark(shared, by=prefecture_67, body="Pourquoi ?", indicator=rate)

    told = [RemarkedRows(shared.contract, 2024, seat).on(rate).told for seat in (editor_17, None)]

    assert told == ["", ""]


@pytest.mark.parametrize("url", [RESULTS, MONEY])
def test_three_remarks_cost_the_grid_what_one_costs(
    url: str,
    line: FundingLine,
    rate: Indicator,
    shared: Report,
    prefecture_67: Seat,
    editor_67: Seat,
    sign_in,
) -> None:
    make_remark(shared, by=prefecture_67, body="Pourquoi ?", funding_line=line)
    make_remark(shared, by=prefecture_67, body="Pourquoi ?", indicator=rate)
    client = sign_in(editor_67)
    before = cost(client, url)
    for other in FundingLine.objects.exclude(pk=line.pk):
        make_remark(shared, by=prefecture_67, body="Et ici ?", funding_line=other)
    for indicator in Indicator.objects.exclude(pk=rate.pk):
        make_remark(shared, by=prefecture_67, body="Et là ?", indicator=indicator)

    assert cost(client, url) == before


@pytest.mark.parametrize("url", [RESULTS, MONEY])
def test_a_draft_being_entered_is_asked_for_no_remark(
    url: str, line: FundingLine, draft: Report, editor_67: Seat, sign_in
) -> None:
    client = sign_in(editor_67)
    client.get(url)

    with CaptureQueriesContext(connection) as queries:
        client.get(url)

    assert not [one["sql"] for one in queries if "reports_remark" in one["sql"]]
    assert len([one["sql"] for one in queries if 'FROM "reports_report"' in one["sql"]]) == 1

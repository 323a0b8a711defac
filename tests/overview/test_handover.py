"""The handover book of a seat: its own people, its own remarks, and nothing of others."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.committee import save_committee, save_decision
from reports.enums import ReportState
from reports.models import Committee, Decision
from reports.remarks import make_remark
from tests.factories import ReportFactory, SeatFactory, UserFactory

URL = "/passation/"


@pytest.fixture
def remarked(contract_67, ars_grand_est, time_machine):
    """In May 2025: a remark of the ARS on the report of 2024, an internal note of its own, a decision."""
    time_machine.move_to("2025-05-20", tick=False)
    report = ReportFactory(contract=contract_67, fiscal_year=2024, in_state=ReportState.SHARED)
    make_remark(report, by=ars_grand_est, body="Préciser le champ.")
    make_remark(report, by=ars_grand_est, body="Entre nous seulement.", is_internal=True)
    values = {"fiscal_year": 2024, "held_on": date(2025, 5, 6)}
    committee = save_committee(Committee(contract=contract_67), values=values, by=ars_grand_est)
    told = {"text": "Recruter une sage-femme.", "owner": "PMI"}
    save_decision(Decision(committee=committee), values=told, by=ars_grand_est)
    return contract_67


def test_the_book_tells_a_seat_what_it_takes_over(remarked, editor_67, sign_in):
    page = sign_in(editor_67).get(URL).content.decode()

    told = (
        "Recruter une sage-femme.",
        "Préciser le champ.",
        "ARS Grand Est",
        "editor_67@exemple.test",
        "1.1",
    )
    assert [words for words in told if words not in page] == []
    assert "Entre nous seulement." not in page
    assert "ars_grand_est@exemple.test" not in page


def test_the_book_of_another_territory_or_of_the_nation_holds_none_of_it(
    remarked, editor_17, dgcs, ars_grand_est, sign_in
):
    for seat in (editor_17, dgcs):
        page = sign_in(seat).get(URL).content.decode()
        assert "Préciser le champ." not in page
        assert "Recruter" not in page
    assert "Entre nous seulement." in sign_in(ars_grand_est).get(URL).content.decode()


def test_the_book_costs_the_same_whatever_it_holds(remarked, editor_67, ars_grand_est, sign_in):
    client = sign_in(editor_67)
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    report = remarked.reports.get()
    for body in ("Deux.", "Trois."):
        make_remark(report, by=ars_grand_est, body=body)
        SeatFactory(user=UserFactory(), organisation=editor_67.organisation)
    with CaptureQueriesContext(connection) as three:
        client.get(URL)

    assert len(three) == len(one)

"""An amount saved on its own: what it answers, what it writes, whose it is, what it refuses to guess."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import JournalEntry
from funding.actions import LineEdit, save_lines
from funding.models import FundingLine
from reports.enums import ReportState
from tests.factories import FundingLineFactory, ReportFactory

URL = "/contrats/67-2020/financements/2024/cellule/"


@pytest.fixture
def p304(contract_67: Any) -> Any:
    return FundingLineFactory(contract=contract_67, source="p304", notified_amount=Decimal(1000))


@pytest.fixture
def fir(contract_67: Any) -> Any:
    return FundingLineFactory(contract=contract_67, source="fir", notified_amount=Decimal(500))


@pytest.fixture
def send(sign_in: Any) -> Any:
    """`send(seat, line, part, value)` as the page of that seat does."""

    def _send(seat: Any, line: Any, part: str, value: str, shown: Any = 1, **more: str) -> Any:
        more |= {"seat": more.pop("page")} if "page" in more else {}
        data = {"row": line.pk, "part": part, "seat": seat.pk, "value": value, "shown": shown} | more
        return sign_in(seat).post(URL, data, headers={"accept": "application/json"})

    return _send


def test_an_amount_is_saved_and_its_row_and_the_totals_come_back(send, p304, fir, prefecture_editor_67):
    answer = send(prefecture_editor_67, p304, "paid_amount", "1 234,56")

    told, stored = answer.json(), FundingLine.objects.get(pk=p304.pk)
    entry = JournalEntry.objects.get(chain="67-2020")
    assert (answer.status_code, told["state"], told["mark"], told["before"]) == (200, "saved", "2", "1")
    assert (stored.paid_amount, stored.version) == (Decimal("1234.56"), 2)
    assert (entry.act, entry.after) == ("Saisir les financements", {"paid_amount": "1234.56"})
    assert stored.history.first().history_seat_label == str(prefecture_editor_67)
    assert 'value="1\u00a0234,56"' in told["row"]
    assert "1\u00a0500\u00a0€" in told["around"]["chiffres"]
    assert "234,56\u00a0€ de trop" in told["around"]["alertes"]
    assert "1\u00a0234,56\u00a0€" in told["around"]["totaux"]
    assert "1\u00a0234,56\u00a0€" in told["around"]["synthese"]


@pytest.mark.parametrize("part", ["requested_amount", "notified_amount", "committed_amount", "paid_amount"])
def test_a_payer_never_writes_in_the_column_of_another(send, p304, ars_editor, editor_67, part):
    for seat in (ars_editor, editor_67):
        answer = send(seat, p304, part, "7")

        assert (answer.status_code, answer.json()["state"]) == (409, "locked")
        assert "un autre financeur" in answer.json()["message"]
    assert FundingLine.objects.get(pk=p304.pk).version == 1


def test_what_is_the_departement_s_is_refused_to_payers_and_what_is_nobody_s_to_all(
    send, p304, prefecture_editor_67, editor_67
):
    for seat, part in (
        (prefecture_editor_67, "spent_amount"),
        (prefecture_editor_67, "carried_over_amount"),
        (prefecture_editor_67, "carried_in_amount"),
        (editor_67, "carried_in_amount"),
        (editor_67, "version"),
        (editor_67, "source"),
        (editor_67, ""),
    ):
        assert send(seat, p304, part, "7").status_code == 409, part
    assert FundingLine.objects.get(pk=p304.pk).version == 1


@pytest.mark.parametrize("who", ["reader_67", "signatory_67", "prefecture_67", "ars_grand_est", "dgcs"])
def test_who_enters_nothing_is_refused(request, send, p304, who):
    answer = send(request.getfixturevalue(who), p304, "paid_amount", "7")

    assert (answer.status_code, answer.json()["state"]) == (403, "locked")


def test_the_page_of_another_seat_or_a_line_from_elsewhere_writes_nothing(
    send, p304, contract_68, editor_67, prefecture_editor_67
):
    elsewhere = FundingLineFactory(contract=contract_68)

    other_page = send(prefecture_editor_67, p304, "paid_amount", "7", page=str(editor_67.pk))
    other_line = send(editor_67, elsewhere, "spent_amount", "7")

    assert "un autre siège" in other_page.json()["message"]
    assert "n’est plus sur la page" in other_line.json()["message"]
    assert not FundingLine.objects.filter(version__gt=1).exists()


@pytest.mark.parametrize(
    ("typed", "state"),
    [("-5", "refused"), ("12 k€", "refused"), ("n.d.", "refused"), ("1.234", "asked"), ("0,005", "asked"),
     ("9" * 13, "refused"), ("=1+1", "refused"), ("x" * 50_000, "refused")],
)  # fmt: skip
def test_what_is_no_plain_amount_is_held_with_its_reason(send, p304, prefecture_editor_67, typed, state):
    answer = send(prefecture_editor_67, p304, "paid_amount", typed)

    assert (answer.status_code, answer.json()["state"]) == (422, state)
    assert answer.json()["message"]
    assert FundingLine.objects.get(pk=p304.pk).paid_amount is None


def test_a_doubt_is_settled_by_the_choice(send, p304, prefecture_editor_67):
    asked = send(prefecture_editor_67, p304, "paid_amount", "1.234").json()
    chosen = send(prefecture_editor_67, p304, "paid_amount", "1.234", meaning=asked["choices"][0][0])

    assert (chosen.status_code, FundingLine.objects.get(pk=p304.pk).paid_amount) == (200, Decimal(1234))


def test_two_people_in_one_cell_choose_and_in_two_cells_do_not_meet(
    send, contract_67, p304, prefecture_editor_67, editor_67
):
    save_lines(
        contract_67, year=2024, edits=[LineEdit(p304.pk, 1, {"paid_amount": Decimal(10)})],
        by=prefecture_editor_67,
    )  # fmt: skip

    beside = send(editor_67, p304, "spent_amount", "3", shown=1)
    late = send(prefecture_editor_67, p304, "paid_amount", "20", shown=1)
    told = late.json()
    kept = send(prefecture_editor_67, p304, "paid_amount", "20", resolve=f"mine:{told['mark']}")

    stored = FundingLine.objects.get(pk=p304.pk)
    assert (beside.status_code, late.status_code, told["state"]) == (200, 409, "conflict")
    assert (told["theirs"], told["who"]) == ("10\u00a0€", str(editor_67))
    assert kept.status_code == 200
    assert (stored.paid_amount, stored.spent_amount) == (Decimal(20), Decimal(3))


def test_an_undo_puts_back_what_was_there_unless_somebody_wrote_since(send, p304, prefecture_editor_67):
    first = send(prefecture_editor_67, p304, "notified_amount", "7").json()
    undone = send(
        prefecture_editor_67, p304, "notified_amount", "7", undo=first["before"], shown=first["mark"]
    )
    again = send(prefecture_editor_67, p304, "notified_amount", "8", shown=undone.json()["mark"])
    late = send(prefecture_editor_67, p304, "notified_amount", "8", undo="1", shown=first["mark"])

    assert (undone.json()["state"], 'value="1\u00a0000"' in undone.json()["row"]) == ("saved", True)
    assert again.status_code == 200
    assert (late.status_code, FundingLine.objects.get(pk=p304.pk).notified_amount) == (409, Decimal(8))


def test_a_closed_year_keeps_its_amounts_and_says_why(send, contract_67, p304, prefecture_editor_67):
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state=ReportState.SHARED)

    answer = send(prefecture_editor_67, p304, "paid_amount", "7")

    assert (answer.status_code, answer.json()["state"]) == (409, "locked")
    assert "ne se modifient plus" in answer.json()["message"]


def test_a_cell_costs_the_same_number_of_queries_however_many_lines(
    send, contract_67, p304, prefecture_editor_67
):
    costs = []
    for _ in range(2):
        line = FundingLineFactory(contract=contract_67, source="p304", payee_label=f"Ville {len(costs)}")
        with CaptureQueriesContext(connection) as queries:
            send(prefecture_editor_67, line, "paid_amount", "7")
        costs.append(len(queries))

    assert costs[0] == costs[1]

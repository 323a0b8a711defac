"""Credits carried over: proposed with why, accepted or refused by their payer, written once."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from contracts.history import acts_page
from core.models import JournalEntry
from core.readable import Change
from funding import balance
from funding.models import CarryOver, FundingLine
from funding.queries import lines_of
from tests.factories import ActionFactory, FundingLineFactory, ReportFactory

PAGE = reverse("funding:carrying", args=["67-2020", 2024])


@pytest.fixture
def line(contract_67: Any) -> Any:
    """A line of 2023 of which 250,40 € are left."""
    action = ActionFactory(contract=contract_67, number=2)
    amounts = {"notified_amount": Decimal(1000), "spent_amount": Decimal("749.60")}
    return FundingLineFactory(contract=contract_67, fiscal_year=2023, source="p304", action=action, **amounts)


@pytest.fixture
def act(sign_in: Any, line: Any) -> Any:
    """`act(seat, "accepter", version=1)` as the page of that seat does; the answer once redirected."""

    def _act(seat: Any, name: str, **data: Any) -> Any:
        url = reverse("funding:carry_act", args=["67-2020", 2024, line.pk, name])
        return sign_in(seat).post(url, data, follow=True)

    return _act


def asked(line: Any, amount: str = "250,40", why: str = "Postes pourvus en octobre.") -> dict[str, str]:
    return {f"line-{line.pk}-amount": amount, f"line-{line.pk}-justification": why}


def text_of(answer: Any) -> str:
    text = answer.content.decode()
    assert "variable inconnue" not in text
    return text


def test_what_is_left_is_proposed_accepted_and_written_once(
    act, contract_67, line, editor_67, prefecture_editor_67
):
    proposed = act(editor_67, "proposer", **asked(line))
    accepted = act(prefecture_editor_67, "accepter", version=1)
    again = act(prefecture_editor_67, "accepter", version=2)

    carry, received = CarryOver.objects.get(), FundingLine.objects.get(fiscal_year=2024)
    assert "Le report est proposé" in text_of(proposed)
    assert "250,40\u00a0€</strong> repris à ce jour" in text_of(accepted)
    assert "n’est plus possible" in text_of(again)
    assert (carry.state, carry.into) == ("accepted", received)
    assert (received.source, received.action_id, received.carried_in_amount) == (
        "p304",
        line.action_id,
        Decimal("250.40"),
    )
    assert (received.notified_amount, balance.available(received)) == (None, Decimal("250.40"))
    acts = list(JournalEntry.objects.filter(chain="67-2020").values_list("act", flat=True))
    assert ("Proposer un report de crédits" in acts, "Accepter un report de crédits" in acts) == (True, True)
    accepted_act = JournalEntry.objects.get(act="Accepter un report de crédits")
    assert (accepted_act.before, accepted_act.after) == (
        {"state": "proposed"},
        {"state": "accepted", "amount": "250.4"},
    )
    read = next(one for one in acts_page(contract_67, editor_67, 1) if one.act == accepted_act.act)
    assert Change("Montant", "", "250,40\u00a0€") in read.changes


def test_the_line_that_stands_receives_it_and_every_total_counts_it(
    act, contract_67, line, editor_67, prefecture_editor_67
):
    standing = FundingLineFactory(
        contract=contract_67,
        fiscal_year=2024,
        source="p304",
        action=line.action,
        payee_label=line.payee_label,
    )
    act(editor_67, "proposer", **asked(line, "100"))
    act(prefecture_editor_67, "accepter", version=1)

    lines = lines_of(contract_67, 2024)
    assert [one.pk for one in lines] == [standing.pk]
    for groups in (balance.by_source(lines), balance.by_action(lines), balance.by_destination(lines)):
        assert [group.totals["carried_in_amount"].amount for group in groups] == [Decimal(100)]


def test_the_payer_refuses_with_why_and_takes_back_what_it_had_accepted(
    act, line, editor_67, prefecture_editor_67
):
    act(editor_67, "proposer", **asked(line))
    bare = act(prefecture_editor_67, "refuser", version=1)
    act(prefecture_editor_67, "accepter", version=1)
    refused = act(prefecture_editor_67, "refuser", version=2, reason="Crédits annulés en fin de gestion.")
    act(editor_67, "proposer", version=3, **asked(line, "10"))

    carry = CarryOver.objects.get()
    assert "Dites pourquoi" in text_of(bare)
    assert "Crédits annulés en fin de gestion." in text_of(refused)
    assert FundingLine.objects.get(fiscal_year=2024).carried_in_amount is None
    assert (carry.state, carry.amount, carry.decision_reason, carry.into) == (
        "proposed",
        Decimal(10),
        "",
        None,
    )
    asked_again = JournalEntry.objects.get(act="Proposer de nouveau un report de crédits")
    assert (asked_again.before, asked_again.after) == (
        {"state": "refused", "amount": "250.4"},
        {"state": "proposed", "amount": "10", "justification": "Postes pourvus en octobre."},
    )


@pytest.mark.parametrize(
    ("amount", "why", "told"),
    [
        ("250,41", "x", "Il ne reste que 250,40"),
        ("0", "x", "plus de zéro"),
        ("-1", "x", "au moins 0"),
        ("abc", "x", "contient des lettres"),
        ("100", "", "Justification"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_lost(act, line, editor_67, amount, why, told):
    page = text_of(act(editor_67, "proposer", **asked(line, amount, why)))

    assert told in page
    assert not CarryOver.objects.exists()


def test_only_the_departement_asks_and_only_the_payer_answers(
    act, line, editor_67, prefecture_editor_67, ars_editor, reader_67, prefecture_67, dgcs
):
    for seat in (prefecture_editor_67, ars_editor, reader_67, prefecture_67, dgcs):
        assert act(seat, "proposer", **asked(line)).status_code == 403
    act(editor_67, "proposer", **asked(line))
    for seat in (editor_67, ars_editor, reader_67, prefecture_67, dgcs):
        assert act(seat, "accepter", version=1).status_code == 403
        assert act(seat, "refuser", version=1, reason="x").status_code == 403
    assert act(prefecture_editor_67, "retirer", version=1).status_code == 403
    assert act(editor_67, "inconnu", version=1).status_code == 404

    assert CarryOver.objects.get().state == "proposed"


def test_a_proposal_is_withdrawn_until_it_is_accepted(act, line, editor_67, prefecture_editor_67):
    act(editor_67, "proposer", **asked(line))
    act(editor_67, "retirer", version=1)
    gone = CarryOver.objects.exists()
    act(editor_67, "proposer", **asked(line))
    act(prefecture_editor_67, "accepter", version=1)
    late = act(editor_67, "retirer", version=2)

    assert not gone
    assert "son financeur seul" in text_of(late)
    assert CarryOver.objects.exists()


def test_two_people_at_once_are_put_in_line(act, line, editor_67, prefecture_editor_67):
    act(editor_67, "proposer", **asked(line))
    act(editor_67, "proposer", version=1, **asked(line, "10"))

    late = act(prefecture_editor_67, "accepter", version=1)

    assert late.status_code == 409
    assert CarryOver.objects.get().state == "proposed"


def test_a_year_that_is_shared_receives_nothing_by_any_road(
    act, contract_67, line, editor_67, prefecture_editor_67
):
    act(editor_67, "proposer", **asked(line))
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state="shared")

    locked = act(prefecture_editor_67, "accepter", version=1)

    assert "ne se modifient plus" in text_of(locked)
    carry = CarryOver.objects.get()
    assert carry.state == "proposed"
    with pytest.raises(DatabaseError), transaction.atomic():
        carry.save()


def test_the_page_costs_the_same_with_one_line_and_with_four(
    contract_67, line, editor_67, sign_in, django_assert_max_num_queries
):
    client = sign_in(editor_67)
    client.get(PAGE)
    for rank in range(3):
        FundingLineFactory(
            contract=contract_67, fiscal_year=2023, source="fir", payee_label=f"Ville {rank}",
            notified_amount=Decimal(10), spent_amount=Decimal(1),
        )  # fmt: skip

    with django_assert_max_num_queries(22):
        page = text_of(client.get(PAGE))

    assert page.count("Proposer de reporter ce reste") == 4

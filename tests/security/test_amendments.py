"""Amendments attacked by their own parties: another's credits, a gate walked round, a draft that moves under
the hand that signs it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Seat
from contracts.amending import acts
from contracts.models import Amendment, AmendmentChange, Contract
from tests.contracts.test_amending import by_all, opened, proposed
from tests.factories import ActionFactory, FundingLineFactory, ObjectiveFactory

YEAR = 2024


def signed(draft: Amendment, version: int) -> dict[str, Any]:
    """What the page of the signature sends."""
    days = {f"signed-{pk}": "2024-06-20" for pk in by_all(draft, None)}
    return days | {"reason": "Instruction tardive.", "version": version}


def address(name: str, *arguments: Any) -> str:
    return reverse(f"contracts:{name}", args=["67-2020", 1, *arguments])


@pytest.fixture
def draft(contract_67: Contract, prefecture_editor_67: Seat) -> Amendment:
    kinds = ["credits", "objectives", "actions"]
    return opened(contract_67, prefecture_editor_67, kinds=kinds, fiscal_year=YEAR)


@pytest.fixture
def prefecture(sign_in: Callable[[Seat], Client], prefecture_editor_67: Seat) -> Client:
    return sign_in(prefecture_editor_67)


def test_a_payer_takes_no_credit_of_another_out_of_a_draft(
    draft: Amendment, prefecture_editor_67: Seat, editor_67: Seat, sign_in: Any, prefecture: Client
) -> None:
    line = FundingLineFactory(contract=draft.contract, fiscal_year=YEAR)
    of_line = proposed(draft, "credit", prefecture_editor_67, line=line.pk, notified_amount="5")
    opening = proposed(draft, "credit", prefecture_editor_67, line="nouvelle-p304", notified_amount="7")
    proposed(draft, "credit", editor_67, line="nouvelle-departement", notified_amount="9")
    departement = sign_in(editor_67)

    page = departement.get(address("amendment")).content.decode()
    answers = [departement.post(address("change_withdrawal", one.pk)) for one in (of_line, opening)]

    assert [one.status_code for one in answers] == [403, 403]
    assert "réservé à qui l’inscrit" in page
    assert page.count("/retrait/") == 1
    assert prefecture.post(address("change_withdrawal", opening.pk)).status_code == 302
    assert of_line in AmendmentChange.objects.all()
    assert AmendmentChange.objects.count() == 2


def test_credits_do_not_pass_the_gate_under_another_year(
    draft: Amendment, prefecture_editor_67: Seat, prefecture: Client
) -> None:
    proposed(draft, "credit", prefecture_editor_67, line="nouvelle-p304", notified_amount="7")
    draft.refresh_from_db()
    moved = {"kinds": draft.kinds, "title": "Crédits", "fiscal_year": 2020, "version": draft.version}

    answer = prefecture.post(address("amendment_edit"), moved)

    assert "Des crédits 2024 sont inscrits" in answer.content.decode()
    assert Amendment.objects.get().fiscal_year == YEAR


def test_nobody_signs_what_joined_the_draft_since_they_read_it(
    draft: Amendment, prefecture_editor_67: Seat, editor_67: Seat, prefecture: Client
) -> None:
    kept = proposed(draft, "credit", prefecture_editor_67, line="nouvelle-p304", notified_amount="7")
    read = prefecture.get(address("amendment_signature")).context["form"].initial["version"]
    slipped = proposed(draft, "action", editor_67, title="Glissée")

    answers = [prefecture.post(address("amendment_signature"), signed(draft, read))]
    acts.withdraw(slipped, by=editor_67)
    answers.append(prefecture.post(address("amendment_signature"), signed(draft, read + 1)))

    assert [one.status_code for one in answers] == [409, 409]
    assert list(Amendment.objects.get().changes.all()) == [kept]
    assert Amendment.objects.get().state == "draft"


@pytest.mark.parametrize("lost", ["line", "action", "objective"])
def test_a_draft_of_which_something_is_gone_says_so_and_is_not_signed(
    draft: Amendment, prefecture_editor_67: Seat, prefecture: Client, lost: str
) -> None:
    by, contract = prefecture_editor_67, draft.contract
    if lost == "line":
        gone = FundingLineFactory(contract=contract, fiscal_year=YEAR)
        proposed(draft, "credit", by, line=gone.pk, notified_amount="5")
    elif lost == "action":
        gone = ActionFactory(contract=contract)
        proposed(draft, "credit", by, line="nouvelle-p304", action=gone.pk, notified_amount="5")
    else:
        objective = ObjectiveFactory(framework=contract.framework, number=12, kind="optional")
        gone = proposed(draft, "objectif", by, objective=objective.pk, reason="Diagnostic.")
        proposed(draft, "action", by, title="Relais", objectives=[objective.pk])
    gone.delete()
    draft.refresh_from_db()

    page = prefecture.get(address("amendment")).content.decode()
    prefecture.post(address("amendment_signature"), signed(draft, draft.version))

    assert "ne peut pas être signé en l’état" in page
    assert ("n’existe plus" if lost != "objective" else "ne retient pas l’objectif 12") in page
    assert Amendment.objects.get().state == "draft"
    left = Amendment.objects.get().changes.get()
    assert prefecture.post(address("change_withdrawal", left.pk)).status_code == 302
    assert not Amendment.objects.get().changes.exists()


def test_credits_are_read_and_signed_without_holding_the_lines(
    draft: Amendment, prefecture_editor_67: Seat, prefecture: Client
) -> None:
    line = FundingLineFactory(contract=draft.contract, fiscal_year=YEAR)
    proposed(draft, "credit", prefecture_editor_67, line=line.pk, notified_amount="5,01")
    draft.refresh_from_db()

    assert prefecture.get(address("amendment")).status_code == 200
    prefecture.post(address("amendment_signature"), signed(draft, draft.version))

    line.refresh_from_db()
    assert (line.notified_amount, line.amendment_id, line.version) == (Decimal("5.01"), draft.pk, 2)

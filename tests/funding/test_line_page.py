"""The details of a line of the money: what is said of it, who wrote what, and its withdrawal."""

from decimal import Decimal

import pytest
from django.urls import reverse

from funding.models import FundingLine
from tests.factories import FundingLineFactory

URL = reverse("funding:year", args=["67-2020", 2024])


@pytest.fixture
def lines(contract_67):
    """The lines of the State and its agency in 2024."""
    return {
        source: FundingLineFactory(contract=contract_67, source=source, notified_amount=Decimal(1000))
        for source in ("p304", "fir")
    }


def text_of(response):
    text = response.content.decode()
    assert "variable inconnue" not in text
    return text


def page_of(line):
    return reverse("funding:line", args=["67-2020", 2024, line.pk])


def removal_of(line):
    return reverse("funding:line_removal", args=["67-2020", 2024, line.pk])


def test_an_empty_line_is_withdrawn_from_the_page(sign_in, contract_67, ars_editor):
    line = FundingLineFactory(contract=contract_67, source="fir", notified_amount=None)
    client = sign_in(ars_editor)

    offered = text_of(client.get(page_of(line)))
    response = client.post(removal_of(line), {"version": 1}, follow=True)

    assert "Retirer cette ligne" in offered
    assert "La ligne est retirée." in text_of(response)
    assert not FundingLine.objects.exists()


def test_a_filled_line_is_neither_offered_nor_withdrawn(sign_in, lines, ars_editor):
    client = sign_in(ars_editor)

    offered = text_of(client.get(page_of(lines["fir"])))
    response = client.post(removal_of(lines["fir"]), {"version": 1}, follow=True)

    assert "Retirer cette ligne" not in offered
    assert "videz-les avant de la retirer" in text_of(response)


@pytest.mark.parametrize(("who", "status"), [("editor_67", 403), ("dgcs", 403), ("editor_17", 404)])
def test_the_line_of_another_is_not_withdrawn(request, sign_in, contract_67, who, status):
    line = FundingLineFactory(contract=contract_67, source="fir", notified_amount=None)

    response = sign_in(request.getfixturevalue(who)).post(removal_of(line), {"version": 1})

    assert response.status_code == status
    assert FundingLine.objects.exists()


def test_a_line_that_is_gone_or_elsewhere_is_not_found(sign_in, contract_67, contract_68, ars_editor):
    elsewhere = FundingLineFactory(contract=contract_68, source="fir", notified_amount=None)

    assert sign_in(ars_editor).post(removal_of(elsewhere), {"version": 1}).status_code == 404


def test_a_withdrawal_without_its_version_is_out_of_date(sign_in, contract_67, ars_editor):
    line = FundingLineFactory(contract=contract_67, source="fir", notified_amount=None)

    assert sign_in(ars_editor).post(removal_of(line), {}).status_code == 409


def test_the_details_of_a_line_take_a_comment_and_tell_who_wrote_what(sign_in, lines, contract_67, editor_67):
    client, url = sign_in(editor_67), page_of(lines["fir"])

    saved = client.post(url, {"line-version": 1, "line-comment": "Recrutement tardif."}, follow=True)
    late = client.post(url, {"line-version": 1, "line-comment": "Autre chose."})
    beside = client.get(url, headers={"X-Fragment": "1"})

    stored = FundingLine.objects.get(pk=lines["fir"].pk)
    assert stored.comment == "Recrutement tardif."
    assert "vide → <strong>Recrutement tardif.</strong>" in text_of(saved)
    assert (late.status_code, "modifiés par quelqu’un d’autre" in text_of(late)) == (409, True)
    assert ("data-panel-body" in text_of(beside), "<html" in text_of(beside)) == (True, False)


def test_a_payer_that_counts_in_ae_and_cp_says_its_payment_credits(sign_in, lines, prefecture_editor_67):
    client, line = sign_in(prefecture_editor_67), lines["p304"]

    before = text_of(client.get(URL))
    client.post(page_of(line), {"line-version": 1, "line-payment_credits_amount": "2 000 000"})
    page = text_of(client.get(URL))

    assert ("CP notifiés" in before, "Notifié" in before) == (False, True)
    assert ("CP notifiés" in page, "AE notifiées" in page) == (True, True)
    assert FundingLine.objects.get(pk=line.pk).payment_credits_amount == Decimal(2_000_000)


def test_who_owns_nothing_of_a_line_reads_it_and_writes_nothing(sign_in, lines, ars_editor, dgcs):
    url, typed = page_of(lines["p304"]), {"line-version": 1, "line-payment_credits_amount": "7"}

    other_payer = sign_in(ars_editor).post(url, typed | {"line-comment": "x"})
    nation = sign_in(dgcs)

    assert (other_payer.status_code, nation.post(url, typed).status_code) == (302, 403)
    assert "snppe-form" not in text_of(nation.get(url))
    assert FundingLine.objects.get(pk=lines["p304"].pk).version == 1

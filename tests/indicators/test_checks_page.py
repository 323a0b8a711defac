"""The list of a year before it is shared: read by the parties, explained in place by the département."""

from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.explaining import explain
from indicators.models import Explanation
from tests.factories import (
    GapCauseFactory,
    IndicatorFactory,
    MeasurementFactory,
    ReportFactory,
    TargetFactory,
)

URL = reverse("indicators:checks", args=["67-2020", 2024])


@pytest.fixture
def cause(db):
    return GapCauseFactory()


@pytest.fixture
def missed(contract_67, rate):
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    return MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))


@pytest.fixture
def client(sign_in, editor_67):
    return sign_in(editor_67)


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def typed(given, **changed):
    sent = {"point": "P5-1.1", "cause": given.pk, "sentence": "Deux postes vacants.", "version": "0"}
    return {**sent, "until_year": "2024", **changed}


def test_a_quiet_year_says_so(client, contract_67):
    page = text(client.get(URL))

    assert "Rien à corriger ni à expliquer" in page
    assert "Aucun écart à expliquer" in page


def test_each_point_leads_to_its_cell_and_is_explained_in_place(client, missed, cause):
    page = text(client.get(URL))

    assert "1 écart à expliquer sur 1" in page
    assert 'href="/contrats/67-2020/indicateurs/2024/#i-1.1"' in page
    assert "Cible manquée : 12,5 %, pour 20 % à atteindre." in page
    assert "Enregistrer l’explication" in page


def test_an_explanation_is_sent_and_shown(client, missed, cause):
    answer = client.post(URL, typed(cause), follow=True)

    assert answer.redirect_chain == [(URL, 302)]
    assert "L’écart de 1.1 est expliqué." in text(answer)
    assert "0 écart à expliquer sur 1" in text(answer)
    row = Explanation.objects.get()
    assert (row.rule, row.from_year, row.until_year, row.sentence) == (
        "P5",
        2024,
        2024,
        "Deux postes vacants.",
    )


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(client, missed, cause):
    answer = client.post(URL, typed(cause, cause="", until_year="2031"))

    page = text(answer)
    assert answer.status_code == 422
    assert "2 points à corriger" in page
    assert "Choisissez une cause." in page
    assert "Deux postes vacants." in page
    assert not Explanation.objects.exists()


@pytest.mark.parametrize("changed", [{"point": "P9-1.1"}, {"point": ""}, {"point": "P2-1.1"}])
def test_a_point_that_is_not_asked_is_told(client, missed, cause, changed):
    answer = client.post(URL, typed(cause, **changed))

    assert answer.status_code == 409
    assert "ne se pose plus" in text(answer)


def test_two_people_explain_the_same_gap(client, contract_67, rate, missed, cause, editor_67):
    place = {"contract": contract_67, "indicator": rate, "year": 2024, "rule": "P5"}
    explain(cause=cause, sentence="La leur.", by=editor_67, **place)

    answer = client.post(URL, typed(cause, sentence="La mienne."))

    assert answer.status_code == 409
    assert "La leur." in text(answer)
    assert "La mienne." in text(answer)


def test_an_explanation_is_taken_back(client, missed, cause):
    client.post(URL, typed(cause))

    answer = client.post(URL, typed(cause, withdraw="1", version="1"), follow=True)

    assert "L’explication de 1.1 est retirée." in text(answer)
    assert not Explanation.objects.exists()


def test_markup_in_an_explanation_is_inert(client, missed, cause):
    client.post(URL, typed(cause, sentence="<script>alert(1)</script>{{ 7|add:7 }}"))

    page = text(client.get(URL))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in page


def test_a_sentence_too_long_is_refused_with_its_limit(client, missed, cause):
    answer = client.post(URL, typed(cause, sentence="x" * 2001))

    assert answer.status_code == 422
    assert "2000 caractères au plus, il y en a 2001" in text(answer)


def test_filters_narrow_the_list_and_nonsense_is_ignored(client, missed):
    assert "Cible manquée" in text(client.get(URL, {"state": "open", "objective": "1"}))
    assert "Aucun point pour ces filtres" in text(client.get(URL, {"state": "blocking"}))
    assert "Cible manquée" in text(client.get(URL, {"state": "'; --", "objective": "99"}))


def test_a_reader_reads_and_cannot_explain(sign_in, reader_67, missed, cause):
    client = sign_in(reader_67)

    page = text(client.get(URL))

    assert "Cible manquée" in page
    assert "Enregistrer l’explication" not in page
    assert client.post(URL, typed(cause)).status_code == 403


def test_the_parties_read_the_list_once_it_is_shared(sign_in, prefecture_67, contract_67, missed):
    client = sign_in(prefecture_67)
    before = text(client.get(URL))
    ReportFactory(contract=contract_67, in_state="shared")

    after = text(client.get(URL))

    assert "Cible manquée" not in before
    assert "Exercice en cours de saisie par le département" in before
    assert "Cible manquée" in after


def test_a_shared_year_is_read_and_explained_no_more(client, contract_67, missed, cause):
    ReportFactory(contract=contract_67, in_state="shared")

    page, answer = text(client.get(URL)), client.post(URL, typed(cause))

    assert "Enregistrer l’explication" not in page
    assert answer.status_code == 409
    assert "ses données ne se modifient plus" in text(answer)


def test_the_page_costs_the_same_for_one_point_and_for_ten(
    client, contract_67, rate, missed, django_assert_max_num_queries, django_assert_num_queries
):
    client.get(URL)
    with django_assert_max_num_queries(22) as few:
        client.get(URL)
    for place in range(2, 11):
        indicator = IndicatorFactory(objective=rate.objective, code=f"1.{place}")
        TargetFactory(contract=contract_67, indicator=indicator, value=Decimal(20))
        MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal(3))

    with django_assert_num_queries(len(few)):
        page = client.get(URL)

    assert "10 écarts à expliquer sur 10" in text(page)

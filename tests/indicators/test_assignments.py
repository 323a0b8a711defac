"""Who brings each figure: entrusted several at once, taken again from last year, told at home."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.enums import Role
from contracts.years import YearLocked
from core.models import JournalEntry
from core.versions import StaleVersion
from indicators.assigning import a_year_later, assign, copy_assignments, unassign
from indicators.models import Assignment
from tests.factories import IndicatorFactory, MeasurementFactory, ReportFactory, SeatFactory

URL = reverse("indicators:assignments", args=["67-2020", 2024])


@pytest.fixture
def client(sign_in, editor_67):
    return sign_in(editor_67)


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def standing(year=2024):
    rows = Assignment.objects.filter(fiscal_year=year).order_by("indicator__code")
    return [(row.indicator.code, row.holder, row.due_on) for row in rows.select_related("indicator")]


def test_several_indicators_are_entrusted_at_once_and_journalled_once(contract_67, rate, visits, editor_67):
    assign(
        contract=contract_67,
        year=2024,
        indicators=[rate, visits],
        service=" PMI ",
        due_on=date(2025, 3, 1),
        by=editor_67,
    )

    assert standing() == [("1.1", "PMI", date(2025, 3, 1)), ("3.1", "PMI", date(2025, 3, 1))]
    entry = JournalEntry.objects.get()
    assert (entry.act, entry.after) == (
        "Confier des indicateurs",
        {"fiscal_year": 2024, "indicateurs": "1.1, 3.1", "à": "PMI", "due_on": "2025-03-01"},
    )


def test_an_indicator_changes_hands_and_what_is_stale_is_refused(contract_67, rate, editor_67):
    place = {"contract": contract_67, "year": 2024, "indicators": [rate], "by": editor_67}
    assign(service="PMI", shown={rate.pk: 0}, **place)
    assign(seat=editor_67, shown={rate.pk: 1}, **place)

    with pytest.raises(StaleVersion):
        assign(service="CRIP", shown={rate.pk: 1}, **place)
    assert standing() == [("1.1", str(editor_67), None)]


def test_who_cannot_enter_is_entrusted_nothing(contract_67, rate, editor_67, reader_67, editor_17):
    for seat in (reader_67, editor_17):
        with pytest.raises(ValidationError, match="ne saisit pas"):
            assign(contract=contract_67, year=2024, indicators=[rate], seat=seat, by=editor_67)
    with pytest.raises(ValidationError, match="pas aux deux"):
        assign(contract=contract_67, year=2024, indicators=[rate], by=editor_67)
    with pytest.raises(PermissionDenied):
        assign(contract=contract_67, year=2024, indicators=[rate], service="PMI", by=reader_67)


def test_an_indicator_of_elsewhere_or_a_shared_year_is_refused(contract_67, rate, editor_67):
    elsewhere = IndicatorFactory(code="99.1")
    with pytest.raises(ValidationError, match="ne suit pas"):
        assign(contract=contract_67, year=2024, indicators=[elsewhere], service="PMI", by=editor_67)
    ReportFactory(contract=contract_67, in_state="shared")

    with pytest.raises(YearLocked):
        assign(contract=contract_67, year=2024, indicators=[rate], service="PMI", by=editor_67)


def test_an_assignment_is_taken_back(contract_67, rate, editor_67):
    assign(contract=contract_67, year=2024, indicators=[rate], service="PMI", by=editor_67)

    count = unassign(contract=contract_67, year=2024, indicators=[rate], by=editor_67)

    assert (count, standing()) == (1, [])


def test_last_year_is_taken_again_without_touching_what_is_entrusted(
    contract_67, cea, rate, visits, editor_67
):
    gone = SeatFactory(organisation=cea, role=Role.EDITOR, ends_on=date(2024, 1, 1))
    third = IndicatorFactory(objective=rate.objective, code="1.2")
    for indicator, holder in (
        (rate, {"service": "PMI"}),
        (visits, {"service": "CRIP"}),
        (third, {"seat": gone}),
    ):
        Assignment.objects.create(
            contract=contract_67, fiscal_year=2023, indicator=indicator, due_on=date(2024, 2, 29), **holder
        )
    Assignment.objects.create(contract=contract_67, fiscal_year=2024, indicator=visits, seat=editor_67)

    copy_assignments(contract=contract_67, year=2024, by=editor_67)

    assert standing() == [("1.1", "PMI", date(2025, 2, 28)), ("3.1", str(editor_67), None)]


def test_a_year_later_is_the_same_day():
    assert a_year_later(None) is None
    assert a_year_later(date(2025, 3, 1)) == date(2026, 3, 1)


def test_the_page_entrusts_what_is_ticked(client, rate, visits, editor_67):
    sent = {"indicator": [f"{rate.pk}:0", f"{visits.pk}:0"], "service": "PMI", "due_on": "2025-03-01"}

    answer = client.post(URL, sent | {"assign": "1"}, follow=True)

    assert "2 indicateurs confiés à PMI." in text(answer)
    assert "1er mars 2025" in text(answer)
    assert len(standing()) == 2


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"service": "PMI"}, "Cochez au moins un indicateur"),
        ({"service": "", "indicator": "x:y"}, "l’un des deux"),
        ({"service": "x" * 161}, "160 caractères au plus"),
        ({"service": "PMI", "due_on": "31/02/2025"}, "Écrivez une date"),
        ({"seat": "999999"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(client, contract_67, sent, told):
    answer = client.post(URL, sent | {"assign": "1"})

    assert answer.status_code == 422
    assert told in text(answer)
    assert standing() == []


def test_a_stale_page_is_told_and_keeps_its_ticks(client, contract_67, rate, editor_67):
    assign(contract=contract_67, year=2024, indicators=[rate], service="CRIP", by=editor_67)

    answer = client.post(URL, {"indicator": f"{rate.pk}:0", "service": "PMI", "assign": "1"})

    assert answer.status_code == 409
    assert "il est confié à CRIP" in text(answer)
    assert f'value="{rate.pk}:1" id="c-1.1" aria-labelledby="a-1.1" checked' in text(answer)


def test_mine_and_nobody_narrow_the_list(client, contract_67, rate, visits, editor_67):
    assign(contract=contract_67, year=2024, indicators=[rate], seat=editor_67, by=editor_67)

    mine, nobody = text(client.get(URL, {"holder": "mine"})), text(client.get(URL, {"holder": "nobody"}))

    assert ("#i-1.1" in mine, "#i-3.1" in mine) == (True, False)
    assert ("#i-1.1" in nobody, "#i-3.1" in nobody) == (False, True)


def test_one_s_indicators_are_told_at_home_until_they_are_entered(
    client, contract_67, rate, visits, editor_67
):
    place = {"contract": contract_67, "year": 2024, "by": editor_67}
    assign(indicators=[rate, visits], seat=editor_67, due_on=date(2025, 3, 1), **place)
    both = text(client.get("/"))
    MeasurementFactory(contract=contract_67, indicator=rate)
    one = text(client.get("/"))
    MeasurementFactory(contract=contract_67, indicator=visits)
    none = text(client.get("/"))

    assert "2 indicateurs à saisir : 1.1, 3.1." in both
    assert "1 indicateur à saisir : 3.1." in one
    assert "Mes indicateurs" not in none


def test_the_history_of_assignments_is_the_departement_s(
    sign_in, client, contract_67, rate, editor_67, prefecture_67
):
    assign(contract=contract_67, year=2024, indicators=[rate], service="Service secret", by=editor_67)
    url = reverse("contracts:history", args=["67-2020"])

    own = text(client.get(url))
    others = [
        text(sign_in(prefecture_67).get(url, query)) for query in ({}, {"view": "acts"}, {"vue": "actes"})
    ]

    assert "Service secret" in own
    assert not any("Service secret" in page for page in others)


def test_the_page_costs_the_same_for_two_indicators_and_for_ten(
    client, contract_67, rate, editor_67, django_assert_num_queries, django_assert_max_num_queries
):
    assign(contract=contract_67, year=2024, indicators=[rate], seat=editor_67, by=editor_67)
    with django_assert_max_num_queries(24) as few:
        client.get(URL)
    more = [IndicatorFactory(objective=rate.objective, code=f"1.{place}") for place in range(2, 11)]
    assign(contract=contract_67, year=2024, indicators=more, seat=editor_67, by=editor_67)

    with django_assert_num_queries(len(few)):
        client.get(URL)

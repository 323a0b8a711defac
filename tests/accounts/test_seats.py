"""Taking a seat: one's own, open today, and kept until another is taken."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Seat
from tests.factories import PASSWORD, SeatFactory, UserFactory


@pytest.fixture
def second_seat(editor_67: Seat, ars) -> Seat:
    """The editor of the Bas-Rhin also reviews for the ARS."""
    return SeatFactory(user=editor_67.user, organisation=ars, role=Role.REVIEWER)


def acting_seat(client) -> Seat | None:
    return client.get("/").context["seat"]


def test_each_open_seat_is_offered(editor_67: Seat, second_seat: Seat, sign_in) -> None:
    page = sign_in(editor_67).get("/siege/")

    assert [seat.pk for seat in page.context["seats"]] == [second_seat.pk, editor_67.pk]


def test_the_seat_taken_is_the_one_that_acts(editor_67: Seat, second_seat: Seat, sign_in) -> None:
    client = sign_in(editor_67)

    answer = client.post("/siege/", {"seat": editor_67.pk, "next": "/rapports/"})

    assert answer.url == "/rapports/"
    assert acting_seat(client) == editor_67


def test_another_seat_may_be_taken_later(editor_67: Seat, second_seat: Seat, sign_in) -> None:
    client = sign_in(editor_67)
    client.post("/siege/", {"seat": editor_67.pk})

    client.post("/siege/", {"seat": second_seat.pk})

    assert acting_seat(client) == second_seat


@pytest.mark.parametrize("forged", ["", "abc", "-1", "999999", "1 OR 1=1"])
def test_a_seat_that_does_not_exist_is_not_found(editor_67: Seat, sign_in, forged: str) -> None:
    answer = sign_in(editor_67).post("/siege/", {"seat": forged})

    assert answer.status_code == 404


def test_the_seat_of_another_is_not_found(editor_67: Seat, signatory_67: Seat, sign_in) -> None:
    answer = sign_in(editor_67).post("/siege/", {"seat": signatory_67.pk})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "dates",
    [
        {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 12, 31)},
        {"starts_on": date(2099, 1, 1)},
    ],
)
def test_a_seat_outside_its_dates_cannot_be_taken(editor_67: Seat, ars, sign_in, dates) -> None:
    closed = SeatFactory(user=editor_67.user, organisation=ars, **dates)

    answer = sign_in(editor_67).post("/siege/", {"seat": closed.pk})

    assert answer.status_code == 404


def test_a_seat_serves_through_its_last_day(editor_67: Seat, sign_in) -> None:
    editor_67.ends_on = timezone.localdate()
    editor_67.save()

    assert acting_seat(sign_in(editor_67)) == editor_67


def test_a_seat_that_ended_during_a_session_stops_at_once(
    editor_67: Seat, second_seat: Seat, sign_in
) -> None:
    client = sign_in(editor_67)
    client.post("/siege/", {"seat": second_seat.pk})
    second_seat.ends_on = timezone.localdate() - timedelta(days=1)
    second_seat.save()

    answer = client.post("/organisation/sieges/nouveau/", {"title": "Une fonction"})
    choice = client.get(answer.url)
    taken = client.post("/siege/", {"seat": editor_67.pk, "next": choice.context["next"]})

    assert answer.url == "/siege/?next=%2Freprise%2F"
    assert choice.context["seat"] is None
    assert "a pris fin" in choice.content.decode()
    assert "Une fonction" in client.get(taken.url).content.decode()
    assert acting_seat(client) == editor_67


def test_the_seat_of_the_sign_in_is_not_replaced_unasked_the_day_it_ends(
    editor_67: Seat, ars, client: Client
) -> None:
    client.post("/connexion/", {"username": editor_67.user.email, "password": PASSWORD})
    SeatFactory(user=editor_67.user, organisation=ars, role=Role.REVIEWER)
    editor_67.ends_on = timezone.localdate() - timedelta(days=1)
    editor_67.save()

    assert client.get("/rapports/").url == "/siege/?next=%2Frapports%2F"
    assert client.get("/siege/").status_code == 200


def test_a_person_without_seat_is_told_what_to_ask_and_whom(db: None, sign_in) -> None:
    person = UserFactory(email="sans-siege@exemple.test")
    client = sign_in(Seat(user=person))

    home = client.get("/")
    page = client.get("/siege/").content.decode()

    assert home.url == "/siege/"
    assert "Aucun siège ouvert" in page
    assert "sans-siege@exemple.test" in page


def test_a_person_without_seat_sees_no_organisation(db: None, sign_in) -> None:
    client = sign_in(Seat(user=UserFactory()))

    assert client.get("/organisation/").status_code == 404
    assert client.get("/organisation/sieges/nouveau/").status_code == 403


def test_the_same_number_of_queries_serves_one_seat_or_three(
    editor_67: Seat, ars, sign_in, django_assert_num_queries
) -> None:
    client = sign_in(editor_67)
    with django_assert_num_queries(2):
        client.get("/siege/")
    for role in (Role.READER, Role.REVIEWER):
        SeatFactory(user=editor_67.user, organisation=ars, role=role)

    with django_assert_num_queries(2):
        client.get("/siege/")

"""The seats of one's organisation: read by all its members, changed by its managers."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Seat, User
from core.models import JournalEntry
from tests.factories import SeatFactory, UserFactory

NEW = "/organisation/sieges/nouveau/"


@pytest.fixture
def manager(editor_67: Seat, cea) -> Seat:
    user = UserFactory(email="gestion@exemple.test", name="Gestion")
    return SeatFactory(user=user, organisation=cea, role=Role.MANAGER)


@pytest.fixture
def give(manager: Seat, sign_in, django_capture_on_commit_callbacks):
    """`give(email=…)` posts the form as the manager and lets the worker run."""

    def _give(seat: Seat = manager, **fields):
        details = {"role": "reader", "starts_on": "2024-01-01"} | fields
        with django_capture_on_commit_callbacks(execute=True):
            return sign_in(seat).post(NEW, details)

    return _give


def close(client, seat: Seat, last_day: str):
    return client.post(f"/organisation/sieges/{seat.pk}/fermer/", {"last_day": last_day})


def test_every_member_reads_the_seats_of_their_organisation(manager: Seat, editor_67: Seat, sign_in) -> None:
    page = sign_in(editor_67).get("/organisation/").content.decode()

    assert "gestion@exemple.test" in page
    assert "Ouvrir un siège" not in page
    assert "/fermer/" not in page


def test_the_seats_of_another_organisation_are_not_shown(
    editor_67: Seat, prefecture_67: Seat, sign_in
) -> None:
    page = sign_in(editor_67).get("/organisation/").content.decode()

    assert "prefecture_67@exemple.test" not in page


def test_seats_are_sorted_by_whether_they_are_held_today(manager: Seat, editor_67: Seat, sign_in) -> None:
    ended = SeatFactory(organisation=manager.organisation, ends_on=date(2021, 1, 1))
    to_come = SeatFactory(organisation=manager.organisation, starts_on=date(2099, 1, 1))

    page = sign_in(manager).get("/organisation/")

    now, later, past = (period.seats for period in page.context["periods"])
    assert set(now) == {manager, editor_67}
    assert (later, past) == ([to_come], [ended])


def test_a_manager_invites_someone_who_has_no_account(give) -> None:
    answer = give(email="Nouvelle@Exemple.test", name="Nouvelle Agente", title="Chargée de mission")

    seat = Seat.objects.get(user__email="nouvelle@exemple.test")
    message = mail.outbox[0]
    assert answer.url == "/organisation/"
    assert (seat.role, seat.title) == ("reader", "Chargée de mission")
    assert not seat.user.has_usable_password()
    assert message.to == ["nouvelle@exemple.test"]
    assert "/mot-de-passe/nouveau/" in message.body


def test_a_manager_opens_a_seat_to_someone_known_and_nothing_but_the_seat_changes(give) -> None:
    person = UserFactory(email="connue@exemple.test", name="Connue")

    give(email="CONNUE@exemple.test", name="Autre nom")

    person.refresh_from_db()
    assert person.name == "Connue"
    assert person.seats.count() == 1
    assert "/mot-de-passe/nouveau/" not in mail.outbox[0].body


def test_a_name_is_asked_for_a_new_account(give) -> None:
    answer = give(email="nouvelle@exemple.test")

    assert answer.status_code == 200
    assert "donnez le nom de la personne" in answer.content.decode()
    assert not User.objects.filter(email="nouvelle@exemple.test").exists()


def test_opening_a_seat_is_journalled_with_the_seat_that_did_it(give, manager: Seat) -> None:
    give(email="nouvelle@exemple.test", name="Nouvelle")

    acts = JournalEntry.objects.filter(chain="national").order_by("number")
    assert [entry.act for entry in acts] == ["Création d’un compte", "Ouverture d’un siège"]
    assert {entry.seat_label for entry in acts} == {str(manager)}
    assert acts[1].after["role"] == "reader"


def test_the_same_seat_is_not_given_twice(give) -> None:
    give(email="nouvelle@exemple.test", name="Nouvelle")

    answer = give(email="nouvelle@exemple.test")

    assert "tient déjà ce siège" in answer.content.decode()
    assert Seat.objects.filter(user__email="nouvelle@exemple.test").count() == 1


def test_a_deactivated_account_gets_no_seat(give) -> None:
    UserFactory(email="parti@exemple.test", is_active=False)

    answer = give(email="parti@exemple.test")

    assert "Ce compte est désactivé" in answer.content.decode()


def test_dates_out_of_order_are_refused(give) -> None:
    answer = give(
        email="nouvelle@exemple.test", name="Nouvelle", starts_on="2024-02-01", ends_on="2024-01-01"
    )

    assert "Un siège ne peut finir avant d’avoir commencé" in answer.content.decode()


def test_an_organisation_in_the_form_is_ignored(give, prefecture_of_67, cea) -> None:
    give(email="nouvelle@exemple.test", name="Nouvelle", organisation=prefecture_of_67.pk)

    assert Seat.objects.get(user__email="nouvelle@exemple.test").organisation == cea


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.REVIEWER, Role.SIGNATORY])
def test_nobody_but_a_manager_opens_or_closes_a_seat(manager: Seat, give, sign_in, role: str) -> None:
    member = SeatFactory(organisation=manager.organisation, role=role)

    opening = give(member, email="nouvelle@exemple.test", name="Nouvelle")
    closing = close(sign_in(member), manager, "2030-01-01")

    assert (opening.status_code, closing.status_code) == (403, 403)
    assert "siège de gestion" in closing.content.decode()


def test_a_manager_does_not_touch_the_seats_of_others(manager: Seat, prefecture_67: Seat, sign_in) -> None:
    answer = close(sign_in(manager), prefecture_67, "2030-01-01")

    assert answer.status_code == 404


def test_a_manager_of_one_territory_gives_seats_there_alone(manager: Seat, give, bas_rhin, haut_rhin) -> None:
    manager.territory = bas_rhin
    manager.save()

    everywhere = give(email="a@exemple.test", name="A")
    elsewhere = give(email="b@exemple.test", name="B", territory=haut_rhin.pk)
    there = give(email="c@exemple.test", name="C", territory=bas_rhin.pk)

    assert (everywhere.status_code, elsewhere.status_code, there.status_code) == (200, 200, 302)


def test_a_manager_closes_a_seat_and_it_is_journalled(manager: Seat, editor_67: Seat, sign_in) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)

    answer = close(sign_in(manager), editor_67, yesterday.isoformat())

    editor_67.refresh_from_db()
    entry = JournalEntry.objects.get(act="Fermeture d’un siège")
    assert answer.url == "/organisation/"
    assert editor_67.ends_on == yesterday
    assert (entry.before["ends_on"], entry.after["ends_on"]) == (None, yesterday.isoformat())
    assert sign_in(editor_67).get("/").url == "/siege/"


def test_a_seat_does_not_end_before_it_began(manager: Seat, editor_67: Seat, sign_in) -> None:
    answer = close(sign_in(manager), editor_67, "2019-12-31")

    assert "Un siège ne peut finir avant d’avoir commencé" in answer.content.decode()


def test_the_last_manager_s_seat_stays_open(manager: Seat, sign_in) -> None:
    answer = close(sign_in(manager), manager, "2030-01-01")

    manager.refresh_from_db()
    assert "dernier à gérer l’organisation" in answer.content.decode()
    assert manager.ends_on is None


def test_a_manager_leaves_once_another_is_there(manager: Seat, sign_in) -> None:
    SeatFactory(organisation=manager.organisation, role=Role.MANAGER)

    answer = close(sign_in(manager), manager, "2030-01-01")

    assert answer.status_code == 302


def test_the_page_costs_the_same_with_one_seat_or_ten(
    manager: Seat, sign_in, django_assert_num_queries
) -> None:
    client = sign_in(manager)
    with django_assert_num_queries(3):
        client.get("/organisation/")
    for _ in range(8):
        SeatFactory(organisation=manager.organisation)

    with django_assert_num_queries(3):
        client.get("/organisation/")

"""Signing in and out: one door, one wording, a new session, and a lock."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Seat
from tests.factories import PASSWORD, OrganisationFactory, SeatFactory, UserFactory

LOGIN = "/connexion/"


def enter(client: Client, email: str, password: str = PASSWORD, **fields: str):
    return client.post(LOGIN, {"username": email, "password": password, **fields})


def test_a_person_with_one_seat_lands_on_their_tasks(editor_67: Seat, client: Client) -> None:
    response = enter(client, editor_67.user.email)

    assert response.status_code == 302
    assert response.url == "/"


def test_the_case_of_the_address_does_not_count(editor_67: Seat, client: Client) -> None:
    response = enter(client, f"  {editor_67.user.email.upper()} ")

    assert response.status_code == 302


def test_the_session_changes_its_key_at_sign_in(editor_67: Seat, client: Client) -> None:
    client.session.save()
    session = client.session
    session["mark"] = "anonymous"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    enter(client, editor_67.user.email)

    assert client.session.session_key != before


def test_signing_in_leads_to_the_page_that_was_asked_for(editor_67: Seat, client: Client) -> None:
    response = enter(client, editor_67.user.email, next="/rapports/?exercice=2024")

    assert response.url == "/rapports/?exercice=2024"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://exemple.org/",
        "//exemple.org/",
        "/\\exemple.org",
        "javascript:alert(1)",
        "https:exemple.org",
        " //exemple.org",
    ],
)
def test_signing_in_never_leads_to_another_site(editor_67: Seat, client: Client, elsewhere: str) -> None:
    response = enter(client, editor_67.user.email, next=elsewhere)

    assert response.url == "/"


def test_an_anonymous_visitor_is_sent_to_the_door_with_the_page_they_wanted(db: None, client: Client) -> None:
    response = client.get("/organisation/")

    assert response.status_code == 302
    assert response.url == "/connexion/?next=/organisation/"


def test_a_person_already_in_does_not_see_the_door(editor_67: Seat, sign_in) -> None:
    response = sign_in(editor_67).get(LOGIN)

    assert response.status_code == 302
    assert response.url == "/"


def shown(client: Client, email: str, password: str) -> str:
    page = enter(client, email, password).content.decode()
    # The token of the form differs at each answer; the address is the one that was typed.
    start = page.index("<main")
    text = page[start : page.index("</main>")]
    token = text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    return text.replace(token, "").replace(email, "")


def test_the_answer_does_not_say_whether_the_account_exists(editor_67: Seat) -> None:
    UserFactory(email="parti@exemple.test", is_active=False)

    wrong = shown(Client(), editor_67.user.email, "mauvais mot de passe")
    unknown = shown(Client(), "inconnu@exemple.test", "mauvais mot de passe")
    closed = shown(Client(), "parti@exemple.test", PASSWORD)

    assert "Adresse ou mot de passe inexact" in wrong
    assert wrong == unknown == closed


def test_an_unknown_address_costs_a_hash_like_a_known_one(db: None, client: Client, monkeypatch) -> None:
    hashed = []
    monkeypatch.setattr(
        "django.contrib.auth.models.AbstractBaseUser.set_password", lambda self, raw: hashed.append(raw)
    )
    monkeypatch.setattr(
        "django.contrib.auth.base_user.AbstractBaseUser.set_password", lambda self, raw: hashed.append(raw)
    )

    enter(client, "inconnu@exemple.test", "mauvais mot de passe")

    assert hashed == ["mauvais mot de passe"]


@pytest.mark.parametrize("email", ["editor_67@exemple.test", "inconnu@exemple.test"])
def test_five_failures_close_the_door_whether_or_not_the_account_exists(
    editor_67: Seat, client: Client, email: str
) -> None:
    answers = [enter(client, email, "mauvais").status_code for _ in range(5)]
    after = enter(client, email)

    assert answers == [200, 200, 200, 200, 429]
    assert after.status_code == 429
    assert "quinze minutes" in after.content.decode()


def test_changing_the_case_does_not_open_a_locked_door(editor_67: Seat, client: Client) -> None:
    spellings = ["editor_67", "EDITOR_67", "Editor_67", "eDITOR_67", "editOR_67"]

    answers = [enter(client, f"{name}@exemple.test", "mauvais").status_code for name in spellings]

    assert answers[-1] == 429
    assert AccessAttempt.objects.count() == 1


def test_another_letter_for_the_same_one_brings_no_more_guesses(editor_67: Seat, client: Client) -> None:
    twin = editor_67.user.email.replace("i", "ı")

    right = enter(client, twin)
    answers = [enter(client, twin, "mauvais").status_code for _ in range(4)]

    assert (right.status_code, answers) == (200, [200, 200, 200, 429])
    assert "Adresse ou mot de passe inexact" in right.content.decode()


def test_a_lock_on_one_address_leaves_the_others_open(
    editor_67: Seat, signatory_67: Seat, client: Client
) -> None:
    for _ in range(5):
        enter(client, editor_67.user.email, "mauvais")

    response = enter(client, signatory_67.user.email)

    assert response.status_code == 302


def test_success_forgets_the_failures_before_it(editor_67: Seat, client: Client) -> None:
    for _ in range(4):
        enter(client, editor_67.user.email, "mauvais")
    enter(client, editor_67.user.email)
    client.post("/deconnexion/")

    answer = enter(client, editor_67.user.email, "mauvais")

    assert answer.status_code == 200


def test_the_sessions_that_ended_are_cleared_once_a_day(
    editor_67: Seat, django_capture_on_commit_callbacks
) -> None:
    cache.clear()
    Session.objects.create(session_key="ended", expire_date=timezone.now() - timedelta(minutes=1))

    with django_capture_on_commit_callbacks(execute=True) as first:
        enter(Client(), editor_67.user.email)
    with django_capture_on_commit_callbacks(execute=True) as second:
        enter(Client(), editor_67.user.email)

    assert not Session.objects.filter(session_key="ended").exists()
    assert (len(first), len(second)) == (1, 0)


def test_signing_out_ends_the_session(editor_67: Seat, sign_in) -> None:
    client = sign_in(editor_67)

    response = client.post("/deconnexion/")

    assert response.url == LOGIN
    assert client.get("/").status_code == 302


def test_signing_out_is_never_a_link(editor_67: Seat, sign_in) -> None:
    client = sign_in(editor_67)

    response = client.get("/deconnexion/")

    assert response.status_code == 405
    assert client.get("/").status_code == 200


def test_signing_out_twice_is_no_error(editor_67: Seat, sign_in) -> None:
    client = sign_in(editor_67)
    client.post("/deconnexion/")

    response = client.post("/deconnexion/")

    assert response.url == LOGIN


def test_a_person_with_several_seats_chooses_one_then_goes_on(editor_67: Seat, client: Client) -> None:
    SeatFactory(user=editor_67.user, organisation=OrganisationFactory(name="Ville de Strasbourg"))

    response = enter(client, editor_67.user.email, next="/rapports/")

    assert response.url == reverse("accounts:choose_seat") + "?next=%2Frapports%2F"


def test_an_account_closed_during_a_session_is_out_at_once(editor_67: Seat, sign_in) -> None:
    client = sign_in(editor_67)
    editor_67.user.is_active = False
    editor_67.user.save()

    response = client.get("/")

    assert response.url.startswith(LOGIN)

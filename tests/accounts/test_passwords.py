"""Choosing a password: by a link that tells nothing to strangers, or the present one being known."""

import re
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import Seat, User
from tests.factories import PASSWORD, UserFactory

NEW = "une autre phrase de passe, plus longue"


@pytest.fixture(autouse=True)
def nobody_asked_lately() -> None:
    cache.clear()


@pytest.fixture
def ask(django_capture_on_commit_callbacks):
    """`ask(email)` posts the form and runs the job it leaves to the worker."""

    def _ask(email: str):
        with django_capture_on_commit_callbacks(execute=True):
            return Client().post("/mot-de-passe/oubli/", {"email": email})

    return _ask


def link_in(message: mail.EmailMessage) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/mot-de-passe/nouveau/\S+)", message.body)[1]


def choose(link: str, password: str = NEW, again: str = ""):
    return Client().post(link, {"new_password1": password, "new_password2": again or password})


def test_the_link_comes_in_french_and_opens_the_account(editor_67: Seat, ask) -> None:
    ask("EDITOR_67@exemple.test")

    message = mail.outbox[0]
    choose(link_in(message))
    answer = Client().post("/connexion/", {"username": editor_67.user.email, "password": NEW})

    assert message.to == ["editor_67@exemple.test"]
    assert message.subject == "[SNPPE] Choisir un nouveau mot de passe"
    assert "dans les 2 heures" in message.body
    assert answer.url == "/"


def test_the_answer_is_the_same_for_an_unknown_address(editor_67: Seat, ask) -> None:
    known = ask(editor_67.user.email)
    unknown = ask("inconnu@exemple.test")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert known.url == "/mot-de-passe/oubli/envoye/"
    assert [message.to for message in mail.outbox] == [[editor_67.user.email]]


def test_the_request_itself_looks_nothing_up(
    editor_67: Seat, client: Client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        client.post("/mot-de-passe/oubli/", {"email": editor_67.user.email})


def test_a_deactivated_account_receives_nothing(db: None, ask) -> None:
    UserFactory(email="parti@exemple.test", is_active=False)

    ask("parti@exemple.test")

    assert mail.outbox == []


def test_an_invited_person_without_password_may_ask_for_another_link(db: None, ask) -> None:
    User.objects.create_user("nouvelle@exemple.test", name="Nouvelle")

    ask("nouvelle@exemple.test")

    assert len(mail.outbox) == 1


def test_a_letter_box_is_not_flooded(editor_67: Seat, ask) -> None:
    for _ in range(3):
        ask(editor_67.user.email)

    assert len(mail.outbox) == 1


def test_an_address_is_not_asked_for_more_than_five_times_an_hour_and_nothing_shows_it(
    editor_67: Seat, ask
) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00") as clock:
        answers = []
        for _ in range(7):
            answers.append(ask(editor_67.user.email).url)
            clock.shift(timedelta(minutes=3))
        within = len(mail.outbox)
        clock.shift(timedelta(hours=1))
        ask(editor_67.user.email)

    assert set(answers) == {"/mot-de-passe/oubli/envoye/"}
    assert (within, len(mail.outbox)) == (5, 6)


def test_one_place_does_not_ask_for_everybody(editor_67: Seat, ask) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False):
        for number in range(60):
            ask(f"inconnu-{number}@exemple.test")
        ask(editor_67.user.email)

    assert mail.outbox == []


def test_the_link_is_made_of_the_site_s_own_address(
    editor_67: Seat, client: Client, django_capture_on_commit_callbacks, settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/mot-de-passe/oubli/", {"email": editor_67.user.email}, headers={"host": "pirate.test"})

    assert "pirate.test" not in mail.outbox[0].body


def test_a_link_serves_once(editor_67: Seat, ask) -> None:
    ask(editor_67.user.email)
    link = link_in(mail.outbox[0])
    choose(link)

    answer = choose(link, "encore une autre phrase de passe")

    assert "Cette adresse ne sert plus" in answer.content.decode()


def test_a_link_dies_after_two_hours(editor_67: Seat, ask) -> None:
    ask(editor_67.user.email)

    with time_machine.travel(timedelta(hours=2, minutes=1)):
        answer = Client().get(link_in(mail.outbox[0]))

    assert "Cette adresse ne sert plus" in answer.content.decode()


@pytest.mark.parametrize("uid", ["MQ", "!!", "w6k", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_forged_link_is_dead(editor_67: Seat, uid: str) -> None:
    answer = Client().get(f"/mot-de-passe/nouveau/{uid}/abc-def/")

    assert "Cette adresse ne sert plus" in answer.content.decode()


def test_the_page_of_the_link_does_not_leak_its_address(editor_67: Seat, ask) -> None:
    ask(editor_67.user.email)

    answer = Client().get(link_in(mail.outbox[0]))

    assert answer.status_code == 200
    # The site's name and nothing more; « no-referrer » would have the browser post « Origin: null ».
    assert answer["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer["Cache-Control"]


def test_choosing_a_password_by_the_link_reopens_a_locked_account(editor_67: Seat, ask) -> None:
    for _ in range(5):
        Client().post("/connexion/", {"username": editor_67.user.email, "password": "mauvais"})
    ask(editor_67.user.email)

    choose(link_in(mail.outbox[0]))

    assert AccessAttempt.objects.count() == 0


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("court", "trop court"),
        ("123456789012345678901", "entièrement numérique"),
        ("motdepassesimple", "trois sortes de caractères"),
        ("editor_67@exemple.test", "trop semblable"),
    ],
)
def test_a_weak_password_is_refused_and_says_why(editor_67: Seat, ask, password: str, problem: str) -> None:
    ask(editor_67.user.email)

    answer = choose(link_in(mail.outbox[0]), password)

    told = " ".join(answer.context["form"].errors["new_password2"])
    assert problem in told


def test_changing_the_password_keeps_this_session_and_ends_the_others(editor_67: Seat, sign_in) -> None:
    here, elsewhere = sign_in(editor_67), sign_in(editor_67)

    answer = here.post(
        "/mot-de-passe/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    )

    assert answer.url == "/"
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").url.startswith("/connexion/")


def test_the_present_password_is_asked(editor_67: Seat, sign_in) -> None:
    answer = sign_in(editor_67).post(
        "/mot-de-passe/", {"old_password": "faux", "new_password1": NEW, "new_password2": NEW}
    )

    assert answer.status_code == 200
    assert editor_67.user.check_password(PASSWORD)
    assert User.objects.get(pk=editor_67.user_id).check_password(PASSWORD)


def test_the_page_that_follows_a_request_is_public(db: None, client: Client) -> None:
    assert client.get("/mot-de-passe/oubli/envoye/").status_code == 200


def test_the_page_that_asks_for_a_link_is_public(db: None, client: Client) -> None:
    assert client.get("/mot-de-passe/oubli/").status_code == 200

"""What is typed is not lost when the session has ended."""

from datetime import timedelta

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Seat
from accounts.resumption import MAX_CHARACTERS
from tests.factories import PASSWORD

TYPED = {"email": "collegue@exemple.test", "title": "Une fonction assez longue pour être relue à l’écran."}
FORM = "/organisation/sieges/nouveau/"


def enter(client: Client, seat: Seat):
    return client.post(
        "/connexion/", {"username": seat.user.email, "password": PASSWORD, "next": "/reprise/"}
    )


def leave(client: Client, seat: Seat) -> None:
    """The person signed in here, and their session has ended since."""
    enter(client, seat)
    client.cookies.pop("sessionid")


def test_a_form_sent_too_late_waits_behind_the_door(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    answer = client.post(FORM, TYPED)
    door = client.get(answer.url).content.decode()

    assert answer.url == "/connexion/?next=/reprise/"
    assert "n’est pas perdu" in door


def test_it_is_shown_again_after_signing_in(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    client.post(FORM, TYPED)

    landing = enter(client, editor_67)
    page = client.get(landing.url).content.decode()

    assert landing.url == "/reprise/"
    assert TYPED["title"] in page
    assert 'name="email" value="collegue@exemple.test"' in page


def test_sending_it_again_goes_where_it_was_going_with_the_same_body(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    client.post(FORM, TYPED)
    enter(client, editor_67)

    answer = client.post("/reprise/", TYPED)

    assert (answer.status_code, answer.url) == (307, FORM)
    assert client.get("/reprise/").url == "/"


def test_an_act_without_text_waits_too(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    answer = client.post("/contrats/67-2020/rapports/2024/partager/")

    assert answer.url == "/connexion/?next=/reprise/"


def test_it_may_be_forgotten(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    client.post(FORM, TYPED)
    enter(client, editor_67)

    answer = client.post("/reprise/", {"forget": "1"})

    assert answer.url == "/"
    assert client.get("/reprise/").url == "/"


def test_it_does_not_wait_for_more_than_an_hour(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    client.post(FORM, TYPED)

    with time_machine.travel(timedelta(minutes=61)):
        enter(client, editor_67)
        answer = client.get("/reprise/")

    assert answer.url == "/"


def test_a_password_is_never_kept(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    answer = client.post("/mot-de-passe/", {"old_password": "secret", "new_password1": "autre"})

    assert answer.url == "/connexion/?next=/mot-de-passe/"
    assert "kept_entry" not in client.session


def test_an_enormous_form_is_not_kept(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    client.post(FORM, {"title": "x" * (MAX_CHARACTERS + 1)})

    assert "kept_entry" not in client.session


def test_enormous_names_are_not_kept_either(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    client.post(FORM, {"x" * (MAX_CHARACTERS + 1): ""})

    assert "kept_entry" not in client.session


def test_a_lost_file_is_said(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    client.post(FORM, TYPED | {"file": SimpleUploadedFile("acte.pdf", b"%PDF")})
    enter(client, editor_67)

    page = client.get("/reprise/").content.decode()

    assert "fichiers joints n’ont pas été gardés" in page


def test_what_is_kept_cannot_become_markup(editor_67: Seat, client: Client) -> None:
    leave(client, editor_67)
    client.post(FORM, {"title": "<script>alert(1)</script> et encore quelques mots de plus"})
    enter(client, editor_67)

    page = client.get("/reprise/").content.decode()

    assert "<script>alert" not in page


def test_what_one_typed_is_never_shown_to_the_next_person_at_the_same_browser(
    editor_67: Seat, signatory_67: Seat, client: Client
) -> None:
    leave(client, editor_67)
    client.post(FORM, TYPED)

    enter(client, signatory_67)

    assert client.get("/reprise/").url == "/"
    assert "kept_entry" not in client.session


def test_what_nobody_known_sends_is_not_kept(db: None, client: Client) -> None:
    answer = client.post(FORM, TYPED)

    assert answer.url == f"/connexion/?next={FORM}"
    assert "kept_entry" not in client.session


def test_a_forged_owner_is_nobody(editor_67: Seat, client: Client) -> None:
    client.cookies["last_person"] = f"{editor_67.user_id}:forged"

    client.post(FORM, TYPED)

    assert "kept_entry" not in client.session

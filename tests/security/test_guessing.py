"""Guessing a password: at the door, in a stolen session, from many addresses, by the demo's accounts."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.forms import BaseForm, PasswordInput
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.lockout import address_of
from accounts.models import Seat, User
from reports.models import Seal
from tests.access import AGREED_YEAR, REPORT, SHARED_YEAR
from tests.factories import PASSWORD, UserFactory

SEAL = f"/contrats/{REPORT}/rapports/{SHARED_YEAR}/viser/"
SIGN = f"/contrats/{REPORT}/rapports/{AGREED_YEAR}/signer/"
NEW = "une autre phrase de passe, plus longue"


OURS = {"accounts", "contracts", "core", "funding", "indicators", "overview", "reports"}


def enter(client: Client, email: str, password: str = PASSWORD, **headers: str) -> Any:
    return client.post("/connexion/", {"username": email, "password": password}, headers=headers)


def seal(client: Client, sha256: str, password: str) -> Any:
    return client.post(SEAL, {"sha256": sha256, "decision": "given", "password": password})


@pytest.fixture
def sha256(world: dict[str, Any], browser_of: Callable[[str], Client]) -> str:
    """The hash of what waits to be sealed."""
    return str(browser_of("prefecture_67").get(SEAL).context["form"]["sha256"].value())


def test_a_stolen_session_has_five_tries_at_the_password_of_the_seal(
    browser_of: Callable[[str], Client], sha256: str
) -> None:
    thief = browser_of("prefecture_67")

    answers = [seal(thief, sha256, f"essai {rank}").status_code for rank in range(5)]
    after = seal(thief, sha256, PASSWORD)

    assert answers == [200, 200, 200, 200, 429]
    assert after.status_code == 429
    assert not Seal.objects.filter(sealed_sha256=sha256).exists()


def test_the_password_of_another_seals_nothing(
    browser_of: Callable[[str], Client], world: dict[str, Any], sha256: str
) -> None:
    other: User = world["seats"]["ars_grand_est"].user
    other.set_password(NEW)
    other.save()

    response = seal(browser_of("prefecture_67"), sha256, NEW)

    assert "Ce mot de passe n’est pas le vôtre" in response.content.decode()
    assert not Seal.objects.filter(sealed_sha256=sha256).exists()


def test_a_stolen_session_has_five_tries_at_the_password_to_change(editor_67: Seat, sign_in: Any) -> None:
    thief = sign_in(editor_67)

    def change(present: str) -> int:
        form = {"old_password": present, "new_password1": NEW, "new_password2": NEW}
        return int(thief.post("/mot-de-passe/", form).status_code)

    assert [change(f"essai {rank}") for rank in range(5)] == [200, 200, 200, 200, 429]
    assert change(PASSWORD) == 429
    editor_67.user.refresh_from_db()
    assert editor_67.user.check_password(PASSWORD)


def test_the_tries_count_together_wherever_they_are_made(
    browser_of: Callable[[str], Client], world: dict[str, Any], sha256: str
) -> None:
    thief, email = browser_of("prefecture_67"), world["seats"]["prefecture_67"].user.email

    for rank in range(3):
        seal(thief, sha256, f"essai {rank}")
    answers = [enter(Client(), email, "essai").status_code for _ in range(2)]

    assert answers == [200, 429]


def test_no_password_is_written_down_with_the_failures(
    browser_of: Callable[[str], Client], editor_67: Seat, sign_in: Any, sha256: str
) -> None:
    enter(Client(), editor_67.user.email, "secret de la porte")
    seal(browser_of("prefecture_67"), sha256, "secret du visa")
    form = {"old_password": "secret ancien", "new_password1": "secret neuf", "new_password2": "secret neuf"}
    sign_in(editor_67).post("/mot-de-passe/", form)
    with_certificate = {"password": "secret du compte", "certificate_password": "secret du certificat"}
    browser_of("signatory_67").post(SIGN, with_certificate)

    kept = json.dumps([*AccessAttempt.objects.values(), *AccessLog.objects.values()], default=str)

    assert AccessAttempt.objects.count() == 3
    assert "secret" not in kept


def test_no_secret_that_a_form_asks_for_is_one_that_failures_write_down() -> None:
    asked = {
        name
        for form in forms_below(BaseForm)
        for name, one in getattr(form, "base_fields", {}).items()
        if isinstance(one.widget, PasswordInput) and form.__module__.partition(".")[0] in OURS
    }

    assert {"password", "certificate_password"} <= asked
    assert asked <= {"password", *settings.AXES_SENSITIVE_PARAMETERS}


def forms_below(form: type[BaseForm]) -> Iterator[type[BaseForm]]:
    for one in form.__subclasses__():
        yield one
        yield from forms_below(one)


def test_a_forged_address_does_not_open_the_lock(editor_67: Seat, client: Client) -> None:
    answers = [
        enter(client, editor_67.user.email, "faux", **{"X-Forwarded-For": f"10.0.0.{rank}"}).status_code
        for rank in range(6)
    ]

    assert answers == [200, 200, 200, 200, 429, 429]


@pytest.mark.parametrize(
    ("proxies", "claimed", "address"),
    [
        (0, "10.0.0.1", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "10.0.0.1, 203.0.113.7", "203.0.113.7"),
        (2, "10.0.0.1, 203.0.113.7, 192.0.2.1", "203.0.113.7"),
        (2, "203.0.113.7", "127.0.0.1"),
        (1, "", None),
        (1, "x\r\ny", None),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_address_of_a_visitor_is_the_one_a_trusted_proxy_saw(
    rf: Any, settings: Any, proxies: int, claimed: str, address: str | None
) -> None:
    settings.PROXY_COUNT = proxies

    assert address_of(rf.get("/", headers={"X-Forwarded-For": claimed})) == address


def test_behind_a_proxy_claiming_other_addresses_does_not_open_the_lock(
    editor_67: Seat, client: Client, settings: Any
) -> None:
    settings.PROXY_COUNT = 1
    claimed = [{"X-Forwarded-For": f"10.0.0.{rank}, 203.0.113.7"} for rank in range(6)]

    answers = [enter(client, editor_67.user.email, "faux", **headers).status_code for headers in claimed]

    assert answers[-2:] == [429, 429]


def link_for(user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return f"/mot-de-passe/nouveau/{uid}/{default_token_generator.make_token(user)}/"


def choose(link: str) -> Any:
    return Client().post(link, {"new_password1": NEW, "new_password2": NEW})


def test_a_link_is_dead_once_used_and_ends_every_session(editor_67: Seat, sign_in: Any) -> None:
    thief = sign_in(editor_67)
    editor_67.user.refresh_from_db()
    link = link_for(editor_67.user)

    assert choose(link).status_code == 302
    assert "ne sert plus" in choose(link).content.decode()
    assert thief.get("/organisation/").url.startswith("/connexion/")


@pytest.mark.parametrize("event", ["signed in", "other password", "other address", "deactivated"])
def test_a_link_is_dead_as_soon_as_the_account_has_moved(editor_67: Seat, event: str) -> None:
    user, link = editor_67.user, link_for(editor_67.user)
    if event == "signed in":
        enter(Client(), user.email)
    else:
        user.set_password(NEW + "!") if event == "other password" else None
        user.email = "autre@exemple.test" if event == "other address" else user.email
        user.is_active = event != "deactivated"
        user.save()

    assert "ne sert plus" in choose(link).content.decode()


def test_the_link_of_one_opens_no_other_account(editor_67: Seat, signatory_67: Seat) -> None:
    token = link_for(editor_67.user).rstrip("/").rpartition("/")[2]
    uid = urlsafe_base64_encode(force_bytes(signatory_67.user.pk))

    assert "ne sert plus" in choose(f"/mot-de-passe/nouveau/{uid}/{token}/").content.decode()


@pytest.mark.parametrize("email", ["saisie.bas-rhin@demo.example", " Saisie.Bas-Rhin@DEMO.example "])
def test_the_accounts_of_the_demonstration_open_nothing_in_production(
    db: None, client: Client, settings: Any, email: str
) -> None:
    UserFactory(email=email.strip().lower(), password="Demonstration-2024")
    settings.DEMO = False

    refused = enter(client, email, "Demonstration-2024")
    settings.DEMO = True
    accepted = enter(client, email, "Demonstration-2024")

    assert "Adresse ou mot de passe inexact" in refused.content.decode()
    assert accepted.status_code == 302


def test_in_production_the_others_sign_in_as_ever(editor_67: Seat, client: Client, settings: Any) -> None:
    settings.DEMO = False

    assert enter(client, editor_67.user.email).status_code == 302

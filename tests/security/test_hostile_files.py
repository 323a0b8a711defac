"""Files given to the administration: no table, a table that hides something, another than was rehearsed."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Region, Seat, User

HEAD = "code INSEE;nom;clé de tri\r\n"
REGIONS = "/admin/accounts/region/"
BOMB = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]><a>&y;</a>'


@pytest.fixture
def manager(dgcs: Seat, sign_in: Any, settings: Any, tmp_path: Path) -> Client:
    settings.DATA_DIR = tmp_path
    client: Client = sign_in(dgcs)
    client.raise_request_exception = False
    return client


def rehearse(client: Client, content: str | bytes, name: str = "regions.csv", page: str = REGIONS) -> Any:
    data = content.encode() if isinstance(content, str) else content
    form = {"format": "0", "resource": "", "import_file": SimpleUploadedFile(name, data)}
    return client.post(f"{page}import/", form)


def confirm(client: Client, name: str, page: str = REGIONS) -> Any:
    form = {"import_file_name": name, "original_file_name": "x.csv", "format": "0", "resource": ""}
    return client.post(f"{page}process_import/", form)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + b"\0" * 100_000, "n’est pas un texte"),
        (HEAD.encode() + b"90\x001;A;a\r\n", "pas un texte lisible"),
        (HEAD.encode() + b"901;\x81\x8d;a\r\n", "pas un texte lisible"),
        (BOMB, "guillemet"),
        (HEAD + '901;"A;a\r\n', "guillemet"),
        (HEAD + "901;" + "A" * 140_000 + ";a\r\n", "trop longue"),
        (HEAD + "901;A\r\n", "2 cases, contre 3"),
        (HEAD, "pas de ligne sous ses titres"),
        ("\ufeff", "Ce fichier est vide"),
        (HEAD + "".join(f"{rank};A;a\r\n" for rank in range(10_001)), "plus que les 10 000 admises"),
        (b"x" * 2_000_001, "dépasse 2 Mo"),
        (HEAD + "901;A;a\r\n901;B;b\r\n", "même clé"),
        ("code INSEE;nom;clé de tri;id;is_superuser\r\n901;A;a;1;1\r\n", "Colonne inconnue"),
        (";".join(f"c{rank}" for rank in range(20_000)) + "\r\n" + ";" * 19_999, "colonnes, plus que les"),
    ],
    ids=[
        "archive", "null", "no encoding", "entities", "quote", "long cell", "ragged", "header alone", "empty",
        "too many rows", "too large", "same key", "other columns", "many columns",
    ],
)  # fmt: skip
def test_what_is_no_table_of_ours_is_refused_with_its_reason(
    manager: Client, content: str | bytes, words: str
) -> None:
    started = time.monotonic()

    response = rehearse(manager, content)

    assert response.status_code == 200
    assert words in response.content.decode().replace("\u00a0", " ")
    assert response.context.get("confirm_form") is None
    assert time.monotonic() - started < 10
    assert not Region.objects.exists()


def test_no_column_gives_powers_or_a_password(manager: Client, dgcs: Seat) -> None:
    for title in ("password", "mot de passe", "statut super-utilisateur", "is_staff", "groups"):
        lines = f"adresse électronique;nom affiché;compte actif;{title}\r\nx@exemple.test;X;oui;1\r\n"
        rehearse(manager, lines, page="/admin/accounts/user/")

    assert User.objects.count() == 1
    assert not User.objects.get().is_superuser


def test_only_the_file_that_was_rehearsed_is_loaded_and_once(manager: Client) -> None:
    rehearsal = rehearse(manager, HEAD + "901;Région <b>nouvelle</b>;nouvelle\r\n")
    name = rehearsal.context["confirm_form"].initial["import_file_name"]

    statuses = [confirm(manager, name).status_code for _ in range(2)]

    assert "<b>nouvelle" not in rehearsal.content.decode()
    assert statuses == [302, 404]
    assert Region.objects.get().name == "Région <b>nouvelle</b>"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..", "x" * 300, "0" * 32, "a\x00b", "../manage.py"]
)
def test_a_confirmation_leads_to_no_other_file(manager: Client, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.write_text(HEAD + "901;A;a\r\n")

    statuses = {confirm(manager, one).status_code for one in (name, f"../{outside.name}", str(outside))}

    assert statuses <= {200, 404}
    assert outside.exists()
    assert not Region.objects.exists()


def test_a_file_that_waits_is_its_owners_alone_and_not_for_ever(manager: Client, tmp_path: Path) -> None:
    rehearse(manager, HEAD + "901;A;a\r\n")
    [waiting] = (tmp_path / "imports").iterdir()
    assert waiting.stat().st_mode & 0o077 == 0
    os.utime(waiting, (0, 0))

    rehearse(manager, HEAD + "902;B;b\r\n")

    assert not waiting.exists()
    assert len(list((tmp_path / "imports").iterdir())) == 1


@pytest.mark.parametrize("role", ["dgcs_reader", "editor_67", "signatory_67"])
def test_nobody_else_gives_a_file(request: pytest.FixtureRequest, sign_in: Any, role: str) -> None:
    client = sign_in(request.getfixturevalue(role))

    statuses = {rehearse(client, HEAD + "901;A;a\r\n").status_code, confirm(client, "0" * 32).status_code}

    assert statuses <= {302, 403}
    assert not Region.objects.filter(code="901").exists()


def test_a_national_manager_who_was_signed_out_comes_back_to_the_administration(
    dgcs: Seat, client: Client
) -> None:
    door = client.get("/admin/accounts/user/", follow=True)
    form = {"username": dgcs.user.email, "password": "une phrase de passe pour les tests"}

    page = client.post(door.request["PATH_INFO"] + "?" + door.request["QUERY_STRING"], form, follow=True)

    assert page.status_code == 200
    assert page.request["PATH_INFO"].startswith("/admin/")

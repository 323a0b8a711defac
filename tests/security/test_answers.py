"""What every answer carries, whoever asks and whatever goes wrong: policies, cookies, files as downloads."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.http import require_safe

from contracts.enums import DocumentKind
from contracts.models import Contract, Document
from snppe import urls
from tests.access import PAGES
from tests.factories import PASSWORD
from tests.policies import POLICY, faults_of


@require_safe
def failing(request: Any) -> HttpResponse:
    """A page with a fault."""
    raise RuntimeError("secret de la panne")


@require_safe
def misled(request: Any) -> HttpResponse:
    """A page that does not understand."""
    raise BadRequest("secret de la demande")


class FaultyUrls:
    """The addresses of the site, and two that fail."""

    urlpatterns = [path("panne/", failing), path("incomprise/", misled), *urls.urlpatterns]
    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500


@override_settings(ROOT_URLCONF=FaultyUrls)
@pytest.mark.parametrize(
    ("asked", "status"),
    [("/panne/", 500), ("/incomprise/", 400), ("/nulle-part/", 404), ("/admin/nulle/", 404)],
)
def test_a_page_that_fails_carries_them_too_and_says_nothing_of_the_fault(
    dgcs: Any, sign_in: Any, asked: str, status: int
) -> None:
    client = sign_in(dgcs)
    client.raise_request_exception = False

    response = client.get(asked)

    assert response.status_code == status
    assert faults_of(response) == []
    assert "secret" not in response.content.decode()


@pytest.mark.parametrize("host", ["exemple.org", "snppe.exemple.fr", "127.0.0.1.exemple.org"])
def test_another_host_is_refused_before_anything_is_made_of_its_name(db: None, host: str) -> None:
    response = Client(headers={"host": host}).get("/connexion/")

    assert response.status_code == 400
    assert host not in response.content.decode()
    assert {part.strip() for part in response.headers["Content-Security-Policy"].split(";")} == POLICY


def test_a_name_given_by_a_proxy_header_is_not_believed(db: None, client: Client) -> None:
    response = client.get("/rapports/", headers={"X-Forwarded-Host": "exemple.org"})

    assert response.url == "/connexion/?next=/rapports/"


def test_what_a_seat_reads_is_kept_by_no_proxy(world: dict[str, Any], address: Callable[..., str]) -> None:
    kept = []
    for page in PAGES:
        response = world["clients"]["signatory_67"].get(address(page))
        if "private" not in response.headers.get("Cache-Control", ""):
            kept.append(page.label)

    assert kept == []


def test_the_cookies_are_out_of_reach_of_scripts_and_of_other_sites(editor_67: Any, client: Client) -> None:
    client.get("/connexion/")
    client.post("/connexion/", {"username": editor_67.user.email, "password": PASSWORD})

    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


@override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
def test_in_production_the_cookies_travel_encrypted_alone(editor_67: Any, client: Client) -> None:
    client.get("/connexion/", secure=True)
    form = {"username": editor_67.user.email, "password": PASSWORD}
    client.post("/connexion/", form, secure=True)

    assert client.cookies["sessionid"]["secure"]
    assert client.cookies["csrftoken"]["secure"]


PAPERS = (
    *("reports:submitted_pdf", "reports:agreed_pdf", "reports:edition_json", "reports:edition_table"),
    "reports:edition_document",
)
FILES = [page for page in PAGES if page.name in PAPERS and 200 in page.answers]


@pytest.mark.parametrize("page", FILES, ids=lambda page: page.label)
def test_every_file_is_a_download_with_a_plain_name(
    world: dict[str, Any], address: Callable[..., str], page: Any
) -> None:
    response = world["clients"]["signatory_67"].get(address(page))
    disposition = response.headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+"', disposition)
    assert "html" not in response.headers["Content-Type"]


@pytest.mark.parametrize(
    "name",
    [
        'a"; filename="b.html', "a\r\nSet-Cookie: sessionid=b", "../../etc/passwd", "..\\..\\boot.ini",
        "\u202efdp.exe", "é" * 250, "CON", "a;b=c", ".htaccess", "<svg onload=alert(1)>.svg",
    ],
)  # fmt: skip
def test_a_filed_piece_keeps_its_name_and_can_do_nothing_with_it(
    contract_67: Contract, reader_67: Any, sign_in: Any, name: str, tmp_path: Any
) -> None:
    piece = Document.objects.create(
        contract=contract_67, kind=DocumentKind.OTHER, title="Pièce", original_name=name, file="piece"
    )
    piece.file.storage.save("piece", (tmp_path / "piece").open("w+b"))

    response = sign_in(reader_67).get(f"/contrats/67-2020/documents/{piece.pk}/")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert not set('\r\n\0"/\\<>') & set(
        response.headers["Content-Disposition"].partition("filename")[2][2:-1]
    )
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("asked", ["../manage.py", "%2e%2e/manage.py", "/etc/passwd", "..%2fmanage.py"])
def test_a_static_file_leads_nowhere_else(db: None, client: Client, asked: str) -> None:
    assert client.get(f"/static/{asked}").status_code == 404

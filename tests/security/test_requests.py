"""Requests that no page of ours sends: without token, with strange values, too many, too large, too far."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access import ACTS, DRAFT_YEAR, PAGES, REPORT
from tests.test_access import rows_everywhere

NAMES = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
# Read from the request by views and cells, outside any form.
ASKED = {"version", "year", "seat", "next", "forget"}
STRANGE = {
    "null": b"%00",
    "null inside": b"a%00b",
    "lone surrogate": b"%ED%A0%80",
    "no utf-8": b"%FF%FE",
    "superscript": quote_plus("²²²²").encode(),
    "other digits": quote_plus("٢٠٢٤").encode(),
    "thirty digits": b"9" * 30,
    "five thousand digits": b"9" * 5_000,
    "negative": b"-1",
    "not a number": b"NaN",
    "exponent": b"1e999999999",
    "first day": b"0001-01-01",
    "last day": b"9999-12-31",
    "after the last day": b"10000-01-01",
    "right to left": quote_plus("\u202e=1+1\u0301\u0301").encode(),
    "header": b"a%0D%0AX-Forged:%20b",
    "mark": b"999999999999999999999999:99999999999999999999999",
    "long mark": b"9" * 5_000 + b":1",
    "short mark": b"1:" + b"9" * 5_000,
    "dunder": b"__class__",
}
FORM = "application/x-www-form-urlencoded"


def names_on(client: Client, url: str) -> set[str]:
    """The names of all that the page lets send."""
    page = client.get(url)
    return set(NAMES.findall(page.content.decode())) if page.status_code == 200 else set()


# The values that have most often broken something are sent to every act, the others each to one act in four.
EVERYWHERE = ("null", "lone surrogate", "five thousand digits", "not a number")
ONE_IN = 4
OPEN_ACTS = [act for act in ACTS if act.allowed]
# Making the world takes longer than an act's strange values; a few worlds let the workers share the acts.
WORLDS = 4


@pytest.mark.parametrize("part", range(WORLDS))
def test_no_value_in_any_field_makes_the_server_fail(
    world: dict[str, Any], address: Callable[..., str], browser_of: Callable[[str], Client], part: int
) -> None:
    failures, money = (
        [],
        names_on(browser_of("editor_67"), reverse("funding:year", args=[REPORT, DRAFT_YEAR])),
    )
    for place, act in list(enumerate(OPEN_ACTS))[part::WORLDS]:
        with transaction.atomic():
            client, url = browser_of(act.allowed[0]), address(act)
            names = names_on(client, url) | money | ASKED
            failures += failures_of(client, url, names, values_for(place // WORLDS))
            transaction.set_rollback(True)

    assert failures == []


def values_for(place: int) -> dict[str, bytes]:
    """The strange values that the act at a place of the list is sent."""
    turn = place % ONE_IN
    others = [label for label in STRANGE if label not in EVERYWHERE][turn::ONE_IN]
    return {label: STRANGE[label] for label in (*EVERYWHERE, *others)}


def failures_of(client: Client, url: str, names: set[str], values: dict[str, bytes]) -> list[Any]:
    """The strange values by which the server fails, in the fields of a page and in those of the money."""
    failures = []
    for label, value in values.items():
        body = b"&".join(quote_plus(name).encode() + b"=" + value for name in sorted(names))
        status = client.post(url, data=body, content_type=FORM).status_code
        if status >= 500:
            failures.append((url, label, status))
    return failures


@pytest.mark.parametrize("part", range(WORLDS))
def test_no_value_of_an_address_makes_the_server_fail(
    world: dict[str, Any], browser_of: Callable[[str], Client], part: int
) -> None:
    client, values = browser_of("editor_67"), [value.decode() for value in STRANGE.values()][part::WORLDS]
    asked = [
        "/contrats/?page={}", "/contrats/?text={}&region={}&framework={}&state={}", "/contrats/?format={}",
        "/rapports/?exercice={}", "/rapports/?exercice=2024&format={}", "/siege/?next={}",
        f"/contrats/{REPORT}/historique/?page={{}}&vue={{}}",
        f"/contrats/{REPORT}/indicateurs/2024/?format={{}}",
        f"/contrats/{REPORT}/financements/2024/?format={{}}", "/mot-de-passe/nouveau/{}/{}/",
        f"/contrats/{REPORT}/rapports/{{}}/", f"/contrats/{REPORT}/actions/{{}}/", "/assemblees/{}/{}/",
        f"/contrats/{REPORT}/rapports/2023/editions/{{}}/donnees.{{}}", "/referentiels/{}/", "/contrats/{}/",
        "/organisation/sieges/{}/fermer/", f"/contrats/{REPORT}/actions/1/bilan/{{}}/",
    ]  # fmt: skip

    urls = [url.format(*[value] * url.count("{}")) for url in asked for value in values]
    failures = [url for url in urls if client.get(url).status_code >= 500]

    assert failures == []


@pytest.mark.parametrize("year", ["0", "1", "32768", "99999", "9" * 20])
def test_a_year_that_no_column_can_hold_is_a_year_without_report(
    editor_67: Any, sign_in: Any, year: str
) -> None:
    client = sign_in(editor_67)

    for page in ("rapports", "indicateurs", "financements"):
        assert client.get(f"/contrats/{REPORT}/{page}/{year}/").status_code == 404
    answer = client.post(f"/contrats/{REPORT}/rapports/", {"year": year})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200


def test_no_form_of_the_site_is_taken_without_its_token(
    world: dict[str, Any], address: Callable[..., str]
) -> None:
    taken = []
    others = ["/connexion/", "/mot-de-passe/oubli/", "/siege/", "/mot-de-passe/", "/admin/logout/"]
    for role, signed_in in world["clients"].items():
        client = Client(enforce_csrf_checks=True)
        client.cookies = signed_in.cookies
        # The token is asked for before anything is known of the act: each is tried by one who may do it.
        asked = [address(act) for act in ACTS if act.allowed and act.allowed[0] == role]
        taken += [f"{role} {url}" for url in (*asked, *others) if client.post(url).status_code != 403]

    assert taken == []


def test_a_token_sent_from_another_site_is_not_enough(editor_67: Any, sign_in: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(editor_67).cookies
    client.get("/siege/")
    token = client.cookies["csrftoken"].value

    form = {"seat": editor_67.pk, "csrfmiddlewaretoken": token}
    foreign = client.post("/siege/", form, headers={"Origin": "https://exemple.org"})
    own = client.post("/siege/", form, headers={"Origin": "http://testserver"})

    assert (foreign.status_code, own.status_code) == (403, 302)


@pytest.mark.parametrize(
    "body",
    [
        b"&".join(b"field%d=1" % number for number in range(3_001)),
        b"text=" + b"x" * 2_600_000,
    ],
    ids=["3001 fields", "2.6 MB"],
)
def test_a_form_beyond_bounds_is_refused_whole(db: None, client: Client, body: bytes) -> None:
    response = client.post("/connexion/", data=body, content_type=FORM)

    assert response.status_code == 400
    assert "Rien n’a été enregistré" in response.content.decode()


def test_a_million_characters_in_one_field_are_refused_in_good_time(
    editor_67: Any, sign_in: Any, contract_67: Any
) -> None:
    client, long = sign_in(editor_67), "a" * 1_000_000
    action, figures = f"/contrats/{REPORT}/actions/nouvelle/", f"/contrats/{REPORT}/indicateurs/2024/"

    answers = [
        client.post(action, {"title": long}),
        client.post(action, {"title": "Titre", "state": "planned", "purpose": long}),
        client.post(figures, {"result-1.1-value": long}),
        client.post(figures, {"result-1.1-value": "5", "result-1.1-comment": long}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 422, 422]
    assert not contract_67.actions.exists()


def test_files_too_large_are_refused_before_they_are_kept(db: None, client: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10_000
    small = SimpleUploadedFile("a.csv", b"x" * 5_000)
    large = SimpleUploadedFile("a.csv", b"x" * 10_001)

    assert client.post("/connexion/", {"username": "a", "password": "b", "file": small}).status_code == 200
    assert client.post("/connexion/", {"username": "a", "password": "b", "file": large}).status_code == 400


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "zlib", "idna", "nulle-part"])
def test_a_form_in_an_odd_encoding_is_no_failure(db: None, client: Client, charset: str) -> None:
    client.raise_request_exception = False

    response = client.generic("POST", "/connexion/", b"username=a", f"{FORM}; charset={charset}")

    assert response.status_code in {200, 400}


def test_other_methods_do_nothing(
    world: dict[str, Any], address: Callable[..., str], browser_of: Callable[[str], Client]
) -> None:
    client = browser_of("editor_67")
    before = rows_everywhere()

    urls = {address(page) for page in PAGES}
    others = (client.put, client.patch, client.delete, client.trace)
    statuses = {ask(url).status_code for url in urls for ask in others}

    assert statuses <= {302, 403, 404, 405}
    assert rows_everywhere() == before

"""Every page, by somebody who may see it, on a desk and on a phone: sound for its reader."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse

from core.views import server_error
from tests.access import PAGES
from tests.e2e.appearance.sights import ALSACE, FILES, NATION, NORD_PREFECTURE, SEATS, SIGHTS, Sight
from tests.e2e.site import Site
from tests.e2e.soundness import faults_at_every_width
from tests.e2e.visitor import Someone
from tests.source import ROOT

# A page of ours, its chapter left out; the files of the theme are another matter.
LINK = re.compile(r'href="(/(?!static/)[^"#]*)')


@pytest.fixture(scope="module")
def titles() -> dict[str, str]:
    """The address behind each title met so far."""
    return {}


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_a_page_is_sound_on_a_desk_and_on_a_phone(
    sight: Sight, someone: Someone, titles: dict[str, str]
) -> None:
    visitor = someone(sight.account, SEATS.get(sight.account, ""))
    path = sight.path(visitor.page)

    page = visitor.open(path)

    assert [*faults_at_every_width(page), *visitor.complaints] == []
    assert titles.setdefault(page.title(), path) == path


@pytest.mark.parametrize("account", [ALSACE, NORD_PREFECTURE, NATION])
def test_no_link_leads_nowhere(account: str, someone: Someone) -> None:
    asking = someone(account, SEATS.get(account, "")).page.request
    paths = {reverse(one.name, args=one.arguments) for one in SIGHTS if one.account == account}

    links = {html.unescape(link) for path in paths for link in LINK.findall(asking.get(path).text())}
    links = some_of_each(links - paths)

    assert len(links) > 20
    assert {link: status for link in links if (status := asking.get(link).status) != 200} == {}


def some_of_each(links: set[str]) -> list[str]:
    """Of the links to a page and to what is asked of it, the first and the last in their order."""
    alike: dict[Any, list[str]] = {}
    for link in sorted(links):
        parts = urlsplit(link)
        page, asked = resolve(parts.path).view_name, frozenset(parse_qs(parts.query, keep_blank_values=True))
        alike.setdefault((page, asked), []).append(link)
    return [link for same in alike.values() for link in dict.fromkeys((same[0], same[-1]))]


def test_every_link_to_a_chapter_of_the_help_leads_to_it(someone: Someone) -> None:
    templates = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    wanted = set(re.findall(r"""core:help["'] %}#([\w-]+)""", templates))

    page = someone().open("/aide/")

    assert wanted
    assert wanted - {one.get_attribute("id") for one in page.locator("main [id]").all()} == set()


def test_no_page_is_left_unseen() -> None:
    pages = {page.name for page in PAGES if 200 in page.answers}

    assert pages - {sight.name for sight in SIGHTS} - FILES == set()


@pytest.mark.parametrize(
    ("account", "path", "status", "heading"),
    [
        ("", "/nulle-part/", 404, "Cette page est introuvable"),
        ("saisie.creuse", "/contrats/67-2020/", 404, "Cette page est introuvable"),
        ("lecture.alsace", "/organisation/sieges/nouveau/", 403, "Cet acte vous est refusé"),
    ],
)
def test_a_page_that_cannot_be_seen_is_sound_too(
    someone: Someone, account: str, path: str, status: int, heading: str
) -> None:
    visitor = someone(account)

    page = visitor.open(path, status)

    assert page.locator("h1").inner_text() == heading
    assert [*faults_at_every_width(page), *visitor.complaints] == []


def test_a_request_the_server_does_not_understand_is_answered_by_a_sound_page(visit: Any, site: Site) -> None:
    visitor = visit()

    page = visitor.open(site.url.replace("127.0.0.1", "inconnu.localhost"), 400)

    assert page.locator("h1").inner_text() == "Cette demande n’a pas été comprise"
    assert [*faults_at_every_width(page), *visitor.complaints] == []


def test_a_form_without_its_token_is_answered_by_a_sound_page(visit: Any) -> None:
    visitor = visit()
    page = visitor.open("/mot-de-passe/oubli/")
    page.context.clear_cookies()
    page.get_by_label("Adresse électronique").fill("quelqu-un@demo.example")

    with page.expect_navigation() as arriving:
        page.locator("main form button[type=submit]").click()

    assert arriving.value.status == 403
    assert page.locator("h1").inner_text() == "Ce formulaire n’est plus valable"
    assert [*faults_at_every_width(page), *visitor.complaints] == []


def test_the_page_of_a_failure_is_sound_though_it_is_drawn_with_nothing(visit: Any) -> None:
    visitor = visit()
    body = server_error(RequestFactory().get("/")).content.decode()
    visitor.page.route("**/panne/", lambda route: route.fulfill(status=200, body=body))

    page = visitor.open("/panne/")

    assert page.locator("h1").inner_text() == "Le service a rencontré une erreur"
    assert [*faults_at_every_width(page), *visitor.complaints] == []


def test_the_administration_breaks_no_policy(someone: Someone) -> None:
    visitor = someone("gestion.dgcs")

    for path in ("/admin/", "/admin/accounts/user/", "/admin/accounts/seat/add/"):
        page = visitor.open(path)
        assert page.evaluate("window.policyViolations") == []
    assert visitor.complaints == []

"""The browser, the site it visits, and what every visit checks: content policy and accessibility."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.e2e.site import Site, chromium, running_site, served
from tests.e2e.soundness import AXE
from tests.e2e.visitor import Someone, Visitor

# The scope of what follows is the package: once its tests are done, the worker goes on with others, which no
# browser must keep in its loop of events.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# Of the default, five seconds, a machine busy with other tests may take all to answer.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """So that `-m "not browser"` leaves them out."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """The demonstration as a new user finds it."""
    # Under /tmp and open to others: a PostgreSQL started for the run may belong to another user.
    with tempfile.TemporaryDirectory(prefix="snppe-site-") as folder, running_site(Path(folder)) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it the browser tests are left out, except in continuous integration."""
    executable = chromium()
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium manque : apt-get install chromium-headless-shell")
        pytest.skip("Chromium manque : apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="package")
def neutral_site(site: Site) -> Iterator[Site]:
    """The same data, served by a second server in the other theme."""
    with served(site, THEME="neutre") as running:
        yield running


@pytest.fixture(scope="package")
def sessions() -> dict[tuple[str, str], Any]:
    """The session of each account that has signed in, by account and seat: signing in takes three pages."""
    return {}


def _visitor(
    browser: Browser, site: Site, sessions: dict[Any, Any], who: tuple[str, str], **options: Any
) -> Visitor:
    known = {"storage_state": sessions[who]} if who in sessions else {}
    context = browser.new_context(
        base_url=site.url, locale="fr-FR", accept_downloads=True, **known, **options
    )
    visitor = Visitor(context.new_page())
    account, seat = who
    if account and not known:
        visitor.sign_in(f"{account}@demo.example", seat)
        sessions[who] = context.storage_state()
    return visitor


@pytest.fixture
def visit(browser: Browser, site: Site, sessions: dict[Any, Any]) -> Iterator[Any]:
    """`visit(account)` is a new visitor, signed in when an account is named; each closes at the end.

    The session is that of the account's other visitors, unless `alone`: whoever signs out or changes seats.
    """
    contexts: list[BrowserContext] = []

    def _visit(account: str = "", seat: str = "", *, alone: bool = False, **options: Any) -> Visitor:
        visitor = _visitor(browser, site, {} if alone else sessions, (account, seat), **options)
        contexts.append(visitor.page.context)
        return visitor

    yield _visit
    for context in contexts:
        context.close()


def _company(browser: Browser, site: Site, sessions: dict[Any, Any]) -> Iterator[Someone]:
    known: dict[str, Visitor] = {}

    def someone(account: str = "", seat: str = "") -> Visitor:
        if account not in known:
            known[account] = _visitor(browser, site, sessions, (account, seat))
            # Each of its pages is judged: brought with the page, axe costs half of what it does afterwards.
            known[account].page.add_init_script(AXE)
        known[account].complaints.clear()
        return known[account]

    yield someone
    for visitor in known.values():
        visitor.page.context.close()


@pytest.fixture(scope="package")
def someone(browser: Browser, site: Site, sessions: dict[Any, Any]) -> Iterator[Someone]:
    """`someone(account)` is a visitor who signed in once and for all: for the tests that only look."""
    yield from _company(browser, site, sessions)


@pytest.fixture(scope="package")
def neutral_someone(browser: Browser, neutral_site: Site, sessions: dict[Any, Any]) -> Iterator[Someone]:
    """The same, in the other theme: its server has the same sessions."""
    yield from _company(browser, neutral_site, sessions)

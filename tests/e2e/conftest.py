"""The browser, the site it visits, and what every visit checks: content policy and accessibility."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.e2e.site import Site, chromium, running_site
from tests.e2e.visitor import Visitor

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker visits one site."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The demonstration as a new user finds it."""
    # Under /tmp and open to others: a PostgreSQL started for the run may belong to another user.
    with tempfile.TemporaryDirectory(prefix="snppe-site-") as folder, running_site(Path(folder)) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it the browser tests are left out, except in continuous integration."""
    executable = chromium()
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium manque : apt-get install chromium")
        pytest.skip("Chromium manque : apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Any]:
    """`visit(account)` is a new visitor, signed in when an account is named; each closes at the end."""
    contexts: list[BrowserContext] = []

    def _visit(account: str = "", seat: str = "", **options: Any) -> Visitor:
        context = browser.new_context(base_url=site.url, locale="fr-FR", accept_downloads=True, **options)
        contexts.append(context)
        visitor = Visitor(context.new_page())
        if account:
            visitor.sign_in(f"{account}@demo.example", seat)
        return visitor

    yield _visit
    for context in contexts:
        context.close()

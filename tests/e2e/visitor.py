"""Somebody in front of the browser: what they do, and what each page must be while they do it."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Download, Page, Response, expect

from snppe.demo.cast import PASSWORD
from tests.e2e.soundness import faults_of

WATCH_POLICY = """
window.policyViolations = [];
document.addEventListener('securitypolicyviolation', event => {
  window.policyViolations.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""


class Visitor:
    """A person at a page. Errors of the console and breaches of the content policy are kept and must stay
    none."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.add_init_script(WATCH_POLICY)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.set_default_timeout(30_000)

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser also reports the page's own status, which the visit checks, its search for an icon, and
        # the refusals of a cell, which the page tells.
        where = message.location["url"]
        is_expected = where == self.page.url or "favicon" in where or where.endswith("/cellule/")
        is_status = "status of 4" in message.text and is_expected
        if message.type == "error" and not is_status:
            self.complaints.append(message.text)

    def sign_in(self, account: str, seat: str = "") -> None:
        """By the form, as anybody; a person with several seats takes the one whose name holds `seat`."""
        self.page.goto("/connexion/")
        self.page.get_by_label("Adresse électronique").fill(account)
        self.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Se connecter").click()
        if seat:
            with self.page.expect_navigation():
                self.page.get_by_role("listitem").filter(has_text=seat).get_by_role("button").click()
        expect(self.page.locator("form[action='/deconnexion/']").first).to_be_attached()

    def open(self, path: str, status: int = 200) -> Page:
        """Go to a page that must answer so."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} : {answer.status}"
        return self.page

    def submit(self, name: str) -> Response:
        """Press a button and wait for the page that follows; returns its answer."""
        with self.page.expect_navigation() as arriving:
            self.page.get_by_role("button", name=name, exact=True).first.click()
        answer = arriving.value
        assert answer is not None
        return answer

    def told(self, text: str) -> None:
        """The page says so."""
        expect(self.page.locator("body")).to_contain_text(text)

    def download(self, name: str) -> Path:
        """Follow a link that downloads; returns the file."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        download: Download = waiting.value
        return Path(download.path())

    def must_be_sound(self) -> None:
        """No breach of the content policy, no script error, no accessibility violation that axe can find, one
        title, nothing that sticks out of the window."""
        # A page that has just begun to come has nothing to look at yet.
        self.page.wait_for_load_state()
        assert [*self.complaints, *faults_of(self.page)] == []


Someone = Callable[..., Visitor]


def pdf_text(path: Path) -> str:
    """The words of a PDF as another program reads them, no-break spaces made plain."""
    done: Any = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return str(done.stdout).replace("\u00a0", " ")

"""From a report still being written to the PDF that three parties agreed, step by step."""

import re
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from snppe.demo.cast import PASSWORD
from tests.e2e.visitor import Visitor

PATIENCE = 150


def report_path(reference: str, year: int) -> str:
    """The page of the report of a year."""
    return f"/contrats/{reference}/rapports/{year}/"


def open_report(editor: Visitor, reference: str, year: int) -> None:
    """Open the report of a year from the list of those of the contract."""
    page = editor.open(f"/contrats/{reference}/rapports/")
    with page.expect_navigation():
        page.get_by_role("row").filter(has_text=str(year)).get_by_role("button").click()


def share(editor: Visitor, reference: str, year: int) -> None:
    """Freeze the report and hand it over."""
    page = editor.open(report_path(reference, year))
    editor.must_be_sound()
    page.get_by_role("link", name="Partager le rapport").first.click()
    why = page.get_by_label("Pourquoi partager sans expliquer")
    if why.count():
        why.fill("Les trois parties en ont déjà parlé.")
    editor.submit("Partager le rapport")
    editor.told("Le rapport est partagé")


def wait_for_paper(visitor: Visitor, reference: str, year: int, name: str) -> None:
    """Until the worker has made all its PDF, as a person who refreshes the page; it is drawn once they are
    there."""
    path, end = report_path(reference, year), time.monotonic() + PATIENCE
    while "data-pending" in visitor.page.request.get(path).text():
        assert time.monotonic() < end, f"« {name} » n’est pas venu"
        time.sleep(0.5)
    expect(visitor.open(path).get_by_role("link", name=name).first).to_be_visible()


def seal(
    reviewer: Visitor, reference: str, year: int, *, reservation: str = "", looked_at: bool = True
) -> None:
    """Read, then seal by typing one's password again, with a reservation when there is one."""
    wait_for_paper(reviewer, reference, year, "Édition soumise aux visas (PDF)")
    page = reviewer.page
    page.get_by_role("link", name="Viser le rapport").click()
    decision = "Visa donné avec réserves" if reservation else "Visa donné"
    page.locator("label", has_text=re.compile(f"^{decision}$")).click()
    if reservation:
        page.get_by_label("Réserves ou motif").fill(reservation)
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    if looked_at:
        reviewer.must_be_sound()
    reviewer.submit("Viser")
    expect(page.locator("body")).to_contain_text(
        re.compile("Votre visa est enregistré|le rapport est arrêté")
    )


def close_report(
    visit: Any, reference: str, year: int, editor: Visitor, reviewers: list[tuple[str, str]]
) -> Path:
    """Share, have the three parties seal, take the agreed PDF."""
    share(editor, reference, year)
    for rank, (account, seat) in enumerate(reviewers):
        # The page is the same for the three.
        seal(visit(account, seat), reference, year, looked_at=rank == 0)
    wait_for_paper(editor, reference, year, "Rapport arrêté (PDF)")
    editor.told("Arrêté conjointement")
    return editor.download("Rapport arrêté (PDF)")

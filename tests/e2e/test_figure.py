"""The details of a figure beside the grid: by keyboard, through a lost connection, and without script."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.core.test_attachments import PDF
from tests.e2e.soundness import faults_of

GRID, FIGURE = "/contrats/23-2020/indicateurs/2022/", "/contrats/23-2020/indicateurs/2022/3.1/"


def opened(page: Page) -> Locator:
    """The drawer of 3.1, opened by the keyboard alone."""
    page.locator("a[data-panel][href='3.1/']").focus()
    page.keyboard.press("Enter")
    drawer = page.locator("dialog.snppe-drawer")
    expect(drawer.get_by_role("heading", level=2)).to_be_focused()
    return drawer


def test_a_figure_is_corrected_beside_the_grid_and_nothing_typed_is_lost(visit: Any) -> None:
    visitor = visit("saisie.creuse")
    page = visitor.open(GRID)
    drawer = opened(page)
    comment = drawer.get_by_label("Commentaire")
    assert faults_of(page) == []

    comment.fill("Compté deux fois.")
    page.keyboard.press("Escape")
    expect(drawer).to_contain_text("n’est pas enregistré")
    page.keyboard.press("Enter")
    expect(comment).to_be_focused()

    page.context.set_offline(True)
    drawer.get_by_role("button", name="Enregistrer").click()
    expect(drawer).to_contain_text("La connexion est perdue")
    page.context.set_offline(False)
    expect(comment).to_have_value("Compté deux fois.")
    visitor.complaints.clear()  # the browser tells of the connection that was cut

    drawer.get_by_role("button", name="Enregistrer").click()
    expect(drawer).to_contain_text("valeur enregistrée")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.locator("a[data-panel][href='3.1/']")).to_be_focused()
    assert visitor.complaints == []


def test_an_ended_session_keeps_what_is_typed_in_the_drawer(visit: Any) -> None:
    visitor = visit("saisie.creuse")
    page = visitor.open(GRID)
    drawer = opened(page)
    comment = drawer.get_by_label("Commentaire")
    comment.fill("Écrit juste avant la fin.")
    page.context.clear_cookies()

    drawer.get_by_role("button", name="Enregistrer").click()

    expect(drawer.get_by_role("status").first).to_contain_text("reconnecte", ignore_case=True)
    expect(comment).to_have_value("Écrit juste avant la fin.")


def test_a_proof_is_attached_without_script(visit: Any, tmp_path: Path) -> None:
    visitor = visit("saisie.creuse", java_script_enabled=False)
    page = visitor.open(FIGURE)
    proof = tmp_path / "délibération.pdf"
    proof.write_bytes(PDF)

    page.locator("summary", has_text="Joindre un fichier").click()
    page.get_by_label("Fichier").set_input_files(proof)
    visitor.submit("Joindre")
    visitor.told("est joint à la valeur")

    assert visitor.download("délibération.pdf").read_bytes() == PDF
    visitor.submit("Retirer")
    visitor.told("est retiré")

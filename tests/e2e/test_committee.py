"""A committee of the Creuse, held from the keyboard on a projected page."""

from typing import Any

from playwright.sync_api import expect


def test_a_committee_goes_from_objective_to_objective_by_the_keyboard(visit: Any) -> None:
    prefecture = visit("prefecture.creuse")
    page = prefecture.open("/contrats/23-2020/comites/")
    page.get_by_label("Réuni le").fill("2025-11-04")
    prefecture.submit("Commencer")
    expect(page.get_by_text("1 sur")).to_be_visible()
    prefecture.must_be_sound()
    with page.expect_navigation():
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("2 sur")).to_be_visible()

    page.keyboard.press("n")
    page.keyboard.type("Revoir la trame du bilan de santé.")
    page.keyboard.press("Tab")
    page.keyboard.type("Préfecture, DDETS")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")

    prefecture.told("Revoir la trame du bilan de santé.")
    with page.expect_navigation():
        page.get_by_role("link", name="Corriger").click()
    page.locator("[name=state]").select_option("done")
    prefecture.submit("Enregistrer")
    prefecture.told("dit ce qui a été fait")
    prefecture.must_be_sound()
    page.locator("[name=outcome]").fill("Fait le jour même.")
    prefecture.submit("Enregistrer")
    prefecture.told("Fait le jour même.")
    with page.expect_navigation():
        page.keyboard.press("Escape")
    assert prefecture.download("Compte rendu (Word)").read_bytes().startswith(b"PK")

"""A year of sixty indicators, by keyboard and by paste, whatever comes in the middle: nothing is lost."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from snppe.demo.cast import PASSWORD
from tests.e2e.grid import (
    COUNT,
    EDITOR,
    cell,
    enter_by_tab,
    everything_is_saved,
    make_sixty,
    paste,
    results,
    state,
    walk_to,
    year_path,
)
from tests.e2e.site import Site
from tests.e2e.soundness import DESK, HEIGHT, PHONE


@pytest.fixture(scope="module", autouse=True)
def sixty(site: Site) -> None:
    """The contract follows sixty indicators."""
    make_sixty(site)


def sign_out_elsewhere(page: Page) -> None:
    """The session ends, as from another tab of the same browser."""
    other = page.context.new_page()
    other.goto("/")
    other.locator("header summary").click()
    other.get_by_role("button", name="Se déconnecter").click()
    expect(other.get_by_label("Adresse électronique")).to_be_visible()
    other.close()


def sign_in_again(page: Page) -> None:
    """By the link that the page itself offers, in another tab."""
    with page.context.expect_page() as opening:
        page.get_by_role("link", name="Se reconnecter").click()
    tab = opening.value
    tab.get_by_label("Adresse électronique").fill(f"{EDITOR}@demo.example")
    tab.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    with tab.expect_navigation():
        tab.get_by_role("button", name="Se connecter").click()
    tab.close()


@pytest.mark.parametrize(("width", "year"), [(DESK, 2025), (PHONE, 2026)])
def test_a_year_of_sixty_indicators_is_filled_and_nothing_is_lost(visit: Any, width: int, year: int) -> None:
    window = {"viewport": {"width": width, "height": HEIGHT}}
    editor, colleague = visit(EDITOR, alone=True, **window), visit(EDITOR)
    page = editor.open(year_path(year))
    codes = page.locator("tr.is-row th b").all_inner_texts()
    assert len(codes) == COUNT
    typed = {code: str(rank % 50 + 2) for rank, code in enumerate(codes)}

    # By keyboard, down the column of results; a colleague comes by, the connection goes, the session ends.
    enter_by_tab(page)
    walk_to(page, cell(page, codes[0]))
    by_keyboard = codes[:40]
    taken = by_keyboard[30]
    theirs = colleague.open(year_path(year))
    for rank, code in enumerate(by_keyboard):
        if rank == 10:
            page.context.set_offline(True)
        if rank == 20:
            page.context.set_offline(False)
            everything_is_saved(page)
            sign_out_elsewhere(page)
        if rank == 28:
            sign_in_again(page)
            page.get_by_role("button", name="Enregistrer maintenant").click()
            everything_is_saved(page)
            walk_to(page, cell(page, code))
        if code == taken:
            cell(theirs, taken).fill("49")
            cell(theirs, taken).press("Enter")
            expect(state(theirs, taken)).to_have_text("enregistrée")
        expect(cell(page, code)).to_be_focused()
        page.keyboard.type(typed[code])
        page.keyboard.press("Enter")

    expect(page.locator("[data-told]")).to_contain_text("1 case est à reprendre")
    page.get_by_role("button", name="Aller à la première").click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Garder l’autre valeur")).to_contain_text("49")
    expect(page.get_by_role("button", name="Garder ma saisie")).to_be_focused()
    page.keyboard.press("Enter")
    everything_is_saved(page)

    # The rest at once, from a spreadsheet.
    walk_to(page, cell(page, codes[40]))
    paste(page, "\r\n".join(typed[code] for code in codes[40:]) + "\r\n")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("20 valeurs à enregistrer")
    # What the browser says of the connection that was cut.
    editor.complaints[:] = [one for one in editor.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
    editor.must_be_sound()
    dialog.get_by_role("button", name="Enregistrer les").click()
    expect(page.get_by_role("button", name="Annuler le collage")).to_be_visible()

    assert results(colleague, year) == typed

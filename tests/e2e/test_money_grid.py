"""The money in the grid of the indicators: by the keyboard, by a paste, under a thumb."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.grid import enter_by_tab, everything_is_saved, paste
from tests.e2e.soundness import HEIGHT
from tests.e2e.visitor import Visitor

PATH = "/contrats/23-2020/financements/2022/"
NARROW = {"viewport": {"width": 320, "height": HEIGHT}}


def spent(page: Page, place: int) -> Locator:
    """The input of what was spent on a line, by its place."""
    return page.locator("[name^='spent_amount-'][name$='-value']").nth(place)


@pytest.fixture
def editor(visit: Any) -> Iterator[Visitor]:
    """Somebody of the département, in the grid."""
    visitor = visit("saisie.creuse")
    visitor.open(PATH)
    yield visitor
    visitor.must_be_sound()


def test_an_amount_is_entered_by_the_keyboard_and_the_total_follows_it(editor: Visitor) -> None:
    page = editor.page
    enter_by_tab(page)
    spent(page, 0).focus()
    before = page.locator("#totaux").inner_text()

    page.keyboard.type("1234,56")
    page.keyboard.press("Enter")
    everything_is_saved(page)

    expect(spent(page, 1)).to_be_focused()
    expect(spent(page, 0)).to_have_value("1\u00a0234,56")
    expect(page.locator("#totaux")).not_to_have_text(before)
    page.keyboard.press("Control+z")
    expect(page.locator("#totaux")).to_have_text(before, use_inner_text=True)


def test_a_block_is_looked_at_then_written_then_undone(editor: Visitor) -> None:
    page = editor.page
    before = spent(page, 0).input_value()
    spent(page, 0).focus()

    paste(page, "51,10\n52")
    page.get_by_role("button", name="Enregistrer les 2 valeurs").press("Enter")
    expect(page.get_by_role("button", name="Annuler le collage")).to_be_visible()
    expect(spent(page, 0)).to_have_value("51,10")
    expect(spent(page, 0)).to_be_focused()
    page.keyboard.press("Control+z")

    expect(spent(page, 0)).to_have_value(before)


def test_the_details_of_a_line_take_its_comment_beside_the_grid(editor: Visitor) -> None:
    page = editor.page
    spent(page, 0).focus()
    page.keyboard.press("F4")
    drawer = page.get_by_role("dialog")

    drawer.get_by_label("Commentaire").fill("Postes pourvus en juin.")
    drawer.get_by_role("button", name="Enregistrer").click()

    expect(drawer).to_contain_text("La ligne est enregistrée.")
    page.keyboard.press("Escape")
    expect(spent(page, 0)).to_be_focused()


def test_on_a_narrow_phone_each_line_is_a_card_that_saves(visit: Any) -> None:
    visitor = visit("saisie.creuse", **NARROW)
    page = visitor.open(PATH)

    spent(page, 1).click()
    page.keyboard.type("99,95")
    page.keyboard.press("Enter")
    everything_is_saved(page)

    size = spent(page, 1).bounding_box()
    assert size is not None
    assert size["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visitor.must_be_sound()

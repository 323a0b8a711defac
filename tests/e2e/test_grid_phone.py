"""The grid under a thumb: a pad of figures writes no word, so the kinds of absence have their button."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.grid import EDITOR, cell, everything_is_saved, make_sixty, results, year_path
from tests.e2e.site import Site
from tests.e2e.soundness import DESK, HEIGHT, PHONE

YEAR, CODE, OTHER = 2026, "L51", "L52"
WINDOW = {"viewport": {"width": PHONE, "height": HEIGHT}}


@pytest.fixture(scope="module", autouse=True)
def sixty(site: Site) -> None:
    """The contract follows sixty indicators."""
    make_sixty(site)


def test_an_absence_is_chosen_without_writing_a_word(visit: Any) -> None:
    visitor = visit(EDITOR, **WINDOW)
    page = visitor.open(year_path(YEAR))
    button = page.get_by_role("button", name=f"Sans valeur… pour {CODE}, résultat {YEAR}")

    cell(page, CODE).click()
    expect(button).to_be_in_viewport()
    size = button.bounding_box()
    button.click()
    page.get_by_role("button", name="Non recueillie").click()
    everything_is_saved(page)

    assert size is not None
    assert size["height"] >= 44
    visitor.must_be_sound()
    assert results(visitor, YEAR)[CODE] == "Non recueillie"


def test_the_button_goes_with_the_attention_and_spares_targets_and_desks(visit: Any) -> None:
    visitor = visit(EDITOR, **WINDOW)
    page = visitor.open(year_path(YEAR))
    button = page.locator(".snppe-sheet__absence")

    cell(page, OTHER).click()
    expect(button).to_have_count(1)
    cell(page, OTHER, "target").click()
    expect(button).to_have_count(0)
    cell(page, OTHER).click()
    page.set_viewport_size({"width": DESK, "height": HEIGHT})

    expect(button).to_be_hidden()

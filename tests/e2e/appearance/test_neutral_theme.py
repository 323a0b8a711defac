"""The theme of those who may not wear the State's: as sound, and nothing of the DSFR in it."""

import pytest
from playwright.sync_api import Page

from tests.e2e.appearance.sights import ALSACE, CREUSE, DRAFT, NORD_PREFECTURE, SEATS, SHARED, Sight
from tests.e2e.soundness import faults_at_every_width
from tests.e2e.visitor import Someone

SIGHTS = [
    Sight("accounts:login"),
    Sight("core:help"),
    Sight("overview:home", ALSACE),
    Sight("contracts:detail", ALSACE, ("67-2020",)),
    Sight("indicators:year", CREUSE, DRAFT),
    Sight("funding:year", CREUSE, DRAFT),
    Sight("reports:detail", CREUSE, DRAFT),
    Sight("reports:section", CREUSE, (*DRAFT, 0), via="reports:detail"),
    Sight("reports:seal", NORD_PREFECTURE, SHARED),
]
MARKS_OF_THE_STATE = ("dsfr", "marianne", "spectral")
FONTS = "[...document.fonts].filter(one => one.status === 'loaded').map(one => one.family)"


def traces_of_the_state(page: Page, asked: list[str]) -> list[str]:
    """What a page asked for, wrote in or showed that belongs to the State's own services."""
    met = [*asked, *page.evaluate(FONTS)]
    found = [one for one in met if any(mark in one.lower() for mark in MARKS_OF_THE_STATE)]
    frame = page.locator("header, footer").all_inner_texts()
    return found + [one for one in frame if "république" in one.lower()]


@pytest.mark.parametrize("sight", SIGHTS, ids=str)
def test_a_page_is_as_sound_without_anything_of_the_state(sight: Sight, neutral_someone: Someone) -> None:
    visitor = neutral_someone(sight.account, SEATS.get(sight.account, ""))
    path = sight.path(visitor.page)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))

    page = visitor.open(path)

    assert [*faults_at_every_width(page), *visitor.complaints] == []
    assert len(asked) > 5
    assert traces_of_the_state(page, asked) == []


def test_the_bar_of_the_editor_is_dressed_as_the_rest_of_the_page(neutral_someone: Someone) -> None:
    visitor = neutral_someone(CREUSE, SEATS.get(CREUSE, ""))
    page = visitor.open(
        Sight("reports:section", CREUSE, (*DRAFT, 0), via="reports:detail").path(visitor.page)
    )

    button = page.get_by_role("button", name="Gras", exact=True)
    drawn = button.evaluate("one => [getComputedStyle(one).borderStyle, getComputedStyle(one).fontFamily]")

    assert drawn == ["none", page.locator("body").evaluate("one => getComputedStyle(one).fontFamily")]


def test_what_cannot_be_found_is_said_without_anything_of_the_state(neutral_someone: Someone) -> None:
    visitor = neutral_someone()

    page = visitor.open("/nulle-part/", 404)

    assert [*faults_at_every_width(page), *visitor.complaints] == []
    assert "dsfr" not in page.content()


def test_the_mark_of_the_product_keeps_its_size_whatever_the_sheets_that_come_after(
    neutral_someone: Someone,
) -> None:
    page = neutral_someone().open("/connexion/")

    assert page.locator("header img").evaluate("one => [one.offsetWidth, one.offsetHeight]") == [40, 40]

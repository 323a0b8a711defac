"""The grid by the keyboard alone: moving, writing, asking, undoing, copying, leaving."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.grid import (
    EDITOR,
    cell,
    enter_by_tab,
    everything_is_saved,
    make_sixty,
    paste,
    paste_table,
    state,
    walk_to,
    year_path,
)
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

YEAR = 2027
FIRST, SECOND = "L01", "L02"


@pytest.fixture(scope="module", autouse=True)
def sixty(site: Site) -> None:
    """The contract follows sixty indicators."""
    make_sixty(site)


@pytest.fixture
def editor(visit: Any) -> Iterator[Visitor]:
    """Somebody in the grid, on the first result, who never touches a mouse."""
    visitor = visit(EDITOR)
    page = visitor.open(year_path(YEAR))
    cell(page, FIRST).focus()
    yield visitor
    assert visitor.complaints == []


def test_the_grid_is_reached_by_tab_and_a_cell_by_the_arrows(visit: Any) -> None:
    page = visit(EDITOR).open(year_path(YEAR))

    enter_by_tab(page)
    walk_to(page, cell(page, FIRST))

    expect(cell(page, FIRST)).to_be_focused()


def focused(page: Page) -> str:
    """The identifier of what has the attention."""
    return str(page.evaluate("document.activeElement.id"))


def test_enter_goes_down_tab_goes_on_and_shift_comes_back(editor: Visitor) -> None:
    page = editor.page

    page.keyboard.press("Enter")
    down = focused(page)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Tab")
    before = focused(page)
    page.keyboard.press("Tab")

    assert (down, before) == (f"result-{SECOND}-value", f"target-{FIRST}-value")
    expect(cell(page, FIRST)).to_be_focused()


def test_escape_gives_back_what_was_there_and_f2_writes_in_it(editor: Visitor) -> None:
    page = editor.page
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    everything_is_saved(page)
    page.keyboard.press("ArrowUp")

    page.keyboard.type("99")
    page.keyboard.press("Escape")
    expect(cell(page, FIRST)).to_have_value("12")
    page.keyboard.press("F2")
    page.keyboard.type("5")
    page.keyboard.press("Enter")

    everything_is_saved(page)
    expect(cell(page, FIRST)).to_have_value("125")


def test_an_absence_is_typed_and_confirmed_as_fast_as_a_number(editor: Visitor) -> None:
    page = editor.page

    page.keyboard.type("nd")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Je confirme cette absence de valeur")).to_be_focused()
    page.keyboard.press("Enter")

    expect(cell(page, FIRST)).to_have_value("Pas encore connue")
    everything_is_saved(page)
    expect(state(page, FIRST)).to_contain_text("pas encore connue")
    expect(state(page, FIRST)).not_to_contain_text("À confirmer")


def test_a_doubt_is_settled_with_the_arrows(editor: Visitor) -> None:
    page = editor.page
    page.keyboard.type("1.234")
    page.keyboard.press("Enter")
    choice = page.get_by_role("button", name="le point sépare les milliers")
    expect(choice).to_be_focused()
    editor.must_be_sound()

    page.keyboard.press("Enter")

    expect(cell(page, FIRST)).to_have_value("1\u00a0234")
    everything_is_saved(page)


def test_what_is_refused_says_why_at_the_cell_and_stays_there(editor: Visitor) -> None:
    page = editor.page

    page.keyboard.type("12..5")
    page.keyboard.press("Enter")

    expect(state(page, FIRST)).to_contain_text("plusieurs virgules ou points")
    expect(cell(page, FIRST)).to_have_value("12..5")
    expect(cell(page, FIRST)).to_have_attribute("aria-invalid", "true")
    editor.must_be_sound()
    page.keyboard.press("Escape")


def test_undo_brings_back_the_value_before_as_a_new_one(editor: Visitor) -> None:
    page = editor.page
    for typed in ("31", "32"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        everything_is_saved(page)
        page.keyboard.press("ArrowUp")

    page.keyboard.press("Control+z")

    expect(cell(page, FIRST)).to_have_value("31")


def test_a_block_is_copied_as_a_spreadsheet_takes_it(editor: Visitor) -> None:
    page = editor.page
    for typed in ("41", "42"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    everything_is_saved(page)
    walk_to(page, cell(page, FIRST))
    page.keyboard.press("Shift+ArrowDown")

    copied = page.evaluate(
        """() => { const data = new DataTransfer();
        document.activeElement.dispatchEvent(
          new ClipboardEvent('copy', {clipboardData: data, bubbles: true, cancelable: true}));
        return data.getData('text/plain'); }"""
    )

    assert copied == "41\n42"


def test_a_paste_is_undone_with_one_press(editor: Visitor) -> None:
    page = editor.page
    before = cell(page, FIRST).input_value()

    paste(page, "51\n52")
    page.get_by_role("button", name="Enregistrer les 2 valeurs").press("Enter")
    expect(page.get_by_role("button", name="Annuler le collage")).to_be_visible()
    expect(cell(page, FIRST)).to_have_value("51")
    expect(cell(page, FIRST)).to_be_focused()
    page.keyboard.press("Control+z")

    expect(cell(page, FIRST)).to_have_value(before)


def test_a_line_break_within_a_copied_cell_is_not_the_end_of_a_row(editor: Visitor) -> None:
    page = editor.page
    cell(page, FIRST).focus()
    table = "<table><tr><td>52<br>\n</td></tr><tr><td>53</td></tr></table>"

    paste_table(page, '"52\n"\n53', table)
    page.get_by_role("button", name="Enregistrer les 2 valeurs").press("Enter")

    expect(cell(page, FIRST)).to_have_value("52")
    expect(cell(page, FIRST)).to_be_focused()
    expect(page.locator(".is-picked")).to_have_count(2)


def test_escape_then_tab_leaves_the_grid(editor: Visitor) -> None:
    page = editor.page

    page.keyboard.press("Escape")
    page.keyboard.press("Tab")

    assert not page.evaluate("Boolean(document.activeElement.closest('[role=grid]'))")


def test_the_details_open_beside_and_give_the_attention_back(editor: Visitor) -> None:
    page = editor.page

    page.keyboard.press("F4")
    expect(page.get_by_role("dialog")).to_contain_text(FIRST)
    editor.must_be_sound()
    page.keyboard.press("Escape")

    expect(cell(page, FIRST)).to_be_focused()


def test_f4_keeps_what_is_being_typed_then_opens_the_details(editor: Visitor) -> None:
    page = editor.page

    page.keyboard.type("61")
    page.keyboard.press("F4")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Valeur en places")).to_have_value("61")
    page.keyboard.press("Escape")

    expect(cell(page, FIRST)).to_have_value("61")
    everything_is_saved(page)


def test_a_question_goes_away_with_the_text_that_was_asked_about(editor: Visitor) -> None:
    page = editor.page
    page.keyboard.type("1.234")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="le point sépare les milliers")).to_be_focused()

    cell(page, FIRST).focus()
    page.keyboard.type("71")
    page.keyboard.press("Enter")

    expect(cell(page, SECOND)).to_be_focused()
    everything_is_saved(page)
    expect(cell(page, FIRST)).to_have_value("71")


def test_the_grid_is_left_behind_by_one_link(visit: Any) -> None:
    page = visit(EDITOR).open(year_path(YEAR))
    link = page.get_by_role("link", name="Aller après la grille")
    for _ in range(100):
        page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break

    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="le rapport d’exécution")).to_be_focused()


def test_rows_are_in_sight_as_soon_as_the_page_opens(visit: Any) -> None:
    page = visit(EDITOR, viewport={"width": 1280, "height": 900}).open(year_path(YEAR))

    in_sight = page.evaluate(
        """() => [...document.querySelectorAll('tr.is-row')]
           .filter(row => row.getBoundingClientRect().top < innerHeight - 60).length"""
    )

    assert in_sight >= 3


def test_a_block_with_its_codes_goes_where_they_say(editor: Visitor) -> None:
    page = editor.page
    here = cell(page, FIRST).input_value()

    paste(page, f"Code\tRésultat {YEAR}\r\nL31\t31\r\nL30\t30\r\nZ9\t9\r\n")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("« Z9 » n’est pas un indicateur de cette page")
    dialog.get_by_role("button", name="Enregistrer les 2 valeurs valides").click()

    expect(cell(page, "L31")).to_have_value("31")
    expect(cell(page, "L30")).to_have_value("30")
    expect(cell(page, FIRST)).to_have_value(here)
    expect(cell(page, FIRST)).to_be_focused()
    expect(page.locator(".is-picked")).to_have_count(0)


def test_a_merged_title_covers_its_columns_and_no_other(editor: Visitor) -> None:
    page = editor.page
    table = f"""<table><tr><td rowspan="2">Code</td><td colspan="2">{YEAR}</td><td></td></tr>
      <tr><td>Cible</td><td>Résultat</td><td>Réalisé</td></tr>
      <tr><td>L33</td><td>35</td><td>33</td><td>99</td></tr></table>"""

    paste_table(page, f"Code\t{YEAR}\t\t\n\tCible\tRésultat\tRéalisé\nL33\t35\t33\t99", table)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Colonne D (« Réalisé ») laissée de côté")
    dialog.get_by_role("button", name="Enregistrer les 2 valeurs valides").click()

    expect(cell(page, "L33")).to_have_value("33")
    expect(cell(page, "L33", "target")).to_have_value(re.compile("35"))

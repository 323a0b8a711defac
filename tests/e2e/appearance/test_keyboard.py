"""With the keyboard alone: every stop is seen, none is a trap, and the work gets done."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from snppe.demo.cast import PASSWORD
from tests.e2e.visitor import Someone, Visitor

FAR = 250

# Why the place of the attention cannot be seen, or nothing: no outline, out of the window, hidden.
UNSEEN = """() => {
  const one = document.activeElement;
  const drawn = one.matches('[type=radio], [type=checkbox]') && one.labels[0] || one;
  const name = `${one.tagName.toLowerCase()} ${one.id || one.textContent.trim().slice(0, 40)}`;
  const ring = style => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== 'none';
  if (![one, drawn].some(el => ring(getComputedStyle(el)) || ring(getComputedStyle(el, '::before'))))
    return `${name}: no outline`;
  const box = drawn.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 1), window.innerWidth - 1);
  const y = box.height > window.innerHeight ? window.innerHeight / 2 : box.top + box.height / 2;
  if (box.width < 2 || box.height < 2 || y < 0 || y > window.innerHeight) return `${name}: out of the window`;
  const above = document.elementFromPoint(x, y);
  const seen = above && (drawn.contains(above) || above.contains(drawn));
  return seen ? '' : `${name}: under ${above && above.className}`;
}"""
WHERE = "() => { const one = document.activeElement; return one === document.body ? '' : one.outerHTML; }"


def stops(page: Page) -> Iterator[str]:
    """Go through the page with Tab, until the attention leaves it; yields each element."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        here = page.evaluate(WHERE)
        if not here:
            return
        yield here
    raise AssertionError(f"more than {FAR} stops")


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until this has the attention, which it may have already."""
    here = "one => one === document.activeElement"
    if wanted.evaluate(here) or any(wanted.evaluate(here) for _ in stops(page)):
        return
    raise AssertionError(f"{wanted} cannot be reached")


@pytest.mark.parametrize(
    ("account", "path"),
    [
        ("", "/connexion/"),
        ("saisie.creuse", "/"),
        ("saisie.creuse", "/contrats/23-2020/indicateurs/2024/"),
        ("saisie.creuse", "/contrats/23-2020/financements/2024/"),
        ("saisie.creuse", "/contrats/23-2020/rapports/2024/"),
    ],
)
def test_every_stop_of_a_page_is_seen(someone: Someone, account: str, path: str) -> None:
    page = someone(account).open(path)

    unseen, met = [], 0
    for _ in stops(page):
        met += 1
        unseen += [why] if (why := page.evaluate(UNSEEN)) else []

    assert unseen == []
    assert met > 5


def test_a_result_is_entered_without_touching_the_mouse(visit: Any) -> None:
    visitor: Visitor = visit()
    page = visitor.open("/connexion/")
    reach(page, page.get_by_label("Adresse électronique"))
    page.keyboard.type("saisie.creuse@demo.example")
    reach(page, page.get_by_label("Mot de passe", exact=True))
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    visitor.open("/contrats/23-2020/indicateurs/2021/")
    result = page.locator("[name='result-3.1-value']")
    reach(page, page.locator("[role=grid] [tabindex='0']"))
    page.keyboard.press("Control+Home")
    for _ in range(FAR):
        if result.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")

    page.keyboard.type("1143")
    page.keyboard.press("Enter")

    expect(page.locator("[id='result-3.1-value-etat']")).to_have_text("enregistrée")
    visitor.open("/contrats/23-2020/indicateurs/2021/")
    expect(result).to_have_value("1\u00a0143")


def test_the_first_stop_leads_to_the_content(someone: Someone) -> None:
    page = someone("saisie.creuse").open("/contrats/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Contenu", exact=True)
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()

    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_opens_closes_and_gives_the_attention_back(someone: Someone) -> None:
    page = someone("saisie.creuse").open("/contrats/")
    menu, link = page.locator("header summary"), page.locator("header details a").first
    reach(page, menu)

    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Escape")

    expect(link).to_be_hidden()
    expect(menu).to_be_focused()

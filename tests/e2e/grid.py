"""The grid of a year under the fingers: a contract of sixty indicators, and what a keyboard does in it."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

CONTRACT, EDITOR = "17-2025", "saisie.charente-maritime"
COUNT = 60
MAKING = f"""
from contracts.models import Contract
from indicators.models import Indicator
contract = Contract.objects.get(reference="{CONTRACT}")
followed = Indicator.objects.followed_by(contract)
objective = contract.retained_objectives.order_by("objective__number").last().objective
for number in range(1, {COUNT} - followed.count() + 1):
    Indicator.objects.create(
        code=f"L{{number:02}}", label=f"Indicateur local {{number}} (essai)", objective=objective,
        contract=contract, unit="places",
    )
print("FOLLOWED", followed.count())
"""
PASTE = """text => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""

PASTE_TABLE = """([text, table]) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  data.setData('text/html', table);
  const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""


def make_sixty(site: Site) -> None:
    """Give the contract local indicators until it follows sixty."""
    assert f"FOLLOWED {COUNT}" in site.manage("shell", "-v0", "-c", MAKING)


def year_path(year: int) -> str:
    """The page of a year of the contract."""
    return f"/contrats/{CONTRACT}/indicateurs/{year}/"


def cell(page: Page, code: str, part: str = "result") -> Locator:
    """The input of a cell."""
    return page.locator(f"[id='{part}-{code}-value']")


def state(page: Page, code: str, part: str = "result") -> Locator:
    """What is said under a cell."""
    return page.locator(f"[id='{part}-{code}-value-etat']")


def enter_by_tab(page: Page) -> None:
    """Come into the grid as somebody without a mouse: Tab, until it has the attention."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.closest('[role=grid]'))"):
            return
    raise AssertionError("the grid cannot be reached")


def walk_to(page: Page, wanted: Locator) -> None:
    """Reach a cell of the column of results with the arrows."""
    page.keyboard.press("Control+Home")
    here = "one => one === document.activeElement"
    for _ in range(30):
        if page.evaluate("document.activeElement.id.startsWith('result-')"):
            break
        page.keyboard.press("ArrowRight")
    for _ in range(COUNT):
        if wanted.evaluate(here):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("the cell cannot be reached")


def paste_table(page: Page, text: str, table: str) -> None:
    """The same, with the table that a spreadsheet gives beside its text."""
    page.evaluate(PASTE_TABLE, [text, table])


def paste(page: Page, text: str) -> None:
    """Paste a text where the attention is, as a spreadsheet has put it in the clipboard."""
    page.evaluate(PASTE, text)


def everything_is_saved(page: Page) -> None:
    """The bar says so."""
    expect(page.locator("[data-told]")).to_have_text("Tout est enregistré.", timeout=60_000)


def results(visitor: Visitor, year: int) -> dict[str, str]:
    """What the server holds of the results: a page asked for anew, its inputs by code."""
    page = visitor.open(year_path(year))
    found: Any = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('[id^="result-"][id$="-value"]')]
           .map(one => [one.id.slice(7, -6), one.value]))"""
    )
    return dict(found)

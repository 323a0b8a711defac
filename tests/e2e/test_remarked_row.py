"""A remarked row: reached from the remark with its headers in sight, and the remark reached from it."""

from typing import Any

from playwright.sync_api import expect

from tests.e2e.soundness import HEIGHT
from tests.e2e.visitor import Visitor

REPORT = "/contrats/974-2020/rapports/2024/"
PLACE = "FIR, Département de La Réunion, action 5 – dépensé"


def reached(visit: Any, **options: Any) -> Visitor:
    """Somebody of the département, on the line that a remark of the returned report leads to."""
    visitor: Visitor = visit("saisie.la-reunion", **options)
    page = visitor.open(REPORT)
    page.get_by_role("link", name=PLACE, exact=True).click()
    expect(page.locator("tr.is-row:target")).to_be_in_viewport()
    return visitor


def test_the_headers_come_with_the_line_that_a_remark_leads_to(visit: Any) -> None:
    visitor = reached(visit, viewport={"width": 1280, "height": HEIGHT})
    page = visitor.page

    expect(page.locator("#h-spent_amount")).to_be_in_viewport(ratio=1)
    expect(page.locator("tr.is-row:target")).to_be_in_viewport(ratio=1)
    visitor.must_be_sound()


def test_the_mark_of_the_line_opens_its_details_where_the_remark_is_read(visit: Any) -> None:
    visitor = reached(visit, viewport={"width": 1280, "height": HEIGHT})
    page = visitor.page

    page.locator("tr.is-row:target").get_by_role("link", name="1 remarque : dépensé").click()

    heading = page.get_by_role("dialog").get_by_role("heading", name="Remarques")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport(ratio=1)
    visitor.must_be_sound()


def test_on_a_phone_the_line_is_a_card_that_names_the_figure(visit: Any) -> None:
    visitor = reached(visit, viewport={"width": 320, "height": HEIGHT})
    row = visitor.page.locator("tr.is-row:target")

    expect(row.get_by_text("1 remarque : dépensé")).to_be_in_viewport()
    expect(row.locator("td.is-remarked")).to_have_attribute("data-l", "Dépensé")
    visitor.must_be_sound()

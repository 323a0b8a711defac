"""A reader selects some words of a text, and remarks on them alone."""

from typing import Any

from playwright.sync_api import expect

from tests.e2e.closing import report_path
from tests.e2e.visitor import Visitor

READ = f"{report_path('59-2020', 2024)}lecture/points/"
NOTE = "Ces mots sont à revoir entre nous."


def test_the_words_selected_in_a_text_are_quoted_by_the_remark(visit: Any) -> None:
    reader: Visitor = visit("ars.hauts-de-france")
    page = reader.open(READ)
    point = page.locator("[id^='t-']:has(.snppe-prose p)").first
    first = point.locator(".snppe-prose p").first
    words = first.inner_text()

    # By three clicks the selection ends at the start of what follows the paragraph.
    first.click(click_count=3)
    with page.expect_navigation():
        point.get_by_role("link", name="Note interne").click()

    expect(page.get_by_label("Passage visé")).to_have_value(words)
    reader.must_be_sound()
    page.locator("[name=body]").fill(NOTE)
    reader.submit("Enregistrer la remarque")
    reader.told(words)
    reader.open(READ)
    expect(page.locator("[id^='t-'] .snppe-timeline").first).to_contain_text(NOTE)

"""The editor of a section: it saves by itself, cites the data, and loses nothing when two people write."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

# A draft that no other test closes.
REPORT = "/contrats/23-2020/rapports/2024/"


def open_outlook(visitor: Visitor) -> Any:
    """To the editor of the last section; its text field."""
    page = visitor.open(REPORT)
    page.get_by_role("link", name="Perspectives", exact=True).last.click()
    return page.get_by_role("textbox", name="Texte")


def test_two_people_write_one_text_that_cites_a_figure_and_neither_loses_a_word(visit: Any) -> None:
    first, second = visit("saisie.creuse", alone=True), visit("saisie.creuse", alone=True)
    text, other = open_outlook(first), open_outlook(second)
    page = first.page
    text.click()
    page.get_by_role("button", name="Gras").click()
    page.keyboard.type("Une année ")
    page.get_by_text("Citer un chiffre du rapport").click()
    page.get_by_label("Indicateur (code ou mots)", exact=False).fill("notifié FIR")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("button", name="Insérer Montant notifié, FIR", exact=True).click()
    expect(page.locator("[data-state]")).to_have_text("Enregistré")
    first.must_be_sound()

    other.click()
    second.page.keyboard.type("Mon mot.")
    conflict = second.page.locator("[data-conflict]")
    expect(conflict).to_be_visible(timeout=15_000)
    expect(conflict.locator("del")).to_contain_text("Une année")
    expect(other).to_contain_text("Mon mot.")
    second.page.get_by_role("button", name="Reprendre le leur").click()

    expect(other.locator("strong")).to_contain_text("Une année")
    expect(other.locator("[data-cites]")).to_have_text(re.compile(r"^[\d\u00a0,]+\u00a0€$"))

    other.click()
    second.page.keyboard.press("Control+End")
    second.page.keyboard.press("Enter")
    second.page.get_by_role("button", name="Citation", exact=True).click()
    with second.page.expect_response(lambda answer: answer.request.method == "POST"):
        second.page.keyboard.type("12 mois, dit l’avis.")
    expect(second.page.locator("[data-state]")).to_have_text("Enregistré")
    second.page.reload()

    # A figure after the sign of a quotation would mean « more than ».
    expect(other.locator("blockquote")).to_have_text("12 mois, dit l’avis.")

    # The words of a reference may be typed as the search shows them, right or wrong.
    other.click()
    second.page.keyboard.press("Control+End")
    with second.page.expect_response(lambda answer: answer.request.method == "POST"):
        second.page.keyboard.type(" Voir [[notifié FIR]] et [[résultat 99.9]].")
    expect(second.page.locator("[data-state]")).to_have_text("Enregistré")
    second.page.reload()

    expect(other.locator("blockquote .figure-cited")).to_have_text(re.compile(r"^[\d\u00a0,]+\u00a0€$"))
    expect(other.locator("blockquote .unknown")).to_contain_text("chiffre introuvable")

"""What is mistyped, or sent too late: said all at once, and nothing of it is lost."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from snppe.demo.cast import PASSWORD
from tests.e2e.visitor import Visitor

INDICATORS, FUNDING = "/contrats/23-2020/indicateurs/2022/", "/contrats/23-2020/financements/2022/"


def texts(page: Page, names: list[str]) -> dict[str, str]:
    """What the inputs hold."""
    return {name: page.locator(f"[name='{name}']").input_value() for name in names}


def enter(visitor: Visitor, path: str, typed: dict[str, str], button: str) -> dict[str, str]:
    """Type all this at once and send it; returns what the inputs held before."""
    page = visitor.open(path)
    before = texts(page, list(typed))
    for name, text in typed.items():
        page.locator(f"[name='{name}']").fill(text)
    visitor.submit(button)
    return before


def follow_the_links(page: Page, names: list[str]) -> None:
    """Each link of the list of problems leads to its input."""
    problems = page.get_by_role("alert")
    links = problems.get_by_role("link")
    assert links.count() == len(names)
    for place, name in enumerate(names):
        links.nth(place).click()
        expect(page.locator(f"[name='{name}']")).to_be_focused()


def test_mistyped_results_are_told_at_once_and_kept(visit: Any) -> None:
    visitor = visit("saisie.creuse", java_script_enabled=False)
    typed = {
        "result-1.1-value": "abc",
        "result-3.1-value": "1.234",
        "result-4.1-value": "150",
        "result-18.1-value": "28",
    }

    before = enter(visitor, INDICATORS, typed, "Enregistrer")

    page = visitor.page
    follow_the_links(page, ["result-1.1-value", "result-3.1-value", "result-4.1-value"])
    assert texts(page, list(typed)) == typed
    meanings = page.locator("[name='result-3.1-value-meaning']")
    assert meanings.count() == 2
    visitor.open(INDICATORS)
    assert texts(page, list(typed)) == before


def test_a_doubtful_number_is_saved_once_its_meaning_is_chosen(visit: Any) -> None:
    visitor = visit("saisie.creuse", java_script_enabled=False)
    enter(visitor, INDICATORS, {"result-3.1-value": "1.234"}, "Enregistrer")
    page = visitor.page

    page.get_by_label(re.compile("1\u00a0234")).check()
    visitor.submit("Enregistrer")

    visitor.told("1 valeur enregistrée")
    assert texts(page, ["result-3.1-value"]) == {"result-3.1-value": "1\u00a0234"}


def test_mistyped_amounts_are_told_at_once_and_kept(visit: Any) -> None:
    visitor = visit("saisie.creuse", java_script_enabled=False)
    page = visitor.open(FUNDING)
    spent = page.locator("[name^='spent_amount-'][name$='-value']")
    wrong, doubtful, negative, good = [str(spent.nth(place).get_attribute("name")) for place in range(4)]
    typed = {wrong: "12 mille", doubtful: "1.234", negative: "-5", good: "100,50"}

    before = enter(visitor, FUNDING, typed, "Enregistrer")

    follow_the_links(page, [wrong, doubtful, negative])
    assert texts(page, list(typed)) == typed
    visitor.open(FUNDING)
    assert texts(page, list(typed)) == before


def test_what_was_typed_survives_the_end_of_the_session(visit: Any) -> None:
    visitor = visit("saisie.charente-maritime")
    page = visitor.open("/contrats/17-2020/actions/1/modifier/")
    title = page.locator("main form input[type=text]").first
    title.fill("Un titre que la session n’a pas perdu, même longue")
    cookies = [one for one in page.context.cookies() if one["name"] != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)

    visitor.submit("Enregistrer la fiche")

    page.get_by_label("Adresse électronique").fill("saisie.charente-maritime@demo.example")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    visitor.submit("Se connecter")
    visitor.told("Un titre que la session n’a pas perdu, même longue")
    visitor.must_be_sound()

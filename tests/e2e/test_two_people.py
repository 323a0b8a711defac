"""Two people at the same place: the second sees both sides, and chooses."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

CONTRACT, YEAR = "67-2020", 2023
MINE, THEIRS = "Ce que j’écris de mon côté.", "Ce qu’un collègue a écrit entre-temps."


@pytest.fixture
def windows(visit: Any) -> tuple[Visitor, Visitor]:
    """The same work in two windows, neither of which knows what the other does."""
    return visit("saisie.creuse"), visit("saisie.creuse")


def open_section(visitor: Visitor, name: str) -> None:
    """To the form of a section of the year's report, opened first when it is not."""
    page = visitor.open(f"/contrats/{CONTRACT}/rapports/")
    row = page.get_by_role("row").filter(has_text=str(YEAR))
    row.get_by_role("button").or_(row.get_by_role("link")).first.click()
    page.get_by_role("link", name=name, exact=True).last.click()
    expect(page.get_by_label("Texte")).to_be_visible()


def test_the_second_to_write_a_section_sees_both_texts_then_replaces(visit: Any) -> None:
    first, second = visit("saisie.bas-rhin"), visit("saisie.alsace")
    # Where the editor does not come, the form is sent; what the editor does of it has a test of its own.
    for visitor in (first, second):
        visitor.page.route("**/writing/page*.js", lambda it: it.fulfill(content_type="text/javascript"))
    for visitor, text in ((first, THEIRS), (second, MINE)):
        open_section(visitor, "Résumé")
        visitor.page.get_by_label("Texte").fill(text)
    first.submit("Enregistrer")

    answer = second.submit("Enregistrer")

    assert answer.status == 409
    second.told(MINE)
    second.told(THEIRS)
    second.must_be_sound()
    second.submit("Remplacer par ma saisie")
    second.told("est enregistré")
    open_section(first, "Résumé")
    expect(first.page.get_by_label("Texte")).to_have_text(MINE)


def test_the_second_to_enter_a_result_is_asked_which_one_to_keep(visit: Any) -> None:
    first, second = (visit("saisie.creuse", java_script_enabled=False) for _ in range(2))
    for visitor, text in ((first, "101"), (second, "102")):
        page = visitor.open("/contrats/23-2020/indicateurs/2020/")
        page.locator("[name='result-3.1-value']").fill(text)
    second.page.locator("[name='result-18.1-value']").fill("31")
    first.submit("Enregistrer")

    second.submit("Enregistrer")

    page = second.page
    expect(page.locator("[name='result-3.1-value']")).to_have_value("102")
    expect(page.locator("[name='result-18.1-value']")).to_have_value("31")
    page.get_by_label("Ma saisie : 102").check()
    second.submit("Enregistrer")
    second.told("2 valeurs enregistrées")


def test_the_second_to_enter_an_amount_is_asked_which_one_to_keep(windows: tuple[Visitor, Visitor]) -> None:
    first, second = windows
    path = "/contrats/23-2020/financements/2024/"
    cell = "[name^='spent_amount-'][name$='-value'] >> nth=0"
    for visitor in windows:
        visitor.open(path)
    for visitor, text in ((first, "101"), (second, "102")):
        visitor.page.locator(cell).fill(text)
        visitor.page.locator(cell).press("Tab")
        visitor.page.wait_for_load_state("networkidle")

    expect(second.page.locator(cell)).to_have_value("102")
    theirs = second.page.get_by_role("button", name="Garder l’autre valeur : 101 €")
    second.must_be_sound()
    theirs.click()
    expect(second.page.locator(cell)).to_have_value("101")

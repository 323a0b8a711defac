"""A remark followed to its end by the two who discuss it: answered, asked again, answered better, closed."""

from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.closing import report_path
from tests.e2e.visitor import Visitor

WHERE = ("974-2020", 2024)
# Not that on an amount, whose line others look at.
ASKED = "Remarque fictive\u00a0: le montant reporté n’est pas expliqué."
FIRST = "Réponse fictive\u00a0: il est de trois mille euros."
AGAIN = "Relance fictive\u00a0: depuis quelle date\u00a0?"
SECOND = "Réponse fictive\u00a0: depuis le 1er décembre."


def remark_on(visitor: Visitor) -> Locator:
    """The remark on the page of its report."""
    page = visitor.open(report_path(*WHERE))
    return page.get_by_role("listitem").filter(has_text=ASKED).last


def answer(editor: Visitor, said: str) -> None:
    """Say what is done of it."""
    with editor.page.expect_navigation():
        remark_on(editor).get_by_role("link", name="pondre").or_(
            remark_on(editor).get_by_role("link", name="Modifier la réponse")
        ).first.click()
    editor.told(ASKED)
    editor.page.get_by_label("Réponse").fill(said)
    editor.must_be_sound()
    editor.submit("Enregistrer la réponse")
    editor.told("Votre réponse est enregistrée.")


def test_a_remark_is_answered_asked_again_answered_and_closed(visit: Any) -> None:
    editor, ars = visit("saisie.la-reunion"), visit("ars.la-reunion", "Relecture")
    answer(editor, FIRST)
    expect(remark_on(editor)).to_contain_text("Répondue")

    with ars.page.expect_navigation():
        remark_on(ars).get_by_role("link", name="Relancer").click()
    ars.told(FIRST)
    ars.page.get_by_label("Ce qui manque à la réponse").fill(AGAIN)
    ars.must_be_sound()
    ars.submit("Relancer le département")
    ars.told("La remarque est de nouveau ouverte.")

    answer(editor, SECOND)
    thread = remark_on(ars)
    for said in (FIRST, AGAIN, SECOND):
        expect(thread).to_contain_text(said)
    with ars.page.expect_navigation():
        thread.get_by_role("button", name="Clore la remarque").click()
    ars.told("La remarque est close.")
    expect(remark_on(ars)).to_contain_text("Close")
    expect(remark_on(ars).get_by_role("button", name="Clore la remarque")).to_have_count(0)
    expect(remark_on(editor).get_by_role("link", name="pondre")).to_have_count(0)
    ars.must_be_sound()

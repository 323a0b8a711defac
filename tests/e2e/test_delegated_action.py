"""The real case of a delegation: the City of Strasbourg acts for the CeA on one action of its contract."""

from typing import Any

from tests.e2e.appearance.sights import ALSACE
from tests.e2e.visitor import Visitor, pdf_text

PLAN = "/contrats/67-2020/actions/"
TITLE = "Missions de PMI déléguées à la Ville de Strasbourg"


def test_a_delegated_action_is_dated_carried_over_told_and_printed(visit: Any) -> None:
    visitor: Visitor = visit(ALSACE)
    page = visitor.open(PLAN)
    page.get_by_role("link", name=TITLE).first.click()
    visitor.told("agit en délégation du département")
    sheet = page.url

    # What the action is: its days, what it hands over.
    page.get_by_role("link", name="Modifier la fiche").click()
    page.locator("#id_starts_on").fill("2021-01-01")
    page.locator("#id_ends_on").fill("2023-12-31")
    page.locator("#id_livrables-0-label").fill("Convention de délégation")
    page.locator("#id_livrables-0-due_on").fill("2021-03-31")
    page.locator("#id_livrables-0-delivered_on").fill("2021-03-15")
    visitor.submit("Enregistrer la fiche")
    visitor.told("remis le 15/03/2021")
    assert page.locator("figure svg[role=img]").count() == 1
    visitor.must_be_sound()

    # The plan goes from a year to the next by a click; the action lasts as long.
    visitor.open(PLAN)
    page.get_by_role("link", name="Reconduire le plan en 2024").click()
    visitor.must_be_sound()
    visitor.submit("Reconduire en 2024")
    visitor.told("reconduites en 2024")
    visitor.open(sheet)
    visitor.told("31 décembre 2024")

    # What was done, and why less than planned.
    page.get_by_role("link", name="bilan 2024").first.click()
    page.get_by_label("Cause de l’écart").fill("Deux postes vacants jusqu’en septembre.")
    page.get_by_label("Postes pourvus").fill("3,5")
    visitor.submit("Enregistrer le bilan")
    visitor.told("Deux postes vacants")

    # On the board, then on paper.
    visitor.open(f"{PLAN}?vue=etats")
    visitor.must_be_sound()
    visitor.open(sheet)
    text = pdf_text(visitor.download("Fiche à imprimer"))
    assert "Ville de Strasbourg" in text
    assert "Deux postes vacants" in text

    reader: Visitor = visit("relecture.prefecture-bas-rhin")
    reader.open(sheet)
    reader.told("agit en délégation du département")
    assert reader.page.get_by_role("link", name="Modifier la fiche").count() == 0
    assert "Deux postes vacants" not in reader.page.content()

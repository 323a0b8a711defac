"""A framework of 2028, from its file to its publication, and the links that tie it to the one before."""

from typing import Any

from tests.indicators.frameworks.test_reading import GOOD


def test_a_framework_goes_from_its_file_to_everybody(visit: Any) -> None:
    nation = visit("gestion.dgcs")
    page = nation.open("/cadres/nouveau/")
    for label, value in (("Code", "essai-2028"), ("Intitulé", "Cadre d’essai, fictif")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Première année").fill("2028")
    page.get_by_label("Dernière année").fill("2030")
    file = {"name": "cadre.csv", "mimeType": "text/csv", "buffer": GOOD.encode()}
    page.locator("input[type=file]").set_input_files(file)
    nation.submit("Continuer")
    nation.told("Rien n’est encore enregistré")
    nation.must_be_sound()
    nation.submit("Créer ce cadre")

    page.get_by_role("link", name="Compléter l’objectif 2").click()
    page.locator("[name=label]").fill("Un libellé d’essai")
    nation.submit("Enregistrer")
    nation.submit("Publier ce cadre")
    nation.told("est publié")

    nation.open("/cadres/essai-2028/correspondances/objectifs/")
    page.get_by_label("Définition de ce cadre").select_option(index=1)
    page.get_by_label("Définition antérieure").select_option(index=2)
    page.get_by_text("Proche", exact=True).click()
    page.get_by_label("Ce qui change ou demeure").fill("Les mots changent.")
    nation.submit("Enregistrer")
    nation.told("Les mots changent.")
    with page.expect_navigation():
        page.locator("main table a").first.click()
    nation.must_be_sound()
    reader = visit("saisie.creuse")
    reader.open("/referentiels/essai-2028/")
    reader.told("Un libellé d’essai")

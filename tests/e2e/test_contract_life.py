"""The life of a contract in the browser: created, objectives chosen, signed, amended, read as of a day."""

import re
from typing import Any

from tests.e2e.appearance.sights import NATION
from tests.e2e.visitor import Visitor

REFERENCE = "68-2025"


def fill_day(visitor: Visitor, label: str, day: str) -> None:
    visitor.page.get_by_label(label).first.fill(day)


def test_a_contract_goes_from_creation_to_its_first_amendment(visit: Any) -> None:
    visitor: Visitor = visit(NATION)
    page = visitor.open("/contrats/nouveau/")
    page.get_by_label("Cadre national").select_option(label="2025-2027")
    page.get_by_label("Territoire").select_option(label="Haut-Rhin (68)")
    visitor.submit("Continuer")
    visitor.told(REFERENCE)
    visitor.submit("Ouvrir le contrat")

    # A reason is asked of what is chosen, and of nothing else.
    visitor.told("Choisir les objectifs")
    page.get_by_role("checkbox", name=re.compile(r"^4\.")).check(force=True)
    visitor.submit("Enregistrer et continuer")
    visitor.told("Dites pourquoi le contrat retient cet objectif.")
    page.get_by_label("Pourquoi l’objectif 4").fill("Diagnostic partagé de 2025.")
    visitor.submit("Enregistrer et continuer")
    visitor.told("date à enregistrer")

    page.get_by_role("link", name="Dates et période").click()
    fill_day(visitor, "Information de l’ODPE", "2025-06-02")
    fill_day(visitor, "Vote de l’assemblée", "2025-06-20")
    visitor.submit("Enregistrer les termes")
    visitor.must_be_sound()
    visitor.submit("Mettre en signature")
    for field in page.locator("input[type=date]").all():
        field.fill("2025-07-10")
    visitor.submit("Enregistrer les signatures")
    visitor.told("le contrat est signé")

    visitor.open(f"/contrats/{REFERENCE}/avenants/nouveau/")
    page.get_by_role("checkbox", name="Objectifs").check(force=True)
    page.get_by_label("Intitulé").fill("Un objectif de plus")
    visitor.submit("Enregistrer")
    page.get_by_role("link", name="Ajouter : un objectif de plus").click()
    page.get_by_label("Objectif", exact=True).select_option(index=1)
    page.get_by_label("Pourquoi").fill("Demande de l’assemblée.")
    visitor.submit("Inscrire à l’avenant")
    visitor.told("Ce projet ne change encore rien au contrat.")
    visitor.must_be_sound()
    page.get_by_role("link", name="Enregistrer la signature").click()
    for field in page.locator("input[type=date]").all():
        field.fill("2025-10-01")
    visitor.submit("Enregistrer la signature")
    visitor.told("ce qu’il change est en place")

    visitor.open(f"/contrats/{REFERENCE}/differences/?du=2025-09-30&au=2025-10-01")
    visitor.told("ajouté")
    visitor.open(f"/contrats/{REFERENCE}/en-vigueur/?au=2025-07-09")
    visitor.told("Rien n’était en vigueur")
    visitor.must_be_sound()

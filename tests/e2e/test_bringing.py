"""A file brought from elsewhere: what it hides is asked, its preview read, written, then taken back."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from playwright.sync_api import expect

from tests.e2e.visitor import Visitor

PLAN = "/contrats/38-2020/actions/"
LEAD = "Direction de l’enfance (essai)"


def plan_with_a_hidden_column() -> bytes:
    """An action of the Isère, its lead in a column that nobody sees."""
    book, output = Workbook(), BytesIO()
    for row in (["Contrat", "N°", "Intitulé", "Pilote"], ["38-2020", 1, "Entretiens prénataux", LEAD]):
        book.active.append(row)
    book.active.column_dimensions["D"].hidden = True
    book.save(output)
    return output.getvalue()


def test_a_plan_is_brought_its_hidden_column_read_then_all_is_taken_back(visit: Any) -> None:
    editor: Visitor = visit("saisie.isere")
    page = editor.open(PLAN)
    page.get_by_role("link", name="Importer un tableau").click()
    editor.must_be_sound()
    file = {
        "name": "plan.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": plan_with_a_hidden_column(),
    }
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button[type=submit]").first.click()
    editor.told("La colonne Pilote (D) est masquée")
    editor.must_be_sound()

    page.get_by_label("Lire", exact=True).check(force=True)
    editor.submit("Lire le fichier")
    editor.told("2 valeurs à enregistrer")
    editor.must_be_sound()
    editor.submit("Enregistrer les 2 valeurs")
    editor.told(LEAD)
    editor.must_be_sound()
    outcome = page.url
    editor.open(f"{PLAN}1/")
    editor.told(LEAD)

    editor.open(outcome)
    editor.submit("Annuler cet import")
    editor.open(f"{PLAN}1/")
    expect(page.locator("main")).not_to_contain_text(LEAD)


def test_all_that_is_held_back_is_reached_by_its_pages_and_its_file(visit: Any) -> None:
    editor: Visitor = visit("saisie.isere")
    page = editor.open("/indicateurs/importer/")
    lines = ["Contrat;Indicateur;Année;Valeur", *(f"38-2020;9.{at};2024;{at}" for at in range(501))]
    file = {"name": "v.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button[type=submit]").first.click()
    editor.told("Valeurs 1 à 500, sur 501")
    editor.must_be_sound()

    page.get_by_text("Télécharger ce qui ne serait pas enregistré").click()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Texte (CSV)").click()
    rows = kept.value.path().read_text("utf-8-sig").splitlines()
    editor.submit("Page suivante")

    assert len([row for row in rows if "38-2020, 9." in row]) == 501
    editor.told("Valeur 501, sur 501")
    editor.told("Page 2 sur 2")
    editor.must_be_sound()
    editor.submit("Abandonner")

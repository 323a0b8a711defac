"""The real cases that a contract must hold, each walked from its creation to the report of a year.

The fifth, a framework of 14 objectives beside one of 26, is that of the contracts of the CeA, which has two
in each.
"""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.appearance.sights import ALSACE, NATION
from tests.e2e.closing import close_report, open_report, report_path, share
from tests.e2e.grid import everything_is_saved
from tests.e2e.preparing import amend, choose_objective, create_contract, seat_newcomers, sign
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor, pdf_text
from tests.e2e.year import VOTE, deliberate, present_to_the_assembly

FIRST, SECOND = "2020-2024", "2025-2027"
WHY = "Motif fictif\u00a0: diagnostic partagé."
CITY = "Ville de Strasbourg"
ARS_AND_CEA = [("ars.grand-est", "Relecture"), ("signature.alsace", "")]
DELEGATED = "Consultations déléguées (action fictive)"


@pytest.fixture(scope="module", autouse=True)
def newcomers(site: Site) -> None:
    seat_newcomers(site)


def enter_figure(editor: Visitor, reference: str, year: int, code: str, typed: str) -> None:
    """Type a result in the grid, and wait until it is saved."""
    page = editor.open(f"/contrats/{reference}/indicateurs/{year}/")
    cell = page.locator(f"[id='result-{code}-value']")
    cell.fill(typed)
    cell.press("Enter")
    everything_is_saved(page)


def add_line(payer: Visitor, reference: str, year: int, amount: str, **told: str) -> None:
    """Add a line of one's own source; `told` are the other fields, by name: an option, or a text."""
    page = payer.open(f"/contrats/{reference}/financements/{year}/")
    form = page.locator("details", has_text="Ajouter une ligne de financement")
    if not form.get_by_label("Notifié").is_visible():
        form.locator("summary").click()
    for name, value in told.items():
        field = form.locator(f"[name=new-{name}]")
        is_list = field.evaluate("field => field.tagName") == "SELECT"
        field.select_option(label=value) if is_list else field.fill(value)
    form.get_by_label("Notifié").fill(amount)
    payer.submit("Ajouter la ligne")
    payer.told("est ajoutée")


def parties_of(place: str) -> list[tuple[str, str]]:
    """Who seals in a territory of newcomers."""
    return [("reviewer.essai", place), ("ars.nouvelle-aquitaine", "Relecture"), ("signatory.essai", place)]


def test_the_cea_opens_two_contracts_of_14_objectives_beside_those_of_26(visit: Any) -> None:
    nation: Visitor = visit(NATION)
    create_contract(nation, framework=SECOND, territory="Haut-Rhin (68)")
    create_contract(nation, framework=SECOND, territory="Bas-Rhin (67)")
    page = nation.page
    page.locator("[name=keep-4]").check(force=True)
    nation.submit("Enregistrer et continuer")
    nation.told("Dites pourquoi le contrat retient cet objectif.")
    nation.must_be_sound()
    choose_objective(nation, 4, WHY)
    sign(nation, odpe="2025-06-02", vote="2025-06-20", signed="2025-07-10")
    amend(
        nation,
        "67-2025",
        kind="Objectifs",
        title="Un objectif de plus",
        change={"Objectif": 1, "Pourquoi": WHY},
        signed="2025-10-01",
    )
    nation.open("/contrats/67-2025/differences/?du=2025-09-30&au=2025-10-01")
    nation.told("ajouté")
    nation.open("/contrats/67-2025/en-vigueur/?au=2025-07-09")
    nation.told("Rien n’était en vigueur")
    nation.must_be_sound()

    # The city acts by delegation; the ARS pays establishments.
    editor: Visitor = visit(ALSACE)
    page = editor.open("/contrats/67-2025/actions/nouvelle/")
    page.get_by_label("Intitulé").fill(DELEGATED)
    page.get_by_label("Délégataire").select_option(label=CITY)
    editor.submit("Enregistrer la fiche")
    editor.told("agit en délégation du département")
    add_line(
        visit("ars.grand-est", "Saisie"),
        "67-2025",
        2025,
        "120 000,50",
        source="ONDAM médico-social",
        payee="Établissements et services médico-sociaux",
        payee_label="Établissements (fictifs)",
    )
    # The framework of 2025 has no indicator yet: the contract follows one of its own.
    editor.open("/contrats/67-2025/indicateurs/propres/nouveau/")
    page.locator("[name=objective]").select_option(index=1)
    for name, value in (
        ("code", "L1"),
        ("label", "Consultations tenues (fictif)"),
        ("unit", "consultations"),
    ):
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form button[type=submit]").first.click()
    editor.told("Consultations tenues")
    enter_figure(editor, "67-2025", 2025, "L1", "12")

    open_report(editor, "67-2025", 2025)
    reviewers = [("relecture.prefecture-bas-rhin", ""), *ARS_AND_CEA]
    text = pdf_text(close_report(visit, "67-2025", 2025, editor, reviewers))

    for told in (
        DELEGATED,
        CITY,
        "120 000,50 €",
        "Établissements (fictifs)",
        "Consultations tenues",
        "2025-2027",
    ):
        assert told in text, told
    # Both frameworks stand side by side.
    page = editor.page
    for reference, count in (("67-2020", 26), ("67-2025", 14)):
        editor.open(f"/contrats/{reference}/objectifs/")
        expect(page.locator("main tbody tr:has(.snppe-num)")).to_have_count(count)


def test_the_two_contracts_of_the_cea_answer_for_a_year_in_one_deliberation(visit: Any) -> None:
    nation: Visitor = visit(NATION)
    nation.open("/contrats/68-2025/objectifs/choix/")
    choose_objective(nation, 5, WHY)
    sign(nation, odpe="2025-06-02", vote="2025-06-20", signed="2025-07-10")
    bas_rhin, haut_rhin = visit(ALSACE), visit("saisie.haut-rhin")
    add_line(haut_rhin, "68-2025", 2025, "8 000,25")
    open_report(haut_rhin, "68-2025", 2025)
    reviewers = [("relecture.prefecture-haut-rhin", ""), *ARS_AND_CEA]
    text = pdf_text(close_report(visit, "68-2025", 2025, haut_rhin, reviewers))
    assert "8 000,25 €" in text

    told = present_to_the_assembly(visit("saisie.alsace"), 2025)
    for editor, reference in ((bas_rhin, "67-2025"), (haut_rhin, "68-2025")):
        deliberate(editor, reference, 2025)
        editor.open(report_path(reference, 2025))
        editor.told(VOTE)

    for said in ("67-2025", "68-2025", "120 000,50 €", "8 000,25 €", "Annexe 1", "Annexe 2"):
        assert said in told, said


def test_a_contract_of_2020_2022_closes_its_first_year_in_september_and_is_extended_twice(visit: Any) -> None:
    nation: Visitor = visit(NATION)
    create_contract(nation, framework=FIRST, territory="Corrèze (19)", period=("2020-01-01", "2022-12-31"))
    choose_objective(nation, 12, WHY)
    sign(nation, odpe="2020-09-07", vote="2020-09-21", signed="2020-10-15")
    editor: Visitor = visit("editor.essai", "Corrèze")
    enter_figure(editor, "19-2020", 2020, "3.1", "210")
    add_line(editor, "19-2020", 2020, "9 000")

    # The closing of 2020 was put back from 30 June to 30 September 2021.
    open_report(editor, "19-2020", 2020)
    editor.told("30 septembre 2021")
    text = pdf_text(close_report(visit, "19-2020", 2020, editor, parties_of("Corrèze")))
    for told in ("210", "9 000 €", "31 décembre 2022"):
        assert told in text, told

    for year in (2023, 2024):
        amend(
            nation,
            "19-2020",
            kind="Période",
            title=f"Prolongation {year}",
            change={"Nouvelle fin du contrat": f"{year}-12-31"},
            signed=f"{year}-06-20",
        )
    nation.open("/contrats/19-2020/differences/?du=2022-12-31&au=2024-06-20")
    nation.told("31 décembre 2024")
    enter_figure(editor, "19-2020", 2024, "3.1", "240")
    open_report(editor, "19-2020", 2024)
    share(editor, "19-2020", 2024)
    editor.open("/contrats/19-2020/rapports/2024/lecture/")
    editor.told("240")


def test_a_territory_announced_in_2021_signs_in_june_2022_and_answers_for_2022(visit: Any) -> None:
    nation: Visitor = visit(NATION)
    period = ("2022-01-01", "2024-12-31")
    create_contract(nation, framework=FIRST, territory="Haute-Vienne (87)", period=period)
    choose_objective(nation, 12, WHY)
    sign(nation, odpe="2022-05-10", vote="2022-06-03", signed="2022-06-20")
    for day, told in (("2022-06-19", "Rien n’était en vigueur"), ("2022-06-20", "31 décembre 2024")):
        nation.open(f"/contrats/87-2020/en-vigueur/?au={day}")
        nation.told(told)

    editor: Visitor = visit("editor.essai", "Haute-Vienne")
    editor.open("/contrats/87-2020/indicateurs/2021/", 404)
    enter_figure(editor, "87-2020", 2022, "3.1", "310")
    add_line(editor, "87-2020", 2022, "12 000")
    open_report(editor, "87-2020", 2022)
    text = pdf_text(close_report(visit, "87-2020", 2022, editor, parties_of("Haute-Vienne")))

    for told in ("310", "12 000 €", "20 juin 2022", "31 décembre 2024"):
        assert told in text, told

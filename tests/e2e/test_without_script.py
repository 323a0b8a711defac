"""Without script, everything is done all the same."""

from typing import Any

from playwright.sync_api import expect

CONTRACT = "23-2020"


def test_a_report_is_entered_written_and_shared(visit: Any) -> None:
    editor = visit("saisie.creuse", java_script_enabled=False)
    page = editor.open(f"/contrats/{CONTRACT}/indicateurs/2023/")
    result = page.locator("[name='result-3.1-value']")
    result.fill("1 155")
    editor.submit("Enregistrer")
    editor.told("1 valeur enregistrée")
    expect(result).to_have_value("1\u00a0155")
    page.get_by_role("row").filter(has_text="3.1").get_by_role("link", name="Détails").first.click()
    page.locator("[name='result-3.1-comment']").fill("Deux sages-femmes de plus.")
    editor.submit("Enregistrer")

    editor.open(f"/contrats/{CONTRACT}/rapports/")
    page.get_by_role("row").filter(has_text="2023").get_by_role("button").click()
    page.get_by_role("link", name="Résumé", exact=True).last.click()
    page.get_by_label("Texte").fill("Une année calme.")
    editor.submit("Enregistrer")
    editor.told("est enregistré")
    editor.page.get_by_role("link", name="Partager le rapport").first.click()
    why = editor.page.get_by_label("Pourquoi partager sans expliquer")
    if why.count():
        why.fill("Les écarts seront repris à l’oral.")
    editor.submit("Partager le rapport")

    editor.told("Le rapport est partagé")
    editor.open(f"/contrats/{CONTRACT}/rapports/2023/lecture/")
    editor.told("1 155")
    editor.told("Une année calme.")


def test_a_person_with_two_seats_takes_one_then_the_other(visit: Any) -> None:
    visitor = visit("prefecture.creuse", "Relecture", alone=True, java_script_enabled=False)
    page = visitor.open("/")
    menu = page.locator("header summary")
    expect(menu).to_contain_text("Relecture")

    menu.click()
    page.get_by_role("link", name="Changer de siège").click()
    with page.expect_navigation():
        page.get_by_role("listitem").filter(has_text="Saisie").get_by_role("button").click()

    expect(menu).to_contain_text("Saisie")
    menu.click()
    visitor.submit("Se déconnecter")
    expect(page.get_by_role("button", name="Se connecter")).to_be_visible()


def test_lists_are_filtered_and_taken_away(visit: Any) -> None:
    visitor = visit("lecture.dgcs", java_script_enabled=False)
    page = visitor.open("/contrats/")
    rows = page.locator("main tbody tr")
    before = rows.count()

    page.locator("main form").get_by_label("Région").select_option(label="Hauts-de-France")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()

    assert 1 <= rows.count() < before
    visitor.told("Nord")

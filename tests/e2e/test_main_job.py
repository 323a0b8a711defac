"""The main job, as people do it: figures entered, shared, sealed by the three parties, the PDF taken away."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.e2e.closing import close_report, seal, share
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor, pdf_text
from tests.e2e.year import RESERVATION, answer, correct, deliberate, present_to_the_assembly, send_back, sign

ALSACE = "Alsace (67 et 68)"


def enter_results(editor: Visitor, reference: str, values: dict[str, str]) -> None:
    """Type results of 2024 over the whole of Alsace, in the details of each."""
    for code, typed in values.items():
        page = editor.open(f"/contrats/{reference}/indicateurs/2024/{code}/")
        page.locator(f"[name='result-{code}-perimeter']").select_option(label=ALSACE)
        page.locator(f"[name='result-{code}-value']").fill(typed)
        editor.submit("Enregistrer")
        editor.must_be_sound()
    page = editor.open(f"/contrats/{reference}/indicateurs/2024/")
    for code, typed in values.items():
        expect(page.locator(f"[id='result-{code}-value']")).to_have_value(shown_in_the_grid(typed))
    editor.must_be_sound()


def shown_in_the_grid(typed: str) -> str:
    """What a cell of the grid shows of a value: no unit, its groups of digits kept together."""
    return typed.removesuffix(" %").replace(" ", "\u00a0")


def review_action(editor: Visitor, reference: str, title: str, outcome: str, unit: str) -> None:
    """Say what an action did in 2024."""
    page = editor.open(f"/contrats/{reference}/actions/")
    page.get_by_role("link", name=re.compile(title, re.IGNORECASE)).first.click()
    page.get_by_role("link", name=re.compile("bilan 2024")).click()
    page.get_by_label("Réalisé", exact=False).first.fill(outcome)
    page.get_by_label("Unité du réalisé").fill(unit)
    editor.submit("Enregistrer le bilan")
    editor.told(outcome)


def write_summary(editor: Visitor, reference: str) -> None:
    """Write the first section of the narrative."""
    page = editor.open(f"/contrats/{reference}/rapports/2024/")
    page.get_by_role("link", name="Résumé", exact=True).last.click()
    # The editor, which takes the place of the field.
    page.locator("#editor-text").fill(
        "L’exercice 2024 est une année de transition.\n\n- des postes pourvus ;\n- des visites en hausse."
    )
    editor.submit("Enregistrer")
    editor.told("est enregistré")


def test_the_bas_rhin_enters_shares_and_closes_its_report(visit: Any) -> None:
    editor = visit("saisie.bas-rhin")
    enter_results(editor, "67-2020", {"1.1": "12,5 %", "3.1": "5 078"})
    review_action(editor, "67-2020", "placement à domicile", "21", "places")
    write_summary(editor, "67-2020")

    pdf = close_report(
        visit,
        "67-2020",
        2024,
        editor,
        [("relecture.prefecture-bas-rhin", ""), ("ars.grand-est", "Relecture"), ("signature.alsace", "")],
    )

    text = pdf_text(pdf)
    for figure in (
        "3 031 261 €",
        "742 500 €",
        "713 524 €",
        "12,5 %",
        "5 078",
        "3 244",
        "+56,5 %",
        "21 places",
        "une année de transition",
    ):
        assert figure in text, figure


def test_the_haut_rhin_plays_its_whole_year_with_four_people(visit: Any) -> None:
    """What Alsace entered once is found; then remark, return, answer, reservation, seals, signature, vote and
    correction."""
    where = ("68-2020", 2024)
    editor, signatory = visit("saisie.haut-rhin"), visit("signature.alsace")
    prefecture, ars = visit("relecture.prefecture-haut-rhin"), visit("ars.grand-est", "Relecture")
    page = editor.open("/contrats/68-2020/indicateurs/2024/")
    expect(page.locator("main")).to_contain_text("12,5")
    expect(page.locator("main")).to_contain_text("5\u00a0078")
    review_action(editor, "68-2020", "entre parental", "16", "familles")
    write_summary(editor, "68-2020")

    share(editor, *where)
    send_back(ars, *where)
    answer(editor, *where)
    share(editor, *where)
    seal(prefecture, *where, reservation=RESERVATION)
    for reviewer in (ars, signatory):
        seal(reviewer, *where, looked_at=False)

    text = pdf_text(sign(signatory, *where))
    for told in ("1 991 891 €", "550 360 €", "464 300 €", "12,5 %", "3,6 %", "5 078", "3 244", "+56,5 %"):
        assert told in text, told
    assert RESERVATION in text
    assert "Signé électroniquement par" in text
    told_to_the_assembly(present_to_the_assembly(visit("saisie.alsace"), 2024))
    deliberate(editor, *where)
    correct(signatory, *where)


def told_to_the_assembly(text: str) -> None:
    """The letter itself tells the figures of both contracts, whose reports are its annexes."""
    letter, *annexes = re.split(r"Annexe [12] ·", text)
    for figure in (
        "3 031 261 €",
        "742 500 €",
        "713 524 €",
        "1 991 891 €",
        "550 360 €",
        "464 300 €",
        "1,3 %",
        "3,6 %",
        "12,5 %",
        "5 078",
        "3 244",
        "+56,5 %",
    ):
        assert figure in letter, figure
    assert "Annexe 1 – " in letter
    assert "Annexe 2 – " in letter
    assert len(annexes) > 1


def test_the_commands_write_the_agreed_reports_and_the_journal_is_whole(site: Site, tmp_path: Path) -> None:
    # Its PDF has been read already, as the page gives it.
    written = tmp_path / "67.html"

    site.manage("build_report", "67-2020", "2024", "--format", "html", "--output", str(written))

    assert "3 031 261 €" in written.read_text().replace("\u00a0", " ")
    assert "Arrêté conjointement" in site.manage("list_reports", "--year", "2024")
    site.manage("verify_journal")

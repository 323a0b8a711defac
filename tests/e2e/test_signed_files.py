"""The files of signed reports: taken out all at once by the national level, checked by whoever holds one."""

import csv
import io
import re
import time
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.closing import PATIENCE, report_path
from tests.e2e.visitor import Visitor, pdf_text

SIGNED = ("17-2020", 2023)
COPY = "Copie signée (PDF)"
PARTIES = ("Préfecture de la Charente-Maritime", "Nouvelle-Aquitaine", "Département de la Charente-Maritime")


def until_ready(page: Page) -> None:
    """As a person who waits on the page of the export, and refreshes it."""
    end = time.monotonic() + PATIENCE
    while not page.get_by_role("link", name="Télécharger le fichier").count():
        assert time.monotonic() < end, "l’export n’est pas venu"
        time.sleep(1)
        page.reload()


def test_the_signed_reports_of_a_year_are_asked_followed_and_taken_away(visit: Any) -> None:
    nation = visit("gestion.dgcs")
    page = nation.open("/rapports/exports/")
    nation.must_be_sound()

    nation.submit("Préparer le ZIP")
    assert re.search(r"/rapports/exports/\d+/$", page.url)
    nation.must_be_sound()
    until_ready(page)
    nation.must_be_sound()
    told = page.locator("code.snppe-hash").inner_text()
    content = nation.download("Télécharger le fichier").read_bytes()

    assert sha256(content).hexdigest() == told
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        listed = archive.read("manifeste.csv").decode("utf-8-sig").split("\r\n\r\n")[0]
        lines = {
            (line["Contrat"], line["Exercice"]): line
            for line in csv.DictReader(io.StringIO(listed), delimiter=";")
        }
        papers = [name for name in archive.namelist() if name.endswith(".pdf")]
        hashes = {sha256(archive.read(name)).hexdigest() for name in papers}
    assert [name for name in papers if "17-2020-2023" in name]
    line = lines["17-2020", "2023"]
    assert hashes & set(line.values()), line
    assert len(lines) > len(papers)
    expect(nation.open("/rapports/exports/").get_by_role("table")).to_contain_text("Prêt")


def signed_copy(visit: Any) -> Path:
    """The report that its three parties signed, as one of them takes it."""
    signatory: Visitor = visit("signature.charente-maritime")
    signatory.open(report_path(*SIGNED))
    return signatory.download(COPY)


def test_whoever_holds_a_signed_report_checks_it_without_an_account(visit: Any, tmp_path: Path) -> None:
    pdf = signed_copy(visit)
    altered = tmp_path / "rapport.pdf"
    altered.write_bytes(pdf.read_bytes() + b"% something more\n")
    anybody = visit()
    page = anybody.open("/verifier/")
    anybody.must_be_sound()

    page.locator("[name=file]").set_input_files(pdf)
    anybody.submit("Vérifier le fichier")

    anybody.told("Ce fichier est authentique")
    anybody.told("avec toutes les signatures enregistrées")
    for party in PARTIES:
        expect(page.get_by_role("region", name="Signatures que porte le fichier")).to_contain_text(party)
    anybody.told("Sans valeur légale")
    anybody.must_be_sound()
    page.get_by_role("link", name="Vérifier un autre rapport").click()
    page.locator("[name=file]").set_input_files(altered)
    anybody.submit("Vérifier le fichier")
    anybody.told("Ce fichier n’est pas authentique")


def test_whoever_holds_a_paper_types_its_code_without_an_account(visit: Any) -> None:
    found = re.search(r"empreinte ((?:[0-9a-f]{4} ?){3})", pdf_text(signed_copy(visit)))
    assert found
    anybody = visit()
    page = anybody.open("/verifier/")

    page.get_by_label("Code du rapport").fill(found[1].strip())
    anybody.submit("Vérifier le code")

    anybody.told("Ce code est celui d’un rapport connu")
    anybody.told("17-2020")
    anybody.must_be_sound()
    page = anybody.open("/verifier/")
    page.get_by_label("Code du rapport").fill("0000 0000 0000")
    anybody.submit("Vérifier le code")
    anybody.told("n’est celui d’aucun rapport")

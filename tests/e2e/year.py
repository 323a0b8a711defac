"""What people do of a report once it is written: from the first sharing to the vote of the assembly and the
correction of what it voted."""

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from snppe.demo.cast import PASSWORD
from tests.e2e.closing import PATIENCE, report_path, wait_for_paper
from tests.e2e.visitor import Visitor, pdf_text

PARIS = ZoneInfo("Europe/Paris")
REMARK = "Précisez la file active de décembre."
WHY = "Un point est à préciser avant le visa."
ANSWER = "La file active de décembre est précisée dans le résumé."
RESERVATION = "Sous réserve de la file active de décembre."
VOTE = "CD-2025-3-1 (fictive)"
PAPER = "Rapport à l’assemblée, annexes comprises (PDF)"
MISTAKE = "Une erreur de plume dans le résumé."


def send_back(reviewer: Visitor, reference: str, year: int) -> None:
    """Remark on the whole of the report, then hand it back."""
    page = reviewer.open(report_path(reference, year))
    page.get_by_role("link", name="Faire une remarque").first.click()
    page.locator("[name=body]").fill(REMARK)
    reviewer.submit("Enregistrer la remarque")
    reviewer.told("Votre remarque est enregistrée.")
    page.get_by_role("link", name="Renvoyer au département").click()
    page.get_by_label("Motif").fill(WHY)
    reviewer.submit("Renvoyer au département")
    reviewer.told("Le rapport est renvoyé au département.")


def answer(editor: Visitor, reference: str, year: int) -> None:
    """Read why it came back, and say what was done of it."""
    page = editor.open(report_path(reference, year))
    editor.told(WHY)
    editor.must_be_sound()
    page.get_by_role("link", name="Répondre à la remarque").first.click()
    editor.told(REMARK)
    page.get_by_label("Réponse").fill(ANSWER)
    editor.submit("Enregistrer la réponse")
    editor.told("Votre réponse est enregistrée.")


def sign(signatory: Visitor, reference: str, year: int) -> Path:
    """Sign the agreed report with the seal of one's organisation; the signed copy."""
    wait_for_paper(signatory, reference, year, "Rapport arrêté (PDF)")
    page = signatory.page
    page.get_by_role("link", name="Signer le rapport").click()
    page.get_by_label("Mot de passe du certificat de cachet").fill(PASSWORD)
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    signatory.must_be_sound()
    signatory.submit("Signer")
    signatory.told("Le rapport est signé.")
    return signatory.download("Copie signée (PDF)")


def present_to_the_assembly(editor: Visitor, year: int) -> str:
    """One paper for all the contracts of the authority, their reports as annexes: what its PDF says."""
    page = editor.open("/rapports/")
    page.get_by_label("Exercice").last.select_option(str(year))
    editor.submit("Préparer un rapport à l’assemblée")
    editor.must_be_sound()
    editor.submit("Préparer le PDF")
    end = time.monotonic() + PATIENCE
    while not page.get_by_role("link", name=PAPER).count() and time.monotonic() < end:
        time.sleep(1)
        page.reload()
    return pdf_text(editor.download(PAPER))


def deliberate(editor: Visitor, reference: str, year: int) -> None:
    """Record the vote of the assembly, which meets the same day."""
    page = editor.open(report_path(reference, year))
    page.get_by_role("link", name="Enregistrer la délibération").click()
    page.get_by_label("Date de la séance").fill(datetime.now(PARIS).date().isoformat())
    page.get_by_label("Référence de la délibération").fill(VOTE)
    editor.submit("Enregistrer la délibération")
    editor.told("La délibération est enregistrée.")


def correct(signatory: Visitor, reference: str, year: int) -> None:
    """Open a correction of what was agreed, which stays readable."""
    page = signatory.open(report_path(reference, year))
    page.get_by_role("link", name="Ouvrir une correction").click()
    page.get_by_label("Motif").fill(MISTAKE)
    signatory.submit("Ouvrir une correction")
    signatory.told(MISTAKE)
    expect(page.get_by_role("link", name="Rapport arrêté (PDF)").first).to_be_visible()

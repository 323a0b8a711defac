"""The real case of a closing put back from 30 June to 30 September, walked by a territory whose figures are
invented: asked, granted, read everywhere; then the closing read backwards and the calendar subscribed to."""

from typing import Any

from tests.e2e.appearance.sights import NATION
from tests.e2e.visitor import Visitor

ACCOUNT, REPORTS = "saisie.isere", "/contrats/38-2020/rapports/"
CALENDAR = "/contrats/38-2020/calendrier/2024/"
WHY = "Motif fictif : la saisie a repris en mai."


def test_a_closing_is_put_back_and_read_everywhere(visit: Any) -> None:
    departement, nation = visit(ACCOUNT), visit(NATION)

    # Asked by the département, from its contract's own calendar.
    page = departement.open(CALENDAR)
    departement.told("30 juin 2025")
    departement.must_be_sound()
    page.get_by_role("row").filter(has_text="Rapport d’exécution 2024").get_by_role("link").click()
    page.get_by_label("Date souhaitée").fill("2025-06-30")
    page.get_by_label("Motif").fill(WHY)
    departement.submit("Envoyer la demande")
    departement.told("indiquez un jour plus tardif")
    departement.must_be_sound()
    page.get_by_label("Date souhaitée").fill("2025-09-30")
    departement.submit("Envoyer la demande")
    departement.told("La demande est partie")
    departement.must_be_sound()

    # Granted by the national level, which reads it on its own home.
    page = nation.open("/")
    page.get_by_role("link", name="38-2020 – Isère").first.click()
    nation.told(WHY)
    nation.must_be_sound()
    page.get_by_label("Accorder le report").check(force=True)
    nation.submit("Enregistrer la réponse")
    nation.told("Le report est accordé.")

    # The territory's day, on its home, its calendar and its report.
    departement.open("/")
    departement.told("date reportée pour ce territoire")
    page = departement.open(CALENDAR)
    departement.told("au lieu du 30 juin 2025")
    departement.told("Le 30 septembre 2025 est")
    departement.must_be_sound()
    opened_report_says(departement, "30 septembre 2025")
    assert "30 septembre 2025" not in visit("saisie.creuse").open("/campagnes/").content()


def opened_report_says(departement: Visitor, day: str) -> None:
    departement.open(REPORTS)
    departement.page.get_by_role("row").filter(has_text="2024").get_by_role("button").click()
    departement.told(day)


def test_a_national_date_is_moved_with_its_reason_and_a_step_with_its_meeting(visit: Any) -> None:
    nation: Visitor = visit(NATION)
    page = nation.open("/campagnes/snppe-acte1-2020/2023/")
    page.get_by_role("link", name="Rapport d’exécution 2023").click()
    page.get_by_label("Date", exact=True).fill("2024-09-30")
    nation.submit("Enregistrer")
    nation.told("Dites pourquoi la date change")
    nation.must_be_sound()
    page.get_by_label("Pourquoi ce changement").fill("Essai de la démonstration.")
    nation.submit("Enregistrer")
    nation.told("30 septembre 2024")
    page.get_by_role("link", name="Rapport d’exécution 2023").click()
    nation.told("Motif\u00a0: Essai de la démonstration.")
    nation.must_be_sound()

    departement: Visitor = visit(ACCOUNT)
    page = departement.open("/contrats/38-2020/calendrier/2023/")
    departement.told("30 septembre 2024")
    page.get_by_role("link", name="Régler : Information de l’ODPE").click()
    page.get_by_label("Date de la réunion").fill("2024-05-14")
    departement.submit("Enregistrer")
    departement.told("réunion le 14 mai 2024")
    departement.must_be_sound()


def test_a_calendar_is_subscribed_to_and_closed(visit: Any) -> None:
    departement: Visitor = visit(ACCOUNT)
    page = departement.open("/campagnes/")
    page.get_by_role("link", name="S’abonner dans votre agenda").click()
    departement.submit("Créer mon adresse")
    departement.must_be_sound()
    address = page.get_by_label("Adresse à donner à votre agenda").input_value()

    stranger: Visitor = visit()
    answer = stranger.page.request.get(address)
    assert answer.status == 200
    assert answer.text().startswith("BEGIN:VCALENDAR")
    departement.submit("Supprimer l’adresse")
    departement.told("elle ne répond plus")
    assert stranger.page.request.get(address).status == 404

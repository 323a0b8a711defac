"""The national calendar kept on screen: what is set, moved, refused, and what its history tells."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from contracts.campaigns.acts import (
    CAMPAIGN_FIELDS,
    DEADLINE_FIELDS,
    remove_deadline,
    save_campaign,
    save_deadline,
)
from contracts.models import Campaign, Deadline, DeadlineExtension
from core.marks import MOVED, mark_of
from core.models import JournalEntry
from core.workflow import TransitionRefused
from tests.factories import CampaignFactory, DeadlineFactory

CODE, YEAR = "snppe-acte1-2020", 2024
REPORT = {
    "kind": "report",
    "label": "Rapport d’exécution 2024",
    "due_on": date(2025, 6, 30),
    "audience": "all",
    "legal_text": "Circulaire du 20 février 2020",
    "source_url": "",
}


@pytest.fixture
def campaign(acte_1):
    return CampaignFactory(framework=acte_1, fiscal_year=YEAR)


@pytest.fixture
def deadline(campaign):
    return DeadlineFactory(campaign=campaign)


def posted(**changed):
    return {**REPORT, "due_on": "2025-06-30", "why": "", "shown": ""} | changed


def page(name, *more):
    return reverse(f"contracts:{name}", args=[CODE, YEAR, *more])


def test_a_deadline_is_set_on_screen_and_told_to_all(sign_in, dgcs, editor_67, campaign):
    answer = sign_in(dgcs).post(page("deadline_new"), posted())

    assert answer.status_code == 302
    assert "Circulaire du 20 février 2020" in sign_in(editor_67).get(reverse("contracts:calendar")).text
    assert JournalEntry.objects.get(chain="national").act == "Ajouter une échéance"


def test_a_date_moves_with_its_reason_and_its_history_is_read(sign_in, dgcs, deadline):
    client, url = sign_in(dgcs), page("deadline_edit", deadline.pk)
    shown = mark_of(deadline, DEADLINE_FIELDS)

    bare = client.post(url, posted(due_on="2025-09-30", shown=shown))
    moved = client.post(url, posted(due_on="2025-09-30", shown=shown, why="Circulaire du 1er avril"))

    assert bare.status_code == 422
    assert "Dites pourquoi la date change" in bare.text
    assert 'value="2025-09-30"' in bare.text
    assert moved.status_code == 302
    deadline.refresh_from_db()
    assert deadline.due_on == date(2025, 9, 30)
    told = client.get(url).text
    assert "30/06/2025" in told
    assert "30/09/2025" in told
    assert "Motif\u00a0: Circulaire du 1er avril" in told
    entry = JournalEntry.objects.get(chain="national")
    assert (entry.act, entry.before["due_on"], entry.after["due_on"], entry.reason) == (
        "Modifier une échéance",
        "2025-06-30",
        "2025-09-30",
        "Circulaire du 1er avril",
    )


def test_what_somebody_else_moved_meanwhile_is_not_written_over(sign_in, dgcs, deadline):
    shown = mark_of(deadline, DEADLINE_FIELDS)
    deadline.legal_text = "Autre texte"
    deadline.save()

    answer = sign_in(dgcs).post(page("deadline_edit", deadline.pk), posted(label="Le mien", shown=shown))

    assert answer.status_code == 422
    assert MOVED in answer.text
    assert "Le mien" in answer.text
    # What the other wrote is told, and may then be written over by who has read it.
    assert "«\u00a0Autre texte\u00a0» est maintenant enregistré" in answer.text
    again = posted(label="Le mien", shown=answer.context["form"]["shown"].value())
    deadline.refresh_from_db()
    assert deadline.legal_text == "Autre texte"
    assert sign_in(dgcs).post(page("deadline_edit", deadline.pk), again).status_code == 302


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"due_on": date(2024, 12, 31)}, "due_on", "Le rapport rend compte de tout l’exercice 2024"),
        ({"due_on": date(2205, 6, 30), "kind": "signature"}, "due_on", "vérifiez l’année"),
        ({"due_on": date(2022, 6, 30), "kind": "signature"}, "due_on", "vérifiez l’année"),
        ({"label": ""}, "label", "Ce champ ne peut pas être vide"),
    ],
)
def test_what_is_senseless_is_refused(dgcs, campaign, changed, field, told):
    with pytest.raises(ValidationError) as refusal:
        save_deadline(Deadline(campaign=campaign), values=REPORT | changed, by=dgcs, shown="")

    assert told in " ".join(refusal.value.message_dict[field])


def test_one_date_of_the_report_alone_binds(dgcs, deadline):
    with pytest.raises(ValidationError, match="une seule fait foi"):
        save_deadline(
            Deadline(campaign=deadline.campaign),
            values=REPORT | {"due_on": date(2025, 9, 30)},
            by=dgcs,
            shown="",
        )


def test_all_that_is_wrong_is_told_at_once_and_what_was_typed_stays(sign_in, dgcs, campaign):
    answer = sign_in(dgcs).post(page("deadline_new"), posted(label="", due_on="31/02/2025", source_url="x y"))

    assert answer.status_code == 422
    assert "3\u00a0points à corriger" in answer.text
    assert "31/02/2025" in answer.text


def test_a_deadline_set_by_mistake_is_taken_away_unless_a_territory_was_granted_another(
    sign_in, dgcs, deadline, bas_rhin
):
    extension = DeadlineExtension.objects.create(
        deadline=deadline, territory=bas_rhin, due_on=date(2025, 9, 30), reason="Vacance de poste."
    )
    client, url = sign_in(dgcs), page("deadline_removal", deadline.pk)
    shown = {"shown": mark_of(deadline, DEADLINE_FIELDS)}

    kept = client.post(url, shown, follow=True)
    extension.delete()
    stale = client.post(url, {"shown": "autre"}, follow=True)
    assert Deadline.objects.filter(pk=deadline.pk).exists()
    client.post(url, shown)

    assert "un territoire en a demandé le report" in kept.text
    assert MOVED in stale.text
    assert not Deadline.objects.filter(pk=deadline.pk).exists()
    assert JournalEntry.objects.get(chain="national").act == "Retirer une échéance"


def test_a_campaign_is_opened_for_a_year_of_its_framework_once(sign_in, dgcs, acte_1, campaign):
    client, url = sign_in(dgcs), reverse("contracts:campaign_new")
    told = {"framework": acte_1.pk, "notes": "Exercice de transition.", "shown": ""}

    opened = client.post(url, told | {"fiscal_year": 2023})
    twice = client.post(url, told | {"fiscal_year": YEAR})
    beyond = client.post(url, told | {"fiscal_year": 2025})

    assert opened.headers["Location"] == f"/campagnes/{CODE}/2023/"
    assert "Ce cadre a déjà une campagne pour cet exercice." in twice.text
    assert "ne couvre pas l’exercice 2025" in beyond.text
    assert list(Campaign.objects.values_list("fiscal_year", flat=True)) == [2024, 2023]


def test_the_notes_of_a_campaign_are_rewritten_and_its_year_stays(sign_in, dgcs, campaign):
    shown = mark_of(campaign, CAMPAIGN_FIELDS)

    sign_in(dgcs).post(page("campaign"), {"notes": "Objectifs reconduits.", "shown": shown, "fiscal_year": 1})

    campaign.refresh_from_db()
    assert (campaign.notes, campaign.fiscal_year) == ("Objectifs reconduits.", YEAR)


def test_nobody_but_the_national_manager_writes_the_calendar(editor_67, dgcs_reader, deadline):
    for seat in (editor_67, dgcs_reader):
        with pytest.raises(PermissionDenied):
            save_deadline(deadline, values=REPORT, by=seat, shown="")
        with pytest.raises(PermissionDenied):
            save_campaign(deadline.campaign, values={"notes": ""}, by=seat, shown="")
        with pytest.raises(PermissionDenied):
            remove_deadline(deadline, by=seat, shown="")


def test_a_refused_removal_says_why(dgcs, deadline, bas_rhin):
    DeadlineExtension.objects.create(
        deadline=deadline, territory=bas_rhin, due_on=date(2025, 9, 30), reason="Vacance de poste."
    )

    with pytest.raises(TransitionRefused, match="un territoire en a demandé le report"):
        remove_deadline(deadline, by=dgcs, shown=mark_of(deadline, DEADLINE_FIELDS))

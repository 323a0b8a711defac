"""The calendar and the frameworks: what is due, for whom, and what no source says."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from contracts.deadlines import calendar, coming_deadlines
from contracts.models import DeadlineExtension
from contracts.pages import default_year, year_or_404
from tests.factories import CampaignFactory, DeadlineFactory, FrameworkFactory, ObjectiveFactory

CALENDAR = reverse("contracts:calendar")


@pytest.fixture
def deadline(contract_67):
    return DeadlineFactory(
        campaign__framework=contract_67.framework,
        campaign__notes="Une note de campagne.",
        legal_text="Circulaire du 20 février 2020",
    )


@pytest.fixture
def extension(deadline, bas_rhin):
    return DeadlineExtension.objects.create(
        deadline=deadline, territory=bas_rhin, due_on=date(2025, 9, 30), reason="Vacance de poste."
    )


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def due_for(seat, today=date(2025, 6, 1)):
    return calendar(seat, noon(today))[0][1][0]


def text_of(response):
    text = response.content.decode()
    assert "variable inconnue" not in text
    return text


@time_machine.travel("2025-06-01 12:00", tick=False)
def test_the_calendar_says_what_when_and_under_which_text(sign_in, deadline, editor_67):
    page = text_of(sign_in(editor_67).get(CALENDAR))

    for said in (
        "30 juin 2025",
        "dans 29\u00a0jours",
        "Rapport d’exécution",
        "Circulaire du 20 février 2020",
        "Une note",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (date(2025, 6, 28), "dans 2\u00a0jours"),
        (date(2025, 6, 30), "aujourd’hui, dernier jour"),
        (date(2025, 7, 1), "passée"),
    ],
)
def test_the_days_left_are_told(deadline, editor_67, today, told):
    assert due_for(editor_67, today).told == told


def test_an_extension_moves_the_day_of_its_territory_alone(extension, editor_67, editor_68, reader_67, dgcs):
    assert due_for(editor_67).due.due_on == date(2025, 9, 30)
    assert due_for(editor_68).due.due_on == date(2025, 6, 30)
    # Several territories, one of them extended: the common date stays the one that counts.
    assert due_for(reader_67).due.due_on == date(2025, 6, 30)
    assert due_for(dgcs).due.due_on == date(2025, 6, 30)


def test_an_extension_and_its_reason_are_for_its_territory_and_the_national_level(
    extension, editor_67, editor_68, dgcs
):
    assert [one.extensions for one in map(due_for, (editor_67, dgcs))] == [[extension], [extension]]
    assert due_for(editor_68).extensions == []


def test_a_contract_is_told_what_is_still_due_of_it(extension, contract_67, contract_68):
    at = noon(date(2025, 7, 1))

    assert [one.due.due_on for one in coming_deadlines(contract_67, at)] == [date(2025, 9, 30)]
    assert coming_deadlines(contract_68, at) == []


def test_a_day_ends_at_midnight_in_the_territory_and_says_so(deadline, bas_rhin, contract_67, editor_67):
    bas_rhin.time_zone = "America/Guadeloupe"
    bas_rhin.save()
    contract_67.refresh_from_db()
    at = datetime(2025, 7, 1, 2, tzinfo=UTC)

    assert [one.told for one in coming_deadlines(contract_67, at)] == ["aujourd’hui, dernier jour"]
    assert calendar(editor_67, at)[0][1][0].due.day == "30 juin 2025 (heure de Guadeloupe)"


def test_an_empty_calendar_says_who_fills_it(sign_in, contract_67, editor_67):
    assert "Aucune campagne" in text_of(sign_in(editor_67).get(CALENDAR))


def test_a_campaign_without_deadline_says_so(sign_in, contract_67, editor_67):
    CampaignFactory(framework=contract_67.framework)

    assert "Aucune échéance datée" in text_of(sign_in(editor_67).get(CALENDAR))


def test_a_framework_says_its_objectives_and_what_is_missing(sign_in, contract_67, editor_67):
    framework = contract_67.framework
    framework.completeness = {
        "objectives": "3 libellés sur 14",
        "themes_without_number": [{"theme": "Aide à domicile", "source_url": "https://exemple.test/"}],
    }
    framework.save()
    ObjectiveFactory(framework=framework, number=7, label="", label_status="missing", kind="unknown")

    page = text_of(sign_in(editor_67).get(reverse("contracts:framework", args=[framework.code])))

    for said in (
        "Cadre national 2020-2024",
        "Objectifs\u00a0: 3 libellés sur 14",
        "Aide à domicile",
        "libellé non publié",
        "E1 – Agir le plus précocement possible",
    ):
        assert said in page


def test_a_framework_being_prepared_is_the_national_level_s_own(sign_in, contract_67, editor_67, dgcs):
    draft = FrameworkFactory(code="brouillon", first_year=2028, last_year=2030, is_published=False)
    CampaignFactory(framework=draft, fiscal_year=2028)
    url = reverse("contracts:framework", args=["brouillon"])

    assert sign_in(dgcs).get(url).status_code == 200
    assert sign_in(editor_67).get(url).status_code == 404
    assert "Campagne 2028" in text_of(sign_in(dgcs).get(CALENDAR))
    assert "Campagne 2028" not in text_of(sign_in(editor_67).get(CALENDAR))


@pytest.mark.parametrize(
    ("today", "year"),
    [("2019-06-01", 2020), ("2022-06-01", 2021), ("2025-06-01", 2024), ("2030-06-01", 2024)],
)
def test_yearly_pages_open_on_the_year_being_reported(contract_67, today, year):
    with time_machine.travel(f"{today} 12:00", tick=False):
        assert default_year(contract_67) == year


def test_a_year_of_the_contract_is_let_through(contract_67):
    assert year_or_404(contract_67, 2022) == 2022

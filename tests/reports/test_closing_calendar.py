"""The closing of a year read backwards: last safe days, what is done, what is out of reach, who says how
long."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.closing.acts import set_step
from contracts.closing.steps import planned_steps
from contracts.enums import ClosingStepKind
from contracts.models import ClosingStep, DeadlineExtension
from contracts.working_days import is_working
from core.models import JournalEntry
from core.versions import StaleVersion
from core.workflow import TransitionRefused
from reports.closing_calendar import ClosingCalendar
from reports.models import Seal
from tests.factories import DeadlineFactory, ReportFactory
from tests.refusals import refused

KIND = ClosingStepKind
PAGE = "/contrats/67-2020/calendrier/2024/"


@pytest.fixture
def deadline(contract_67):
    return DeadlineFactory(campaign__framework=contract_67.framework)


def read(contract, day, seat=None):
    return ClosingCalendar(contract, 2024, seat, datetime(day.year, day.month, day.day, 10, tzinfo=UTC))


def days_of(page):
    return {row.planned.kind: (row.safe.start_by, row.safe.end_by) for row in page.rows if row.safe}


def standings(page):
    return {row.planned.kind: row.standing for row in page.rows if row.safe}


def step(contract, seat, kind, days, meeting_on=None):
    values = {"working_days": days} | ({"meeting_on": meeting_on} if meeting_on else {})
    return set_step(contract, fiscal_year=2024, kind=kind, values=values, by=seat)


def test_by_default_each_step_ends_where_the_next_begins(contract_67, deadline):
    days = days_of(read(contract_67, date(2025, 2, 3)))

    assert days[KIND.DEPARTEMENT_SEAL] == (date(2025, 6, 23), date(2025, 6, 30))
    assert days[KIND.PREFECTURE_SEAL] == days[KIND.ARS_SEAL] == days[KIND.DEPARTEMENT_SEAL]
    assert days[KIND.ANSWERS][1] == date(2025, 6, 23)
    assert days[KIND.PREFECTURE_READING] == days[KIND.ARS_READING]
    assert days[KIND.WRITING][1] == days[KIND.PREFECTURE_READING][0]
    assert KIND.ODPE not in days
    assert all(is_working(day, "67") for pair in days.values() for day in pair)


def test_the_longest_of_two_readings_holds_what_comes_before(contract_67, deadline, ars_editor):
    step(contract_67, ars_editor, KIND.ARS_READING, 25)

    days = days_of(read(contract_67, date(2025, 2, 3)))

    assert days[KIND.ARS_READING][0] < days[KIND.PREFECTURE_READING][0]
    assert days[KIND.WRITING][1] == days[KIND.ARS_READING][0]


def test_a_meeting_counts_once_its_day_is_entered(contract_67, deadline, editor_67):
    before = days_of(read(contract_67, date(2025, 2, 3)))
    step(contract_67, editor_67, KIND.ASSEMBLY, 20, date(2025, 6, 12))

    page = read(contract_67, date(2025, 2, 3))

    assert days_of(page)[KIND.WRITING][0] < before[KIND.WRITING][0]
    assert not page.is_out_of_reach


def test_a_meeting_that_comes_too_late_puts_the_date_out_of_reach(contract_67, deadline, editor_67):
    step(contract_67, editor_67, KIND.ASSEMBLY, 20, date(2025, 6, 27))

    page = read(contract_67, date(2025, 2, 3))

    assert page.is_out_of_reach
    assert "passage devant l’assemblée" in page.warning
    assert standings(page)[KIND.ASSEMBLY] == "missed"


def test_the_page_says_by_when_a_late_meeting_should_be(sign_in, contract_67, deadline, editor_67):
    step(contract_67, editor_67, KIND.ASSEMBLY, 20, date(2025, 6, 27))

    with time_machine.travel("2025-02-03 10:00", tick=False):
        told = sign_in(editor_67).get(PAGE).text

    assert "réunion le 27 juin 2025" in told
    assert "il la faudrait au plus tard le 23 juin 2025" in told
    assert "Une réunion" in told or "l’arrêté est possible" in told


def test_a_meeting_whose_papers_can_no_longer_leave_needs_another_day(contract_67, deadline, editor_67):
    step(contract_67, editor_67, KIND.ASSEMBLY, 20, date(2025, 6, 12))

    page = read(contract_67, date(2025, 5, 20))

    assert page.backward.soonest is None
    assert page.warning.endswith("changez-en la date.")


def test_the_date_is_out_of_reach_when_too_little_time_is_left(sign_in, contract_67, deadline, editor_67):
    page = read(contract_67, date(2025, 6, 2))

    assert page.is_out_of_reach
    assert page.warning.endswith(f"le {page.backward.soonest.day} août 2025.")
    with time_machine.travel("2025-06-02 10:00", tick=False):
        told = sign_in(editor_67).get(PAGE).text
    assert "Le 30 juin 2025 est hors d’atteinte" in told


def test_an_extension_brings_the_date_back_within_reach(sign_in, contract_67, deadline, bas_rhin, editor_67):
    DeadlineExtension.objects.create(
        deadline=deadline, territory=bas_rhin, due_on=date(2025, 9, 30), reason="Retard."
    )
    page = read(contract_67, date(2025, 6, 2))

    assert not page.is_out_of_reach
    assert page.backward.close_on == date(2025, 9, 30)
    with time_machine.travel("2025-06-02 10:00", tick=False):
        told = sign_in(editor_67).get(PAGE).text
    assert "Le 30 septembre 2025 est à portée" in told


@pytest.mark.parametrize(
    ("state", "done"),
    [
        ("draft", set()),
        ("shared", {KIND.WRITING}),
        ("returned", {KIND.WRITING, KIND.PREFECTURE_READING, KIND.ARS_READING}),
    ],
)
def test_what_the_report_has_gone_through_is_done(contract_67, deadline, state, done):
    ReportFactory(contract=contract_67, in_state=state)

    found = standings(read(contract_67, date(2025, 5, 2)))

    assert {kind for kind, standing in found.items() if standing == "done"} == done


def test_once_shared_again_the_answers_are_given_and_the_readings_are_due(contract_67, deadline):
    report = ReportFactory(contract=contract_67, in_state="shared")
    edition = report.current_edition
    edition.pk, edition.number, edition.sha256 = None, 2, "1" * 64
    edition.save(force_insert=True)
    report.current_edition = edition
    report.save()

    found = standings(read(contract_67, date(2025, 5, 2)))

    assert {kind for kind, standing in found.items() if standing == "done"} == {KIND.WRITING, KIND.ANSWERS}


def test_a_seal_ends_the_reading_and_the_seal_of_its_organisation(contract_67, deadline, prefecture_67):
    report = ReportFactory(contract=contract_67, in_state="shared")
    Seal.objects.create(
        report=report,
        edition=report.current_edition,
        organisation=prefecture_67.organisation,
        seat=prefecture_67,
        seat_label=str(prefecture_67),
        decision="given",
        sealed_sha256=report.current_edition.sha256,
    )

    found = standings(read(contract_67, date(2025, 5, 2)))

    assert {kind for kind, standing in found.items() if standing == "done"} == {
        KIND.WRITING,
        KIND.PREFECTURE_READING,
        KIND.PREFECTURE_SEAL,
    }


def test_an_agreed_report_asks_for_nothing_more(sign_in, contract_67, deadline, editor_67):
    ReportFactory(contract=contract_67, in_state="agreed")

    page = read(contract_67, date(2025, 6, 2))

    assert not page.is_out_of_reach
    assert "plus rien n’est attendu" in sign_in(editor_67).get(PAGE).text


def test_a_year_without_a_date_says_who_sets_it(sign_in, contract_67, editor_67):
    assert "Aucune date ne fixe cet arrêté" in sign_in(editor_67).get(PAGE).text
    assert read(contract_67, date(2025, 6, 2)).chart is None


def test_each_institution_says_its_own_time_with_its_trace(
    sign_in, contract_67, deadline, prefecture_67, editor_67
):
    url = f"{PAGE}lecture-prefecture/"
    assert 'value="15"' in sign_in(prefecture_67).get(url).text

    answer = sign_in(prefecture_67).post(url, {"working_days": "8", "version": "0"})

    assert answer.headers["Location"] == PAGE
    row = ClosingStep.objects.get()
    assert (row.step, row.working_days, row.fiscal_year) == ("prefecture_reading", 8, 2024)
    assert JournalEntry.objects.get(chain="67-2020").act == "Régler le délai d’une étape"
    assert sign_in(editor_67).post(url, {"working_days": "1", "version": "0"}).status_code == 403
    history = sign_in(editor_67).get(reverse("contracts:history", args=["67-2020"])).text
    assert "Lecture par la préfecture, exercice 2024" in history


def test_two_who_set_the_same_step_do_not_write_over_each_other(contract_67, editor_67):
    row = step(contract_67, editor_67, KIND.WRITING, 30)
    with pytest.raises(StaleVersion):
        set_step(
            contract_67, fiscal_year=2024, kind=KIND.WRITING, values={"working_days": 9}, by=editor_67,
            shown_version=0,
        )  # fmt: skip

    set_step(
        contract_67, fiscal_year=2024, kind=KIND.WRITING, values={"working_days": 9}, by=editor_67,
        shown_version=row.version,
    )  # fmt: skip
    assert ClosingStep.objects.get().working_days == 9


def test_a_time_is_taken_again_the_next_year_and_a_meeting_never(contract_67, editor_67):
    values = {"working_days": 12, "meeting_on": date(2024, 5, 14)}
    set_step(contract_67, fiscal_year=2023, kind=KIND.ODPE, values=values, by=editor_67)

    found = next(one for one in planned_steps(contract_67, 2024) if one.kind == KIND.ODPE)

    assert (found.working_days, found.meeting_on, found.origin) == (12, None, "repris de 2023")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2024, 6, 3), "à partir du 1er janvier 2025"),
        (date(2035, 6, 3), "à partir du 1er janvier 2025"),
        (date(2025, 4, 18), "férié dans ce territoire"),
        (date(2025, 6, 15), "est un dimanche"),
    ],
)
def test_a_meeting_is_held_on_a_day_that_makes_sense(contract_67, editor_67, day, told):
    with pytest.raises(ValidationError, match=told):
        step(contract_67, editor_67, KIND.ODPE, 10, day)


def test_a_time_beyond_reason_is_refused_and_kept_on_the_page(sign_in, contract_67, editor_67):
    answer = sign_in(editor_67).post(f"{PAGE}odpe/", {"working_days": "500", "meeting_on": "x", "version": 0})

    assert answer.status_code == 422
    assert "2\u00a0points à corriger" in answer.text
    assert 'value="500"' in answer.text


def test_nothing_is_set_for_an_agreed_year_nor_by_another(contract_67, editor_67, ars_editor, editor_17):
    for seat in (ars_editor, editor_17):
        with pytest.raises(PermissionDenied):
            step(contract_67, seat, KIND.WRITING, 3)
    ReportFactory(contract=contract_67, in_state="agreed")

    with pytest.raises(TransitionRefused, match="est arrêté"):
        step(contract_67, editor_67, KIND.WRITING, 3)


def test_a_year_beyond_the_contract_has_no_step(contract_67, editor_67):
    values = {"working_days": 3}
    with pytest.raises(ValidationError, match="ne couvre pas l’année 2031"):
        set_step(contract_67, fiscal_year=2031, kind=KIND.WRITING, values=values, by=editor_67)


def test_the_page_of_an_agreed_year_refuses_in_its_own_words(sign_in, contract_67, editor_67):
    ReportFactory(contract=contract_67, in_state="agreed")

    answer = sign_in(editor_67).post(f"{PAGE}redaction/", {"working_days": "3", "version": "0"})

    assert answer.status_code == 422
    assert "est arrêté" in answer.text


def test_unknown_steps_and_years_are_not_found(sign_in, contract_67, editor_67):
    client = sign_in(editor_67)

    assert client.get(f"{PAGE}inconnue/").status_code == 404
    assert client.get("/contrats/67-2020/calendrier/2031/").status_code == 404
    assert client.get("/contrats/67-2020/calendrier/").status_code == 302


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"step": "writing"}, "closing_step_once_a_year"),
        ({"step": "odpe", "working_days": 121}, "closing_step_within_reason"),
        ({"step": "answers", "meeting_on": date(2025, 5, 5)}, "closing_step_is_a_meeting_to_have_a_day"),
    ],
)
def test_what_the_database_refuses(contract_67, fields, constraint):
    known = {"contract": contract_67, "fiscal_year": 2024, "working_days": 5}
    ClosingStep.objects.create(**known, step="writing")

    refused(ClosingStep(**known | fields), constraint)


def test_the_page_costs_the_same_whatever_was_set(sign_in, contract_67, deadline, editor_67, ars_editor):
    client, counts = sign_in(editor_67), []
    for _ in range(2):
        client.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        counts.append(len(seen))
        step(contract_67, editor_67, KIND.WRITING, 30)
        step(contract_67, editor_67, KIND.ODPE, 10, date(2025, 5, 5))
        step(contract_67, ars_editor, KIND.ARS_READING, 9)

    assert counts[0] == counts[1]

"""The calendar read backwards: working days of each territory, last safe days, what is out of reach."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.backward import Step, backward
from contracts.working_days import (
    SUBDIVISIONS,
    holiday_name,
    is_working,
    working_day_at_latest,
    working_days_after,
    working_days_before,
)

JUNE_30 = date(2025, 6, 30)
SEPTEMBER_30 = date(2021, 9, 30)
DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))
PLACES = st.sampled_from(["", "17", "20", *SUBDIVISIONS])


@pytest.mark.parametrize(
    ("day", "place", "name"),
    [
        (date(2025, 4, 18), "67", "Vendredi saint"),
        (date(2025, 12, 26), "57", "Saint-Étienne"),
        (date(2025, 4, 18), "17", ""),
        (date(2025, 6, 10), "973", "Abolition de l’esclavage"),
        (date(2025, 6, 10), "974", ""),
        (date(2024, 12, 20), "974", "Abolition de l’esclavage"),
        (date(2025, 6, 9), "69M", "Lundi de Pentecôte"),
    ],
)
def test_a_holiday_is_that_of_the_territory(day, place, name):
    assert holiday_name(day, place).replace("'", "’") == name
    assert is_working(day, place) is (name == "")


@given(DAYS, st.integers(0, 40), PLACES)
def test_the_last_safe_day_leaves_the_days_asked_and_the_next_one_does_not(day, count, place):
    safe = working_days_before(day, count, place)
    next_one = working_days_after(safe + timedelta(days=1), 0, place)

    assert is_working(safe, place)
    assert working_days_after(safe, count, place) <= day
    assert working_days_after(next_one, count, place) > day


def steps(**changes):
    plan = {
        "entry": Step("Saisir les résultats", "Département", 10),
        "odpe": Step("Informer l’ODPE", "Département", 5, meeting_on=date(2025, 5, 20)),
        "reading": Step("Lire le rapport", "Préfecture et ARS", 15),
        "seal": Step("Viser", "Les trois parties", 5),
    }
    return [*(plan | changes).values()]


def days_of(found):
    return [(one.start_by, one.end_by) for one in found.steps]


def test_each_step_has_its_last_safe_day_counted_from_the_closing():
    found = backward(steps(), close_on=JUNE_30, today=date(2025, 4, 1), territory_code="67")

    assert days_of(found) == [
        (date(2025, 4, 25), date(2025, 5, 13)),
        (date(2025, 5, 13), date(2025, 5, 30)),
        (date(2025, 5, 30), date(2025, 6, 23)),
        (date(2025, 6, 23), JUNE_30),
    ]
    assert (found.soonest, found.is_out_of_reach, found.culprits) == (date(2025, 6, 19), False, [])


def test_a_deadline_on_a_day_off_is_met_the_working_day_before():
    sunday = date(2024, 6, 30)

    assert working_day_at_latest(sunday) == date(2024, 6, 28)
    assert backward(steps()[3:], close_on=sunday, today=date(2024, 6, 1)).steps[0].end_by == date(2024, 6, 28)


def test_the_same_month_is_shorter_where_it_has_a_holiday_more():
    reading = [Step("Lire le rapport", "Préfecture et ARS", 15)]
    there = {
        place: backward(reading, close_on=JUNE_30, today=JUNE_30, territory_code=place).steps[0].start_by
        for place in ("75", "973")
    }

    assert there == {"75": date(2025, 6, 6), "973": date(2025, 6, 5)}


def test_thirty_june_is_out_of_reach_the_day_after_the_last_safe_day():
    plan = steps()[2:]

    on_time = backward(plan, close_on=JUNE_30, today=date(2025, 5, 30))
    late = backward(plan, close_on=JUNE_30, today=date(2025, 6, 2))

    assert (on_time.soonest, on_time.is_out_of_reach) == (JUNE_30, False)
    assert (late.soonest, late.is_out_of_reach) == (date(2025, 7, 1), True)
    assert [one.step.label for one in late.culprits] == ["Lire le rapport"]


def test_a_meeting_too_late_and_a_meeting_missed_are_named():
    too_late = steps(odpe=Step("Informer l’ODPE", "Département", 5, meeting_on=date(2025, 6, 17)))
    after = backward(too_late, close_on=JUNE_30, today=date(2025, 4, 1))
    missed = backward(steps(), close_on=JUNE_30, today=date(2025, 5, 12))

    assert [one.step.label for one in after.culprits] == ["Informer l’ODPE"]
    assert after.soonest > JUNE_30
    assert missed.soonest is None
    assert "Informer l’ODPE" in [one.step.label for one in missed.culprits]


def test_what_is_done_asks_for_nothing_and_a_later_closing_puts_everything_within_reach():
    """The report 2020: 30 June 2021, moved to 30 September 2021."""
    plan = [Step("Rédiger", "Département", 30, is_done=True), *steps()[2:]]
    today = date(2021, 6, 15)

    assert backward(plan, close_on=date(2021, 6, 30), today=today).is_out_of_reach
    moved = backward(plan, close_on=SEPTEMBER_30, today=today)
    assert (moved.is_out_of_reach, moved.steps[0].is_missed) == (False, False)
    assert moved.steps[1].start_by == date(2021, 9, 2)
    assert (
        backward([Step("Viser", "Préfet", 5, is_done=True)], close_on=JUNE_30, today=JUNE_30).soonest
        == JUNE_30
    )


def test_steps_taken_together_end_together_and_what_precedes_waits_for_the_longest():
    steps = [
        Step("Écrire", "Département", 5),
        Step("Lire", "Préfecture", 10),
        Step("Lire", "ARS", 3, with_previous=True),
        Step("Viser", "Département", 2),
    ]

    read = backward(steps, close_on=JUNE_30, today=date(2025, 5, 2))

    writing, prefecture, ars, sealing = read.steps
    assert prefecture.end_by == ars.end_by == sealing.start_by
    assert writing.end_by == prefecture.start_by < ars.start_by
    assert sealing.soonest == working_days_after(prefecture.soonest, 2)


def test_one_of_two_together_that_is_done_waits_for_nothing():
    steps = [Step("Lire", "Préfecture", 10, is_done=True), Step("Lire", "ARS", 3, with_previous=True)]

    read = backward(steps, close_on=JUNE_30, today=date(2025, 6, 25))

    assert not read.is_out_of_reach
    assert [one.soonest for one in read.steps] == [None, date(2025, 6, 30)]

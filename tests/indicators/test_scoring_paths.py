"""Scoring over several years: yearly targets draw a path, what adds up starts from nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Behaviour, Direction, Operator
from indicators.readings import year_table
from indicators.scoring import Facts, Goal, Point, Status, score
from indicators.wordings import added_wording
from tests.factories import MeasurementFactory, TargetFactory

HERE = "Bas-Rhin"


def at_least(value, year):
    return Goal(Operator.AT_LEAST, Decimal(value), None, year)


def point(year, value, perimeter=HERE):
    return Point(year, Decimal(value), perimeter)


PATH = Facts(
    year=2023,
    direction=Direction.RISE,
    goal=at_least(20, 2024),
    milestones=(at_least(4, 2021), at_least(10, 2022), at_least(20, 2024)),
    baseline=point(2019, 0),
)
PLACES = Facts(year=2022, direction=Direction.RISE, goal=at_least(50, 2024), counts_from=2020)


@pytest.mark.parametrize(("result", "status"), [(15, Status.ON_TRACK), (14, Status.BEHIND)])
def test_between_two_yearly_targets_the_line_joins_them(result, status):
    assert score(replace(PATH, result=point(2023, result))).status == status


def test_yearly_targets_stand_for_a_baseline_that_is_not_known():
    judged = score(replace(PATH, baseline=None, result=point(2023, 15)))

    assert (judged.status, judged.note) == (Status.ON_TRACK, "")


def test_a_yearly_target_that_falls_is_a_path_too():
    goals = [Goal(Operator.AT_MOST, Decimal(value), None, year) for value, year in ((5, 2022), (3, 2024))]
    facts = Facts(2023, Direction.FALL, goal=goals[1], milestones=tuple(goals), baseline=point(2019, 9))

    assert score(replace(facts, result=point(2023, 4))).status == Status.ON_TRACK
    assert score(replace(facts, result=point(2023, "4.1"), decimals=1)).status == Status.BEHIND


def test_the_target_of_the_year_itself_is_no_milestone():
    facts = replace(PATH, year=2024, result=point(2024, 19))

    assert score(facts).status == Status.BEHIND


@pytest.mark.parametrize(("result", "status"), [(30, Status.ON_TRACK), (29, Status.BEHIND)])
def test_what_adds_up_starts_from_nothing_the_year_before_the_contract(result, status):
    judged = score(replace(PLACES, result=point(2022, result)))

    assert (judged.status, judged.progress) == (status, Decimal(result) * 2)


def test_what_adds_up_from_an_unknown_baseline_claims_no_evolution():
    judged = score(replace(PLACES, result=point(2022, 30)))

    assert (judged.change, judged.trend_label) == (None, "Évolution inconnue")
    assert judged.change_note == "Évolution non calculée\u00a0: la référence n’est pas connue."


def test_what_adds_up_keeps_the_baseline_it_was_given():
    judged = score(replace(PLACES, baseline=point(2019, 10), result=point(2022, 34)))

    assert (judged.status, judged.progress) == (Status.ON_TRACK, Decimal(60))


def test_what_the_year_brought_is_told_beside_a_total_to_date():
    facts = replace(PLACES, result=point(2022, 30))

    assert score(replace(facts, previous=point(2021, 18))).added == 12
    assert score(facts).added is None
    assert score(replace(facts, previous=point(2021, 18, "Alsace"))).added is None
    assert score(replace(facts, year=2020, result=point(2020, 7))).added == 7
    assert score(replace(facts, counts_from=None, previous=point(2021, 18))).added is None


values = st.decimals(min_value=0, max_value=10_000, places=2)
paths = st.lists(st.tuples(st.integers(2020, 2026), values), max_size=5).map(
    lambda rows: tuple(at_least(value, year) for year, value in rows)
)


@given(result=values, goals=paths, counts_from=st.sampled_from([None, 2020]), start=st.none() | values)
def test_any_path_gets_a_verdict_and_more_never_loses_what_was_reached(result, goals, counts_from, start):
    facts = Facts(
        2023,
        decimals=2,
        goal=next((goal for goal in goals if goal.year >= 2023), None),
        milestones=goals,
        baseline=None if start is None else point(2019, start),
        result=point(2023, result),
        counts_from=counts_from,
    )

    judged = score(facts)

    assert judged.status_label
    assert (judged.status == Status.REACHED) == (facts.goal is not None and result >= facts.goal.value)


@given(low=values, more=values, year=st.integers(2021, 2024))
def test_a_result_on_the_path_between_two_targets_is_never_behind(low, more, year):
    goals = (at_least(low, 2020), at_least(low + more, 2025))
    here = low + more * (year - 2020) / 5 + Decimal("0.01")

    facts = Facts(year, goal=goals[1], milestones=goals, result=point(year, here))

    assert score(facts).status in (Status.ON_TRACK, Status.REACHED)


def test_the_year_of_a_contract_is_judged_on_its_own_path(contract_67, visits):
    visits.behaviour = Behaviour.CUMULATIVE
    visits.save()
    for year, value in ((2022, 10), (2024, 20)):
        TargetFactory(contract=contract_67, indicator=visits, year=year, value=Decimal(value))
    for year, value in ((2022, 9), (2023, 15)):
        MeasurementFactory(contract=contract_67, indicator=visits, year=year, value=Decimal(value))

    row = next(row for row in year_table(contract_67, 2023) if row.indicator == visits)

    assert (row.score.status, row.score.progress) == (Status.ON_TRACK, Decimal(75))
    assert added_wording(row) == "dont 6\u00a0visites en 2023"

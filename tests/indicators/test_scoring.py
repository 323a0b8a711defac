"""Scoring: each rule by its example, then what must hold whatever the figures."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Direction, Operator
from indicators.scoring import Facts, Goal, Point, Status, Trend, goal_wording, score

ALSACE, BAS_RHIN = "Alsace", "Bas-Rhin"


def point(year: int, value: object, perimeter: str = BAS_RHIN) -> Point:
    return Point(year, Decimal(str(value)), perimeter)


def goal(operator: str, value: object, upper: object = None, year: int | None = 2024) -> Goal:
    high = None if upper is None else Decimal(str(upper))
    return Goal(operator, Decimal(str(value)), high, year)


VISITS = Facts(year=2024, direction=Direction.RISE, baseline=point(2019, 3244), result=point(2024, 5078))
RATE = Facts(
    year=2024,
    direction=Direction.RISE,
    is_percentage=True,
    decimals=1,
    baseline=point(2019, 1.3),
    result=point(2024, 12.5),
)


@pytest.mark.parametrize(
    ("aim", "result", "status"),
    [
        (goal(Operator.AT_LEAST, 20), 20, Status.REACHED),
        (goal(Operator.AT_LEAST, 20), 19.9, Status.BEHIND),
        (goal(Operator.AT_MOST, 3), 3, Status.REACHED),
        (goal(Operator.AT_MOST, 3), 3.1, Status.BEHIND),
        (goal(Operator.RANGE, 80, 90), 85, Status.REACHED),
        (goal(Operator.RANGE, 80, 90), 91, Status.BEHIND),
        (goal(Operator.QUANTITY, 600), 600, Status.REACHED),
        (goal(Operator.AT_LEAST, 0), 0, Status.REACHED),
    ],
)
def test_a_target_of_the_year_is_reached_or_not(aim, result, status):
    facts = replace(VISITS, goal=aim, result=point(2024, result))

    assert score(facts).status == status


def test_a_quantity_is_a_ceiling_where_the_indicator_should_fall():
    facts = replace(
        VISITS, direction=Direction.FALL, goal=goal(Operator.QUANTITY, 600), result=point(2024, 580)
    )

    assert score(facts).status == Status.REACHED


@pytest.mark.parametrize(
    ("factor", "result", "status"),
    [
        (2, 6488, Status.REACHED),
        (2, 6487, Status.BEHIND),
        ("0.5", 1622, Status.REACHED),
        ("0.5", 1623, Status.BEHIND),
    ],
)
def test_a_multiple_of_the_baseline_is_a_floor_from_one_and_a_ceiling_below(factor, result, status):
    facts = replace(VISITS, goal=goal(Operator.TIMES_BASELINE, factor), result=point(2024, result))

    assert score(facts).status == status


@pytest.mark.parametrize(
    ("result", "status"), [(30, Status.ON_TRACK), (29, Status.BEHIND), (51, Status.REACHED)]
)
def test_before_its_year_a_target_is_judged_on_the_straight_line_from_the_baseline(result, status):
    facts = Facts(
        year=2022,
        goal=goal(Operator.AT_LEAST, 50, year=2024),
        baseline=point(2020, 10),
        result=point(2022, result),
    )

    assert score(facts).status == status


def test_the_line_of_a_falling_target_goes_down():
    facts = Facts(
        year=2022,
        direction=Direction.FALL,
        goal=goal(Operator.AT_MOST, 10, year=2024),
        baseline=point(2020, 50),
        result=point(2022, 30),
    )

    assert score(facts).status == Status.ON_TRACK
    assert score(replace(facts, result=point(2022, 31))).status == Status.BEHIND


def test_beyond_the_far_end_of_a_range_one_is_behind_even_before_its_year():
    facts = Facts(
        year=2022,
        goal=goal(Operator.RANGE, 80, 90, year=2024),
        baseline=point(2020, 50),
        result=point(2022, 95),
    )

    assert score(facts).status == Status.BEHIND


def test_without_result_or_target_nothing_is_judged():
    assert score(Facts(2024)).status == Status.NO_VALUE
    assert score(replace(VISITS, goal=None)).status_label == "Sans cible"


@pytest.mark.parametrize("baseline", [None, point(2019, 0), point(2019, 3244, ALSACE)])
def test_a_multiple_of_a_baseline_that_does_not_serve_is_not_judged_and_says_why(baseline):
    scored = score(replace(VISITS, baseline=baseline, goal=goal(Operator.TIMES_BASELINE, 2)))

    assert (scored.status, scored.status_label) == (Status.NO_TARGET, "Cible non évaluable")
    assert scored.note.startswith("La cible est un multiple de la référence")
    assert scored.gap is None


def test_a_future_target_without_baseline_is_not_judged():
    facts = replace(VISITS, baseline=None, goal=goal(Operator.AT_LEAST, 9000, year=2026))

    assert score(facts).note == "La cible est pour 2026\u00a0: la référence n’est pas connue."


def test_a_target_older_than_its_baseline_is_not_judged_before_its_year():
    facts = Facts(
        year=2021,
        goal=goal(Operator.AT_LEAST, 50, year=2022),
        baseline=point(2022, 10),
        result=point(2021, 20),
    )

    assert score(facts).note == "La cible est pour 2022\u00a0: la référence est de 2022."


def test_a_quantity_changes_in_per_cent():
    assert (score(VISITS).change, score(VISITS).change_kind) == (Decimal("56.5"), "percent")


def test_a_percentage_changes_in_points():
    assert (score(RATE).change, score(RATE).change_kind) == (Decimal("11.2"), "points")


def test_perimeters_that_differ_give_no_change_but_a_reason():
    scored = score(replace(RATE, result=point(2024, 12.5, ALSACE)))

    assert scored.change is None
    assert scored.change_note == (
        "Évolution non calculée\u00a0: référence et résultat ne couvrent pas le même périmètre "
        "(«\u00a0Bas-Rhin\u00a0», «\u00a0Alsace\u00a0»)."
    )


def test_a_change_from_zero_is_not_told_in_per_cent():
    scored = score(replace(VISITS, baseline=point(2019, 0)))

    assert scored.change is None
    assert scored.change_note == "Évolution non calculée\u00a0: la référence n’est pas supérieure à zéro."


def test_the_gap_is_result_minus_target_and_nothing_within_a_range():
    assert score(replace(RATE, goal=goal(Operator.AT_LEAST, 20))).gap == Decimal("-7.5")
    assert score(replace(RATE, goal=goal(Operator.RANGE, 10, 20))).gap == 0
    assert score(replace(RATE, goal=goal(Operator.RANGE, 5, 10))).gap == Decimal("2.5")
    assert score(replace(VISITS, goal=goal(Operator.TIMES_BASELINE, 2))).gap == Decimal(-1410)


def test_progress_is_the_share_of_the_road_from_baseline_to_target():
    assert score(replace(VISITS, goal=goal(Operator.TIMES_BASELINE, 2))).progress == Decimal("56.5")


def test_the_trend_is_told_from_last_year_first_and_says_if_it_is_good():
    scored = score(replace(RATE, previous=point(2023, 13)))

    assert (scored.trend, scored.trend_since) == (Trend.FALL, 2023)
    assert scored.trend_label == "En baisse depuis 2023, défavorable"


def test_the_trend_falls_back_on_the_baseline_when_last_year_covers_other_territories():
    scored = score(replace(RATE, previous=point(2023, 13, ALSACE)))

    assert scored.trend_label == "En hausse depuis 2019, favorable"


def test_a_trend_without_expected_direction_takes_no_side():
    assert score(replace(VISITS, direction=Direction.NONE)).trend_label == "En hausse depuis 2019"
    assert score(replace(VISITS, result=point(2024, 3244))).trend_label == "Stable depuis 2019"


def test_a_count_shared_with_others_says_that_the_target_is_the_contracts_own():
    facts = replace(VISITS, is_result_shared=True, goal=goal(Operator.AT_LEAST, 1000))

    assert "commun à" in score(facts).note
    assert score(replace(facts, is_percentage=True)).note == ""


@pytest.mark.parametrize(
    ("aim", "unit", "words"),
    [
        (goal(Operator.AT_LEAST, 20), "%", "au moins 20\u00a0%"),
        (goal(Operator.AT_MOST, 3), "mois", "au plus 3\u00a0mois"),
        (goal(Operator.RANGE, 80, 90), "%", "entre 80\u00a0% et 90\u00a0%"),
        (goal(Operator.TIMES_BASELINE, 2), "visites", "référence ×\u00a02"),
        (goal(Operator.QUANTITY, 600), "places", "600\u00a0places"),
    ],
)
def test_each_form_of_target_has_its_words(aim, unit, words):
    assert goal_wording(aim, unit) == words


values = st.decimals(min_value=0, max_value=100_000, places=2)
goals = st.builds(
    Goal,
    operator=st.sampled_from(
        [Operator.AT_LEAST, Operator.AT_MOST, Operator.QUANTITY, Operator.TIMES_BASELINE]
    ),
    value=values,
    upper=st.none(),
    year=st.one_of(st.none(), st.integers(2020, 2030)),
)
points = st.one_of(
    st.none(),
    st.builds(Point, st.integers(2015, 2024), values, st.sampled_from([ALSACE, BAS_RHIN])),
)
facts_of_any_kind = st.builds(
    Facts,
    year=st.just(2024),
    direction=st.sampled_from(Direction.values),
    is_percentage=st.booleans(),
    decimals=st.integers(0, 4),
    goal=st.one_of(st.none(), goals),
    baseline=points,
    previous=points,
    result=points,
)


@given(facts_of_any_kind)
def test_any_facts_get_a_verdict_with_its_words(facts):
    scored = score(facts)

    assert scored.status in Status
    assert scored.status_label
    assert (scored.status == Status.NO_VALUE) == (facts.result is None)
    assert scored.change is None or not scored.change_note


@given(value=values, aim=values, more=values)
def test_going_further_the_right_way_never_loses_a_target(value, aim, more):
    facts = replace(VISITS, goal=Goal(Operator.AT_LEAST, aim, None, 2024), result=point(2024, value))
    further = replace(facts, result=point(2024, value + more))

    assert score(facts).status != Status.REACHED or score(further).status == Status.REACHED


@given(start=values, aim=values, value=values)
def test_reaching_is_a_gap_of_the_right_sign(start, aim, value):
    facts = replace(
        VISITS,
        decimals=2,
        baseline=point(2019, start),
        goal=Goal(Operator.AT_LEAST, aim, None, 2024),
        result=point(2024, value),
    )

    assert (score(facts).status == Status.REACHED) == (score(facts).gap >= 0)


@given(start=values, aim=values, year=st.integers(2020, 2029))
def test_a_result_on_the_line_is_never_behind(start, aim, year):
    here = start + (aim - start) * (year - 2019) / (2030 - 2019)
    facts = Facts(
        year=year,
        goal=Goal(Operator.AT_LEAST if aim >= start else Operator.AT_MOST, aim, None, 2030),
        baseline=Point(2019, start, BAS_RHIN),
        result=Point(year, here + (Decimal("0.001") if aim >= start else Decimal("-0.001")), BAS_RHIN),
    )

    assert score(facts).status in (Status.ON_TRACK, Status.REACHED)

"""The rules P, each on what it should notice and on what it should let be; the usual band on any series."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import Behaviour, Direction, Severity, ValueKind
from indicators.plausibility import (
    PLAUSIBILITY_RULES,
    RULES_BY_NUMBER,
    Case,
    Setting,
    usual_band,
    variations,
)
from indicators.scoring import Point, Status

figures = st.decimals(
    min_value=Decimal(-(10**13)), max_value=Decimal(10**13), places=4, allow_nan=False, allow_infinity=False
)
thresholds = st.decimals(min_value=0, max_value=1000, places=2, allow_nan=False, allow_infinity=False)


def points(*values, first=2019, perimeter="67"):
    return tuple(
        Point(first + place, Decimal(str(value)), perimeter)
        for place, value in enumerate(values)
        if value != ""
    )


def case(*values, **details):
    """The last value is the result of 2024, the others those of the years before."""
    *before, result = values
    given = {"unit": "visites", "earlier": points(*before, first=2024 - len(before))}
    given |= {"result": Point(2024, Decimal(str(result)), "67")}
    return Case(year=2024, **{**given, **details})


def found(number, case, threshold=None, severity=Severity.JUSTIFY):
    rule = RULES_BY_NUMBER[number]
    surprise = rule.surprise(case, Setting(severity, threshold))
    return surprise.message.replace("\u00a0", " ") if surprise else None


@given(st.lists(figures, min_size=1, max_size=12), thresholds)
def test_a_band_never_leaves_out_its_own_median(values, threshold):
    middle = sorted(values)[len(values) // 2] if len(values) % 2 else None

    band = usual_band(values, threshold)

    assert band.low <= band.high
    assert middle is None or band.low <= middle <= band.high


@given(st.lists(figures, min_size=1, max_size=12), thresholds, thresholds)
def test_a_higher_threshold_never_makes_a_narrower_band(values, one, other):
    near, far = (usual_band(values, threshold) for threshold in sorted((one, other)))

    assert far.low <= near.low
    assert near.high <= far.high


def test_a_band_is_made_of_at_least_a_value():
    with pytest.raises(ValueError, match="au moins une valeur"):
        usual_band([], Decimal(3))


@given(
    st.lists(st.one_of(figures, st.none()), max_size=8),
    st.one_of(figures, st.none()),
    st.sampled_from(Direction.values),
    st.sampled_from(Behaviour.values),
    st.integers(0, 4),
    st.sampled_from(["%", "€", "visites", ""]),
    st.one_of(st.none(), figures),
    st.sampled_from(ValueKind.values),
    thresholds,
)
def test_no_series_breaks_a_rule(earlier, result, direction, behaviour, decimals, unit, gap, kind, threshold):
    known = tuple(Point(2015 + at, value, "67") for at, value in enumerate(earlier) if value is not None)
    one = Case(
        year=2024,
        unit=unit,
        decimals=decimals,
        direction=direction,
        behaviour=behaviour,
        limits=(Decimal(0), None),
        kind=kind,
        result=None if result is None else Point(2024, result, "67"),
        earlier=known,
        status=Status.BEHIND,
        gap=gap,
    )

    for rule in PLAUSIBILITY_RULES:
        surprise = rule.surprise(one, Setting(Severity.JUSTIFY, threshold))
        assert surprise is None or surprise.message.endswith(".")


@given(st.lists(st.integers(-(10**6), 10**6), min_size=5, max_size=8), thresholds, thresholds)
def test_what_a_high_threshold_notices_a_low_one_notices_too(values, one, other):
    low, high = sorted((one, other))

    if found("P1", case(*values), high):
        assert found("P1", case(*values), low)


def test_a_variation_out_of_the_usual_band_surprises():
    assert found("P1", case(100, 110, 121, 130, 240)) == (
        "Variation de +110 visites depuis 2023, hors de la bande habituelle "
        "(de +1,9 visite à +18,1 visites par an, d’après 4 années)."
    )


def test_a_variation_within_the_band_is_let_be():
    assert found("P1", case(100, 110, 121, 130, 145)) is None


def test_a_short_series_says_nothing_of_its_band():
    assert found("P1", case(100, 110, 121, 900)) is None


def test_a_very_regular_series_leaves_some_room():
    assert found("P1", case(100, 100, 100, 100, 106)) is None
    assert found("P1", case(100, 100, 100, 100, 108)) is not None


def test_missing_years_count_as_time_elapsed():
    assert variations([Point(2019, Decimal(10), "67"), Point(2021, Decimal(30), "67")]) == [Decimal(10)]


def test_figures_of_another_perimeter_are_not_compared():
    alsace = points(100, 110, 121, 130, first=2020, perimeter="Alsace")

    for number in ("P1", "P2", "P4", "P6"):
        assert found(number, case(130, earlier=alsace, direction=Direction.FALL)) is None


def test_the_value_of_last_year_written_again_surprises():
    assert found("P2", case(45, 45)) == "Même valeur qu’en 2023 : 45 visites."


@pytest.mark.parametrize(
    "one",
    [
        case(45, 46),
        case(0, 0),
        case(4, 4),
        case(100, 100, limits=(Decimal(0), Decimal(100))),
        case(45, "", 45),
    ],
    ids=["autre", "zéro", "petit", "borne", "année manquante"],
)
def test_some_values_may_stay_the_same(one):
    if one.earlier and one.earlier[-1].year == 2022:
        assert one.last.year == 2022

    assert found("P2", one) is None


def test_a_round_number_surprises():
    assert found("P3", case(1200)) == "Nombre rond : 1 200 visites."
    assert found("P3", case(40, unit="%")) == "Nombre rond : 40 %."


@pytest.mark.parametrize(
    "one",
    [
        case(1210),
        case(0),
        case(1200, is_computed=True),
        case("40.5", unit="%"),
        case(100, unit="%", limits=(Decimal(0), Decimal(100))),
    ],
)
def test_a_number_that_is_not_round_or_was_computed_is_let_be(one):
    assert found("P3", one) is None


def test_round_numbers_below_the_threshold_are_let_be():
    assert found("P3", case(300), Decimal(500)) is None


def test_a_move_against_the_expected_direction_surprises():
    assert found("P4", case(100, 80, direction=Direction.RISE)) == (
        "−20 visites depuis 2023, alors que l’indicateur est attendu à la hausse."
    )
    assert found("P4", case(0, 3, direction=Direction.FALL)) is not None


@pytest.mark.parametrize(
    "one",
    [
        case(100, 95, direction=Direction.RISE),
        case(100, 200, direction=Direction.RISE),
        case(100, 20, direction=Direction.FALL),
        case(100, 20),
        case(100, 20, direction=Direction.RISE, behaviour=Behaviour.CUMULATIVE),
    ],
)
def test_a_small_move_the_right_way_or_no_direction_is_let_be(one):
    assert found("P4", one) is None


def test_a_target_missed_by_far_surprises():
    one = case("12.5", unit="%", status=Status.BEHIND, gap=Decimal("-7.5"))

    assert found("P5", one) == "Cible manquée : 12,5 %, pour 20 % à atteindre."


def test_a_target_missed_by_little_reached_or_on_its_way_is_let_be():
    missed = case(95, status=Status.BEHIND, gap=Decimal(-5))

    assert found("P5", missed) is None
    assert found("P5", missed, Decimal(1)) is not None
    assert found("P5", replace(missed, gap=Decimal(-50), status=Status.ON_TRACK)) is None


def test_a_total_that_shrinks_surprises():
    one = case(40, 38, behaviour=Behaviour.CUMULATIVE)

    assert found("P6", one) == "Ce cumul diminue : 38 visites, après 40 visites en 2023."
    assert found("P6", case(40, 38)) is None
    assert found("P6", case(40, 40, behaviour=Behaviour.CUMULATIVE)) is None


def test_an_indicator_said_not_to_apply_gives_its_reason():
    bare = Case(year=2024, unit="visites", kind=ValueKind.NOT_APPLICABLE)

    assert found("P7", bare) == "L’indicateur est dit sans objet cette année, sans motif."
    assert found("P7", replace(bare, is_said=True)) is None
    assert found("P7", replace(bare, kind=ValueKind.NOT_COLLECTED)) is None


def test_a_rule_that_is_off_says_nothing():
    assert found("P6", case(40, 38, behaviour=Behaviour.CUMULATIVE), severity=Severity.OFF) is None


def test_the_rules_are_numbered_in_order_and_explained():
    numbers = [rule.number for rule in PLAUSIBILITY_RULES]

    assert numbers == [f"P{place}" for place in range(1, len(numbers) + 1)]
    assert all(rule.looks_at.endswith(".") for rule in PLAUSIBILITY_RULES)
    assert all(
        bool(rule.threshold_words) == (rule.default.threshold is not None) for rule in PLAUSIBILITY_RULES
    )


def test_a_threshold_is_said_in_words():
    rule = RULES_BY_NUMBER["P5"]

    assert (
        rule.threshold_told(Setting(Severity.JUSTIFY, Decimal("12.50"))) == "plus de 12,5\u00a0% de la cible"
    )
    assert RULES_BY_NUMBER["P6"].threshold_told(Setting(Severity.JUSTIFY)) == ""

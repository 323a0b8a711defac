"""The rules of values and targets: each by what it lets through and what it stops."""

from decimal import Decimal

import pytest

from indicators.enums import Operator, RollUp, ValueKind
from indicators.models import Indicator
from indicators.value_rules import (
    TARGET_RULES,
    VALUE_RULES,
    Aim,
    Broken,
    Figure,
    broken_by_target,
    broken_by_value,
    with_ratio,
)

RATE = Indicator(code="1.1", unit="%", decimals=1, lower_bound=Decimal(0), upper_bound=Decimal(100))
COUNT = Indicator(code="3.1", unit="visites", decimals=0, lower_bound=None)
DELAY = Indicator(code="6.1", unit="mois", decimals=1)
BALANCE = Indicator(code="9.1", unit="places", decimals=0, lower_bound=Decimal(-50))


def figure(value=None, numerator=None, denominator=None, kind=ValueKind.KNOWN) -> Figure:
    numbers = (None if text is None else Decimal(text) for text in (value, numerator, denominator))
    return Figure(kind, *numbers)


def numbers_of(broken: list[Broken]) -> list[str]:
    return [rule.number for rule in broken]


@pytest.mark.parametrize(
    ("indicator", "entry"),
    [
        (RATE, figure("12.5")),
        (RATE, figure("0")),
        (RATE, figure("100")),
        (RATE, figure("12.5", "125", "1000")),
        (COUNT, figure("5078")),
        (BALANCE, figure("-50")),
        (DELAY, figure("2.8", "5000", "1800")),
        (RATE, figure(kind=ValueKind.NOT_COLLECTED)),
    ],
)
def test_what_obeys_every_rule_is_let_through(indicator, entry):
    assert broken_by_value(indicator, entry) == []


@pytest.mark.parametrize(
    ("indicator", "entry", "rule", "field"),
    [
        (COUNT, figure("1" + "0" * 14), "V1", "value"),
        (COUNT, figure("1.00001"), "V1", "value"),
        (COUNT, figure("NaN"), "V1", "value"),
        (RATE, figure(), "V2", "kind"),
        (RATE, figure("3", kind=ValueKind.PROTECTED), "V2", "kind"),
        (RATE, figure("100.1"), "V3", "value"),
        (RATE, figure("-1"), "V3", "value"),
        (COUNT, figure("-1"), "V4", "value"),
        (BALANCE, figure("-51"), "V5", "value"),
        (COUNT, figure("1.5"), "V6", "value"),
        (RATE, figure("12.55"), "V6", "value"),
        (RATE, figure("12.5", "125"), "V7", "denominator"),
        (RATE, figure("12.5", "125", "0"), "V7", "denominator"),
        (RATE, figure("100", "11", "10"), "V8", "numerator"),
        (RATE, figure("10", "-1", "10"), "V8", "numerator"),
        (DELAY, figure("0", "-1", "10"), "V8", "numerator"),
        (RATE, figure("13", "125", "1000"), "V9", "value"),
        (DELAY, figure("3", "5000", "1800"), "V9", "value"),
        (COUNT, figure("1", "40", "50"), "V10", "numerator"),
        (COUNT, figure("31", "40"), "V10", "numerator"),
        (COUNT, figure("31", "-1", "50"), "V10", "numerator"),
    ],
)
def test_each_rule_stops_what_it_is_for(indicator, entry, rule, field):
    broken = broken_by_value(indicator, entry)

    assert (rule, field) in [(one.number, one.field) for one in broken]
    assert all(one.message.endswith(f"(règle {one.number}).") for one in broken)


def test_a_value_above_the_highest_is_stopped():
    capped = Indicator(code="7.1", unit="places", decimals=0, upper_bound=Decimal(600))

    broken = broken_by_value(capped, figure("601"))

    assert [one.message for one in broken] == ["La valeur maximale est 600\u00a0places (règle V5)."]


def test_all_the_faults_of_a_figure_are_told_at_once():
    assert numbers_of(broken_by_value(RATE, figure("101", "11", "10"))) == ["V3", "V8"]


def test_a_value_given_by_its_ratio_alone_is_computed_at_the_scale():
    assert with_ratio(RATE, figure(None, "1", "3")).value == Decimal("33.3")
    assert with_ratio(Indicator(unit="jours", decimals=2), figure(None, "1", "3")).value == Decimal("0.33")


@pytest.mark.parametrize(
    ("traits", "takes"),
    [
        ({"unit": "%"}, True),
        ({"unit": "%", "roll_up": RollUp.SUM}, True),
        ({"unit": "mois", "decimals": 1}, True),
        ({"unit": "jours", "denominator_label": "Évaluations rendues"}, True),
        ({"unit": "pour mille", "roll_up": RollUp.RATIO}, True),
        ({"unit": "visites", "roll_up": RollUp.SUM}, False),
        ({"unit": "ETP", "decimals": 1, "roll_up": RollUp.SUM}, False),
        ({"unit": "permanences"}, False),
    ],
)
def test_what_counts_things_has_no_ratio(traits, takes):
    assert Indicator(**traits).takes_ratio == takes


def test_no_value_is_computed_where_there_is_no_ratio():
    assert with_ratio(COUNT, figure(None, "40", "50")).value is None
    assert numbers_of(broken_by_value(COUNT, figure(None, "40", "50"))) == ["V10"]


def test_an_impossible_ratio_gives_no_value():
    assert with_ratio(RATE, figure(None, "1", "0")).value is None
    assert with_ratio(RATE, figure(None, "1", None)).value is None
    assert with_ratio(RATE, figure(None, "NaN", "2")).value is None


@pytest.mark.parametrize(
    ("indicator", "aim"),
    [
        (RATE, Aim(Operator.AT_LEAST, Decimal(20))),
        (RATE, Aim(Operator.RANGE, Decimal(80), Decimal(90))),
        (COUNT, Aim(Operator.TIMES_BASELINE, Decimal("1.25"))),
        (COUNT, Aim(Operator.QUANTITY, Decimal(600))),
    ],
)
def test_a_sound_target_is_let_through(indicator, aim):
    assert broken_by_target(indicator, aim) == []


@pytest.mark.parametrize(
    ("indicator", "aim", "rule"),
    [
        (COUNT, Aim(Operator.AT_LEAST, Decimal(10) ** 14), "C1"),
        (RATE, Aim(Operator.RANGE, Decimal(80)), "C2"),
        (RATE, Aim(Operator.RANGE, Decimal(90), Decimal(80)), "C2"),
        (RATE, Aim(Operator.AT_LEAST, Decimal(80), Decimal(90)), "C2"),
        (RATE, Aim(Operator.AT_LEAST, Decimal(101)), "C3"),
        (RATE, Aim(Operator.RANGE, Decimal(80), Decimal(101)), "C3"),
        (COUNT, Aim(Operator.TIMES_BASELINE, Decimal(0)), "C3"),
        (COUNT, Aim(Operator.AT_LEAST, Decimal(-1)), "C3"),
        (COUNT, Aim(Operator.AT_LEAST, Decimal("1.5")), "C4"),
    ],
)
def test_each_rule_of_targets_stops_what_it_is_for(indicator, aim, rule):
    assert rule in numbers_of(broken_by_target(indicator, aim))


def test_every_rule_says_in_a_sentence_what_it_asks():
    assert all(rule.summary for rule in (*VALUE_RULES, *TARGET_RULES))

"""What the database itself refuses, with the French reason a form would give."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from contracts.models import Contract, Perimeter
from indicators.enums import Operator, ValueKind
from indicators.models import Applicability, Indicator, Measurement, NationalTarget, Target
from reports.enums import ReportState
from tests.factories import (
    GapCauseFactory,
    IndicatorFactory,
    MeasurementFactory,
    ReportFactory,
    TargetFactory,
)
from tests.refusals import refused


def test_a_national_code_is_used_once_in_an_objective(rate):
    refused(IndicatorFactory.build(objective=rate.objective, code="1.1"), "national_indicator_code_unique")


def test_a_local_code_is_used_once_in_a_contract(rate, contract_67):
    IndicatorFactory(objective=rate.objective, code="L1", contract=contract_67)

    twin = IndicatorFactory.build(objective=rate.objective, code="L1", contract=contract_67)

    refused(twin, "local_indicator_code_unique")


def test_bounds_come_in_order(rate):
    rate.lower_bound, rate.upper_bound = Decimal(10), Decimal(5)

    refused(rate, "indicator_bounds_in_order")


def test_an_indicator_has_at_most_four_decimals(rate):
    rate.decimals = 5

    refused(rate, "indicator_at_most_four_decimals")


@pytest.mark.parametrize(
    ("operator", "value", "upper"),
    [(Operator.RANGE, 80, None), (Operator.RANGE, 90, 80), (Operator.AT_LEAST, 80, 90)],
)
def test_a_range_has_two_ends_in_order_and_it_alone(rate, contract_67, operator, value, upper):
    numbers = {"operator": operator, "value": value, "upper_value": upper}

    refused(Target(contract=contract_67, indicator=rate, year=2024, **numbers), "target_range_has_two_ends")
    refused(NationalTarget(indicator=rate, year=2024, **numbers), "national_target_range_has_two_ends")


def test_a_contract_has_one_target_a_year(rate, contract_67):
    TargetFactory(contract=contract_67, indicator=rate)

    refused(TargetFactory.build(contract=contract_67, indicator=rate), "target_once_a_year")


def test_an_indicator_is_excluded_once_from_a_territory(rate, contract_67):
    place = {"indicator": rate, "territory": contract_67.territory, "reason": "Pas de PMI propre."}
    Applicability.objects.create(**place)

    refused(Applicability(**place), "indicator_excluded_once_per_territory")


def reading(indicator: Indicator, contract: Contract, **fields) -> Measurement:
    place = {"indicator": indicator, "perimeter": contract.own_perimeter, "year": 2024}
    return Measurement(**(place | {"value": Decimal(5)} | fields))


def test_a_source_gives_one_reading_a_year(rate, contract_67):
    reading(rate, contract_67).save()

    refused(reading(rate, contract_67, is_retained=False), "measurement_once_per_source_and_year")


def test_one_reading_is_retained_among_the_sources(rate, contract_67):
    reading(rate, contract_67).save()

    refused(reading(rate, contract_67, source="snds"), "measurement_one_retained")


@pytest.mark.parametrize(
    "fields",
    [
        {"value": None},
        {"kind": ValueKind.NOT_COLLECTED},
        {"kind": ValueKind.PROTECTED, "value": None, "numerator": 1, "denominator": 2},
    ],
)
def test_a_reading_is_a_value_or_a_typed_absence_never_both(rate, contract_67, fields):
    refused(reading(rate, contract_67, **fields), "measurement_value_iff_present")


@pytest.mark.parametrize(
    ("numerator", "denominator", "constraint"),
    [
        (1, None, "measurement_ratio_is_whole"),
        (None, 10, "measurement_ratio_is_whole"),
        (0, 0, "measurement_denominator_not_zero"),
        (-1, 10, "measurement_numerator_not_negative"),
    ],
)
def test_a_ratio_is_whole_and_possible(rate, contract_67, numerator, denominator, constraint):
    refused(reading(rate, contract_67, numerator=numerator, denominator=denominator), constraint)


def test_zero_is_a_value(rate, contract_67):
    row = MeasurementFactory(indicator=rate, contract=contract_67, value=Decimal(0))

    assert Measurement.objects.get(pk=row.pk).value == 0


def test_a_contract_follows_the_indicators_of_its_objectives_and_its_own(contract_67, contract_68, rate):
    own = IndicatorFactory(objective=rate.objective, code="L1", contract=contract_67)

    assert own in Indicator.objects.followed_by(contract_67)
    assert own not in Indicator.objects.followed_by(contract_68)
    assert rate in Indicator.objects.followed_by(contract_68)


def test_a_local_indicator_is_seen_by_its_contracts_readers_alone(contract_67, rate, editor_67, editor_17):
    own = IndicatorFactory(objective=rate.objective, code="L1", contract=contract_67)

    assert own in Indicator.objects.visible_to(editor_67)
    assert own not in Indicator.objects.visible_to(editor_17)
    assert rate in Indicator.objects.visible_to(editor_17)
    assert not Indicator.objects.visible_to(None).exists()


def test_readings_are_seen_through_their_contracts(alsace, rate, editor_67, editor_17):
    shared = MeasurementFactory(indicator=rate, perimeter=alsace)

    assert list(Measurement.objects.visible_to(editor_67)) == [shared]
    assert not Measurement.objects.visible_to(editor_17).exists()


@pytest.mark.parametrize("state", [ReportState.SHARED, ReportState.AGREED])
def test_a_locked_year_takes_no_new_reading_of_its_contract_alone(rate, contract_67, contract_68, state):
    ReportFactory(contract=contract_67, in_state=state)

    with pytest.raises(IntegrityError), transaction.atomic():
        reading(rate, contract_67).save()
    assert reading(rate, contract_68).save() is None


def test_a_locked_year_leaves_the_others_open(rate, contract_67):
    ReportFactory(contract=contract_67, in_state=ReportState.AGREED)

    assert reading(rate, contract_67, year=2023).save() is None


def test_the_perimeter_of_a_reading_no_longer_changes(alsace, rate, contract_67, contract_68):
    MeasurementFactory(indicator=rate, perimeter=alsace)

    with pytest.raises(IntegrityError), transaction.atomic():
        alsace.contracts.remove(contract_68)
    assert Perimeter.objects.get(pk=alsace.pk).contracts.count() == 2


def test_rows_name_themselves(rate, contract_67):
    target = TargetFactory(contract=contract_67, indicator=rate)
    national = NationalTarget.objects.create(indicator=rate, operator=Operator.AT_LEAST, value=20)
    excluded = Applicability(indicator=rate, territory=contract_67.territory)

    assert str(rate) == "1.1 Indicateur 1.1"
    assert all(map(str, (target, national, excluded, reading(rate, contract_67))))
    assert str(GapCauseFactory()) == "Poste vacant"

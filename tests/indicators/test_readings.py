"""What is read of a contract's year, and at what cost."""

from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Perimeter
from indicators.enums import Operator, Source, ValueKind
from indicators.models import Applicability, NationalTarget
from indicators.readings import keys_of, year_groups, year_table
from indicators.scoring import Status
from tests.factories import (
    ContractObjectiveFactory,
    EngagementFactory,
    IndicatorFactory,
    MeasurementFactory,
    ObjectiveFactory,
    TargetFactory,
)


def row_of(contract, code="1.1", year=2024, **options):
    return {row.indicator.code: row for row in year_table(contract, year, **options)}[code]


def test_a_row_holds_baseline_target_result_last_year_and_series(contract_67, rate):
    for year, value in ((2019, "1.3"), (2022, "8"), (2023, "11"), (2024, "12.5")):
        MeasurementFactory(indicator=rate, contract=contract_67, year=year, value=Decimal(value))
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(12))
    NationalTarget.objects.create(indicator=rate, year=2022, operator=Operator.AT_LEAST, value=20)

    row = row_of(contract_67)

    assert (row.baseline.value, row.previous.value, row.result.value) == (
        Decimal("1.3"),
        Decimal(11),
        Decimal("12.5"),
    )
    assert row.series == [
        (2019, Decimal("1.3")),
        (2022, Decimal(8)),
        (2023, Decimal(11)),
        (2024, Decimal("12.5")),
    ]
    assert (row.target.wording, row.national_target.wording) == ("au moins 12\u00a0%", "au moins 20\u00a0%")
    assert (row.score.status, row.score.change) == (Status.REACHED, Decimal("11.2"))


def test_the_contracts_own_figure_goes_before_a_shared_one(contract_67, contract_68, alsace, rate):
    MeasurementFactory(indicator=rate, perimeter=alsace, value=Decimal("12.5"))
    MeasurementFactory(indicator=rate, contract=contract_67, value=Decimal(10))

    here, there = row_of(contract_67), row_of(contract_68)

    assert (here.result.value, here.result.is_shared) == (Decimal(10), False)
    assert [other.value for other in here.alternatives] == [Decimal("12.5")]
    assert (there.result.value, there.result.is_shared) == (Decimal("12.5"), True)
    assert there.result.perimeter_label == "Alsace"


def test_of_two_shared_figures_the_smallest_perimeter_counts(contract_67, contract_17, alsace, rate):
    wide = Perimeter.objects.create(label="Aires réunies")
    wide.contracts.add(*alsace.contracts.all(), contract_17)
    MeasurementFactory(indicator=rate, perimeter=wide, value=Decimal(1))
    MeasurementFactory(indicator=rate, perimeter=alsace, value=Decimal(2))

    assert row_of(contract_67).result.value == 2


def test_another_source_is_known_but_does_not_count(contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67, value=Decimal(10))
    MeasurementFactory(
        indicator=rate, contract=contract_67, value=Decimal(9), source=Source.SNDS, is_retained=False
    )

    row = row_of(contract_67)

    assert row.result.value == 10
    assert [(other.source, other.value) for other in row.alternatives] == [("snds", Decimal(9))]


def test_a_typed_absence_is_a_reading_without_value(contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67, value=None, kind=ValueKind.NOT_YET_KNOWN)

    row = row_of(contract_67)

    assert (row.result.kind_label, row.result.value, row.series) == ("Pas encore connue", None, [])
    assert row.score.status == Status.NO_VALUE


def test_without_target_of_the_year_the_nearest_later_one_is_aimed_at(contract_67, rate):
    for year in (2021, 2023, 2024):
        TargetFactory(contract=contract_67, indicator=rate, year=year, value=Decimal(year - 2000))

    row = row_of(contract_67, year=2022)

    assert (row.target.year, row.target_of_year) == (2023, None)
    assert [target.year for target in row.targets] == [2021, 2023, 2024]


def test_a_past_target_is_not_that_of_the_year_but_the_nations_last_one_stays_in_sight(contract_67, rate):
    TargetFactory(contract=contract_67, indicator=rate, year=2022)
    NationalTarget.objects.create(indicator=rate, year=2022, operator=Operator.AT_LEAST, value=20)

    row = row_of(contract_67)

    assert row.target is None
    assert row.national_target.year == 2022


def test_hidden_years_are_left_out_of_every_reading(contract_67, rate):
    for year in (2019, 2023, 2024):
        MeasurementFactory(indicator=rate, contract=contract_67, year=year)

    row = row_of(contract_67, hidden_years={2023, 2024})

    assert (row.result, row.previous) == (None, None)
    assert [year for year, _ in row.series] == [2019]


def test_an_indicator_without_object_says_why(contract_67, rate):
    Applicability.objects.create(indicator=rate, territory=contract_67.territory, reason="Pas de PMI propre.")

    assert row_of(contract_67).exclusion == "Pas de PMI propre."


def test_groups_keep_objectives_without_indicator_and_the_order_of_engagements(contract_67):
    framework = contract_67.framework
    last = ObjectiveFactory(
        framework=framework,
        number=2,
        engagement=EngagementFactory(framework=framework, code="E2", position=2),
    )
    unknown = ObjectiveFactory(framework=framework, number=4, engagement=None)
    for objective in (last, unknown):
        ContractObjectiveFactory(contract=contract_67, objective=objective)

    groups = year_groups(contract_67, 2024)

    assert [group.engagement and group.engagement.code for group in groups] == ["E1", "E2", None]
    assert [[len(one.rows) for one in group.objectives] for group in groups] == [[1, 1], [0], [0]]


def test_codes_are_sorted_as_people_count(contract_67, rate):
    for code in ("1.10", "1.2"):
        IndicatorFactory(objective=rate.objective, code=code)

    codes = [row.indicator.code for row in year_table(contract_67, 2024)]

    assert codes == ["1.1", "1.2", "1.10", "3.1"]


def test_a_key_is_fit_for_an_input_and_unique(contract_67, rate):
    twin = IndicatorFactory(objective=rate.objective, code="1.1", contract=contract_67)
    odd = IndicatorFactory(objective=rate.objective, code="a b/é", contract=contract_67)

    assert keys_of([rate, twin, odd]) == ["1.1", f"1.1-{twin.pk}", "a-b"]


def test_three_rows_cost_what_one_costs(contract_67):
    from_one = _cost(contract_67)
    for number in range(5, 8):
        objective = ObjectiveFactory(framework=contract_67.framework, number=number)
        ContractObjectiveFactory(contract=contract_67, objective=objective)
        indicator = IndicatorFactory(objective=objective)
        for year in (2019, 2023, 2024):
            MeasurementFactory(indicator=indicator, contract=contract_67, year=year)
        TargetFactory(contract=contract_67, indicator=indicator)

    assert _cost(contract_67) == from_one


def _cost(contract) -> int:
    with CaptureQueriesContext(connection) as queries:
        year_table(contract, 2024)
    return len(queries)

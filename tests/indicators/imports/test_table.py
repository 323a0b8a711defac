"""The long form: one value a row."""

from decimal import Decimal

import pytest

from core.imports.plan import Standing
from indicators.actions import record_measurement
from indicators.enums import ImportState
from indicators.imports.actions import apply_batch, plan_of
from indicators.models import Measurement

pytestmark = pytest.mark.django_db


def test_a_table_is_read_and_written(table, editor_67):
    batch = table("67-2020;1.1;2024;12,5", "67-2020;3.1;2024;1 234")

    apply_batch(batch, {}, False, editor_67)

    assert batch.state == ImportState.APPLIED
    assert [row.value for row in Measurement.objects.order_by("indicator__code")] == [Decimal("12.5"), 1234]


def test_each_row_says_what_it_is(table):
    plan = plan_of(table("67-2020;1.1;2024;12,5", "17-2020;1.1;2024;8", "67-2020;9.9;2024;1"))

    first, stranger, unknown = plan.proposals
    assert (first.standing, first.subject, first.after) == (Standing.NEW, "67-2020, 1.1, 2024", "12,5\u00a0%")
    assert stranger.message == "Contrat\u00a0: «\u00a017-2020\u00a0» n’est pas un contrat que vous saisissez."
    assert unknown.message == (
        "Indicateur\u00a0: «\u00a09.9\u00a0» n’est pas un indicateur suivi par le contrat 67-2020."
    )


def test_a_ratio_makes_no_value_of_what_counts_things(told, contract_67, visits, editor_67):
    titles = "Contrat;Indicateur;Année;Valeur;Numérateur;Dénominateur"
    record_measurement(contract=contract_67, indicator=visits, year=2024, value=Decimal(4200), by=editor_67)

    ((standing, message),) = told("67-2020;3.1;2024;;40;50", titles=titles)

    assert standing == Standing.REFUSED
    assert "Ce qui se compte (visites) n’a ni numérateur ni dénominateur" in message
    assert visits.measurements.get().value == 4200


def test_the_mean_of_a_delay_comes_from_a_numerator_above_its_denominator(
    table, contract_67, rate, editor_67
):
    rate.unit, rate.upper_bound = "mois", None
    rate.save()
    titles = "Contrat;Indicateur;Année;Valeur;Numérateur;Dénominateur"

    apply_batch(table("67-2020;1.1;2024;;5000;1800", titles=titles), {}, False, editor_67)

    row = rate.measurements.get()
    assert (row.value, row.numerator, row.denominator) == (Decimal("2.8"), 5000, 1800)

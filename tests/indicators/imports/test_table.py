"""The long form: one value a row."""

from decimal import Decimal

import pytest

from core.imports.plan import Standing
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

"""Undoing an import when others have written where it had written."""

from decimal import Decimal

import pytest
from django.db import connection

from core.workflow import TransitionRefused
from indicators.actions import record_measurement, set_target
from indicators.enums import ImportState, Operator, Source
from indicators.imports.actions import apply_batch, plan_of, undo_batch
from indicators.imports.undoing import CHANGED_SINCE
from indicators.models import Measurement, Target
from indicators.workbook.making import workbook_file
from tests.indicators.workbook.conftest import Filled, read, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(contract_67, rate, editor_67):
    """`write(value=…, source=…)` records 1.1 in 2024."""
    at = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67}
    return lambda **told: record_measurement(**at, **told)


@pytest.fixture
def erased(write, contract_67, editor_67):
    """A workbook that erased 1.1, which was 11 % with a comment."""
    write(value=Decimal(11), comment="Relu")
    filled = Filled(workbook_file(sheet_of(editor_67), "xlsx").content).fill(
        "1.1", value=None, kind=None, comment=None
    )
    batch = read(filled.content, contract_67, editor_67)
    return apply_batch(batch, {"result-1.1": "erase=take"}, False, editor_67)


def held():
    rows = Measurement.objects.order_by("source").values_list("source", "value", "is_retained")
    return [(source, int(value), retained) for source, value, retained in rows]


def test_an_erased_value_comes_back_beside_the_source_entered_since(erased, write, editor_67):
    write(value=Decimal(13), source=Source.SNDS)

    undone = undo_batch(erased, editor_67)

    assert (undone.restored, undone.kept) == (1, [])
    assert held() == [("internal", 11, False), ("snds", 13, True)]
    assert Measurement.objects.get(source=Source.INTERNAL).comment == "Relu"


def test_an_erased_value_whose_place_was_filled_since_is_kept_from_coming_back(erased, write, editor_67):
    write(value=Decimal(13))

    undone = undo_batch(erased, editor_67)

    assert (undone.restored, undone.kept) == (0, [f"67-2020, 1.1, 2024\u00a0: {CHANGED_SINCE}."])
    assert held() == [("internal", 13, True)]


def test_an_erased_target_set_again_since_is_kept(contract_67, rate, editor_67):
    at = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67}
    set_target(**at, operator=Operator.AT_LEAST, value=Decimal(20))
    filled = Filled(workbook_file(sheet_of(editor_67), "xlsx").content)
    filled.aim("1.1", "Cible 2024").value = None
    batch = read(filled.content, contract_67, editor_67)
    (emptied,) = [one for one in plan_of(batch).proposals if one.questions]
    apply_batch(batch, {emptied.key: "erase=take"}, False, editor_67)
    set_target(**at, operator=Operator.AT_LEAST, value=Decimal(25))

    undone = undo_batch(batch, editor_67)

    assert (undone.restored, undone.kept) == (0, [f"67-2020, 1.1, cible 2024\u00a0: {CHANGED_SINCE}."])
    assert Target.objects.get().value == 25


def test_what_moves_while_it_is_undone_is_refused_and_nothing_is_put_back(
    table, write, contract_67, editor_67
):
    row = write(value=Decimal(11))
    batch = apply_batch(table("67-2020;1.1;2024;12,5"), {}, False, editor_67)
    others = []

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith("CREATE TEMP") and not others:
            others.append(sql)
            Measurement.objects.filter(pk=row.pk).update(version=9)
        return execute(sql, params, many, context)

    refused = pytest.raises(TransitionRefused, match="pendant l’annulation")
    with connection.execute_wrapper(meanwhile), refused:
        undo_batch(batch, editor_67)

    batch.refresh_from_db()
    assert (len(others), batch.state) == (1, ImportState.APPLIED)
    assert held() == [("internal", 12, True)]

"""Rows written in sets: complete history, versions checked, triggers heard."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, transaction

from contracts.models import Document
from core.acting import acting
from core.bulk import StaleRows, erase_rows, inserting_rows, update_rows
from indicators.models import Measurement
from reports import workflow
from reports.actions import open_report
from tests.factories import MeasurementFactory

pytestmark = pytest.mark.django_db
COLUMNS = ("indicator_id", "perimeter_id", "year", "source", "value")
KEY = COLUMNS[:4]


@pytest.fixture
def rows(contract_67, rate, visits):
    perimeter = contract_67.own_perimeter.pk
    return [
        (rate.pk, perimeter, 2023, "internal", Decimal("12.5")),
        (visits.pk, perimeter, 2024, "snds", Decimal(1234)),
    ]


def proof_of(contract):
    return Document.objects.create(contract=contract, kind="proof", title="Justificatif")


def state(row):
    """A row as plain values, its bookkeeping aside."""
    names = [field.attname for field in Measurement._meta.concrete_fields]
    return {name: getattr(row, name) for name in names}


def told(pk):
    """The history of a row: what was kept of it, and what was stamped."""
    return [
        (
            line.history_type,
            state(line),
            line.history_user_id,
            line.history_seat_label,
            line.history_change_reason,
        )
        for line in Measurement.history.filter(id=pk).order_by("history_id")
    ]


def inserted(rows):
    with inserting_rows(Measurement, COLUMNS, rows, key=KEY):
        pass


def test_rows_written_in_sets_are_those_that_save_writes(rows, editor_67):
    with acting(editor_67), inserting_rows(Measurement, COLUMNS, rows, key=KEY, reason="Reprise") as pks:
        pass

    written = [state(Measurement.objects.get(pk=pk)) for pk in pks]
    assert [(one["indicator_id"], one["year"], one["value"]) for one in written] == [
        (row[0], row[2], row[4]) for row in rows
    ]
    with acting(editor_67):
        saved = Measurement(**dict(zip(COLUMNS, rows[0], strict=True)) | {"year": 2022})
        saved.save()
    assert {**written[0], "id": 0, "year": 0} == {**state(saved), "id": 0, "year": 0}
    for pk, one in zip(pks, written, strict=True):
        assert told(pk) == [("+", one, editor_67.user_id, str(editor_67), "Reprise")]


def test_rows_changed_in_sets_tell_their_new_state_and_the_files_they_are_tied_to(editor_67, contract_67):
    row = MeasurementFactory(value=Decimal(9), contract=contract_67)
    proof = proof_of(contract_67)
    row.proofs.add(proof)

    with acting(editor_67):
        update_rows(Measurement, ("value", "comment"), [(row.pk, 1, Decimal("9.5"), "Corrigé")])

    row.refresh_from_db()
    assert (row.version, row.value, row.comment) == (2, Decimal("9.5"), "Corrigé")
    last = told(row.pk)[-1]
    assert last == ("~", state(row), editor_67.user_id, str(editor_67), None)
    line = Measurement.history.filter(id=row.pk).latest()
    assert [tie.document_id for tie in line.proofs.all()] == [proof.pk]


def test_rows_erased_in_sets_leave_their_history(editor_67, contract_67):
    row = MeasurementFactory(contract=contract_67)
    row.proofs.add(proof_of(contract_67))
    held = state(row)

    with acting(editor_67):
        erase_rows(Measurement, [(row.pk, 1)])

    assert not Measurement.objects.exists()
    assert told(held["id"])[-1] == ("-", held, editor_67.user_id, str(editor_67), None)


def test_a_row_that_moved_since_it_was_shown_stops_the_set(rows, editor_67, contract_67):
    row = MeasurementFactory(value=Decimal(9), contract=contract_67)

    for write in (
        lambda: update_rows(Measurement, ("value",), [(row.pk, 2, Decimal(1))]),
        lambda: erase_rows(Measurement, [(row.pk, 2)]),
        lambda: inserted([rows[0], rows[0]]),
    ):
        with pytest.raises(StaleRows), transaction.atomic():
            write()

    assert Measurement.objects.get() == row
    assert Measurement.history.count() == 1


def test_a_shared_year_is_refused_by_the_database_to_sets_too(rows, editor_67, contract_67):
    workflow.share(open_report(contract=contract_67, fiscal_year=2024, by=editor_67), by=editor_67)

    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        inserted(rows)

    assert not Measurement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rows_tied_to_what_does_not_exist_are_refused_with_all_the_others(rows, contract_67):
    with pytest.raises(IntegrityError), transaction.atomic():
        inserted([rows[0], (0, *rows[1][1:])])

    assert not Measurement.objects.exists()
    assert not Measurement.history.exists()


def test_what_stops_while_rows_are_written_leaves_none(rows):
    with (
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
        inserting_rows(Measurement, COLUMNS, rows, key=KEY),
    ):
        raise ZeroDivisionError

    assert not Measurement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sets_are_written_within_a_transaction():
    with pytest.raises(RuntimeError):
        inserted([])

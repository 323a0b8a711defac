"""Whoever holds the database and not the site: what is agreed, sealed or journalled still does not move."""

import pytest
from django.db import DatabaseError, connection, transaction

from core import journal
from core.models import JournalEntry
from indicators.models import Measurement
from reports.models import Edition, Report, Seal
from tests.factories import IndicatorFactory, MeasurementFactory

NO_MOVE = "ne se modifie"


def execute(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reports_edition SET agreed_at = NULL",
        "UPDATE reports_edition SET agreed_at = '2001-01-01 00:00:00+00:00'",
        "UPDATE reports_edition SET frozen_at = '2001-01-01 00:00:00+00:00'",
        "UPDATE reports_edition SET canonical = '{}'",
        "UPDATE reports_edition SET sha256 = '" + "0" * 64 + "'",
        "DELETE FROM reports_edition",
    ],
)
def test_an_agreed_edition_stays_agreed_as_it_was(agreed: Report, sql: str) -> None:
    before = Edition.objects.values().get()

    with pytest.raises(DatabaseError, match=NO_MOVE):
        execute(sql)

    assert Edition.objects.values().get() == before


@pytest.mark.parametrize(
    "change",
    [
        "decision = 'refused', statement = 'Non.'", "statement = 'Autre.'", "sealed_sha256 = 'x'",
        "seat_label = 'Une autre'", "sealed_at = '2001-01-01 00:00:00+00:00'",
        "voided_at = '2026-01-01 00:00:00+00:00', voided_reason = 'Erreur'",
    ],
)  # fmt: skip
def test_the_seals_of_an_agreed_edition_neither_change_nor_fall(agreed: Report, change: str) -> None:
    with pytest.raises(DatabaseError, match=NO_MOVE):
        execute(f"UPDATE reports_seal SET {change}")  # noqa: S608 (our own words)
    with pytest.raises(DatabaseError, match=NO_MOVE):
        execute("DELETE FROM reports_seal")

    assert Seal.objects.valid().favourable().count() == 3


def test_a_fallen_seal_does_not_stand_up_again(
    shared: Report, seal_by, prefecture_67, editor_67, contract_67
) -> None:
    seal_by(prefecture_67)
    execute("UPDATE reports_seal SET voided_at = '2026-01-01 00:00:00+00:00', voided_reason = 'Renvoi'")

    with pytest.raises(DatabaseError, match=NO_MOVE):
        execute("UPDATE reports_seal SET voided_at = NULL, voided_reason = ''")


def test_a_reading_does_not_leave_its_contract_by_its_perimeter(contract_67, contract_68) -> None:
    MeasurementFactory(contract=contract_67, indicator=IndicatorFactory(code="1.9"))

    with pytest.raises(DatabaseError, match="Le périmètre d’un relevé ne change plus"):
        execute(
            "UPDATE contracts_perimeter_contracts SET contract_id = %s WHERE contract_id = %s",
            contract_68.pk,
            contract_67.pk,
        )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE est propre à SQLite")
@pytest.mark.parametrize("table", ["reports_edition", "core_journalentry", "reports_seal"])
def test_a_row_is_not_replaced_by_another_of_the_same_key(agreed: Report, table: str) -> None:
    with pytest.raises(DatabaseError, match="ne se"):
        execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608 (our own names)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE est propre à PostgreSQL")
@pytest.mark.parametrize("table", ["reports_edition", "core_journalentry", "reports_seal"])
def test_a_table_is_not_emptied_at_once(agreed: Report, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE tgrelid = %s::regclass AND tgtype & 32 = 32",
            [table],
        )
        [[source]] = cursor.fetchall()

    assert "RAISE EXCEPTION" in source
    # Django empties its own databases between two tests; every other is guarded.
    assert "left(current_database(), 5) <> 'test_'" in source


def test_the_state_of_a_report_does_not_open_what_is_frozen(agreed: Report) -> None:
    # Put back in draft by hand, a report still tells by its edition, seals and journal what was agreed.
    execute("UPDATE reports_report SET state = 'draft', agreed_at = NULL")

    assert Edition.objects.get().agreed_at is not None
    assert Seal.objects.valid().favourable().count() == 3
    assert JournalEntry.objects.filter(act="Viser le rapport").count() == 3
    assert list(journal.verify()) == []


def test_a_figure_entered_behind_the_site_is_refused_in_a_locked_year(shared: Report, contract_67) -> None:
    indicator = contract_67.framework.objectives.get(number=1).indicators.get()

    with pytest.raises(DatabaseError, match="Cet exercice est partagé ou arrêté"), transaction.atomic():
        Measurement.objects.create(
            indicator=indicator, perimeter=contract_67.own_perimeter, year=2024, value=1
        )

"""What the database itself refuses, whoever asks: plain SQL goes round every page and every form."""

import pytest
from django.db import DatabaseError, connection, transaction

from contracts.models import ActionReview
from core.triggers import Refuse, RefuseInSets
from funding.models import FundingLine
from indicators.models import Explanation, Measurement, Target
from reports.models import Section
from tests.factories import (
    ActionFactory,
    FundingLineFactory,
    GapCauseFactory,
    IndicatorFactory,
    MeasurementFactory,
    ReportFactory,
    SectionFactory,
    TargetFactory,
    put_in_state,
)

LOCKED_STATES = ["shared", "agreed", "deliberated"]
OPEN_STATES = ["draft", "returned", "corrected"]


def execute(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def rows(contract_67):
    """A row of each table that a shared year locks, in 2024."""
    report = ReportFactory(contract=contract_67)
    action = ActionFactory(contract=contract_67)
    indicator = IndicatorFactory(code="1.9")
    return report, {
        FundingLine: FundingLineFactory(contract=contract_67),
        Target: TargetFactory(contract=contract_67, indicator=indicator),
        Measurement: MeasurementFactory(contract=contract_67, indicator=indicator),
        ActionReview: ActionReview.objects.create(action=action, fiscal_year=2024),
        Section: SectionFactory(report=report),
        Explanation: Explanation.objects.create(
            contract=contract_67,
            indicator=indicator,
            rule="P1",
            from_year=2024,
            until_year=2024,
            cause=GapCauseFactory(),
            sentence="Deux postes vacants.",
            fingerprint="0" * 64,
        ),
    }


LOCKED_MODELS = [FundingLine, Target, Measurement, ActionReview, Section, Explanation]
by_name = pytest.mark.parametrize("model", LOCKED_MODELS, ids=lambda model: model.__name__)


@by_name
@pytest.mark.parametrize("state", LOCKED_STATES)
def test_a_row_of_a_locked_year_is_neither_changed_nor_removed_by_sql(rows, model, state):
    report, by_model = rows
    put_in_state(report, state)
    table, pk = model._meta.db_table, by_model[model].pk

    for sql in (
        f"UPDATE {table} SET version = version + 1 WHERE id = %s",  # noqa: S608 (our own names)
        f"DELETE FROM {table} WHERE id = %s",  # noqa: S608
    ):
        with pytest.raises(DatabaseError, match="Cet exercice est partagé ou arrêté"):
            execute(sql, pk)

    assert model.objects.filter(pk=pk, version=1).exists()


@by_name
@pytest.mark.parametrize("state", OPEN_STATES)
def test_a_row_of_an_open_year_may_change(rows, model, state):
    report, by_model = rows
    put_in_state(report, state)

    sql = f"UPDATE {model._meta.db_table} SET version = 2 WHERE id = %s"  # noqa: S608 (our own names)
    execute(sql, by_model[model].pk)

    assert model.objects.get(pk=by_model[model].pk).version == 2


def test_a_locked_year_takes_no_new_row(rows, contract_67):
    put_in_state(rows[0], "shared")

    with pytest.raises(DatabaseError, match="Cet exercice est partagé ou arrêté"), transaction.atomic():
        FundingLineFactory(contract=contract_67, source="fir")


def test_a_row_cannot_slip_into_a_locked_year_from_another(rows, contract_67):
    line = FundingLineFactory(contract=contract_67, fiscal_year=2023)
    put_in_state(rows[0], "agreed")

    with pytest.raises(DatabaseError, match="Cet exercice est partagé ou arrêté"):
        execute("UPDATE funding_fundingline SET fiscal_year = 2024 WHERE id = %s", line.pk)


def test_the_lock_of_one_contract_does_not_bind_another(rows, contract_68):
    put_in_state(rows[0], "shared")

    assert FundingLineFactory(contract=contract_68).pk


def test_a_shared_perimeter_is_locked_by_any_of_its_contracts(contract_67, contract_68):
    perimeter = contract_68.own_perimeter
    perimeter.contracts.add(contract_67)
    measurement = MeasurementFactory(perimeter=perimeter, indicator=IndicatorFactory(code="1.8"))
    ReportFactory(contract=contract_67, in_state="shared")

    with pytest.raises(DatabaseError, match="Cet exercice est partagé ou arrêté"):
        execute("UPDATE indicators_measurement SET value = 1 WHERE id = %s", measurement.pk)


def test_one_locked_year_among_those_of_a_statement_refuses_it_all(rows, contract_67):
    report, by_model = rows
    locked = by_model[Measurement]
    free = MeasurementFactory(contract=contract_67, indicator=locked.indicator, year=2023)
    put_in_state(report, "shared")
    new = [
        Measurement(
            indicator=locked.indicator,
            perimeter=locked.perimeter,
            year=year,
            source="snds",
            kind="not_yet_known",
            is_retained=False,
        )
        for year in (2022, 2024)
    ]

    for act in (
        lambda: Measurement.objects.bulk_create(new),
        lambda: Measurement.objects.update(version=2),
        lambda: Measurement.objects.filter(pk=free.pk).update(year=2024, source="snds", is_retained=False),
        lambda: Measurement.objects.filter(pk=locked.pk).update(year=2022),
        lambda: execute("DELETE FROM indicators_measurement"),
    ):
        with pytest.raises(DatabaseError, match="Cet exercice est partagé ou arrêté"), transaction.atomic():
            act()

    assert set(Measurement.objects.values_list("year", "version")) == {(2024, 1), (2023, 1)}


def test_the_perimeter_of_a_reading_does_not_change(contract_67, contract_68):
    MeasurementFactory(contract=contract_67, indicator=IndicatorFactory(code="1.7"))

    with pytest.raises(DatabaseError, match="Le périmètre d’un relevé ne change plus"), transaction.atomic():
        contract_67.own_perimeter.contracts.add(contract_68)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reports_edition SET canonical = 'autre'",
        "UPDATE reports_edition SET number = 9",
        "DELETE FROM reports_edition",
    ],
)
def test_a_frozen_edition_keeps_its_content(contract_67, sql):
    report = ReportFactory(contract=contract_67, in_state="shared")

    with pytest.raises(DatabaseError, match="Une édition figée ne se modifie ni ne s’efface"):
        execute(sql)

    assert report.editions.get().number == 1


def test_a_trigger_is_written_down_in_migrations_with_all_it_needs():
    refuse = Refuse("nom", "table", {"UPDATE": "TRUE"}, "Refus.")

    assert refuse.deconstruct() == ("Refuse", ["nom", "table", {"UPDATE": "TRUE"}, "Refus."], {})
    assert RefuseInSets(refuse, "TRUE").deconstruct() == ("RefuseInSets", [refuse, "TRUE"], {})


def test_a_trigger_stands_from_its_creation_to_its_removal(contract_67):
    refuse = Refuse("essai", "contracts_contract", {"UPDATE": "NEW.state = 'ended'"}, "L’essai refuse 100%.")
    with (
        connection.schema_editor(atomic=False) if connection.vendor == "postgresql" else RawEditor() as editor
    ):
        refuse._create(None, editor)
        with pytest.raises(DatabaseError, match="L’essai refuse 100%"):
            execute("UPDATE contracts_contract SET state = 'ended'")
        refuse._drop(None, editor)

    execute("UPDATE contracts_contract SET state = 'ended'")


class RawEditor:
    """SQLite's own schema editor refuses to open inside a transaction; triggers only need `execute`."""

    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    @staticmethod
    def execute(sql: str, params: object = None) -> None:
        connection.cursor().execute(sql, params)

"""What saving a cell costs: everything that the request asks of the database, transaction included."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.enums import DocumentKind
from contracts.models import Document
from indicators.models import Measurement
from tests.factories import MeasurementFactory, TargetFactory

URL = "/contrats/67-2020/indicateurs/2024/cellule/"
# All counted: the two of the transaction (13 without), the session, the person, the locks.
MOST = 15


@pytest.fixture
def cost(sign_in: Any, editor_67: Any, rate: Any) -> Any:
    """`cost(value="12")`: the statements that saving a cell costs to the editor of the Bas-Rhin."""
    browser = sign_in(editor_67)

    def _cost(**typed: str) -> list[str]:
        data = {"row": rate.pk, "part": "result", "seat": editor_67.pk, "shown": ""} | typed
        with CaptureQueriesContext(connection) as captured:
            answer = browser.post(URL, data, headers={"accept": "application/json"})
        assert answer.json()["state"] == "saved"
        return [query["sql"] for query in captured]

    return _cost


def of_the_write(statements: list[str]) -> list[str]:
    """What follows the last read of the page: from the first statement that writes to the last."""
    writes = [at for at, sql in enumerate(statements) if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    return statements[writes[0] : writes[-1] + 1]


def test_a_correction_costs_at_most_this(cost, contract_67, rate):
    """In order: the session; the person with their seats; the transaction opened; perimeters with their
    contracts (locked), their parties; the indicator with its objective and exclusion; targets, the nation's
    included; readings (locked); the report of the year; the agreed editions; the reading, its history; the
    last entry of the journal (once its turn has come) and the new one; the transaction closed."""
    row = MeasurementFactory(indicator=rate, contract=contract_67, value=Decimal(11))
    TargetFactory(contract=contract_67, indicator=rate)

    statements = cost(value="12,5", shown=f"{row.pk}:{row.version}")

    assert len(statements) <= MOST, statements
    assert len(of_the_write(statements)) == 4


def test_a_correction_still_tells_the_proofs_in_its_history(cost, contract_67, rate):
    """What is saved for a row without proofs is not at the expense of one that has some."""
    row = MeasurementFactory(indicator=rate, contract=contract_67, value=Decimal(11))
    proof = Document.objects.create(
        contract=contract_67, kind=DocumentKind.PROOF, title="Acte", sha256="0" * 64
    )
    row.proofs.add(proof)

    cost(value="12,5", shown=f"{row.pk}:{row.version}")

    assert [tie.document for tie in row.history.first().proofs.all()] == [proof]


def test_a_first_value_costs_at_most_this(cost, contract_67):
    """The same, without the agreed editions."""
    statements = cost(value="12,5")

    assert len(statements) <= MOST - 1, statements
    assert len(of_the_write(statements)) == 4
    assert Measurement.objects.get().value == Decimal("12.5")


def test_the_cost_does_not_grow_with_what_the_contract_holds(cost, contract_67, rate):
    for year in range(2019, 2024):
        MeasurementFactory(indicator=rate, contract=contract_67, year=year)
        TargetFactory(contract=contract_67, indicator=rate, year=year + 1)

    assert len(cost(value="12,5")) <= MOST


def test_an_unchanged_cell_costs_no_write(cost, contract_67, rate):
    row = MeasurementFactory(indicator=rate, contract=contract_67)

    statements = cost(value="12,5", shown=f"{row.pk}:{row.version}")

    assert not [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))]

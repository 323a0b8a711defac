"""Several people on the same cell at the same moment: one wins, nobody's entry is lost silently."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from core import journal
from core.models import JournalEntry
from funding.actions import LineEdit, LinesChanged, save_lines
from funding.models import FundingLine
from tests.factories import FundingLineFactory

# On SQLite writers wait for one another from BEGIN on, and the database of the tests has one connection.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="une seule connexion dans les tests sur SQLite"),
]
WRITERS = 4


@pytest.fixture
def line(contract_67):
    return FundingLineFactory(contract=contract_67, source="fir")


def all_at_once(write):
    """What each writer got, started together."""
    start = Barrier(WRITERS)

    def run(rank):
        try:
            start.wait()
            return write(rank)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(run, range(WRITERS)))


def test_on_one_cell_one_writer_wins_and_the_others_are_told(contract_67, line, ars_editor):
    def write(rank):
        edit = LineEdit(line.pk, 1, {"paid_amount": Decimal(rank + 1)})
        try:
            save_lines(contract_67, year=2024, edits=[edit], by=ars_editor)
        except LinesChanged:
            return "told"
        return "saved"

    answers = all_at_once(write)

    assert sorted(answers) == ["saved", "told", "told", "told"]
    assert FundingLine.objects.get().version == 2
    assert JournalEntry.objects.count() == 1


def test_on_four_cells_of_a_line_everybody_is_saved_and_the_chain_holds(contract_67, line, ars_editor):
    cells = ["requested_amount", "notified_amount", "committed_amount", "paid_amount"]

    def write(rank):
        edit = LineEdit(line.pk, 1, {cells[rank]: Decimal(rank + 1)})
        save_lines(contract_67, year=2024, edits=[edit], by=ars_editor)

    all_at_once(write)

    stored = FundingLine.objects.get()
    assert [getattr(stored, cell) for cell in cells] == [1, 2, 3, 4]
    assert stored.version == 1 + WRITERS
    assert [entry.number for entry in JournalEntry.objects.order_by("number")] == [1, 2, 3, 4]
    assert list(journal.verify()) == []

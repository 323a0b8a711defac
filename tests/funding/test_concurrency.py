"""Several people on the same cell at the same moment: one wins, nobody's entry is lost silently."""

from decimal import Decimal
from functools import partial

import pytest

from core import journal
from core.models import JournalEntry
from funding.actions import LineEdit, LinesChanged, save_lines
from funding.models import FundingLine
from tests.at_once import SEVERAL_CONNECTIONS, all_at_once
from tests.factories import FundingLineFactory

pytestmark = SEVERAL_CONNECTIONS
WRITERS = 4


@pytest.fixture
def line(contract_67):
    return FundingLineFactory(contract=contract_67, source="fir")


def by_all_writers(write):
    return all_at_once([partial(write, rank) for rank in range(WRITERS)])


def test_on_one_cell_one_writer_wins_and_the_others_are_told(contract_67, line, ars_editor):
    def write(rank):
        edit = LineEdit(line.pk, 1, {"paid_amount": Decimal(rank + 1)})
        try:
            save_lines(contract_67, year=2024, edits=[edit], by=ars_editor)
        except LinesChanged:
            return "told"
        return "saved"

    answers = by_all_writers(write)

    assert sorted(answers) == ["saved", "told", "told", "told"]
    assert FundingLine.objects.get().version == 2
    assert JournalEntry.objects.count() == 1


def test_on_four_cells_of_a_line_everybody_is_saved_and_the_chain_holds(contract_67, line, ars_editor):
    cells = ["requested_amount", "notified_amount", "committed_amount", "paid_amount"]

    def write(rank):
        edit = LineEdit(line.pk, 1, {cells[rank]: Decimal(rank + 1)})
        save_lines(contract_67, year=2024, edits=[edit], by=ars_editor)

    by_all_writers(write)

    stored = FundingLine.objects.get()
    assert [getattr(stored, cell) for cell in cells] == [1, 2, 3, 4]
    assert stored.version == 1 + WRITERS
    assert [entry.number for entry in JournalEntry.objects.order_by("number")] == [1, 2, 3, 4]
    assert list(journal.verify()) == []

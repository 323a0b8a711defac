"""Credits carried over on the home page: who is to ask, who is to answer, who waits."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding import carrying
from funding.actions import LineEdit, save_lines
from funding.alerts import AlertKind
from funding.queries import alerts_on, lines_of
from overview.tasks import tasks_for
from tests.factories import DeadlineFactory, FundingLineFactory, ReportFactory

MAY = datetime(2025, 5, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def line(contract_67):
    """A thousand euros of 2023, of which four hundred are left."""
    DeadlineFactory(campaign__framework=contract_67.framework, campaign__fiscal_year=2024)
    amounts = {"notified_amount": Decimal(1000), "paid_amount": Decimal(1000), "spent_amount": Decimal(600)}
    return FundingLineFactory(contract=contract_67, source="p304", fiscal_year=2023, **amounts)


def told(seat):
    found = [task for task in tasks_for(seat, MAY) if "crédits" in task.title]
    return [(task.standing.value, task.title, task.detail.replace("\u00a0", " ")) for task in found]


def proposed(contract, line, by):
    said = {"amount": Decimal(400), "justification": "Poste vacant."}
    return carrying.propose(contract, line, by=by, **said)


def test_each_is_told_what_it_owes_until_it_is_done(
    contract_67, line, editor_67, prefecture_editor_67, ars_editor, reader_67
):
    assert told(editor_67) == [("do", "Proposer les reports de crédits", "1 ligne, 400 € restent de 2023.")]
    assert told(prefecture_editor_67) == []

    carry = proposed(contract_67, line, editor_67)
    assert told(editor_67) == [
        ("wait", "Reports de crédits demandés", "1 ligne, 400 € attendent leur financeur.")
    ]
    assert told(prefecture_editor_67) == [
        ("do", "Répondre aux reports de crédits", "1 ligne, 400 € demandés sur 2024.")
    ]
    assert told(ars_editor) == told(reader_67) == []

    carrying.accept(contract_67, carry, by=prefecture_editor_67, shown_version=carry.version)
    assert told(editor_67) == told(prefecture_editor_67) == []


def test_a_year_that_is_shared_receives_nothing_more(contract_67, line, editor_67):
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state="shared")

    assert told(editor_67) == []


def test_the_tasks_cost_the_same_whatever_the_lines(contract_67, line, editor_67):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            tasks_for(editor_67, MAY)
        return len(captured)

    before = cost()
    for source in ("fir", "departement"):
        FundingLineFactory(
            contract=contract_67, source=source, fiscal_year=2023, notified_amount=10, spent_amount=1
        )

    assert cost() == before


def test_a_line_corrected_after_its_carry_over_was_accepted_is_told_on_both_years(
    contract_67, line, editor_67, prefecture_editor_67
):
    carry = proposed(contract_67, line, editor_67)
    carrying.accept(contract_67, carry, by=prefecture_editor_67, shown_version=carry.version)

    def beyond():
        found = {
            year: alerts_on(contract_67, year, lines_of(contract_67, year), MAY.date())
            for year in (2023, 2024)
        }
        return {
            year: [one.text.replace("\u00a0", " ") for one in own if one.kind == AlertKind.CARRIED_MORE]
            for year, own in found.items()
        }

    assert beyond() == {2023: [], 2024: []}
    spent = LineEdit(line.pk, line.version, {"spent_amount": Decimal(700)})
    save_lines(contract_67, year=2023, edits=[spent], by=editor_67)

    text = (
        "Programme 304, Département : 400 € reportés de 2023, dont le reste n’est plus que de 300 € "
        "depuis une correction."
    )
    assert beyond() == {2023: [text], 2024: [text]}

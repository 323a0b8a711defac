"""What was in force on a day, of what was changed outside amendments: on both sides of midnight, overseas."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from contracts.amending.workflow import sign_amendment
from contracts.models import Contract
from contracts.standing import statement_of
from contracts.statement import Section
from funding.actions import LineEdit, remove_line, save_lines
from funding.models import FundingLine
from tests.contracts.test_amending import by_all, opened, proposed
from tests.factories import FundingLineFactory, TargetFactory

# The instant at which the 10th of March 2022 begins there.
MIDNIGHTS = {
    "Europe/Paris": datetime(2022, 3, 9, 23, tzinfo=UTC),
    "Indian/Mayotte": datetime(2022, 3, 9, 21, tzinfo=UTC),
    "America/Martinique": datetime(2022, 3, 10, 4, tzinfo=UTC),
}
SECOND = timedelta(seconds=1)


@pytest.fixture
def contract(contract_67):
    """Signed on the 15th of October 2020."""
    contract_67.signed_on = date(2020, 10, 15)
    contract_67.save()
    return contract_67


@pytest.fixture
def target(contract):
    """At least 20 % in 2022."""
    indicator = contract.framework.objectives.get(number=1).indicators.get()
    with time_machine.travel(datetime(2021, 1, 4, 9, tzinfo=UTC)):
        return TargetFactory(contract=contract, indicator=indicator, year=2022, value=Decimal(20))


def told(contract, section, *days):
    statement = statement_of(Contract.objects.get(pk=contract.pk))
    rows = [[one for one in statement.on(day) if one.section == section] for day in days]
    return [[one.text.replace("\u00a0", " ") for one in own] for own in rows]


def corrected(target, at, value):
    with time_machine.travel(at, tick=False):
        target.value = Decimal(value)
        target.save_next()


@pytest.mark.parametrize("zone", MIDNIGHTS)
@pytest.mark.parametrize(("moved", "first"), [(-SECOND, 9), (SECOND, 10)])
def test_a_target_corrected_at_midnight_is_of_the_day_of_its_territory(contract, target, zone, moved, first):
    contract.territory.time_zone = zone
    contract.territory.save()

    corrected(target, MIDNIGHTS[zone] + moved, 25)

    days = (date(2022, 3, first) - timedelta(days=1), date(2022, 3, first))
    assert told(contract, Section.TARGETS, date(2020, 10, 15), *days) == [["≥ 20 %"], ["≥ 20 %"], ["≥ 25 %"]]


def test_a_correction_an_amendment_and_a_withdrawal_follow_one_another(contract, target, dgcs):
    corrected(target, datetime(2022, 3, 10, 9, tzinfo=UTC), 25)
    amendment = opened(contract, dgcs, kinds=["objectives"], fiscal_year=None)
    with time_machine.travel(datetime(2022, 6, 1, 9, tzinfo=UTC), tick=False):
        said = {"indicator": target.indicator_id, "year": 2022, "operator": "at_least", "value": "30"}
        proposed(amendment, "cible", dgcs, **said)
        sign_amendment(amendment, by=dgcs, dates=by_all(amendment, date(2022, 6, 1)))
    target.refresh_from_db()
    corrected(target, datetime(2022, 9, 1, 9, tzinfo=UTC), 28)
    with time_machine.travel(datetime(2022, 12, 1, 9, tzinfo=UTC), tick=False):
        target.delete()

    days = ((3, 9), (3, 10), (5, 31), (6, 1), (8, 31), (9, 1), (11, 30), (12, 1))
    assert told(contract, Section.TARGETS, *(date(2022, *day) for day in days)) == [
        ["≥ 20 %"], ["≥ 25 %"], ["≥ 25 %"], ["≥ 30 %"], ["≥ 30 %"], ["≥ 28 %"], ["≥ 28 %"], [],
    ]  # fmt: skip


def test_an_amount_is_in_force_from_its_entry_and_what_replaces_it_from_its_own(
    contract, prefecture_editor_67
):
    def enter(at, amount):
        line = FundingLine.objects.get(pk=laid.pk)
        with time_machine.travel(at, tick=False):
            edit = LineEdit(line.pk, line.version, {"notified_amount": amount})
            save_lines(contract, year=2022, edits=[edit], by=prefecture_editor_67)

    with time_machine.travel(datetime(2022, 1, 10, 9, tzinfo=UTC), tick=False):
        laid = FundingLineFactory(contract=contract, fiscal_year=2022, notified_amount=None)
    enter(datetime(2022, 5, 2, 9, tzinfo=UTC), Decimal(1000))
    enter(datetime(2022, 7, 1, 9, tzinfo=UTC), Decimal(1200))
    enter(datetime(2023, 2, 1, 9, tzinfo=UTC), None)
    with time_machine.travel(datetime(2023, 2, 2, 9, tzinfo=UTC), tick=False):
        line = FundingLine.objects.get(pk=laid.pk)
        remove_line(line, by=prefecture_editor_67, shown_version=line.version)

    days = [date(2022, 5, 1), date(2022, 5, 2), date(2022, 6, 30), date(2022, 7, 1), date(2023, 2, 1)]
    assert told(contract, Section.CREDITS, *days) == [[], ["1 000 €"], ["1 000 €"], ["1 200 €"], []]


def test_what_was_only_written_down_later_is_of_its_year(contract, prefecture_editor_67):
    with time_machine.travel(datetime(2024, 1, 10, 9, tzinfo=UTC), tick=False):
        line = FundingLineFactory(contract=contract, fiscal_year=2022, notified_amount=None)
        edit = LineEdit(line.pk, line.version, {"notified_amount": Decimal(700)})
        save_lines(contract, year=2022, edits=[edit], by=prefecture_editor_67)

    days = [date(2021, 12, 31), date(2022, 1, 1), date(2024, 1, 10)]
    assert told(contract, Section.CREDITS, *days) == [[], ["700 €"], ["700 €"]]

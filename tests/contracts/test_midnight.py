"""The end of 30 June in Cayenne, in Saint-Denis of La Réunion and in Paris: what is due, what is late."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from contracts.campaigns.extensions import ask_extension, grant_extension
from contracts.deadlines import calendar, coming_deadlines, report_due_dates
from overview.calendar import next_dates
from overview.tasks import tasks_for
from tests.factories import DeadlineFactory

PLACES = {
    "Cayenne": ("America/Cayenne", "heure de Guyane", datetime(2025, 7, 1, 3, tzinfo=UTC)),
    "Saint-Denis": ("Indian/Reunion", "heure de La Réunion", datetime(2025, 6, 30, 20, tzinfo=UTC)),
    "Paris": ("Europe/Paris", "", datetime(2025, 6, 30, 22, tzinfo=UTC)),
}
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=PLACES, ids=list(PLACES))
def midnight(request, contract_67, bas_rhin):
    """The instant at which 30 June is over there, the contract being there."""
    bas_rhin.time_zone, zone_label, instant = PLACES[request.param]
    bas_rhin.save()
    contract_67.refresh_from_db()
    DeadlineFactory(campaign__framework=contract_67.framework)
    assert instant.astimezone(ZoneInfo(bas_rhin.time_zone)).strftime("%d %H:%M") == "01 00:00"
    return instant, zone_label


def due_at(contract, at):
    return report_due_dates([contract], at)[contract.pk, 2024]


def test_a_minute_before_it_is_the_last_day_and_a_minute_after_it_is_late(midnight, contract_67):
    instant, zone_label = midnight
    before, after = due_at(contract_67, instant - MINUTE), due_at(contract_67, instant + MINUTE)

    assert (before.wording, before.is_late) == ("aujourd’hui, dernier jour", False)
    assert (after.wording, after.is_late) == ("en retard de 1\u00a0jour", True)
    assert due_at(contract_67, instant).is_late
    assert not due_at(contract_67, instant - timedelta(seconds=1)).is_late
    assert before.zone_label == zone_label


def test_the_home_page_and_the_calendars_turn_at_the_same_instant(midnight, contract_67, editor_67):
    instant, _ = midnight
    before, after = instant - MINUTE, instant + MINUTE

    assert [task.due.is_late for task in tasks_for(editor_67, before) if task.due] == [False]
    assert [task.due.is_late for task in tasks_for(editor_67, after) if task.due] == [True]
    assert [one.due.due_on for one in next_dates(editor_67, before)] == [date(2025, 6, 30)]
    assert next_dates(editor_67, after) == []
    assert [calendar(editor_67, at)[0][1][0].told for at in (before, after)] == [
        "aujourd’hui, dernier jour",
        "passée",
    ]
    assert [len(coming_deadlines(contract_67, at)) for at in (before, after)] == [1, 0]


def test_the_pages_say_it_too(midnight, sign_in, editor_67):
    instant, _ = midnight
    told = []
    for at in (instant - MINUTE, instant + MINUTE):
        with time_machine.travel(at, tick=False):
            client = sign_in(editor_67)
            told.append([client.get(url).text for url in ("/", "/contrats/67-2020/calendrier/2024/")])

    assert all("aujourd’hui, dernier jour" in page for page in told[0])
    assert all("en retard de 1\u00a0jour" in page for page in told[1])


def test_an_extended_day_ends_at_midnight_there_as_well(midnight, contract_67, editor_67, dgcs):
    instant, _ = midnight
    deadline = contract_67.framework.campaigns.get().deadlines.get()
    asked = ask_extension(contract_67, deadline, wished_on=date(2025, 9, 30), reason="Retard.", by=editor_67)
    grant_extension(asked, by=dgcs, granted_on=date(2025, 9, 30))
    # September is in summer time as June is, wherever there is one.
    later = instant + timedelta(days=92)

    assert not due_at(contract_67, instant + MINUTE).is_late
    assert not due_at(contract_67, later - MINUTE).is_late
    assert due_at(contract_67, later + MINUTE).is_late
    assert [one.due.is_extended for one in next_dates(editor_67, later - MINUTE)] == [True]


def test_two_territories_of_one_seat_each_have_their_day(contract_67, contract_68, bas_rhin, reader_67):
    DeadlineFactory(campaign__framework=contract_67.framework)
    bas_rhin.time_zone = "Indian/Reunion"
    bas_rhin.save()
    between = datetime(2025, 6, 30, 21, tzinfo=UTC)

    assert [(one.places, one.due.days_left) for one in next_dates(reader_67, between)] == [(["Haut-Rhin"], 0)]

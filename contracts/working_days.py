"""The days on which an administration works, by territory. No database here.

The holidays are those of the `holidays` library, local ones included: Good Friday and 26 December in
Alsace-Moselle, the abolition of slavery overseas. Where a holiday is kept by some only of the communes or of
the administrations, the day is left out: a safe day may come too early, never too late.
"""

from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5
FIRST, LAST = date(MINYEAR + 1, 1, 1), date(MAXYEAR - 1, 12, 31)
# The library's subdivisions, by the code of our territories; a territory of no other keeps the national days.
SUBDIVISIONS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


def holiday_name(day: date, territory_code: str = "") -> str:
    """The holiday of that day in the territory, in French; empty when there is none.

    Without a territory, or for one with no holiday of its own, the national holidays answer.
    """
    return _holidays_of(SUBDIVISIONS.get(territory_code), day.year).get(day, "")


def is_working(day: date, territory_code: str = "") -> bool:
    """Whether it is neither a Saturday, a Sunday nor a holiday in the territory."""
    return day.weekday() < SATURDAY and not holiday_name(day, territory_code)


def working_day_at_latest(day: date, territory_code: str = "") -> date:
    """The day itself, or the last working day before it."""
    return _first_working(day, -ONE_DAY, territory_code)


def working_day_at_earliest(day: date, territory_code: str = "") -> date:
    """The day itself, or the first working day after it."""
    return _first_working(day, ONE_DAY, territory_code)


def working_days_before(day: date, count: int, territory_code: str = "") -> date:
    """The last working day from which `count` (0 or more) working days lead to `day` at the latest."""
    return _walked(working_day_at_latest(day, territory_code), count, working_day_at_latest, territory_code)


def working_days_after(day: date, count: int, territory_code: str = "") -> date:
    """The working day that comes `count` (0 or more) working days after `day`, or after the next one."""
    return _walked(
        working_day_at_earliest(day, territory_code), count, working_day_at_earliest, territory_code
    )


@cache
def _holidays_of(subdivision: str | None, year: int) -> dict[date, str]:
    found = holidays.country_holidays("FR", subdiv=subdivision, years=year, language="fr")
    return dict(found.items())


def _first_working(day: date, step: timedelta, territory_code: str) -> date:
    while not is_working(day, territory_code) and FIRST < day < LAST:
        day += step
    return day


def _walked(day: date, count: int, settle: Callable[[date, str], date], territory_code: str) -> date:
    step = -ONE_DAY if settle is working_day_at_latest else ONE_DAY
    for _ in range(count):
        day = settle(day + step, territory_code)
    return day

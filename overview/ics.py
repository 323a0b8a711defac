"""A calendar as RFC 5545 writes it: whole days, the same bytes for the same content. No database here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
MAKER = "-//SNPPE//Contrats de prévention et de protection de l’enfance//FR"
REFRESHED = timedelta(hours=6)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """Something that takes a whole day, the day it is where it happens: it has no hour and no zone. `key`
    tells it from all others for ever, its date apart."""

    key: str
    on: date
    title: str
    text: str
    url: str


def written(name: str, days: Iterable[Day], *, host: str, today: date) -> bytes:
    """The calendar of this name. `host` makes its keys the world's own; `today` dates its making, so that
    nothing changes within a day but what people change."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # RFC 7986, then what older software reads instead.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    stamp = datetime.combine(today, time(), tzinfo=UTC)
    for day in sorted(days, key=lambda one: (one.on, one.key)):
        calendar.add_component(_event(day, host, stamp))
    return bytes(calendar.to_ical())


def _event(day: Day, host: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{day.key}@{host}")
    event.add("dtstamp", stamp)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + ONE_DAY)
    event.add("summary", day.title)
    event.add("description", day.text)
    event.add("url", day.url)
    # A deadline keeps nobody busy.
    event.add("transp", "TRANSPARENT")
    return event

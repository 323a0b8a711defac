"""Who is told, and what each of their seats has to do at an instant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Seat, User
from contracts.due import PARIS
from overview.calendar import NextDate, next_dates
from overview.models import NoticePreference
from overview.tasks import Standing, Task, tasks_for

# How many days before and after a deadline it is worth a letter of its own.
REMINDED = frozenset({30, 15, 7, 3, 1, 0, -1, -7, -14, -30})
NEAR = 30


@dataclass(frozen=True)
class SeatNews:
    """What one seat has to do, what it waits for, and the next dates of its campaigns."""

    seat: Seat
    tasks: list[Task]
    dates: list[NextDate]

    @property
    def to_do(self) -> list[Task]:
        """What is due of the seat itself."""
        return [task for task in self.tasks if task.standing == Standing.DO]

    @property
    def awaited(self) -> list[Task]:
        """What others have to do."""
        return [task for task in self.tasks if task.standing == Standing.WAIT]


class Reader:
    """A person, with the seats they hold that day. The national level follows from its board, and is told of
    the dates alone."""

    def __init__(self, user: User, seats: list[Seat], at: datetime) -> None:
        self.user, self.seats, self.at = user, seats, at

    @property
    def preference(self) -> NoticePreference:
        """What they chose, or what is done for who has chosen nothing."""
        return preference_of(self.user)

    @property
    def now_there(self) -> datetime:
        """The instant, in the hours of their territory; of Paris for who has several."""
        zones = {seat.territory.time_zone if seat.territory else PARIS for seat in self.seats}
        return self.at.astimezone(ZoneInfo(zones.pop() if len(zones) == 1 else PARIS))

    @property
    def today(self) -> date:
        """The day it is there."""
        return self.now_there.date()

    @cached_property
    def news(self) -> list[SeatNews]:
        """Of each seat that has something to do, to wait for, or a date to come."""
        told = [self._of(seat) for seat in self.seats]
        return [one for one in told if one.to_do or one.awaited or one.dates]

    def _of(self, seat: Seat) -> SeatNews:
        tasks = [] if seat.kind == OrganisationKind.NATIONAL else tasks_for(seat, self.at)
        near = [one for one in next_dates(seat, self.at) if one.due.days_left <= NEAR]
        return SeatNews(seat, tasks, near)

    @property
    def to_do(self) -> list[Task]:
        """What is due of any of their seats."""
        return [task for one in self.news for task in one.to_do]

    @property
    def is_reminded(self) -> bool:
        """Whether something to do reaches one of the days before or after its deadline that are worth a
        letter."""
        return any(task.due and task.due.days_left in REMINDED for task in self.to_do)


def preference_of(user: User) -> NoticePreference:
    """What the person chose; not saved when they have chosen nothing."""
    return getattr(user, "notice_preference", None) or NoticePreference(user=user)


def readers(at: datetime) -> Iterator[Reader]:
    """Every active person who holds a seat that day, in two queries."""
    held = Seat.objects.open_on(timezone.localdate(at)).for_acting().order_by("organisation__name", "pk")
    people = User.objects.filter(is_active=True, seats__in=held.order_by().values("pk")).distinct()
    people = people.select_related("notice_preference").prefetch_related(Prefetch("seats", held, "held"))
    for user in people.order_by("pk"):
        yield Reader(user, user.held, at)  # type: ignore[attr-defined]

"""The next dates of the campaigns a seat takes part in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.due import PARIS, DueDate, due_date
from contracts.models import Contract, Deadline

AHEAD = timedelta(days=180)
SHOWN = 5


@dataclass(frozen=True)
class NextDate:
    """A dated deadline of a campaign, at its national date."""

    label: str
    audience: str
    due: DueDate


def next_dates(seat: Seat, at: datetime) -> list[NextDate]:
    """The five next deadlines within six months, of the seat's frameworks (of all, for the national level).

    One query. These are the national dates: extensions by territory are on the calendar page.
    """
    today = timezone.localdate(at)
    deadlines = Deadline.objects.filter(due_on__gte=today, due_on__lte=today + AHEAD)
    if seat.kind != OrganisationKind.NATIONAL:
        frameworks = Contract.objects.visible_to(seat).values("framework")
        deadlines = deadlines.filter(campaign__framework__in=frameworks)
    return [
        NextDate(
            label=deadline.label,
            audience=str(deadline.get_audience_display()),
            due=due_date(deadline.due_on, at=at, time_zone=PARIS, legal_text=deadline.legal_text),
        )
        for deadline in deadlines[:SHOWN]
    ]

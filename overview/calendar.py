"""The next dates of the campaigns a seat takes part in."""

from datetime import datetime, timedelta

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.deadlines import NextDate, dates_of, national_dates
from contracts.models import Contract

AHEAD = timedelta(days=180)
SHOWN = 5


def next_dates(seat: Seat, at: datetime) -> list[NextDate]:
    """The five next deadlines within six months: those that bind the seat's contracts, later dates granted
    included, each in the time of its territory; for the national level those of every framework.

    A constant number of queries.
    """
    if seat.kind == OrganisationKind.NATIONAL:
        dates = national_dates(at)
    else:
        dates = dates_of(Contract.objects.visible_to(seat).select_related("territory"), at)
    return [one for one in dates if 0 <= one.due.days_left <= AHEAD.days][:SHOWN]

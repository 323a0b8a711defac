"""The seats of an organisation, sorted by whether they are held today."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from accounts.models import Seat


@dataclass(frozen=True)
class Period:
    """A group of seats: its heading, what is said when it is empty, and whether its seats can be closed."""

    heading: str
    empty: str
    is_closable: bool
    seats: list[Seat] = field(default_factory=list)


def seats_by_period(seats: QuerySet[Seat], today: date) -> list[Period]:
    """Open, to come, ended. One query; the most recently ended come first."""
    rows: Iterable[Seat] = seats.select_related("user", "organisation", "territory").order_by(
        "role", "user__email", "starts_on"
    )
    now = Period("Sièges ouverts", "Aucun siège n’est ouvert.", True)
    later = Period("Sièges à venir", "Aucun siège n’est prévu.", True)
    past = Period("Sièges échus", "Aucun siège n’a encore pris fin.", False)
    for seat in rows:
        if seat.starts_on > today:
            later.seats.append(seat)
        elif seat.ends_on and seat.ends_on < today:
            past.seats.append(seat)
        else:
            now.seats.append(seat)
    past.seats.sort(key=lambda seat: seat.ends_on or today, reverse=True)
    return [now, later, past]

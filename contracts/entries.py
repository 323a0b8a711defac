"""What was changed of a contract outside its amendments, as its history tells: pure, given its rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import dropwhile, groupby, pairwise
from typing import Any

from contracts.statement import Moment, Revision
from core.formats import date_short

DELETED = "-"


@dataclass(frozen=True)
class Life:
    """One object of the past: its rows of history in their order; the last says what stands, or stood."""

    rows: list[Any]
    day_of: Callable[[datetime], date]

    @property
    def last(self) -> Any:
        """The row that says what stands, or what stood last."""
        return self.rows[-1]

    @property
    def until(self) -> date | None:
        """The day on which it was taken away; None while it stands."""
        return self._day(self.last) if self.last.history_type == DELETED else None

    def entered_on(self, is_filled: Callable[[Any], bool]) -> date | None:
        """The day on which it was first filled."""
        return next((self._day(row) for row in self.rows if is_filled(row)), None)

    def revisions(self, text: Callable[[Any], str], *, after: date) -> list[Revision]:
        """Its changes that no amendment brought, since what it said at first bound (`after`)."""
        filled = dropwhile(lambda row: not text(row), self.rows)
        return [
            Revision(text(before), text(now), self._entry(now))
            for before, now in pairwise(filled)
            if text(before) != text(now)
            and before.amendment_id == now.amendment_id
            and self._day(now) > after
        ]

    def _entry(self, row: Any) -> Moment:
        day = self._day(row)
        return Moment(day, f"Saisie du {date_short(day)}")

    def _day(self, row: Any) -> date:
        return self.day_of(row.history_date)


def lives(rows: Iterable[Any], day_of: Callable[[datetime], date]) -> Iterator[Life]:
    """Rows of history that come object by object, each in its order; `day_of` gives the day there."""
    for _, own in groupby(rows, key=lambda row: row.id):
        yield Life(list(own), day_of)

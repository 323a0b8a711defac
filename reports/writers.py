"""Who wrote a section: its last version, and what became of its text, told word by word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.words import Piece, compared
from reports.models import Section
from reports.rendering.rich import unescaped

SHOWN = 30
# A text saves itself while it is typed: what one person wrote in one go is one change.
ONE_GO = timedelta(minutes=30)


@dataclass(frozen=True)
class Written:
    """What one person made of the text in one go."""

    who: str
    seat: str
    at: datetime
    pieces: list[Piece]


def writings_of(section: Section) -> list[Written]:
    """The changes of the text, the latest first. One query."""
    rows = section.history.select_related("history_user").order_by("history_date", "history_id")
    gos = list(_gos(rows))
    bodies = [unescaped(go.body) for go in gos]
    told = [
        Written(_name(go), go.history_seat_label, go.history_date, compared(old, new))
        for go, old, new in list(zip(gos, ["", *bodies], bodies, strict=False))[-SHOWN:]
        if old != new
    ]
    return told[::-1]


def _gos(rows: Iterable[Any]) -> Iterator[Any]:
    """The last version of each go, the oldest first."""
    last = None
    for row in rows:
        if last is not None and not _goes_on(last, row):
            yield last
        last = row
    if last is not None:
        yield last


def _goes_on(last: Any, row: Any) -> bool:
    is_same = last.history_user_id == row.history_user_id
    return is_same and row.history_date - last.history_date < ONE_GO


def last_writer(section: Section) -> tuple[str, datetime | None]:
    """Who wrote the text as it stands, and when."""
    row = section.history.select_related("history_user").order_by("-history_date", "-history_id").first()
    return (_name(row), row.history_date) if row else ("", None)


def _name(row: Any) -> str:
    return row.history_user.name if row.history_user else "quelqu’un d’autre"

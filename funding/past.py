"""What a line of the money was, version after version: who wrote what in which cell, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from core.fields import field_of, title_of
from core.formats import euros
from funding.enums import AMOUNT_FIELDS
from funding.models import FundingLine

SHOWN = 30
EMPTY = "vide"


@dataclass(frozen=True)
class Step:
    """One change of a line: when, by whom, and (what, before, after) of each cell."""

    at: datetime
    who: str
    moves: list[tuple[str, str, str]]


def steps_of(line: FundingLine) -> list[Step]:
    """The last changes of a line, the latest first."""
    rows = list(line.history.order_by("-history_id").select_related("history_user")[: SHOWN + 1])
    told = [_step(now, before) for now, before in pairwise(rows)]
    if rows and len(rows) <= SHOWN:
        told.append(_step(rows[-1], None))
    return [one for one in told if one.moves]


def _step(now: Any, before: Any) -> Step:
    who = ", ".join(filter(None, [str(now.history_user or ""), now.history_seat_label]))
    return Step(now.history_date, who, list(_moves(now, before)))


def _moves(now: Any, before: Any) -> Iterator[tuple[str, str, str]]:
    for name in AMOUNT_FIELDS:
        old, new = getattr(before, name, None), getattr(now, name)
        if old != new:
            yield title_of(field_of(FundingLine, name)), _told(old), _told(new)
    if getattr(before, "comment", "") != now.comment:
        yield "Commentaire", getattr(before, "comment", "") or EMPTY, now.comment or EMPTY


def _told(amount: Any) -> str:
    return EMPTY if amount is None else euros(amount)

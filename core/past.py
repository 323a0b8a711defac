"""What became of a definition: each change, who made it and why, the latest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.readable import Change, changes_between
from core.reference import LOADED

SHOWN = 20
# What is still to complete is a table of its own, not a field that people read.
LEFT_OUT = ("framework", "contract", "campaign", "completeness")


@dataclass(frozen=True)
class Step:
    """One change of a row; `who` is empty for a load of reference data."""

    at: datetime
    who: str
    seat: str
    reason: str
    changes: list[Change]


def steps_of(row: Any) -> list[Step]:
    """Its last changes. Two queries."""
    relations = [
        one.name for one in row._meta.concrete_fields if one.is_relation and one.name not in LEFT_OUT
    ]
    history = row.history.select_related("history_user", *relations).order_by("-history_date", "-history_id")
    traces = list(history[: SHOWN + 1])
    pairs = zip(traces, [*traces[1:], None], strict=False)
    steps = [_step(type(row), before, after) for after, before in pairs]
    return [one for one in steps[:SHOWN] if one.changes]


def _step(model: Any, before: Any, after: Any) -> Step:
    reason = after.history_change_reason or ""
    return Step(
        at=after.history_date,
        who=after.history_user.name if after.history_user else "",
        seat=after.history_seat_label,
        reason="données de référence" if reason == LOADED else reason,
        changes=changes_between(model, before, after, LEFT_OUT),
    )

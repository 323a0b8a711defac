"""The calendar of a report read backwards from the day it must be closed: by when each step has to begin,
and whether that day is still within reach. No database here.

A step takes a number of working days of the territory. A meeting (the ODPE, the assembly) is on a day that
nobody here chooses: its papers leave some days before, and what follows waits for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.working_days import working_day_at_latest, working_days_after, working_days_before


@dataclass(frozen=True)
class Step:
    """One thing to do, in its order: who has it in hand and for how many working days.

    With `meeting_on`, the step is a meeting on that day, and `working_days` is how long before it the papers
    leave. `is_done` steps ask for nothing any more. A step `with_previous` is taken at the same time as the
    one before it: the next one waits for both.
    """

    label: str
    holder: str
    working_days: int
    meeting_on: date | None = None
    is_done: bool = False
    with_previous: bool = False


@dataclass(frozen=True)
class Safe:
    """A step and its dates.

    `start_by` is the last safe day to begin (for a meeting, to send its papers), `end_by` the last to finish.
    `soonest` is the first day on which it can be finished, were all that precedes begun today; None when the
    step is done, or when it is a meeting whose papers can no longer leave in time.
    """

    step: Step
    start_by: date
    end_by: date
    soonest: date | None
    is_missed: bool

    @property
    def is_too_late_a_meeting(self) -> bool:
        """Whether the meeting is itself after the last day that would leave time for what follows."""
        return self.step.meeting_on is not None and self.step.meeting_on > self.end_by


@dataclass(frozen=True)
class Backward:
    """All the steps, first to last, of what must be closed on `close_on`.

    `soonest` is the first day on which it can be closed; None when a meeting on the way is missed, so that
    only another date of that meeting would tell.
    """

    close_on: date
    steps: tuple[Safe, ...]
    soonest: date | None

    @property
    def is_out_of_reach(self) -> bool:
        """Whether it cannot be closed in time any more, everyone taking the time that was said."""
        return self.soonest is None or self.soonest > self.close_on

    @property
    def culprits(self) -> list[Safe]:
        """The steps that make it so: a missed or a too late meeting, or those whose last safe day is over."""
        if not self.is_out_of_reach:
            return []
        meetings = [one for one in self.steps if one.is_too_late_a_meeting or _is_lost(one)]
        return meetings or [one for one in self.steps if one.is_missed]


def backward(steps: Sequence[Step], *, close_on: date, today: date, territory_code: str = "") -> Backward:
    """The last safe day of each step, from the last to the first, and the soonest closing from `today`.

    `close_on` and `today` are days in the territory. A step begun at the end of `start_by` is finished at
    the end of `end_by`: nothing is due on a day off, on which nobody works.
    """
    groups = _grouped(steps)
    soonest, closing = _soonest(groups, today, territory_code)
    limit = working_day_at_latest(close_on, territory_code)
    read: list[Safe] = []
    for group, done_on in zip(reversed(groups), reversed(soonest), strict=True):
        safe = [
            _safe(step, limit, day, today, territory_code) for step, day in zip(group, done_on, strict=True)
        ]
        read = [*safe, *read]
        limit = min([one.start_by for one in safe if not one.step.is_done], default=limit)
    return Backward(close_on, tuple(read), closing)


def _grouped(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps taken at the same time, together."""
    groups: list[list[Step]] = []
    for step in steps:
        if step.with_previous and groups:
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups


def _safe(step: Step, end_by: date, done_on: date | None, today: date, territory_code: str) -> Safe:
    held_on = min(step.meeting_on, end_by) if step.meeting_on else end_by
    start_by = working_days_before(held_on, step.working_days, territory_code)
    return Safe(step, start_by, end_by, done_on, not step.is_done and start_by < today)


def _soonest(
    groups: Sequence[Sequence[Step]], today: date, territory_code: str
) -> tuple[list[list[date | None]], date | None]:
    """The first day on which each step can be finished, then all of them; None for those done, and from a
    lost meeting on."""
    found: list[list[date | None]] = []
    ready: date | None = today
    for group in groups:
        days = [
            None if step.is_done or ready is None else _finished(step, ready, territory_code)
            for step in group
        ]
        found.append(days)
        left = [day for step, day in zip(group, days, strict=True) if not step.is_done]
        if left:
            ready = None if None in left else max(day for day in left if day)
    return found, ready


def _finished(step: Step, ready: date, territory_code: str) -> date | None:
    finished = working_days_after(ready, step.working_days, territory_code)
    if step.meeting_on is None:
        return finished
    papers_by = working_days_before(step.meeting_on, step.working_days, territory_code)
    return step.meeting_on if ready <= papers_by else None


def _is_lost(one: Safe) -> bool:
    return one.step.meeting_on is not None and not one.step.is_done and one.soonest is None

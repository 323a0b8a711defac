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
    leave. `is_done` steps ask for nothing any more.
    """

    label: str
    holder: str
    working_days: int
    meeting_on: date | None = None
    is_done: bool = False


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
    soonest = _soonest(steps, today, territory_code)
    limit = working_day_at_latest(close_on, territory_code)
    read: list[Safe] = []
    for step, done_on in zip(reversed(steps), reversed(soonest), strict=True):
        end_by = limit
        held_on = min(step.meeting_on, end_by) if step.meeting_on else end_by
        start_by = working_days_before(held_on, step.working_days, territory_code)
        read.append(Safe(step, start_by, end_by, done_on, not step.is_done and start_by < today))
        limit = start_by if not step.is_done else limit
    return Backward(close_on, tuple(reversed(read)), _closing(steps, soonest, today))


def _soonest(steps: Sequence[Step], today: date, territory_code: str) -> list[date | None]:
    """The first day on which each step can be finished; None for those done, and from a lost meeting on."""
    found: list[date | None] = []
    ready: date | None = today
    for step in steps:
        if step.is_done:
            found.append(None)
            continue
        ready = _finished(step, ready, territory_code) if ready else None
        found.append(ready)
    return found


def _finished(step: Step, ready: date, territory_code: str) -> date | None:
    finished = working_days_after(ready, step.working_days, territory_code)
    if step.meeting_on is None:
        return finished
    papers_by = working_days_before(step.meeting_on, step.working_days, territory_code)
    return step.meeting_on if ready <= papers_by else None


def _closing(steps: Sequence[Step], soonest: Sequence[date | None], today: date) -> date | None:
    left = [day for step, day in zip(steps, soonest, strict=True) if not step.is_done]
    return left[-1] if left else today


def _is_lost(one: Safe) -> bool:
    return one.step.meeting_on is not None and not one.step.is_done and one.soonest is None

"""The national board: how many contracts stand in each state of the last ended year, and which are late."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Seat
from overview.situations import ABSENT, Situation, situations_for
from reports.enums import ReportState

STATES = [(ABSENT, "Sans rapport"), *ReportState.choices]


@dataclass(frozen=True)
class StateCount:
    """How many contracts of a year have their report in a state (stored, shown)."""

    state: str
    label: str
    count: int


@dataclass(frozen=True)
class YearBoard:
    """One fiscal year: its contracts by state, and the late ones, the longest late first."""

    year: int
    counts: list[StateCount]
    late: list["LateReport"]
    contract_count: int


@dataclass(frozen=True)
class LateReport:
    """A report that is not agreed although its date has passed."""

    situation: Situation
    state_label: str

    @property
    def order(self) -> tuple[int, str]:
        """The longest late first."""
        due = self.situation.due
        return (due.days_left if due else 0, self.situation.contract.reference)


def board_for(seat: Seat, at: datetime) -> list[YearBoard]:
    """One board per last ended year: contracts of two frameworks do not end the same year. Latest first."""
    last: dict[int, Situation] = {}
    for situation in situations_for(seat, at):
        last[situation.contract.pk] = situation
    years = sorted({situation.year for situation in last.values()}, reverse=True)
    return [_board(year, [s for s in last.values() if s.year == year]) for year in years]


def _board(year: int, situations: list[Situation]) -> YearBoard:
    tally = Counter(situation.state for situation in situations)
    labels = dict(STATES)
    late = [LateReport(s, str(labels[s.state])) for s in situations if s.is_late]
    return YearBoard(
        year=year,
        counts=[StateCount(state, str(label), tally[state]) for state, label in STATES if tally[state]],
        late=sorted(late, key=lambda row: row.order),
        contract_count=len(situations),
    )

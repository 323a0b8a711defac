"""The action plan as its pages show it: the calendar that is drawn, the board, the years of an action."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.enums import ActionState
from contracts.models import Action, Contract
from core.charts import Canvas, Chart, Flag, Span, spans

WIDE = Canvas(width=720)
# The order of the board; its tones are told apart by their texture as well.
ORDER = (
    ActionState.PLANNED,
    ActionState.ONGOING,
    ActionState.DONE,
    ActionState.SUSPENDED,
    ActionState.ABANDONED,
)
RANKS = {
    ActionState.PLANNED: 5,
    ActionState.ONGOING: 0,
    ActionState.DONE: 2,
    ActionState.SUSPENDED: 4,
    ActionState.ABANDONED: 1,
}


@dataclass(frozen=True)
class Column:
    """A column of the board: a state, its actions, their posts."""

    state: ActionState
    actions: list[Action]

    @property
    def staff(self) -> Decimal | None:
        """The posts of the actions, None when none is told."""
        return staff_of(self.actions)


@dataclass(frozen=True)
class PlanTotals:
    """What the head of the plan says: how many actions, those ongoing, the posts, the late deliverables."""

    count: int
    ongoing: int
    staff: Decimal | None
    late: int


def totals_of(actions: Sequence[Action], today: date) -> PlanTotals:
    """Of actions read with their deliverables."""
    late = sum(
        1
        for action in actions
        for row in action.deliverables.all()
        if row.due_on and row.due_on < today and row.delivered_on is None
    )
    ongoing = sum(1 for action in actions if action.state == ActionState.ONGOING)
    return PlanTotals(len(actions), ongoing, staff_of(actions), late)


def staff_of(actions: Iterable[Action]) -> Decimal | None:
    """The sum of the posts that are told."""
    known = [action.staff_fte for action in actions if action.staff_fte is not None]
    return sum(known, Decimal(0)) if known else None


def board_of(actions: Sequence[Action]) -> list[Column]:
    """A column for each state, those that nobody is in last and empty."""
    return [Column(state, [one for one in actions if one.state == state]) for state in ORDER]


def calendar_of(
    contract: Contract,
    actions: Sequence[Action],
    today: date,
    title: str = "",
    *,
    canvas: Canvas = WIDE,
) -> Chart:
    """The drawn calendar of actions read with their deliverables, over the contract's own period."""
    known = [
        day
        for action in actions
        for day in (
            action.starts_on,
            action.ends_on,
            *(row.delivered_on or row.due_on for row in action.deliverables.all()),
        )
        if day
    ]
    first, last = min([contract.starts_on, *known]), max([contract.ends_on, *known])
    title = title or f"Calendrier du plan d’action, contrat {contract.reference}"
    rows, bounds = [_span(action) for action in actions], (date(first.year, 1, 1), date(last.year, 12, 31))
    return spans(rows, title=title, first=bounds[0], last=bounds[1], today=today, canvas=canvas)


def _span(action: Action) -> Span:
    flags = tuple(
        Flag(row.label, day, is_done=row.delivered_on is not None)
        for row in action.deliverables.all()
        if (day := row.delivered_on or row.due_on)
    )
    state = ActionState(action.state)
    return Span(
        str(action), action.starts_on, action.ends_on, str(state.label), rank=RANKS[state], flags=flags
    )

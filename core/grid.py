"""What the grids of a year share: an input as it is drawn, a conflict, what becomes of a cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from core.formats import instant

GONE = "Cette case n’est plus sur la page\u00a0: rechargez-la."
ANOTHER_SEAT = (
    "Vous agissez maintenant dans un autre siège que celui de cette page\u00a0: rien n’a été enregistré."
)
UNDO_OVER = "Cette case a changé depuis\u00a0: il n’y a plus rien à annuler."
STATUS = {"saved": 200, "asked": 422, "reason": 422, "refused": 422, "locked": 409, "conflict": 409}
# (posted, label, chosen) of what a text may mean.
Meanings = list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Conflict:
    """Somebody wrote in the cell since it was shown: what it holds now, who wrote it and when.

    `mark` is the state that a choice (« la mienne », « la leur ») is about.
    """

    theirs: str
    who: str
    at: datetime | None
    mark: str


@dataclass(frozen=True)
class Input:
    """One input as it is drawn: its name (and id), its text, its error and the meanings to choose from."""

    name: str
    text: str
    error: str
    meanings: Meanings


class Shown(Protocol):
    """A cell of a grid, as its answer tells it."""

    @property
    def mark(self) -> str:
        """What is stored, so that a stale page is known."""

    @property
    def meanings(self) -> Mapping[str, Meanings]:
        """What its texts may mean, by field."""

    @property
    def conflict(self) -> Conflict | None:
        """Who wrote in it meanwhile."""


@dataclass
class Answer:
    """What became of a cell. `state` is a key of STATUS; `before` the mark it had, to undo what was done."""

    state: str
    message: str = ""
    before: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        """What the request answers."""
        return STATUS[self.state]

    def told(self, cell: Shown | None) -> dict[str, Any]:
        """The same for the page, as JSON: choices are (value, label)."""
        told: dict[str, Any] = {"state": self.state, "message": self.message, "said": self.said}
        if cell is None:
            return told
        told |= {"mark": cell.mark, "before": self.before}
        if self.state == "asked":
            told["choices"] = [(value, label) for value, label, _ in cell.meanings.get("value", [])]
        if conflict := cell.conflict:
            told["theirs"], told["who"] = conflict.theirs, conflict.who
            told["at"] = instant(conflict.at) if conflict.at else ""
            told["mark"] = conflict.mark
        return told


def kind_of_refusal(cell: Any) -> str:
    """The state of a cell that cannot be saved as it was typed."""
    if cell.conflict:
        return "conflict"
    if cell.refusal:
        return "locked"
    return "asked" if cell.meanings.get("value") else "refused"

"""What other apps show on the page of an action: its indicators, its money."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import Seat
from contracts.models import Action, Contract


@dataclass(frozen=True)
class ActionPart:
    """A part of the page: `read(contract, action, year, seat)` gives what its `template` shows under the
    name `part`, beside `contract`, `action` and `year`."""

    title: str
    template: str
    read: Callable[[Contract, Action, int, Seat | None], Any]
    rank: int = 0


@dataclass(frozen=True)
class ShownPart:
    """A part that was read."""

    title: str
    template: str
    part: Any


_parts: list[ActionPart] = []


def declare(part: ActionPart) -> None:
    """Add a part; an app does it in its `action_parts` module, read at start."""
    _parts.append(part)


def parts_of(contract: Contract, action: Action, year: int, seat: Seat | None) -> list[ShownPart]:
    """The parts of the page of an action, in their order."""
    return [
        ShownPart(part.title, part.template, part.read(contract, action, year, seat))
        for part in sorted(_parts, key=lambda one: one.rank)
    ]

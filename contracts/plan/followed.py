"""The indicators that an action is followed by, besides those of its objectives.

What an indicator is belongs to a layer above: its app says which may be chosen, which are, and writes them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from contracts.models import Action, Contract

KEY = "indicators"


@dataclass(frozen=True)
class FollowedBy:
    """`offered(contract)` may be chosen; `held(action)` are, in their order, read with `prefetch` in no query
    more; `code` is how a file names one; `write(action, chosen)` makes them those, in the caller's
    transaction; `among(keys)` reads them again by their keys."""

    prefetch: str
    offered: Callable[[Contract], QuerySet[Any]]
    held: Callable[[Action], list[Any]]
    code: Callable[[Any], str]
    write: Callable[[Action, Iterable[Any]], None]
    among: Callable[[Iterable[int]], list[Any]]


_declared: list[FollowedBy] = []


def declare(followed: FollowedBy) -> None:
    """Say how indicators are tied to actions; the app that knows them does it in its `action_parts`."""
    _declared[:] = [followed]


def followed_by() -> FollowedBy:
    """What was declared."""
    return _declared[0]


def codes(chosen: Iterable[Any]) -> list[str]:
    """As files and the journal name them."""
    return [followed_by().code(one) for one in chosen]

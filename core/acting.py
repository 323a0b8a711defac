"""Who is acting, known wherever a row of history or of the journal is written.

The actor is anything with `user_id` and a readable `__str__` (in this project, an `accounts.Seat`). It is
carried by a context variable rather than by the request, so that commands, jobs and pages are traced alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol


class Actor(Protocol):
    """A person in a seat: what traces need to know of them."""

    pk: Any
    user_id: Any
    user: Any


_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


@contextmanager
def acting(actor: Actor | None) -> Iterator[None]:
    """Attribute to `actor` every trace written inside the block."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def current_actor() -> Actor | None:
    """The seat on whose behalf the code runs, or None for the system itself."""
    return _actor.get()


def current_seat_label() -> str:
    """The seat as text, so that a trace stays readable after the seat has ended."""
    actor = _actor.get()
    return str(actor)[:200] if actor else ""

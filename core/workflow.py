"""Changes of state: one decorator, so that guard and act are never two functions.

A transition names where it starts, where it leads and the right it asks for. The same declaration serves
the server, which refuses, and the page, which shows only the buttons that would be accepted.
"""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import rules
from django.db import transaction

from core import journal
from core.acting import Actor, acting
from core.formats import NBSP
from core.rights import require
from core.traces import Trace, snapshot
from core.versions import StaleVersion


class TransitionRefused(Exception):
    """The act is not possible now; the message says why, in French, to the person who asked."""


@runtime_checkable
class Telling(Protocol):
    """What an act returns when it made something that has facts of its own to be sealed in the journal."""

    def journal_facts(self) -> Mapping[str, Any]:
        """JSON scalars, dates and Decimals by name."""


@dataclass(frozen=True)
class Transition:
    """What is declared of a change of state; `target` is None when the function itself decides."""

    name: str
    label: str
    sources: frozenset[str]
    target: str | None
    permission: str
    tells: tuple[str, ...] = ()

    def allowed(self, subject: Any, by: Actor | None) -> bool:
        """Whether this person could do it now."""
        return subject.state in self.sources and rules.has_perm(self.permission, by, subject)


_declared: dict[type, list[Transition]] = {}


def transition(
    *,
    model: type,
    label: str,
    source: Iterable[str],
    target: str | None,
    permission: str,
    tells: Iterable[str] = (),
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function `act(subject, *, by, **details)` as a change of the `state` of a `model`.

    The subject is read again under lock, so that two people acting at once are put in line and the second is
    judged on what the first did. `shown_version` (keyword, optional) refuses a page that is out of date.
    Subjects say which journal they belong to by `journal_chain`. The journal keeps the state, the fields that
    `tells` names, and the facts of what the act returns (`Telling`).

    Raises TransitionRefused (state or business rule), PermissionDenied (right), StaleVersion (page out of
    date).
    """

    def declare(act: Callable[..., Any]) -> Callable[..., Any]:
        declared = Transition(act.__name__, label, frozenset(source), target, permission, tuple(tells))
        _declared.setdefault(model, []).append(declared)

        @functools.wraps(act)
        def run(subject: Any, *, by: Actor, shown_version: int | None = None, **details: Any) -> Any:
            with transaction.atomic(), acting(by):
                return _apply(declared, act, subject, by, shown_version, details)

        run.declared = declared  # type: ignore[attr-defined]
        return run

    return declare


def _apply(
    declared: Transition,
    act: Callable[..., Any],
    subject: Any,
    by: Actor,
    shown_version: int | None,
    details: dict[str, Any],
) -> Any:
    locked = type(subject).locked(subject.pk)
    require(declared.permission, by, locked, declared.label.lower())
    if locked.state not in declared.sources:
        now = f"l’état est désormais «{NBSP}{locked.get_state_display()}{NBSP}»"
        raise TransitionRefused(f"«{NBSP}{declared.label}{NBSP}» n’est plus possible{NBSP}: {now}.")
    if shown_version is not None and locked.version != shown_version:
        raise StaleVersion(locked, shown_version)
    held = snapshot(locked, ("state", *declared.tells))
    result = act(locked, by=by, **details)
    if declared.target is not None:
        locked.state = declared.target
    locked.save_next()
    _seal_in_journal(declared, locked, by, held, result, str(details.get("reason", "")))
    subject.refresh_from_db()
    return result


def _seal_in_journal(
    declared: Transition, locked: Any, by: Actor, held: Trace, result: Any, reason: str
) -> None:
    """A told field that did not move is kept in `after` alone: it is what the act bears on."""
    after = snapshot(locked, held)
    facts = result.journal_facts() if isinstance(result, Telling) else {}
    journal.record(
        chain=locked.journal_chain,
        act=declared.label,
        subject=locked,
        by=by,
        before={name: value for name, value in held.items() if name == "state" or value != after[name]},
        after=after | dict(facts),
        reason=reason,
    )


def available_transitions(subject: Any, by: Actor | None) -> list[Transition]:
    """The changes of state this person may ask for now, in the order of their declaration."""
    return [declared for declared in transitions_of(type(subject)) if declared.allowed(subject, by)]


def transitions_of(model: type) -> list[Transition]:
    """All that is declared for a model."""
    return _declared.get(model, [])

"""The kinds of files that an app knows how to read, write and take back, declared at start.

The journal of imports, its pages and its states belong to one app; the others say here what they bring, so
that neither imports the other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.imports.plan import Plan
from core.tabular import Table
from core.tabular.reading import Book

# The answers of the person, by the key of the proposal, as `core.imports.questions` writes them; those about
# the whole of what was brought are under FILE.
Answers = Mapping[str, str]
# What was written, as JSON: for people its `subject`, what it `was` and what it is `now`; the rest is the
# app's own, to take it back.
Change = dict[str, Any]


class Batch(Protocol):
    """What an app needs to know of an import of ours: a row of the journal of imports."""

    pk: Any
    file_name: str
    sha256: str
    changes: Any


@dataclass(frozen=True)
class BroughtKind:
    """One kind of file.

    `read(book, seat, answers)` makes the plan, without writing; `write(batch, plan, seat, reason)`
    writes what it would write and says what changed; `restore(batch, seat)` takes it back, and says how many
    values were put back and why each other one could not be; `blank(seat)` is the table to fill. `permission`
    is asked of the seat alone, `template` (inputs: form, crumbs, kind) is the page by which it is brought.
    """

    key: str
    label: str
    title: str
    permission: str
    template: str
    read: Callable[[Book, Any, Answers], Plan]
    write: Callable[[Batch, Plan, Any, str], list[Change]]
    restore: Callable[[Batch, Any], tuple[int, list[str]]]
    blank: Callable[[Any], Table]


_declared: dict[str, BroughtKind] = {}


def declare(kind: BroughtKind) -> None:
    """Make a kind known; an app does it in its `brought` module, read at start."""
    _declared[kind.key] = kind


def declared(key: str) -> BroughtKind | None:
    """The kind of that key, or None."""
    return _declared.get(key)


def kinds() -> list[BroughtKind]:
    """All of them, in the order of their labels."""
    return sorted(_declared.values(), key=lambda kind: kind.label)

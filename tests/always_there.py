"""Rows that are there before the test begins: made once by each worker, then put back as they were.

Making the cast through the factories takes longer than the tests that need it. A decorated function is really
called the first time; what it wrote is remembered, and inserted again, a table at a time, the next times. No
history is written of it.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from itertools import count
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models.signals import m2m_changed, post_save, pre_save

Made = TypeVar("Made", bound=models.Model)
# Each function has its own numbers, so that what two of them made is never the same row.
FIRST, ROOM = 1_000_000, 1_000
# PostgreSQL would otherwise number the test's own rows before those that were always there.
NEXT = 1_000_000_000
_starts = count(FIRST, ROOM)
_advanced: set[type[models.Model]] = set()


@dataclass
class Memory:
    """What a function made: its rows in the order they were written, its links, and what it returned."""

    numbers: Iterator[int]
    rows: list[models.Model] = field(default_factory=list)
    links: dict[type[models.Model], set[int]] = field(default_factory=dict)
    linked: list[models.Model] = field(default_factory=list)
    result: models.Model | None = None

    def number(self, sender: type[models.Model], instance: models.Model, **_: Any) -> None:
        """Give a new row the next number."""
        if instance.pk is None and isinstance(sender._meta.pk, models.AutoField):
            instance.pk = next(self.numbers)

    def keep(self, instance: models.Model, created: bool, **_: Any) -> None:
        """Remember a new row; what changes it afterwards changes what is remembered."""
        if created:
            self.rows.append(instance)

    def link(self, sender: type[models.Model], action: str, **_: Any) -> None:
        """Remember that a table of links is written, and what it held."""
        if action == "pre_add":
            self.links.setdefault(sender, set(sender._default_manager.values_list("pk", flat=True)))

    def conclude(self, result: models.Model) -> None:
        """Remember the links that are new, and what the function returned."""
        for table, before in self.links.items():
            self.linked += table._default_manager.exclude(pk__in=before)
        self.result = result

    def put_back(self) -> models.Model:
        """Insert it all again; returns what the function would have."""
        for table, rows in _by_table(self.rows):
            table._base_manager.bulk_create(rows)
        for table, links in _by_table(self.linked):
            fresh = [copy.copy(link) for link in links]
            for link in fresh:
                link.pk = None
            table._base_manager.bulk_create(fresh)
        return copy.deepcopy(self.result)  # type: ignore[return-value]


def was_always_there(make: Callable[..., Made]) -> Callable[..., Made]:
    """Decorate a function that makes a row, and the rows around it, from others or from plain values."""
    memories: dict[Any, Memory] = {}

    @wraps(make)
    def _make(*arguments: Any, **details: Any) -> Made:
        key = _key(arguments, details)
        if key is None:
            return _without_history(make, arguments, details)
        if key in memories:
            try:
                with transaction.atomic():
                    return memories[key].put_back()  # type: ignore[return-value]
            except IntegrityError:
                # The test made one of these rows beforehand, in its own way.
                return _without_history(make, arguments, details)
        memory = Memory(count(next(_starts)))
        with _listening(memory):
            made = _without_history(make, arguments, details)
        if made in memory.rows:
            memory.conclude(made)
            memories[key] = memory
            _advance({type(row) for row in memory.rows})
        return copy.deepcopy(made)

    return _make


def _key(arguments: Sequence[Any], details: dict[str, Any]) -> Any:
    """What the call is told apart by; none when it is given a row of the test's own, which may be any."""
    told = [*arguments, *details.values()]
    rows = [one for one in told if isinstance(one, models.Model)]
    if any(row.pk < FIRST or row.pk >= NEXT for row in rows):
        return None
    plain = [(type(one), one.pk) if isinstance(one, models.Model) else one for one in told]
    return tuple(plain), tuple(details)


def _without_history(make: Callable[..., Made], arguments: Sequence[Any], details: dict[str, Any]) -> Made:
    before = getattr(settings, "SIMPLE_HISTORY_ENABLED", True)
    settings.SIMPLE_HISTORY_ENABLED = False
    try:
        return make(*arguments, **details)
    finally:
        settings.SIMPLE_HISTORY_ENABLED = before


@contextmanager
def _listening(memory: Memory) -> Iterator[None]:
    heard = ((pre_save, memory.number), (post_save, memory.keep), (m2m_changed, memory.link))
    for signal, hear in heard:
        signal.connect(hear)
    try:
        yield
    finally:
        for signal, hear in heard:
            signal.disconnect(hear)


def _by_table(rows: Sequence[models.Model]) -> list[tuple[type[models.Model], list[models.Model]]]:
    """The rows of each table together, in the order in which the tables were first written."""
    tables: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    return list(tables.items())


def _advance(tables: set[type[models.Model]]) -> None:
    """Let PostgreSQL number what comes next after what was always there; this outlives the test."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in tables - _advanced:
            name = table._meta.db_table
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [name, "id", NEXT])
    _advanced.update(tables)

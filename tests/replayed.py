"""Acts that bring a test where it begins: really done once by each process, then written again as they were.

A report is opened, shared and sealed by the real acts before some six hundred tests, which takes longer than
most of them. What a decorated fixture wrote is remembered, order by order, and given again to a database that
stands exactly where it stood: one that received the same orders since the same beginning, on the same day.
The files that it stored are put back too, as they were: a test may take one away, or write in it. Anywhere
else, and on PostgreSQL, whose counters go on, the acts are done again.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar
from unittest.mock import patch

from django.conf import DEFAULT_STORAGE_ALIAS
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import connection
from django.utils import timezone

Result = TypeVar("Result")
Order = tuple[str, Any, bool]
# What changes nothing that the orders themselves do not say.
WITHOUT_EFFECT = ("SELECT", "SAVEPOINT", "RELEASE", "EXPLAIN", "PRAGMA")
BACK = "ROLLBACK TO SAVEPOINT"
COUNTERS = "SELECT name, seq FROM sqlite_sequence ORDER BY name"


@dataclass
class Log:
    """The orders of writing since the test began, as one number; and each of them while somebody listens."""

    standing: int = 0
    heard: list[list[Order]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Stand between Django and the database: a wrapper of `connection.execute_wrappers`."""
        if not sql.lstrip().startswith(WITHOUT_EFFECT):
            # A savepoint has a name that is never given twice.
            told = BACK if sql.startswith(BACK) else sql
            self.standing = hash((self.standing, told, repr(params)))
            for orders in self.heard:
                orders.append((sql, copy.copy(params), many))
        return execute(sql, params, many, context)


@dataclass
class Memory:
    """What a call did: its orders, what it made of its arguments, what it returned."""

    orders: list[Order]
    files: dict[str, bytes]
    given: Sequence[Any]
    result: Any

    def again(self, given: Sequence[Any]) -> Any:
        """Write it all again; the arguments become what they became."""
        with connection.cursor() as cursor:
            for sql, params, many in self.orders:
                (cursor.executemany if many else cursor.execute)(sql, params)
                if "RETURNING" in sql:
                    cursor.fetchall()
        for name, content in self.files.items():
            default_storage.delete(name)
            default_storage.save(name, ContentFile(content))
        known = {id(kept): one for kept, one in zip(self.given, given, strict=True)}
        for kept, one in zip(self.given, given, strict=True):
            if hasattr(kept, "__dict__"):
                one.__dict__.update(copy.deepcopy(kept.__dict__, known))
        return copy.deepcopy(self.result, known)


_log = Log()


def begin_test() -> None:
    """Nothing has been written yet."""
    _log.standing, _log.heard = 0, []
    if connection.vendor == "sqlite" and _log not in connection.execute_wrappers:
        connection.execute_wrappers.append(_log)


def replayed(make: Callable[..., Result]) -> Callable[..., Result]:
    """Decorate a function that acts on rows it is given, and returns rows or plain values."""
    memories: dict[Any, Memory] = {}

    @wraps(make)
    def _make(**given: Any) -> Result:
        if connection.vendor != "sqlite" or not connection.in_atomic_block:
            return make(**given)
        key = _where_it_stands()
        if key in memories:
            return memories[key].again(list(given.values()))  # type: ignore[no-any-return]
        with _heard() as (orders, files):
            result = make(**given)
        if not any(sql.startswith(BACK) for sql, *_ in orders):
            memories[key] = Memory(orders, files, *copy.deepcopy((list(given.values()), result)))
        return result

    return _make


@contextmanager
def _heard() -> Iterator[tuple[list[Order], dict[str, bytes]]]:
    """The orders given meanwhile, and the files stored, by name."""
    orders: list[Order] = []
    files: dict[str, bytes] = {}
    storage: Any = storages[DEFAULT_STORAGE_ALIAS]
    save = storage.save

    def _save(*arguments: Any, **details: Any) -> str:
        name: str = save(*arguments, **details)
        with storage.open(name) as file:
            files[name] = file.read()
        return name

    _log.heard.append(orders)
    try:
        # Taken away afterwards, not set back: it would hide what a test puts in the class.
        with patch.object(storage, "save", _save):
            yield orders, files
    finally:
        _log.heard.remove(orders)


def _where_it_stands() -> Any:
    with connection.cursor() as cursor:
        counters = tuple(cursor.execute(COUNTERS).fetchall())
    return _log.standing, counters, timezone.localdate()

"""Versioned rows written in sets, each with its line of history: the one road beside `save()`.

The rows go to a temporary table (those that PostgreSQL creates, to their own), then one statement writes them
and another their history: who, in which seat, why, and the files or rows each is tied to. Triggers and
constraints hold as ever. Whoever writes says which version was shown: when one row alone moved since, nothing
is to be kept, and `StaleRows` undoes it with the caller's transaction.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import IntegrityError, connection, models
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from core.acting import current_actor, current_seat_label

CREATED, CHANGED, ERASED = "+", "~", "-"
Values = Sequence[Any]
# What PostgreSQL calls a place that is taken: unique_violation.
TAKEN = "23505"
_numbers = count()


class StaleRows(Exception):
    """Somebody wrote in some of the rows, or in their places, since they were shown."""

    def __init__(self, model: type[models.Model], expected: int, written: int) -> None:
        super().__init__("Des lignes ont été modifiées par quelqu’un d’autre depuis leur lecture.")
        self.model, self.expected, self.written = model, expected, written


@contextmanager
def inserting_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Values],
    *,
    key: Sequence[str],
    reason: str = "",
) -> Iterator[list[int]]:
    """Create rows at version 1; within the block, their primary keys, in the same order.

    PostgreSQL works while the block does, which asks it nothing: what the database refuses is raised when the
    block ends at the latest. `columns` and `key` are attribute names (`indicator_id`); `key` tells a row from
    any other, by a unique constraint. Fields that are not named take their default. Raises StaleRows when a
    place is taken.
    """
    writing = _Writing(model)
    if not rows:
        yield []
        return
    names = [name for name in writing.names if name not in {*columns, writing.pk, "version"}]
    alike = {name: writing.prepared(name, writing.fields[name].get_default()) for name in names}
    insert = _copied if connection.vendor == "postgresql" else _inserted
    with insert(writing, columns, rows, alike | {"version": 1}, key, reason) as pks:
        yield pks


@contextmanager
def _copied(
    writing: "_Writing",
    columns: Sequence[str],
    rows: Sequence[Values],
    alike: Mapping[str, Any],
    key: Sequence[str],
    reason: str,
) -> Iterator[list[int]]:
    """By COPY into the table itself; then their history and their foreign keys, which nobody waits for."""
    into, added = writing.listed([writing.pk, *columns, *alike]), tuple(alike.values())
    with connection.cursor() as cursor:
        pks = writing.reserved(cursor, len(rows))
        try:
            whole = ((pk, *row, *added) for pk, row in zip(pks, rows, strict=True))
            writing.copy(cursor, f"{writing.name} ({into})", whole)
        except IntegrityError as refused:
            if getattr(refused.__cause__, "sqlstate", "") == TAKEN:
                raise StaleRows(writing.model, len(rows), 0) from refused
            raise
        with connection.wrap_database_errors, connection.connection.pipeline():
            named = f"WHERE m.{writing.quoted(writing.pk)} = ANY(%s::bigint[])"
            writing.tell(cursor, CREATED, named, reason, [f"{{{','.join(map(str, pks))}}}"])
            connection.check_constraints()
            yield pks
        writing.check(cursor.rowcount, rows)


@contextmanager
def _inserted(
    writing: "_Writing",
    columns: Sequence[str],
    rows: Sequence[Values],
    alike: Mapping[str, Any],
    key: Sequence[str],
    reason: str,
) -> Iterator[list[int]]:
    """By way of a temporary table, that knows the place of each among the keys that SQLite chose."""
    with writing.table(columns, rows) as (cursor, table):
        given = ", ".join([*(f"t.{writing.quoted(one)}" for one in columns), *["%s"] * len(alike)])
        cursor.execute(
            f"INSERT INTO {writing.name} ({writing.listed([*columns, *alike])}) SELECT {given} "
            f"FROM {table} t WHERE 1 = 1 ORDER BY t.place ON CONFLICT DO NOTHING",
            list(alike.values()),
        )
        writing.check(cursor.rowcount, rows)
        same = " AND ".join(f"m.{writing.quoted(one)} = t.{writing.quoted(one)}" for one in key)
        writing.tell(cursor, CREATED, f"JOIN {table} t ON {same}", reason)
        cursor.execute(
            f"SELECT m.{writing.quoted(writing.pk)} FROM {writing.name} m JOIN {table} t ON {same} "
            "ORDER BY t.place"
        )
        pks = [row[0] for row in cursor.fetchall()]
    yield pks


def update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Values], *, reason: str = ""
) -> None:
    """Change rows to their next version. Each is its primary key, the version shown, then its `columns`.

    Raises StaleRows when one of them is no longer at that version.
    """
    writing = _Writing(model)
    if not rows:
        return
    with writing.table([writing.pk, "version", *columns], rows) as (cursor, table):
        given = ", ".join(f"{writing.quoted(one)} = t.{writing.quoted(one)}" for one in columns)
        cursor.execute(
            f'UPDATE {writing.name} SET {given}, "version" = t."version" + 1 FROM {table} t '
            f"WHERE {writing.same(writing.name)}"
        )
        writing.check(cursor.rowcount, rows)
        join = f"JOIN {table} t ON m.{writing.quoted(writing.pk)} = t.{writing.quoted(writing.pk)}"
        writing.tell(cursor, CHANGED, join, reason)


def erase_rows(model: type[models.Model], rows: Sequence[tuple[int, int]], *, reason: str = "") -> None:
    """Erase rows, each given by its primary key and the version shown; their history stays.

    Raises StaleRows when one of them is no longer at that version.
    """
    writing = _Writing(model)
    if not rows:
        return
    with writing.table([writing.pk, "version"], rows) as (cursor, table):
        told = writing.tell(cursor, ERASED, f"JOIN {table} t ON {writing.same('m')}", reason)
        writing.check(told, rows)
        gone = f"(SELECT {writing.quoted(writing.pk)} FROM {table})"
        for field in model._meta.many_to_many:
            through: Any = field.remote_field.through._meta  # type: ignore[union-attr]
            column = through.get_field(field.m2m_field_name()).column
            cursor.execute(f'DELETE FROM "{through.db_table}" WHERE "{column}" IN {gone}')
        cursor.execute(f"DELETE FROM {writing.name} WHERE {writing.quoted(writing.pk)} IN {gone}")


class _Writing:
    """The names and the statements of one model."""

    def __init__(self, model: type[models.Model]) -> None:
        if not connection.in_atomic_block:
            raise RuntimeError("Rows are written in sets within a transaction.")
        self.model = model
        self.fields = {field.attname: field for field in model._meta.concrete_fields}
        self.names = list(self.fields)
        self.pk = model._meta.pk.attname
        self.name = connection.ops.quote_name(model._meta.db_table)
        self.history: Any = model.history.model  # type: ignore[attr-defined]

    def quoted(self, attname: str) -> str:
        """The column of a field."""
        return connection.ops.quote_name(str(self.fields[attname].column))

    def listed(self, attnames: Sequence[str]) -> str:
        """The columns of several."""
        return ", ".join(map(self.quoted, attnames))

    def same(self, name: str) -> str:
        """The row of the temporary table, at the version shown."""
        pk = self.quoted(self.pk)
        return f'{name}.{pk} = t.{pk} AND {name}."version" = t."version"'

    def prepared(self, attname: str, value: Any) -> Any:
        """A value as the database keeps it."""
        return self.fields[attname].get_db_prep_save(value, connection)

    def reserved(self, cursor: CursorWrapper, count: int) -> list[int]:
        """As many primary keys, taken from their sequence."""
        cursor.execute(
            "SELECT array_agg(nextval(pg_get_serial_sequence(%s, %s))) FROM generate_series(1, %s)",
            [self.name, self.fields[self.pk].column, count],
        )
        pks: list[int] = cursor.fetchone()[0]
        return pks

    def check(self, written: int, rows: Sequence[Values]) -> None:
        """Raise StaleRows unless every row was written."""
        if written != len(rows):
            raise StaleRows(self.model, len(rows), written)

    @contextmanager
    def table(self, columns: Sequence[str], rows: Sequence[Values]) -> Iterator[tuple[CursorWrapper, str]]:
        """A temporary table that holds the rows, with their `place` from 0."""
        table = f"bulk_{next(_numbers)}"
        typed = ", ".join(f"{self.quoted(one)} {self.fields[one].db_type(connection)}" for one in columns)
        with connection.cursor() as cursor:
            # What fails is undone with the transaction, the table with the rest.
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (place integer, {typed})")
            self._fill(cursor, table, columns, rows)
            yield cursor, table
            cursor.execute(f"DROP TABLE {table}")

    def _fill(
        self, cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[Values]
    ) -> None:
        if connection.vendor == "postgresql":
            into = f"{table} (place, {self.listed(columns)})"
            self.copy(cursor, into, ((place, *row) for place, row in enumerate(rows)))
            cursor.execute(f"ANALYZE {table}")
            return
        prepare = [self.fields[one].get_db_prep_save for one in columns]
        marks = ", ".join(["%s"] * (len(columns) + 1))
        cursor.executemany(
            f"INSERT INTO {table} VALUES ({marks})",
            [
                (place, *(get(value, connection) for get, value in zip(prepare, row, strict=True)))
                for place, row in enumerate(rows)
            ],
        )

    def copy(self, cursor: CursorWrapper, into: str, rows: Iterable[Values]) -> None:
        """Rows sent to PostgreSQL, which writes the first while the next are made ready."""
        with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)

    def tell(
        self, cursor: CursorWrapper, kind: str, join: str, reason: str, joined: Sequence[Any] = ()
    ) -> int:
        """One line of history for each row `m` of the join, as `save()` and `delete()` leave it; `joined` are
        the parameters of the join."""
        told, actor = self.history._meta, current_actor()
        kept = [field.attname for field in self.history.tracked_fields]
        stamp = {
            "history_date": timezone.now(),
            "history_type": kind,
            "history_change_reason": reason or None,
            "history_user_id": actor.user_id if actor else None,
            "history_seat_label": current_seat_label(),
        }
        columns = [told.get_field(name).column for name in (*kept, *stamp)]
        given = [*(f"m.{self.quoted(name)}" for name in kept), *["%s"] * len(stamp)]
        values = [told.get_field(name).get_db_prep_save(value, connection) for name, value in stamp.items()]
        into = ", ".join(map(connection.ops.quote_name, columns))
        cursor.execute(
            f'INSERT INTO "{told.db_table}" ({into}) SELECT {", ".join(given)} FROM {self.name} m {join}',
            [*values, *joined],
        )
        written = int(cursor.rowcount)
        if kind == CHANGED:
            self._tell_ties(cursor, join, values[0])
        return written

    def _tell_ties(self, cursor: CursorWrapper, join: str, at: Any) -> None:
        """What each row is tied to (many-to-many), under the line of history written at that instant."""
        told = self.history._meta
        for field in self.history._history_m2m_fields:
            through = field.remote_field.through
            ties = next(
                one.related_model
                for one in told.related_objects
                if getattr(one.related_model, "instance_type", None) is through
            )
            columns = ", ".join(f'"{one.column}"' for one in through._meta.concrete_fields)
            given = ", ".join(f'p."{one.column}"' for one in through._meta.concrete_fields)
            owner = through._meta.get_field(field.m2m_field_name()).column
            pk = self.quoted(self.pk)
            cursor.execute(
                f'INSERT INTO "{ties._meta.db_table}" ({columns}, "history_id") '
                f'SELECT {given}, h."history_id" FROM {self.name} m {join} '
                f'JOIN "{through._meta.db_table}" p ON p."{owner}" = m.{pk} '
                f'JOIN "{told.db_table}" h ON h.{pk} = m.{pk} AND h."history_date" = %s',
                [at],
            )

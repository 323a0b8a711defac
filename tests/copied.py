"""The rows of a file of SQLite, copied to PostgreSQL: the same demonstration serves both."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import environ
import psycopg
from psycopg import sql

OF_THE_SCHEMA = "django_migrations"
TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> %s ORDER BY table_name
"""
COUNTERS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND is_identity = 'YES'
"""


def connected(url: str, **options: Any) -> psycopg.Connection:
    """A connection to what a DATABASE_URL names.

    By words: PostgreSQL's own addresses write a socket otherwise than Django's.
    """
    server: Any = environ.Env.db_url_config(url)
    names = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    asked = {word: server[name] for word, name in names.items() if server[name]}
    return psycopg.connect(**(asked | server.get("OPTIONS", {}) | options))


def copy_rows(source: Path, url: str) -> None:
    """Replace all that the tables of a migrated database hold by what the file holds, its counters set."""
    # Dates are kept in UTC; foreign keys are checked at the end.
    options = {"options": "-c timezone=UTC"}
    with closing(sqlite3.connect(source)) as file, connected(url, **options) as database:
        tables = [name for (name,) in database.execute(TABLES, [OF_THE_SCHEMA])]
        # What our triggers keep from being rewritten has been written once already.
        _each(database, "ALTER TABLE {} DISABLE TRIGGER USER", tables)
        database.execute(
            sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(sql.Identifier(name) for name in tables))
        )
        for name in tables:
            _copy_table(file, database, name)
        database.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _each(database, "ALTER TABLE {} ENABLE TRIGGER USER", tables)
        for table, column in database.execute(COUNTERS).fetchall():
            _set_counter(database, table, column)


def _copy_table(file: sqlite3.Connection, database: psycopg.Connection, name: str) -> None:
    rows = file.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a table's name, of our own schema
    columns = sql.SQL(", ").join(sql.Identifier(column) for column, *_ in rows.description)
    order = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), columns)
    with database.cursor().copy(order) as copy:
        for row in rows:
            copy.write_row(row)


def _set_counter(database: psycopg.Connection, table: str, column: str) -> None:
    order = "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 0) + 1, false) FROM {}"
    database.execute(
        sql.SQL(order).format(
            sql.Literal(table), sql.Literal(column), sql.Identifier(column), sql.Identifier(table)
        )
    )


def _each(database: psycopg.Connection, order: str, tables: list[str]) -> None:
    for name in tables:
        database.execute(sql.SQL(order).format(sql.Identifier(name)))  # type: ignore[arg-type]

"""Database triggers, for the rules that even the administration, an import or a raw query must not break."""

from typing import Any

from django.db import migrations

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Refuse(migrations.RunPython):
    """A migration operation: refuse `events` on `table` when `condition` (SQL on NEW and OLD) holds.

    `name` must be unique in the database; `message` is French and without quotes.
    """

    reduces_to_sql = False

    def __init__(self, name: str, table: str, conditions: dict[str, str], message: str) -> None:
        self.trigger_name, self.table, self.conditions, self.message = name, table, conditions, message
        super().__init__(self._create, self._drop)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How Django writes the operation down."""
        arguments = [self.trigger_name, self.table, self.conditions, self.message]
        return (type(self).__name__, arguments, {})

    def _create(self, apps: Any, editor: Any) -> None:
        for event, condition in self.conditions.items():
            name = f"{self.trigger_name}_{event.lower()}"
            if editor.connection.vendor == "postgresql":
                self._create_postgresql(editor, name, event, condition)
            else:
                self._create_sqlite(editor, name, event, condition)

    def _create_postgresql(self, editor: Any, name: str, event: str, condition: str) -> None:
        message = self.message.replace("'", "''").replace("%", "%%")
        editor.execute(
            POSTGRESQL_FUNCTION.format(name=name, condition=condition, message=message), params=None
        )
        editor.execute(
            f'CREATE TRIGGER {name} BEFORE {event} ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION {name}()',
            params=None,
        )

    def _create_sqlite(self, editor: Any, name: str, event: str, condition: str) -> None:
        message = self.message.replace("'", "''")
        editor.execute(
            f'CREATE TRIGGER {name} BEFORE {event} ON "{self.table}" FOR EACH ROW WHEN {condition} '
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            params=None,
        )

    def _drop(self, apps: Any, editor: Any) -> None:
        for event in self.conditions:
            name = f"{self.trigger_name}_{event.lower()}"
            if editor.connection.vendor == "postgresql":
                editor.execute(f'DROP TRIGGER IF EXISTS {name} ON "{self.table}"')
                editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class RefuseAgain(Refuse):
    """The same rule laid again, after a migration that makes its table anew: SQLite then loses it."""

    def _create(self, apps: Any, editor: Any) -> None:
        super()._drop(apps, editor)
        super()._create(apps, editor)

    def _drop(self, apps: Any, editor: Any) -> None:
        # Going back, the rule stands: it is another migration's.
        self._create(apps, editor)


class ReadByTriggers(migrations.RunPython):
    """A migration operation: from here (`True`) to its pair (`False`), SQLite makes a table anew though
    triggers of other tables read it; it refuses to rename one otherwise. PostgreSQL makes none anew."""

    reduces_to_sql = False

    def __init__(self, is_begun: bool) -> None:
        self.is_begun = is_begun
        super().__init__(self._set, self._set_back)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How Django writes the operation down."""
        return (type(self).__name__, [self.is_begun], {})

    def _set(self, apps: Any, editor: Any) -> None:
        self._let(editor, self.is_begun)

    def _set_back(self, apps: Any, editor: Any) -> None:
        self._let(editor, not self.is_begun)

    def _let(self, editor: Any, is_let: bool) -> None:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"PRAGMA legacy_alter_table = {'ON' if is_let else 'OFF'}")


POSTGRESQL_SET_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
"""
# What a statement wrote, as PostgreSQL hands it to a trigger.
OLD_ROWS, NEW_ROWS = "old_rows", "new_rows"
TABLES = {"INSERT": [NEW_ROWS], "UPDATE": [OLD_ROWS, NEW_ROWS], "DELETE": [OLD_ROWS]}


class RefuseInSets(migrations.RunPython):
    """A migration operation: what PostgreSQL asked of a `Refuse` row by row, ask it once of all that a
    statement wrote, for an import writes thousands of rows by one. The same rows are refused.

    `condition` is SQL on a row named `{row}`; `replaced` is the `Refuse` laid before, and again on the way
    back. SQLite, whose triggers see one row at a time, keeps it.
    """

    reduces_to_sql = False

    def __init__(self, replaced: Refuse, condition: str) -> None:
        self.replaced, self.condition = replaced, condition
        super().__init__(self._create, self._drop)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How Django writes the operation down."""
        return (type(self).__name__, [self.replaced, self.condition], {})

    def _create(self, apps: Any, editor: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return
        self.replaced._drop(apps, editor)
        message = self.replaced.message.replace("'", "''").replace("%", "%%")
        for event in self.replaced.conditions:
            name, held = f"{self.replaced.trigger_name}_{event.lower()}", TABLES[event]
            asked = " OR ".join(map(self._asked, held))
            function = POSTGRESQL_SET_FUNCTION.format(name=name, condition=asked, message=message)
            editor.execute(function, params=None)
            named = " ".join(f"{one.removesuffix('_rows')} TABLE AS {one}" for one in held)
            editor.execute(
                f'CREATE TRIGGER {name} AFTER {event} ON "{self.replaced.table}" REFERENCING {named} '
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
                params=None,
            )

    def _asked(self, rows: str) -> str:
        return f"EXISTS (SELECT 1 FROM {rows} w WHERE {self.condition.format(row='w')})"  # noqa: S608

    def _drop(self, apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            self.replaced._drop(apps, editor)
            self.replaced._create(apps, editor)


NOT_IN_TESTS = "left(current_database(), 5) <> 'test_'"


class RefuseTruncate(migrations.RunPython):
    """A migration operation: refuse to empty these tables at once, which no trigger on rows sees.

    PostgreSQL alone has such a statement; elsewhere nothing is to be done. The databases that Django makes
    for its tests are let be: it empties them between two tests.
    """

    reduces_to_sql = False

    def __init__(self, name: str, tables: list[str], message: str) -> None:
        self.trigger_name, self.tables, self.message = name, tables, message
        super().__init__(self._create, self._drop)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How Django writes the operation down."""
        return (type(self).__name__, [self.trigger_name, self.tables, self.message], {})

    def _create(self, apps: Any, editor: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return
        name, message = self.trigger_name, self.message.replace("'", "''").replace("%", "%%")
        function = POSTGRESQL_FUNCTION.format(name=name, condition=NOT_IN_TESTS, message=message)
        editor.execute(function, params=None)
        for table in self.tables:
            editor.execute(
                f'CREATE TRIGGER {name} BEFORE TRUNCATE ON "{table}" '
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
                params=None,
            )

    def _drop(self, apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION IF EXISTS {self.trigger_name}() CASCADE")

"""The SQL of the triggers in each database, without asking either: what one refuses, the other refuses."""

from types import SimpleNamespace

import pytest

from core.triggers import ReadByTriggers, Refuse, RefuseTruncate

REFUSE = Refuse(
    "no_change", "a_table", {"UPDATE": "NEW.x = 1", "DELETE": "OLD.x = 1"}, "C’est l'exercice à 100 %."
)
PRAGMA = "PRAGMA legacy_alter_table ="
TRUNCATE = RefuseTruncate("no_emptying", ["a_table", "another"], "Rien ne s'efface.")


class Editor:
    """Keeps what a schema editor of this database would execute."""

    def __init__(self, vendor: str) -> None:
        self.connection, self.said = SimpleNamespace(vendor=vendor), []

    def execute(self, sql: str, params: object = ()) -> None:
        self.said.append(" ".join(sql.split()))


def told(operation: object, act: str, vendor: str) -> list[str]:
    """What an operation executes when it is applied or taken back."""
    editor = Editor(vendor)
    getattr(operation, act)(None, editor)
    return editor.said


def test_postgresql_has_a_function_and_a_trigger_for_each_event():
    said = told(REFUSE, "code", "postgresql")

    assert [one.split(" ")[1] for one in said] == ["OR", "TRIGGER", "OR", "TRIGGER"]
    assert "IF NEW.x = 1 THEN RAISE EXCEPTION 'C’est l''exercice à 100 %%.'" in said[0]
    assert said[3] == (
        'CREATE TRIGGER no_change_delete BEFORE DELETE ON "a_table" FOR EACH ROW '
        "EXECUTE FUNCTION no_change_delete()"
    )


def test_sqlite_says_the_same_in_the_trigger_itself():
    first, second = told(REFUSE, "code", "sqlite")

    assert "BEFORE UPDATE" in first
    assert second.endswith("WHEN OLD.x = 1 BEGIN SELECT RAISE(ABORT, 'C’est l''exercice à 100 %.'); END")


@pytest.mark.parametrize(
    ("vendor", "dropped"),
    [
        ("sqlite", ["DROP TRIGGER IF EXISTS no_change_update", "DROP TRIGGER IF EXISTS no_change_delete"]),
        (
            "postgresql",
            [
                'DROP TRIGGER IF EXISTS no_change_update ON "a_table"',
                "DROP FUNCTION IF EXISTS no_change_update()",
                'DROP TRIGGER IF EXISTS no_change_delete ON "a_table"',
                "DROP FUNCTION IF EXISTS no_change_delete()",
            ],
        ),
    ],
)
def test_what_was_laid_is_taken_back(vendor, dropped):
    assert told(REFUSE, "reverse_code", vendor) == dropped


def test_emptying_is_refused_where_there_is_such_a_statement():
    said = told(TRUNCATE, "code", "postgresql")

    assert [one.split(" ON ")[1].split(" ")[0] for one in said[1:]] == ['"a_table"', '"another"']
    assert "Rien ne s''efface." in said[0]
    assert told(TRUNCATE, "reverse_code", "postgresql") == ["DROP FUNCTION IF EXISTS no_emptying() CASCADE"]
    assert told(TRUNCATE, "code", "sqlite") == told(TRUNCATE, "reverse_code", "sqlite") == []


def test_an_operation_is_written_down_as_it_was_made():
    for operation in (REFUSE, TRUNCATE):
        name, arguments, options = operation.deconstruct()
        again = type(operation)(*arguments, **options)
        assert (name, again.deconstruct()) == (type(operation).__name__, operation.deconstruct())


def test_sqlite_makes_a_table_anew_though_triggers_read_it_until_the_pair_of_the_operation():
    begun, ended = ReadByTriggers(True), ReadByTriggers(False)

    assert told(begun, "code", "sqlite") == told(ended, "reverse_code", "sqlite") == [f"{PRAGMA} ON"]
    assert told(ended, "code", "sqlite") == told(begun, "reverse_code", "sqlite") == [f"{PRAGMA} OFF"]
    assert told(begun, "code", "postgresql") == []

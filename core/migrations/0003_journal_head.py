from typing import Any

from django.db import migrations

# VOLATILE, so that each of its statements sees what was committed before it began: the read comes after the
# wait, and sees what the one before us in the line wrote.
HEAD = """
CREATE OR REPLACE FUNCTION journal_head(wanted text) RETURNS TABLE (number integer, entry_hash text)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('journal ' || wanted));
  RETURN QUERY SELECT e.number::integer, e.entry_hash::text FROM core_journalentry e
    WHERE e.chain = wanted ORDER BY e.number DESC LIMIT 1;
END $$;
"""


def create(apps: Any, editor: Any) -> None:
    """Other databases have no turn to wait for."""
    if editor.connection.vendor == "postgresql":
        editor.execute(HEAD, params=None)


def drop(apps: Any, editor: Any) -> None:
    """What creates it, undone."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION IF EXISTS journal_head(text)")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_journal_append_only")]

    operations = [migrations.RunPython(create, drop)]

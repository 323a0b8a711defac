"""What a row says, in words: for the journal, which must stay readable once codes and rows have moved on."""

from typing import Any

from django.db.models import Model

from core.canonical import to_plain
from core.traces import Trace

SECRET = {"password", "last_login"}


def snapshot(row: Model) -> Trace:
    """The row's fields as JSON scalars, related rows by their names. A password never enters it."""
    fields = [field for field in row._meta.concrete_fields if field.name not in SECRET]
    values = {field.name: _told(getattr(row, field.name)) for field in fields}
    for relation in row._meta.many_to_many:
        if relation.name not in {"groups", "user_permissions"}:
            related = getattr(row, relation.name).all()
            values[relation.name] = ", ".join(sorted(str(other) for other in related))
    return values


def saved_snapshot(row: Model) -> Trace:
    """The same, of the row as the database holds it; empty when it is not there yet."""
    stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    return snapshot(stored) if stored else {}


def _told(value: Any) -> Any:
    return str(value) if isinstance(value, Model) else to_plain(value)

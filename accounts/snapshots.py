"""What a row says, in words: for the journal, which must stay readable once codes and rows have moved on."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

SECRET = {"password", "last_login"}


def snapshot(row: Model) -> dict[str, Any]:
    """The row's fields as JSON scalars, related rows by their names. A password never enters it."""
    fields = [field for field in row._meta.concrete_fields if field.name not in SECRET]
    values = {field.name: _scalar(getattr(row, field.name)) for field in fields}
    for relation in row._meta.many_to_many:
        if relation.name not in {"groups", "user_permissions"}:
            related = getattr(row, relation.name).all()
            values[relation.name] = ", ".join(sorted(str(other) for other in related))
    return values


def saved_snapshot(row: Model) -> dict[str, Any]:
    """The same, of the row as the database holds it; empty when it is not there yet."""
    stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    return snapshot(stored) if stored else {}


def difference(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both, less what did not change."""
    moved = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return (
        {name: value for name, value in before.items() if name in moved},
        {name: value for name, value in after.items() if name in moved},
    )


def _scalar(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
    return str(value)

"""What the journal keeps of a row: plain values before and after, the changed ones alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from core.canonical import to_plain
from core.fields import field_of

Trace = dict[str, Any]


def put(row: Any, values: Mapping[str, Any], fields: Iterable[str]) -> None:
    """Put on a row those of the values that the fields name; what is not given stays."""
    for name in fields:
        if name in values:
            setattr(row, name, values[name])


def snapshot(row: Model, fields: Iterable[str]) -> Trace:
    """The fields of a row as JSON scalars: a Decimal as its text, a date in ISO 8601, a relation by key."""
    return {name: to_plain(getattr(row, field_of(row, name).attname)) for name in fields}


def difference(before: Trace, after: Trace) -> tuple[Trace, Trace]:
    """Both sides without the values that are the same in each; an empty side (a creation, a removal) stays
    empty."""
    moved = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    return (
        {name: value for name, value in before.items() if name in moved},
        {name: value for name, value in after.items() if name in moved},
    )

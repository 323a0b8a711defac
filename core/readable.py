"""What rows hold, told in French, and which fields changed between two states. No query is made here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from core import formats
from core.fields import title_of

NOTHING = "(vide)"
ALWAYS_LEFT_OUT = frozenset({"id", "version"})


@dataclass(frozen=True)
class Change:
    """One field of a row: its French name, what it held before (nothing at its creation) and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Fact:
    """What an act says in the journal that is no field of its subject: its French name, and how its value is
    told."""

    label: str
    told: Callable[[Any], str] = str


def changes_between(
    model: type[models.Model], before: Any, after: Any, left_out: Iterable[str] = ()
) -> list[Change]:
    """The fields whose value moved between two rows of history of `model`; `before` is None for a creation.

    Relations are read from the rows, which come with them (`select_related`).
    """
    hidden = ALWAYS_LEFT_OUT | set(left_out)
    changes = []
    for field in model._meta.concrete_fields:
        old = getattr(before, field.attname) if before else None
        new = getattr(after, field.attname)
        if field.name in hidden or old == new or (before is None and new in (None, "", [], {})):
            continue
        old_text = told(field, before) if before else ""
        changes.append(Change(title_of(field), old_text, told(field, after)))
    return changes


def changes_of_trace(
    model: type[models.Model],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    facts: Mapping[str, Fact] = MappingProxyType({}),
) -> list[Change]:
    """The same from a row of the journal, whose values are JSON scalars, and among them the `facts`.

    Relations are left out, since only their key was kept; a key that is neither a field nor a known fact
    keeps its name.
    """
    # A database keeps the keys of a JSON in an order of its own.
    known = [*(field.name for field in model._meta.concrete_fields), *facts]
    rank = {name: place for place, name in enumerate(known)}
    changes = []
    for name in sorted(after, key=lambda one: (rank.get(one, len(rank)), one)):
        if name in facts:
            changes += _fact_told(facts[name], after[name])
            continue
        field = _field(model, name)
        if field is not None and field.is_relation and not field.many_to_many:
            continue
        new = _told_plain(field, after[name])
        old = _told_plain(field, before[name]) if name in before else ""
        if new not in (old, NOTHING if not old else None):
            changes.append(Change(title_of(field) if field else name, old, new))
    return changes


def _fact_told(fact: Fact, value: Any) -> list[Change]:
    return [Change(fact.label, "", fact.told(value))] if value not in (None, "") else []


def told(field: Any, row: Any) -> str:
    """What a row holds in a field, as a person reads it; « (vide) » for nothing."""
    if field.is_relation:
        related = getattr(row, field.name) if getattr(row, field.attname) is not None else None
        return str(related) if related is not None else NOTHING
    return _text(field, getattr(row, field.attname))


def _field(model: type[models.Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _told_plain(field: Any, value: Any) -> str:
    if isinstance(value, str) and isinstance(field, models.DecimalField):
        return _text(field, _decimal(value))
    if isinstance(value, str) and isinstance(field, models.DateField) and value:
        return _text(field, datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    return _text(field, value)


def _decimal(value: str) -> Decimal | str:
    try:
        return Decimal(value)
    except InvalidOperation:
        return value


def _text(field: Any, value: Any) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal):
        return _number(field, value)
    if isinstance(value, datetime):
        return formats.instant(value)
    if isinstance(value, date):
        return formats.date_short(value)
    if isinstance(value, list):
        return formats.joined(value)
    return str(dict(getattr(field, "flatchoices", None) or []).get(value, value))


def _number(field: Any, value: Decimal) -> str:
    # The name says the unit: `amount` is in euros, `percent` in per cent (see the style of this code base).
    unit = getattr(field, "name", "").rpartition("_")[2]
    if unit == "amount":
        return formats.euros(value)
    return formats.percent(value) if unit == "percent" else formats.number(value)

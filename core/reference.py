"""Loading reference data from files, again and again, without undoing what people did on screen.

The files say what is known; an administrator may have completed or corrected it since. The history tells
whose hand was last on each field, so that a load changes only what the files themselves wrote, or what nobody
ever filled.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

LOADED = "Chargement des données de référence"
BLANKS: tuple[Any, ...] = (None, "", [], {})

Row = TypeVar("Row", bound=models.Model)
Key = tuple[Any, ...]


class ReferenceRefused(Exception):
    """A reference file cannot be read, or holds what the model refuses; the message says where, in French."""


@dataclass
class Outcome(Generic[Row]):
    """What a load did to one kind of rows.

    `rows` gives the stored row of each key of the file, for those that point at it. `updated` and `kept` name
    fields: those brought up to date, and those that somebody changed on screen and the load left alone.
    """

    label: str
    rows: dict[Key, Row] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def has_effect(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.updated)

    def counts(self) -> dict[str, int]:
        """As journalled."""
        return {"created": len(self.created), "updated": len(self.updated), "kept": len(self.kept)}


def read(folder: Path, name: str) -> Any:
    """The content of a reference file (JSON, UTF-8); ReferenceRefused names the file and the fault."""
    path = folder / name
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReferenceRefused(f"Fichier de référence illisible\u00a0: {path} ({error.strerror}).") from error
    except ValueError as error:
        raise ReferenceRefused(f"Fichier de référence mal formé\u00a0: {path} ({error}).") from error


def upsert(
    model: type[Row],
    rows: Iterable[Mapping[str, Any]],
    *,
    key: Sequence[str],
    together: Sequence[Sequence[str]] = (),
) -> Outcome[Row]:
    """Create the rows that are missing and bring the others up to date, in one write each, with history.

    `rows` give fields by name (a related row as the object itself); `key` names the natural key; `together`
    lists fields that only make sense as a whole (a label and its status): one of them changed by hand keeps
    them all.

    A row is found again by the key under which it was loaded, even if that key was changed on screen since;
    one that was deleted on screen stays deleted. Raises ReferenceRefused when the model refuses a value.
    """
    given = list(rows)
    names = _columns(model, given[0]) if given else []
    matcher = _Matcher(model, _columns(model, key), names)
    outcome: Outcome[Row] = Outcome(str(model._meta.verbose_name_plural))
    missing: list[Row] = []
    changed: dict[Row, set[str]] = {}
    groups = _groups(names, [_columns(model, group) for group in together])
    for instance in [_clean(model, row) for row in given]:
        stored, was_deleted = matcher.find(instance)
        if was_deleted:
            outcome.kept.append(f"{instance}\u00a0: supprimé à l’écran")
        elif stored is None:
            missing.append(instance)
        else:
            outcome.rows[_key(instance, matcher.key)] = stored
            _merge(stored, instance, groups, matcher.touched(stored), outcome, changed)
    _write(model, missing, changed, outcome, matcher.key)
    return outcome


def link(outcome: Outcome[Row], relation: str, wanted: Mapping[Key, set[int]]) -> None:
    """Add the many-to-many links that are missing; one loaded then removed on screen stays removed."""
    model: Any = next(type(row) for row in outcome.rows.values())
    descriptor = model._meta.get_field(relation)
    source, target = descriptor.m2m_column_name(), descriptor.m2m_reverse_name()
    links = set(descriptor.remote_field.through._default_manager.values_list(source, target))
    loaded = getattr(model.history.model, relation).model._default_manager.filter(
        history__history_change_reason=LOADED
    )
    ever_loaded = set(loaded.values_list(source, target))
    for key, targets in wanted.items():
        row: Any = outcome.rows.get(key)
        absent = {pk for pk in targets if row and (row.pk, pk) not in links | ever_loaded}
        if row and absent:
            row._change_reason = LOADED
            getattr(row, relation).add(*sorted(absent))
            if str(row) not in outcome.created:
                outcome.updated.append(f"{row}\u00a0: {descriptor.verbose_name}")


def _columns(model: Any, names: Iterable[str]) -> list[str]:
    """The attributes that hold these fields as stored: `framework_id` for `framework`."""
    return [model._meta.get_field(name).attname for name in names]


def _clean(model: type[Row], row: Mapping[str, Any]) -> Row:
    """The row as an unsaved object whose values are of the right type."""
    instance = model(**row)
    relations = {field.name for field in model._meta.fields if field.is_relation}
    try:
        instance.clean_fields(exclude=relations)
    except ValidationError as error:
        raise ReferenceRefused(
            f"{model._meta.verbose_name} refusé\u00a0: {row}\u00a0: {error.message_dict}"
        ) from error
    return instance


def _key(row: Any, names: Sequence[str]) -> Key:
    return tuple(getattr(row, name) for name in names)


def _groups(names: Sequence[str], together: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The fields to decide upon at once, by group or alone."""
    taken = {name for group in together for name in group}
    return [*together, *([name] for name in names if name not in taken)]


class _Matcher:
    """Finds the stored row of a wanted one, and whose hand was last on each of its fields."""

    def __init__(self, model: type[models.Model], key: list[str], names: list[str]) -> None:
        self.key, self.names = key, names
        stored = list(model._default_manager.order_by("-pk"))
        self.by_pk = {row.pk: row for row in stored}
        self.by_key = {_key(row, key): row for row in stored}
        self.traces: dict[Any, list[Any]] = {}
        self.loaded: dict[Key, Any] = {}
        for trace in _history(model):
            self.traces.setdefault(trace.id, []).append(trace)
            if trace.history_change_reason == LOADED:
                self.loaded[_key(trace, key)] = trace.id

    def find(self, wanted: models.Model) -> tuple[Any, bool]:
        """The stored row if any, and whether it was loaded once then deleted on screen."""
        key = _key(wanted, self.key)
        if key in self.loaded:
            row = self.by_pk.get(self.loaded[key])
            return row, row is None and key not in self.by_key
        return self.by_key.get(key), False

    def touched(self, row: models.Model) -> set[str]:
        """The fields whose present value was written by somebody, and not by a load."""
        traces = self.traces.get(row.pk, [])
        first: Any = traces[0] if traces else row
        by_hand = getattr(first, "history_change_reason", "") != LOADED
        touched = {name for name in self.names if by_hand and getattr(first, name) not in BLANKS}
        for before, after in pairwise(traces):
            moved = {name for name in self.names if getattr(before, name) != getattr(after, name)}
            touched = touched - moved if after.history_change_reason == LOADED else touched | moved
        return touched


def _history(model: Any) -> Iterable[Any]:
    """All the history of a model, oldest first; nothing for one that is not tracked."""
    if not hasattr(model, "history"):
        return []
    return model.history.order_by("history_date", "history_id")


def _merge(
    stored: Row,
    wanted: Row,
    groups: Sequence[Sequence[str]],
    touched: set[str],
    outcome: Outcome[Row],
    changed: dict[Row, set[str]],
) -> None:
    """Take from the file what is new and was not written by hand; an empty value never erases a full one."""
    for group in groups:
        mine, theirs = _key(stored, group), _key(wanted, group)
        if mine == theirs or (theirs[0] in BLANKS and mine[0] not in BLANKS):
            continue
        title = f"{stored}\u00a0: {_title_of(stored, group[0])}"
        never_filled = mine[0] in BLANKS and group[0] not in touched
        if not never_filled and touched.intersection(group):
            outcome.kept.append(title)
            continue
        for name, value in zip(group, theirs, strict=True):
            setattr(stored, name, value)
        changed.setdefault(stored, set()).update(group)
        outcome.updated.append(title)


def _title_of(row: Any, column: str) -> str:
    return str(row._meta.get_field(column).verbose_name)


def _write(
    model: type[Row],
    missing: list[Row],
    changed: Mapping[Row, set[str]],
    outcome: Outcome[Row],
    key: Sequence[str],
) -> None:
    tracked = hasattr(model, "history")
    if missing and tracked:
        missing = bulk_create_with_history(missing, model, default_change_reason=LOADED)
    else:
        for row in missing:
            row.save(force_insert=True)
    for row in missing:
        outcome.rows[_key(row, key)] = row
        outcome.created.append(str(row))
    if changed and tracked:
        names = sorted(set().union(*changed.values()))
        bulk_update_with_history(list(changed), model, names, default_change_reason=LOADED)
    else:
        for row in changed:
            row.save()

"""Optimistic locking of what has no version: a page sends back the mark of what it was shown.

Reference data are also written by the administration and by the load of their files, which count no
version; the mark is made of what the row says, and sees them all.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from core import journal
from core.acting import Actor
from core.canonical import canonical_bytes, sha256_hex
from core.formats import NBSP
from core.history import because
from core.traces import Trace, difference, put, snapshot

MOVED = f"Quelqu’un d’autre a modifié ceci entre-temps{NBSP}: relisez, puis enregistrez de nouveau."


def mark_of(row: Model, fields: Iterable[str]) -> str:
    """What the row says, as SHA-256: a page sends back the one it was shown. Empty for a new row."""
    return "" if row.pk is None else sha256_hex(canonical_bytes(snapshot(row, fields)))


def assign(row: Any, values: Mapping[str, Any], fields: Iterable[str], shown: str) -> Trace:
    """Put the values on a row held under lock; returns what it said before, nothing for a new one.

    Raises ValidationError when it is no longer what was shown.
    """
    if mark_of(row, fields) != shown:
        raise ValidationError(MOVED)
    before = snapshot(row, fields) if row.pk else {}
    put(row, values, fields)
    return before


def write(row: Any, fields: Iterable[str], before: Trace, act: str, by: Actor, why: str = "") -> None:
    """Check and save what was assigned, with its reason in the history and its line in the national journal;
    nothing when nothing moved. « Modifier » is « Ajouter » for a new row."""
    before, after = difference(before, snapshot(row, fields))
    if not after:
        return
    because(row, why) if why else None
    save_checked(row)
    record(act if before else act.replace("Modifier", "Ajouter"), row, by, before, after, why)


def save_checked(row: Any) -> Any:
    """Save a row once all its rules are checked."""
    row.full_clean()
    row.save()
    return row


def record(act: str, row: Model, by: Actor, before: Any, after: Any, why: str = "") -> None:
    """A line of the national journal."""
    journal.record(
        chain=journal.NATIONAL_CHAIN, act=act, subject=row, by=by, before=before, after=after, reason=why
    )

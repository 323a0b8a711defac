"""Writing and verifying the hash-chained journal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from core.acting import Actor, current_actor
from core.canonical import canonical_bytes, sha256_hex, to_plain
from core.models import JournalEntry

GENESIS = "0" * 64
NATIONAL_CHAIN = "national"


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold: its name, the row's number, and why, in French."""

    chain: str
    number: int
    why: str


def content_of(entry: JournalEntry) -> dict[str, Any]:
    """What the hash of a row is made from, the previous row's hash included."""
    return {
        "chain": entry.chain,
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(),
        "act": entry.act,
        "user": entry.user_id,
        "seat": entry.seat_id,
        "seat_label": entry.seat_label,
        "subject": entry.subject,
        "subject_label": entry.subject_label,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "previous": entry.previous_hash,
    }


def hash_of(entry: JournalEntry) -> str:
    """SHA-256 (hex) of the row's canonical content."""
    return sha256_hex(canonical_bytes(content_of(entry)))


# No savepoint of its own: an act that cannot be journalled takes the whole write with it.
@transaction.atomic(savepoint=False)
def record(
    *,
    chain: str,
    act: str,
    subject: models.Model,
    by: Actor | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    label: str = "",
) -> JournalEntry:
    """Append one act to its chain, in the caller's transaction.

    `before` and `after` hold JSON scalars keyed by field name; `label` names a subject whose own name is not
    to be told. Writers of a chain are put in line; were that to fail, its unique constraints make them
    collide instead of forking it.
    """
    actor = by or current_actor()
    number, last_hash = _head(chain)
    entry = JournalEntry(
        chain=chain,
        number=number + 1,
        at=timezone.now(),
        act=act,
        user_id=actor.user_id if actor else None,
        seat_id=actor.pk if actor else None,
        seat_label=str(actor)[:200] if actor else "",
        subject=f"{subject._meta.label_lower}:{subject.pk}",
        subject_label=(label or str(subject))[:300],
        # Plain from the start, so that the hash survives the trip through the JSON column.
        before=to_plain(before or {}),
        after=to_plain(after or {}),
        reason=reason,
        previous_hash=last_hash,
    )
    entry.entry_hash = hash_of(entry)
    entry.save(force_insert=True)
    return entry


def _head(chain: str) -> tuple[int, str]:
    """The last number of the chain and its hash, the chain held until the end of the transaction.

    In PostgreSQL a function of ours waits for its turn, then reads what is there once it has come: in one
    statement of its own, what others wrote meanwhile would not be seen. SQLite has but one writer at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, entry_hash FROM journal_head(%s)", [chain])
            last = cursor.fetchone()
    else:
        rows = JournalEntry.objects.filter(chain=chain).order_by("-number")
        last = rows.values_list("number", "entry_hash").first()
    return last or (0, GENESIS)


def verify(chain: str = "") -> Iterator[Break]:
    """Every place where a chain is broken; nothing when the journal is whole."""
    entries = JournalEntry.objects.order_by("chain", "number")
    previous: JournalEntry | None = None
    for entry in (entries.filter(chain=chain) if chain else entries).iterator(chunk_size=1000):
        follows = previous if previous and previous.chain == entry.chain else None
        yield from _breaks(entry, follows)
        previous = entry


def _breaks(entry: JournalEntry, previous: JournalEntry | None) -> Iterator[Break]:
    if entry.number != (previous.number + 1 if previous else 1):
        yield Break(entry.chain, entry.number, "une ligne manque juste avant celle-ci")
    if entry.previous_hash != (previous.entry_hash if previous else GENESIS):
        yield Break(entry.chain, entry.number, "l’empreinte de la ligne précédente ne correspond pas")
    if entry.entry_hash != hash_of(entry):
        yield Break(entry.chain, entry.number, "le contenu de la ligne a été modifié")

"""The life of an import: brought, read, applied or discarded, undone. Nobody else assigns its state."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Seat
from core.workflow import transition
from indicators.enums import ImportState
from indicators.imports.book import forget_book
from indicators.models import ImportBatch

HANDLE = "indicators.handle_import"


@transition(
    model=ImportBatch,
    label="Apporter des valeurs",
    source={ImportState.READING},
    target=ImportState.READY,
    permission=HANDLE,
)
def finish_reading(batch: ImportBatch, *, by: Seat, report: dict[str, Any]) -> None:
    """The file has been read: what it would do can be looked at; nothing is written yet."""
    batch.report = report


@transition(
    model=ImportBatch,
    label="Constater un fichier illisible",
    source={ImportState.READING},
    target=ImportState.FAILED,
    permission=HANDLE,
)
def give_up(batch: ImportBatch, *, by: Seat, reason: str) -> None:
    """Nothing of the file can be used; the reason is kept with it."""
    batch.failure = reason
    transaction.on_commit(lambda: forget_book(batch))


@transition(
    model=ImportBatch,
    label="Enregistrer un import",
    source={ImportState.READY, ImportState.APPLYING},
    target=ImportState.APPLIED,
    permission=HANDLE,
)
def store(batch: ImportBatch, *, by: Seat, write: Any) -> None:
    """What was confirmed is written, all or none: `write(batch)` does it and says what changed."""
    batch.changes, batch.report = write(batch)
    batch.failure = ""
    batch.applied_at = timezone.now()
    transaction.on_commit(lambda: forget_book(batch))


@transition(
    model=ImportBatch,
    label="Reprendre la lecture d’un import",
    source={ImportState.READING},
    target=ImportState.READING,
    permission=HANDLE,
)
def read_again(batch: ImportBatch, *, by: Seat) -> None:
    """The work stopped on the way: it begins again; had it not, the first to end would count."""
    batch.heard_at, batch.done_count = timezone.now(), 0


@transition(
    model=ImportBatch,
    label="Demander l’enregistrement d’un import",
    source={ImportState.READY},
    target=ImportState.APPLYING,
    permission=HANDLE,
)
def begin(batch: ImportBatch, *, by: Seat, given: dict[str, Any]) -> None:
    """What was confirmed is long: the background worker will write it, all or none. What the person gave with
    it is kept: were nothing written, they would find it again."""
    batch.heard_at, batch.failure = timezone.now(), ""
    batch.report = batch.report | {"given": given}


@transition(
    model=ImportBatch,
    label="Revenir à l’aperçu d’un import",
    source={ImportState.APPLYING},
    target=ImportState.READY,
    permission=HANDLE,
)
def put_back(batch: ImportBatch, *, by: Seat, why: str) -> None:
    """Nothing was written, for that reason: it is to be looked at again."""
    batch.failure = why


@transition(
    model=ImportBatch,
    label="Annuler un import",
    source={ImportState.APPLIED},
    target=ImportState.UNDONE,
    permission=HANDLE,
)
def take_back(batch: ImportBatch, *, by: Seat, restore: Any) -> None:
    """Each value is put back as it was, unless somebody changed it since: `restore(batch)` does it."""
    batch.report = restore(batch)
    batch.undone_at = timezone.now()


@transition(
    model=ImportBatch,
    label="Abandonner un import",
    source={ImportState.READY, ImportState.READING},
    target=ImportState.DISCARDED,
    permission=HANDLE,
)
def discard(batch: ImportBatch, *, by: Seat) -> None:
    """Nothing of it will be written; the file stays in the journal."""
    transaction.on_commit(lambda: forget_book(batch))

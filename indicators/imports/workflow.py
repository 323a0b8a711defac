"""The life of an import: brought, read, applied or discarded, undone. Nobody else assigns its state."""

from typing import Any

from django.utils import timezone

from accounts.models import Seat
from core.workflow import transition
from indicators.enums import ImportState
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


@transition(
    model=ImportBatch,
    label="Enregistrer un import",
    source={ImportState.READY},
    target=ImportState.APPLIED,
    permission=HANDLE,
)
def store(batch: ImportBatch, *, by: Seat, write: Any) -> None:
    """What was confirmed is written, all or none: `write(batch)` does it and says what changed."""
    batch.changes, batch.report = write(batch)
    batch.applied_at = timezone.now()


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
    source={ImportState.READY},
    target=ImportState.DISCARDED,
    permission=HANDLE,
)
def discard(batch: ImportBatch, *, by: Seat) -> None:
    """Nothing of it will be written; the file stays in the journal."""

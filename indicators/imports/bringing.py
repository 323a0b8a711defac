"""Receiving what is brought: kept privately under a name of ours, then read, at once or in the background."""

import secrets
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Seat
from contracts.models import Contract
from core.acting import acting
from core.canonical import sha256_hex
from core.formats import NBSP
from core.imports.kinds import declared
from core.imports.plan import Plan
from core.imports.receiving import NotBrought, Received, receives
from core.jobs import enqueue, job
from core.rights import require
from core.workflow import TransitionRefused
from indicators.enums import ImportKind, ImportState
from indicators.gate import ACT
from indicators.imports.keeping import NoRoom, make_room, purge_daily
from indicators.imports.readers import listening, plan_of
from indicators.imports.workflow import HANDLE, finish_reading, give_up, put_back, read_again
from indicators.models import ContributorKit, ImportBatch

MAX_BYTES = 20_000_000
MAX_NAME = 255
# What is read while the person waits; the rest is read by the worker.
AT_ONCE_BYTES = 200_000
TOO_LARGE = f"Ce fichier dépasse {MAX_BYTES // 1_000_000}{NBSP}Mo{NBSP}: découpez-le."
BROKEN = (
    f"La lecture s’est interrompue sur une erreur de notre fait, qui est notée{NBSP}: rien n’est enregistré. "
    "Apportez le fichier de nouveau, ou dans un autre format."
)
CUT_OFF = f"L’enregistrement a été interrompu{NBSP}: rien n’a été écrit. Confirmez-le de nouveau."
AT_WORK = f"Le travail sur ce fichier avance encore{NBSP}: attendez un instant."
EXTENSIONS = {".csv", ".tsv", ".txt", ".xlsx", ".ods"}


def bring(
    kind: str,
    contract: Contract | None,
    fiscal_year: int | None,
    name: str,
    content: bytes,
    by: Seat,
    kit: ContributorKit | None = None,
) -> ImportBatch:
    """Receive a set of values: the batch, read (READY or FAILED) when it is short, READING otherwise.

    `contract` and `fiscal_year` are None for a table, which names them row by row. Nothing is written of the
    values before `apply_batch`. Raises PermissionDenied, NotBrought.
    """
    _admit(kind, contract, content, by)
    with transaction.atomic(), acting(by):
        _make_room(by, content)
        batch = _kept(kind, contract, fiscal_year, name, content, by, kit)
        if len(content) > AT_ONCE_BYTES:
            enqueue(read_in_background, batch.pk)
    if len(content) <= AT_ONCE_BYTES:
        read(batch)
    return batch


def rehearsed(kind: str, name: str, content: bytes, by: Seat) -> ImportBatch:
    """A table to be read by `plan_of` and nothing more: no row in the journal of imports, no file on disk.

    Raises PermissionDenied, NotBrought.
    """
    _admit(kind, None, content, by)
    batch = _batch(kind, name, content, by)
    batch.file, batch.state = ContentFile(content, name), ImportState.READY
    return batch


def _admit(kind: str, contract: Contract | None, content: bytes, by: Seat) -> None:
    if contract is None:
        require_to_bring(kind, by)
    else:
        require("indicators.enter_values", by, contract, ACT)
    if len(content) > MAX_BYTES:
        raise NotBrought(TOO_LARGE)


@receives
def received(kind: str, name: str, content: bytes, by: Seat) -> Received:
    """What a page of another app brings, such as a block pasted in a grid of its own."""
    batch = bring(kind, None, None, name, content, by)
    return Received(reverse("indicators:import", args=[batch.pk]), batch.failure)


def _make_room(by: Seat, content: bytes) -> None:
    try:
        make_room(by, len(content))
    except NoRoom as full:
        raise NotBrought(str(full)) from full
    purge_daily()


def require_to_bring(kind: str, by: Seat | None) -> None:
    """Raise PermissionDenied unless the seat may bring a file of this kind that names its contracts."""
    elsewhere = declared(kind)
    permission = elsewhere.permission if elsewhere else "indicators.bring_values"
    require(permission, by, None, "apporter ce fichier" if elsewhere else "apporter des valeurs")


def _kept(
    kind: str,
    contract: Contract | None,
    fiscal_year: int | None,
    name: str,
    content: bytes,
    by: Seat,
    kit: ContributorKit | None,
) -> ImportBatch:
    extension = f".{name.rpartition('.')[2].lower()}"
    batch = _batch(kind, name, content, by)
    batch.contract, batch.fiscal_year, batch.kit = contract, fiscal_year, kit
    stored = f"{secrets.token_hex(16)}{extension if extension in EXTENSIONS else ''}"
    batch.file.save(stored, ContentFile(content), save=True)
    return batch


def _batch(kind: str, name: str, content: bytes, by: Seat) -> ImportBatch:
    return ImportBatch(
        kind=ImportKind(kind),
        file_name=name[-MAX_NAME:],
        sha256=sha256_hex(content),
        size=len(content),
        seat=by,
        brought_by=by.user,
    )


@job()
def read_in_background(batch_id: int) -> None:
    """Read a long file, saying how far it is; doing it twice changes nothing."""
    batch = ImportBatch.objects.select_related("seat").get(pk=batch_id)
    if batch.state == ImportState.READING:
        try:
            with listening(partial(note, batch)):
                read(batch)
        except TransitionRefused:
            return  # settled meanwhile: abandoned, or read by another worker
        except Exception:
            give_up(batch, by=batch.seat, reason=BROKEN)
            raise


def resume(batch: ImportBatch, by: Seat, shown_version: int | None = None) -> None:
    """Have the reading begin again, or go back to the preview of what was being written: nothing was.

    Raises TransitionRefused (also while the work gives news), StaleVersion, PermissionDenied.
    """
    require(HANDLE, by, batch, "reprendre un import")
    if not batch.is_stalled:
        raise TransitionRefused(AT_WORK)
    if batch.state == ImportState.APPLYING:
        put_back(batch, by=by, shown_version=shown_version, why=CUT_OFF)
        return
    with transaction.atomic():
        read_again(batch, by=by, shown_version=shown_version)
        enqueue(read_in_background, batch.pk)


def note(batch: ImportBatch, done: int, total: int) -> None:
    """The work on a batch is heard of: so many rows, of so many."""
    batch.done_count, batch.total_count, batch.heard_at = done, total, timezone.now()
    batch.skip_history_when_saving = True  # type: ignore[attr-defined] # asked by simple-history
    try:
        batch.save(update_fields=["done_count", "total_count", "heard_at"])
    finally:
        del batch.skip_history_when_saving  # type: ignore[attr-defined]


def read(batch: ImportBatch) -> Plan:
    """Read a batch against today's data: READY with its counts, or FAILED with the reason."""
    plan = plan_of(batch)
    if plan.is_readable:
        finish_reading(batch, by=batch.seat, report=told(plan))
    else:
        give_up(batch, by=batch.seat, reason=" ".join(fault.message for fault in plan.faults))
    return plan


def told(plan: Plan) -> dict[str, int]:
    """The counts that the journal of imports shows."""
    counts = {standing.value: count for standing, count in plan.counts.items()}
    return {**counts, "faults": len(plan.faults), "total": len(plan.proposals)}

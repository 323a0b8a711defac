"""Making a bundle, by the worker: on disk, saying how far it is, in numbered attempts."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.models import Seat
from core import journal
from core.jobs import job
from reports.bundles.archive import make_archive
from reports.bundles.extract import extract_for
from reports.bundles.signed import make_signed
from reports.bundles.working import Made, digest_of, work_root
from reports.enums import BundleKind, BundleState
from reports.models import Bundle, Report
from reports.queries import is_party
from reports.selection import ReportFilter

BROKEN = "La préparation s’est interrompue sur une erreur\u00a0: rien n’en est gardé. Relancez-la."
NO_REPORT = "Le siège qui a demandé cette archive ne lit plus ce rapport."
NO_SEAT = "Le siège qui a demandé cet export n’est plus ouvert."


class Superseded(Exception):
    """Another attempt has begun: this one writes nothing."""


class NotAllowed(Exception):
    """Whoever asked may not take this out any more; the message says why, in French."""


@job()
def make_bundle(bundle_id: int, attempt: int) -> None:
    """Make the file of a bundle; doing an attempt twice changes nothing."""
    try:
        bundle = _begun(bundle_id, attempt)
        with working_folder(bundle_id, attempt) as folder:
            _keep(bundle, _made(bundle, folder))
    except Superseded:
        return
    except NotAllowed as refusal:
        _fail(bundle_id, attempt, str(refusal))
    except Exception:
        _fail(bundle_id, attempt, BROKEN)
        raise


@contextmanager
def working_folder(bundle_id: int, attempt: int) -> Iterator[Path]:
    """An empty folder of this attempt alone; what a killed worker left of the former ones goes too."""
    root = work_root()
    for left in root.glob(f"{bundle_id}-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = root / f"{bundle_id}-{attempt}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(bundle: Bundle, folder: Path) -> Made:
    """The file, by the rights that the seat has now."""
    seat = Seat.objects.open_on(timezone.localdate()).for_acting().filter(pk=bundle.seat_id).first()
    if seat is None:
        raise NotAllowed(NO_SEAT)
    tell = partial(_tell, bundle.pk, bundle.attempt)
    if bundle.kind == BundleKind.SIGNED:
        return make_signed(folder, seat, ReportFilter.read(bundle.criteria), tell)
    found = (
        Report.objects.visible_to(seat).filter(pk=bundle.report_id or 0).select_related("contract__territory")
    )
    report = found.first()
    if report is None or not is_party(seat, report):
        raise NotAllowed(NO_REPORT)
    return make_archive(folder, extract_for(seat, report), tell)


def _locked(bundle_id: int, attempt: int, *states: str) -> Bundle:
    rows = Bundle.objects.select_for_update(of=("self",)).select_related("seat")
    bundle = rows.filter(pk=bundle_id, attempt=attempt, state__in=states).first()
    if bundle is None:
        raise Superseded
    return bundle


@transaction.atomic
def _begun(bundle_id: int, attempt: int) -> Bundle:
    bundle = _locked(bundle_id, attempt, BundleState.PENDING)
    bundle.state, bundle.heard_at = BundleState.MAKING, timezone.now()
    bundle.save()
    return bundle


@transaction.atomic
def _tell(bundle_id: int, attempt: int, done: int, total: int) -> None:
    bundle = _locked(bundle_id, attempt, BundleState.MAKING)
    bundle.done_count, bundle.total_count, bundle.heard_at = done, total, timezone.now()
    bundle.save(update_fields=["done_count", "total_count", "heard_at"])


def _keep(bundle: Bundle, made: Made) -> None:
    """Store the file, then say that it is ready; a file that comes too late is not left behind."""
    storage = bundle.file.storage
    # What a killed worker stored, without having had the time to say so.
    for attempt in range(1, bundle.attempt):
        storage.delete(_stored_name(bundle, attempt))
    with made.path.open("rb") as file:
        sha256, size = digest_of(file), made.path.stat().st_size
        file.seek(0)
        stored = storage.save(_stored_name(bundle, bundle.attempt), File(file))
    try:
        _finish(bundle, made, sha256, size, stored)
    except BaseException:
        storage.delete(stored)
        raise


def _stored_name(bundle: Bundle, attempt: int) -> str:
    return f"exports/{bundle.asked_at:%Y}/{bundle.pk}-{attempt}.zip"


@transaction.atomic
def _finish(bundle: Bundle, made: Made, sha256: str, size: int, stored: str) -> None:
    locked = _locked(bundle.pk, bundle.attempt, BundleState.MAKING)
    locked.file.name, locked.file_name = stored, made.name
    locked.sha256, locked.size, locked.held, locked.told = sha256, size, made.held, made.told
    locked.missing = made.missing
    locked.state, locked.heard_at = BundleState.READY, timezone.now()
    locked.finished_at = locked.heard_at
    locked.save()
    after = {"fichier": made.name, "empreinte": sha256, "octets": size, "contenu": made.told}
    act = "Achever un export de rapports"
    journal.record(chain=locked.journal_chain, act=act, subject=locked, by=locked.seat, after=after)


@transaction.atomic
def _fail(bundle_id: int, attempt: int, why: str) -> None:
    at_work = Bundle.objects.at_work().select_for_update(of=("self",))
    bundle = at_work.filter(pk=bundle_id, attempt=attempt).first()
    if bundle is not None:
        bundle.state, bundle.failure, bundle.finished_at = BundleState.FAILED, why, timezone.now()
        bundle.save()
        told, act = {"motif": why}, "Échouer à faire un export de rapports"
        journal.record(chain=bundle.journal_chain, act=act, subject=bundle, by=bundle.seat, after=told)

"""How long the files of imports are kept, and how much of them: said on the page, done by the worker.

Once a file is erased, its import stays, with its name, its hash and what it wrote: it can still be undone.
"""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import Seat
from core import journal
from core.formats import NBSP
from core.jobs import enqueue, job
from indicators.enums import ImportState
from indicators.models import ImportBatch

SETTLED = {ImportState.APPLIED, ImportState.UNDONE, ImportState.DISCARDED, ImportState.FAILED}
MEGABYTE = 1_000_000
SECONDS_BETWEEN_PURGES = 24 * 3600
TOO_MUCH = (
    "Les fichiers de votre organisation encore à vérifier atteignent {most}{nbsp}Mo{nbsp}: enregistrez ou "
    "abandonnez les imports en attente, puis recommencez."
)


class NoRoom(ValueError):
    """The organisation keeps too much already; the message says what to do, in French."""


def make_room(by: Seat, size: int) -> None:
    """Erase the oldest settled files of the seat's organisation until `size` bytes fit in its quota.

    Raises NoRoom when what is still to be looked at fills it.
    """
    kept = ImportBatch.objects.filter(seat__organisation=by.organisation_id).exclude(file="")
    over = (kept.aggregate(total=Sum("size"))["total"] or 0) + size - settings.IMPORT_FILES_MB * MEGABYTE
    settled = kept.filter(state__in=SETTLED).order_by("brought_at", "pk") if over > 0 else ()
    for batch in settled:
        if over <= 0:
            break
        _erase(batch)
        over -= batch.size
    if over > 0:
        raise NoRoom(TOO_MUCH.format(most=settings.IMPORT_FILES_MB, nbsp=NBSP))


def purge() -> int:
    """Erase the files that have been kept long enough; how many there were."""
    oldest = timezone.now() - timedelta(days=settings.IMPORT_FILES_DAYS)
    found = list(ImportBatch.objects.exclude(file="").filter(brought_at__lt=oldest).order_by("pk"))
    for batch in found:
        _erase(batch)
    return len(found)


@transaction.atomic
def _erase(batch: ImportBatch) -> None:
    locked = ImportBatch.locked(batch.pk)
    if not locked.file:
        return
    storage, names = locked.file.storage, [str(locked.file.name), locked.reading_name]
    locked.file = ""
    locked.save_next()
    before = {"fichier": locked.file_name, "empreinte du fichier": locked.sha256}
    journal.record(
        chain=locked.journal_chain, act="Effacer le fichier d’un import", subject=locked, before=before
    )
    for name in names:
        transaction.on_commit(partial(storage.delete, name))


@job()
def purge_in_background() -> None:
    """The same, by the worker."""
    purge()


def purge_daily() -> None:
    """Have it done by the worker, once a day at most; asked at each import, so that no timer is needed."""
    if cache.add("imports-purged", True, SECONDS_BETWEEN_PURGES):
        enqueue(purge_in_background)

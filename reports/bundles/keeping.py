"""How long the files of bundles are kept: said on the page, done by the worker; the bundle itself stays."""

import shutil
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from core import journal
from core.jobs import enqueue, job
from reports.bundles.working import work_root
from reports.enums import BundleState
from reports.models import Bundle

SECONDS_BETWEEN_PURGES = 24 * 3600


def purge() -> int:
    """Erase the files that have been kept long enough; how many there were."""
    oldest = timezone.now() - timedelta(days=settings.EXPORT_FILES_DAYS)
    found = list(Bundle.objects.exclude(file="").filter(finished_at__lt=oldest).order_by("pk"))
    for bundle in found:
        erase(bundle)
    _sweep()
    return len(found)


def _sweep() -> None:
    """Take away what workers that were killed left on the way, unless somebody is still at it."""
    since = timezone.now() - timedelta(seconds=SECONDS_BETWEEN_PURGES)
    at_work = set(Bundle.objects.at_work().filter(heard_at__gt=since).values_list("pk", flat=True))
    for left in work_root().glob("*-*"):
        if left.name.partition("-")[0] not in map(str, at_work):
            shutil.rmtree(left, ignore_errors=True)


@transaction.atomic
def erase(bundle: Bundle) -> None:
    """Erase the file of a bundle; what it held, and its hash, stay told in the journal."""
    locked = Bundle.objects.select_for_update(of=("self",)).select_related("seat").get(pk=bundle.pk)
    if not locked.file:
        return
    storage, name = locked.file.storage, str(locked.file.name)
    before = {"fichier": locked.file_name, "empreinte": locked.sha256}
    locked.file, locked.state = "", BundleState.ERASED
    locked.save()
    act = "Effacer le fichier d’un export de rapports"
    journal.record(chain=locked.journal_chain, act=act, subject=locked, before=before)
    transaction.on_commit(partial(storage.delete, name))


@job()
def purge_in_background() -> None:
    """The same, by the worker."""
    purge()


def purge_daily() -> None:
    """Have it done by the worker, once a day at most; asked at each export, so that no timer is needed."""
    if cache.add("exports-purged", True, SECONDS_BETWEEN_PURGES):
        enqueue(purge_in_background)

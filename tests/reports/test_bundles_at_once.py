"""Exports asked, asked again, made and erased at the very same moment."""

from contextlib import suppress
from datetime import timedelta

from django.utils import timezone

from core.models import JournalEntry
from core.workflow import TransitionRefused
from reports.bundles.asking import ask_again, ask_signed
from reports.bundles.keeping import purge
from reports.bundles.making import make_bundle
from reports.enums import BundleState
from reports.models import Bundle
from reports.selection import ReportFilter
from tests.at_once import SEVERAL_CONNECTIONS, all_at_once
from tests.reports.test_bundles import made, own_folder

__all__ = ["own_folder"]

pytestmark = SEVERAL_CONNECTIONS
ALL = ReportFilter()


def test_two_clicks_at_once_ask_for_one_export(dgcs, settings):
    # No worker: an export already made would be asked anew by the last of the clicks.
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    asked = all_at_once([lambda: ask_signed(chosen=ALL, by=dgcs)] * 4)

    only = Bundle.objects.get()
    assert ({one.pk for one in asked}, only.state) == ({only.pk}, BundleState.PENDING)


def test_an_export_asked_again_by_two_at_once_has_one_attempt_more(dgcs):
    bundle = ask_signed(chosen=ALL, by=dgcs)
    Bundle.objects.update(
        state=BundleState.MAKING, file="", sha256="", heard_at=timezone.now() - timedelta(hours=1)
    )

    def again():
        try:
            ask_again(bundle, by=dgcs)
        except TransitionRefused:
            return "refused"
        return "asked"

    assert sorted(all_at_once([again] * 3)) == ["asked", "refused", "refused"]
    bundle.refresh_from_db()
    assert (bundle.attempt, bundle.state) == (2, BundleState.READY)


def test_two_workers_make_one_file_of_one_attempt(dgcs):
    bundle = ask_signed(chosen=ALL, by=dgcs)

    all_at_once([lambda: make_bundle.call(bundle.pk, 1)] * 3)

    bundle.refresh_from_db()
    assert bundle.state == BundleState.READY
    assert bundle.file.storage.exists(bundle.file.name)
    assert JournalEntry.objects.filter(act="Achever un export de rapports").count() == 1


def test_two_purges_at_once_erase_a_file_once(dgcs):
    bundle = made(ask_signed(chosen=ALL, by=dgcs))
    Bundle.objects.update(finished_at=timezone.now() - timedelta(days=99))

    all_at_once([purge, purge])

    bundle.refresh_from_db()
    assert bundle.state == BundleState.ERASED
    assert JournalEntry.objects.filter(act="Effacer le fichier d’un export de rapports").count() == 1


def test_a_file_is_made_again_while_it_is_purged(dgcs):
    bundle = made(ask_signed(chosen=ALL, by=dgcs))
    Bundle.objects.update(finished_at=timezone.now() - timedelta(days=99))

    def again():
        with suppress(TransitionRefused):
            ask_again(bundle, by=dgcs)

    all_at_once([purge, again, purge, again])

    bundle.refresh_from_db()
    assert (bundle.state, bundle.attempt) in {(BundleState.ERASED, 1), (BundleState.READY, 2)}
    assert not bundle.file or bundle.file.storage.exists(bundle.file.name)

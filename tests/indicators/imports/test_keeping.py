"""The files of imports: how much of them an organisation keeps, how long, and what stays afterwards."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from core.models import JournalEntry
from indicators.imports import keeping, workflow
from indicators.imports.actions import apply_batch, plan_of, undo_batch
from indicators.imports.bringing import NotBrought
from indicators.models import ImportBatch, Measurement

pytestmark = pytest.mark.django_db
ROW = "67-2020;1.1;2024;12,5"


@pytest.fixture(autouse=True)
def nothing_purged_yet():
    cache.delete("imports-purged")


@pytest.fixture
def room_for_one(settings, monkeypatch):
    """A quota that a single file of these tests fills."""
    settings.IMPORT_FILES_MB = 1
    monkeypatch.setattr(keeping, "MEGABYTE", 100)


def aged(batch, days):
    batch.brought_at = timezone.now() - timedelta(days=days)
    batch.save(update_fields=["brought_at"])
    return batch


def stored(batch):
    storage = batch.file.storage
    return [storage.exists(batch.file.name), storage.exists(batch.reading_name)]


def erasures():
    return JournalEntry.objects.filter(act="Effacer le fichier d’un import")


def test_an_organisation_that_keeps_too_much_to_look_at_is_told_what_to_do(
    room_for_one, table, sign_in, editor_67
):
    table(ROW)

    content = f"Contrat;Indicateur;Année;Valeur\n{ROW}".encode()
    answer = sign_in(editor_67).post(
        "/indicateurs/importer/", {"file": SimpleUploadedFile("autre.csv", content)}
    )

    assert answer.status_code == 422
    told = answer.content.decode()
    assert (
        "encore à vérifier atteignent 1\u00a0Mo\u00a0: enregistrez ou abandonnez les imports en attente"
        in told
    )
    assert ImportBatch.objects.count() == 1


def test_the_room_of_one_organisation_is_not_another_s(room_for_one, table, editor_17):
    table(ROW)

    assert table(ROW, by=editor_17).file


def test_the_oldest_settled_file_makes_room_and_its_import_stays(
    room_for_one, table, sign_in, editor_67, django_capture_on_commit_callbacks
):
    first = table(ROW)
    before = first.file
    workflow.discard(first, by=editor_67)

    with django_capture_on_commit_callbacks(execute=True):
        second = table(ROW)

    first.refresh_from_db()
    assert (bool(first.file), bool(second.file)) == (False, True)
    assert not before.storage.exists(before.name)
    assert [one.before["empreinte du fichier"] for one in erasures()] == [first.sha256]
    client = sign_in(editor_67)
    assert client.get(f"/indicateurs/imports/{first.pk}/fichier/").status_code == 404
    assert "n’est plus gardé" in client.get(f"/indicateurs/imports/{first.pk}/").content.decode()
    assert "gardé jusqu’au" in client.get(f"/indicateurs/imports/{second.pk}/").content.decode()
    with pytest.raises(NotBrought):
        table(ROW)


def test_a_file_kept_long_enough_goes_and_its_import_can_still_be_undone(
    settings, table, editor_67, django_capture_on_commit_callbacks
):
    settings.IMPORT_FILES_DAYS = 30
    written, waiting, recent = table(ROW), table("67-2020;3.1;2024;4"), table("67-2020;3.1;2023;4")
    apply_batch(written, {}, False, editor_67)
    files = [aged(written, 31).file, aged(waiting, 31).file]
    out = StringIO()

    with django_capture_on_commit_callbacks(execute=True):
        call_command("purge_imports", stdout=out)

    assert out.getvalue() == "Fichiers effacés\u00a0: 2.\n"
    assert [file.storage.exists(file.name) for file in files] == [False, False]
    assert stored(recent) == [True, True]
    waiting.refresh_from_db()
    plan = plan_of(waiting)
    assert (plan.is_readable, [one.message for one in plan.faults]) == (
        False,
        ["Ce fichier n’est plus gardé\u00a0: apportez-le de nouveau."],
    )
    assert undo_batch(written, editor_67).restored == 1
    assert not Measurement.objects.exists()
    assert erasures().count() == 2


def test_bringing_a_file_has_the_old_ones_erased_once_a_day(
    settings, table, django_capture_on_commit_callbacks
):
    settings.IMPORT_FILES_DAYS = 30
    old, older = table(ROW), table(ROW)
    cache.delete("imports-purged")
    aged(old, 31)

    with django_capture_on_commit_callbacks(execute=True):
        table(ROW)
    aged(older, 31)
    with django_capture_on_commit_callbacks(execute=True):
        table(ROW)

    old.refresh_from_db()
    older.refresh_from_db()
    assert (bool(old.file), bool(older.file)) == (False, True)

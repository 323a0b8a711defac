"""A file is read once: looking at its preview again, then applying it, take what was kept of the reading."""

import pytest
from django.core.files.base import ContentFile

from core.tabular import export
from indicators.enums import ImportKind, ImportState
from indicators.imports.actions import apply_batch, bring, plan_of
from indicators.imports.table.blank import blank_table
from indicators.models import ImportBatch, Measurement

pytestmark = pytest.mark.django_db


def lose_the_file(batch):
    batch.file.storage.delete(batch.file.name)


def is_kept(batch):
    return batch.file.storage.exists(batch.reading_name)


def test_the_preview_and_what_it_writes_need_the_file_no_more(
    table, sign_in, editor_67, django_capture_on_commit_callbacks
):
    batch = table("67-2020;1.1;2024;12,5", "67-2020;3.1;2024;1.234")
    lose_the_file(batch)
    client, url = sign_in(editor_67), f"/indicateurs/imports/{batch.pk}/"

    for _ in range(2):
        assert "1\u00a0valeur à enregistrer, 1 retenue." in client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        apply_batch(batch, {"3": "value=1234"}, False, editor_67)

    assert Measurement.objects.count() == 2
    assert not is_kept(batch)


@pytest.mark.parametrize("file_format", ["xlsx", "ods"])
def test_a_workbook_is_read_by_its_child_once(contract_67, editor_67, file_format):
    content = export(blank_table(editor_67), file_format)
    batch = bring(ImportKind.TABLE, None, None, f"prêt.{file_format}", content, editor_67)
    first = plan_of(batch)

    lose_the_file(batch)

    assert plan_of(batch) == first
    assert first.notices[-1].startswith("2\u00a0lignes sans valeur, laissées de côté")


def test_what_was_kept_by_halves_or_by_another_version_is_read_again_from_the_file(table):
    batch = table("67-2020;1.1;2024;12,5")
    first, storage = plan_of(batch), batch.file.storage
    with storage.open(batch.reading_name) as file:
        whole = file.read()
    for kept in (whole[:20], b"", b"autre chose"):
        storage.delete(batch.reading_name)
        storage.save(batch.reading_name, ContentFile(kept))

        assert plan_of(ImportBatch.objects.get(pk=batch.pk)) == first


def test_an_import_without_its_reading_is_still_looked_at_and_nothing_is_kept_by_looking(table):
    batch = table("67-2020;1.1;2024;12,5")
    batch.file.storage.delete(batch.reading_name)

    assert len(plan_of(batch).entries) == 1
    assert (batch.state, is_kept(batch)) == (ImportState.READY, False)

"""Receiving a file: too large, long enough to be read by the worker, read twice."""

import pytest

from indicators.enums import ImportKind, ImportState
from indicators.imports import bringing
from indicators.imports.bringing import NotBrought, bring, read_in_background
from indicators.models import ImportBatch

pytestmark = pytest.mark.django_db
TABLE = "Contrat;Indicateur;Année;Valeur\n67-2020;1.1;2024;12,5\n67-2020;9.9;2024;1"


def brought(by, name="valeurs.csv"):
    """A table of two rows."""
    return bring(ImportKind.TABLE, None, None, name, TABLE.encode(), by)


def test_a_file_too_large_is_not_received(editor_67, monkeypatch):
    monkeypatch.setattr(bringing, "MAX_BYTES", 20)

    with pytest.raises(NotBrought, match="découpez-le"):
        brought(editor_67)

    assert not ImportBatch.objects.exists()


def test_a_long_file_waits_for_the_worker_which_says_how_far_it_is(editor_67, rate, monkeypatch):
    monkeypatch.setattr(bringing, "AT_ONCE_BYTES", 20)

    batch = brought(editor_67)
    assert (batch.state, batch.report) == (ImportState.READING, {})

    for _ in range(2):
        read_in_background.func(batch.pk)
        batch.refresh_from_db()
        assert (batch.state, batch.done_count, batch.total_count) == (ImportState.READY, 2, 2)
    assert (batch.report["new"], batch.report["refused"]) == (1, 1)
    assert [row.state for row in batch.history.order_by("history_id")] == ["reading", "ready"]


def test_a_file_is_stored_under_a_name_of_ours_whatever_its_own(editor_67):
    names = [brought(editor_67, name).file.name for name in ("../valeurs.exe", "Valeurs.CSV")]

    assert [name.rpartition("/")[2].partition(".")[2] for name in names] == ["", "csv"]

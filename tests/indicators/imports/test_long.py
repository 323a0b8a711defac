"""Long imports: written by the worker with its progress, put back with why, taken up again or abandoned."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.versions import StaleVersion
from core.workflow import TransitionRefused
from indicators.actions import record_measurement
from indicators.enums import ImportKind, ImportState
from indicators.imports import actions, bringing
from indicators.imports.actions import apply_in_background
from indicators.imports.bringing import read_in_background, resume
from indicators.imports.progress import tell_writing
from indicators.imports.readers import READERS
from indicators.models import Measurement

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_67(sign_in, editor_67):
    return sign_in(editor_67)


@pytest.fixture
def long(monkeypatch, table):
    """The import of two values, one of which asks; it is longer than what is written at once."""
    monkeypatch.setattr(actions, "AT_ONCE_VALUES", 1)
    return table("67-2020;1.1;2024;12,5", "67-2020;3.1;2024;1.234")


def page(client, batch):
    return client.get(f"/indicateurs/imports/{batch.pk}/").content.decode()


def post(client, batch, act, **data):
    batch.refresh_from_db()
    sent = {"version": batch.version} | data
    answer = client.post(f"/indicateurs/imports/{batch.pk}/{act}/", sent, follow=True)
    batch.refresh_from_db()
    return answer


def confirmed(client, batch):
    mark = client.get(f"/indicateurs/imports/{batch.pk}/").context["preview"].mark
    return post(client, batch, "enregistrer", mark=mark, accept="all", **{"answer-3|value": "1234"})


def fallen_silent(batch):
    batch.refresh_from_db()
    batch.heard_at = timezone.now() - timedelta(hours=1)
    batch.skip_history_when_saving = True
    batch.save(update_fields=["heard_at"])
    return batch


def test_a_long_import_is_written_by_the_worker_which_says_how_far_it_is(
    client_67, long, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as work:
        waiting = confirmed(client_67, long).content.decode()
    assert long.state == ImportState.APPLYING
    assert "Il commence dans un instant" in waiting
    assert "data-pending" in waiting
    tell_writing(long, 1, 2)
    assert "1\u00a0ligne vérifiée de nouveau sur 2" in page(client_67, long)
    assert not Measurement.objects.exists()

    for one in work:
        one()

    long.refresh_from_db()
    assert (long.state, long.report["written"]) == (ImportState.APPLIED, 2)
    assert {row.value for row in Measurement.objects.all()} == {Decimal("12.5"), 1234}
    assert [row.state for row in long.history.order_by("history_id")] == [
        "reading",
        "ready",
        "applying",
        "applied",
    ]


def test_what_cannot_be_written_comes_back_with_why_and_with_what_was_answered(
    client_67, long, editor_67, contract_67, rate, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as work:
        confirmed(client_67, long)
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(9), by=editor_67)

    for one in work:
        one()

    long.refresh_from_db()
    assert long.state == ImportState.READY
    shown = page(client_67, long)
    assert "ont changé depuis cet aperçu" in shown
    assert 'value="1234" checked' in shown
    assert Measurement.objects.get().value == 9


def test_an_error_of_ours_writes_nothing_and_is_said(monkeypatch, client_67, long, editor_67):
    confirmed(client_67, long)
    monkeypatch.setitem(READERS, ImportKind.TABLE, "json.loads")

    with pytest.raises(TypeError):
        apply_in_background.func(long.pk, {}, False, editor_67.pk, "", "")

    long.refresh_from_db()
    assert (long.state, long.failure) == (ImportState.READY, actions.BROKEN)


def test_an_error_of_ours_while_reading_is_said(monkeypatch, table):
    monkeypatch.setattr(bringing, "AT_ONCE_BYTES", 1)
    batch = table("67-2020;1.1;2024;12,5")
    monkeypatch.setitem(READERS, ImportKind.TABLE, "json.loads")

    with pytest.raises(TypeError):
        read_in_background.func(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.failure) == (ImportState.FAILED, bringing.BROKEN)


def test_a_writing_that_gives_no_news_goes_back_to_its_preview(client_67, long):
    confirmed(client_67, long)
    assert "avance encore" in post(client_67, long, "reprendre").content.decode()
    assert long.state == ImportState.APPLYING

    fallen_silent(long)
    stopped = page(client_67, long)
    back = post(client_67, long, "reprendre").content.decode()

    assert "L’enregistrement n’avance plus" in stopped
    assert "Abandonner" not in stopped
    assert long.state == ImportState.READY
    assert "a été interrompu" in back
    assert 'value="1234" checked' in back


def test_a_reading_that_gives_no_news_begins_again_or_is_abandoned(
    monkeypatch, client_67, table, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(bringing, "AT_ONCE_BYTES", 1)
    first, second = table("67-2020;1.1;2024;12,5"), table("67-2020;1.1;2024;13")
    for batch in (first, second):
        fallen_silent(batch)
        assert "La lecture n’avance plus" in page(client_67, batch)

    with django_capture_on_commit_callbacks(execute=True):
        post(client_67, first, "reprendre")
    post(client_67, second, "abandonner")
    read_in_background.func(second.pk)

    for batch, state in ((first, ImportState.READY), (second, ImportState.DISCARDED)):
        batch.refresh_from_db()
        assert batch.state == state


def test_only_who_handles_an_import_takes_it_up_and_on_the_page_as_it_stands(
    client_67, long, sign_in, editor_67, reader_67, editor_17
):
    confirmed(client_67, long)
    fallen_silent(long)

    assert "Reprendre" not in page(sign_in(reader_67), long)
    assert post(sign_in(reader_67), long, "reprendre").status_code == 403
    assert post(sign_in(editor_17), long, "reprendre").status_code == 404
    for stranger in (reader_67, editor_17):
        with pytest.raises(PermissionDenied):
            resume(long, stranger)
    with pytest.raises(StaleVersion):
        resume(long, editor_67, shown_version=1)
    resume(long, editor_67)
    with pytest.raises(TransitionRefused):
        resume(long, editor_67)

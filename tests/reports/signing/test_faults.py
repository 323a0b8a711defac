"""A machine that fails in the middle of a signature, or of the paper that is to be signed."""

import errno
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import Storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.models import JournalEntry
from reports.enums import RenderingState
from reports.models import SignedCopy
from reports.papers import make_paper
from tests.factories import PASSWORD
from tests.reports.signing.conftest import KEY_WORD, sign_by

SIGN = reverse("reports:sign", args=["67-2020", 2024])


class Killed(BaseException):
    """The process ends there: nothing catches it."""


def killed_at(beginning: str) -> Any:
    """The process ends once it has run a statement that begins so."""

    def die(execute: Any, sql: str, *arguments: Any) -> Any:
        execute(sql, *arguments)
        if sql.startswith(beginning):
            raise Killed

    return connection.execute_wrapper(die)


@pytest.fixture
def full_disk(monkeypatch):
    """No file can be written any more."""

    def refuse(*_: Any, **__: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device", "/srv/secret/path")

    monkeypatch.setattr(Storage, "save", refuse)


@pytest.mark.parametrize("step", ['INSERT INTO "reports_signedcopy"', 'INSERT INTO "core_journalentry"'])
def test_a_process_killed_while_signing_leaves_nobody_half_signed(
    printed, machine, prefecture_signatory, step
):
    machine.install(prefecture_signatory.organisation)

    with suppress(Killed), killed_at(step):
        sign_by(printed, prefecture_signatory)
        pytest.fail("it was not killed")

    assert not SignedCopy.objects.exists()
    assert not JournalEntry.objects.filter(act="Signer le rapport").exists()
    assert sign_by(printed, prefecture_signatory).rank == 1


def test_a_full_disk_is_told_to_who_signs_and_nothing_is_signed(
    printed, machine, signatory_67, sign_in, full_disk
):
    machine.install(signatory_67.organisation)
    client = sign_in(signatory_67)
    shown = client.get(SIGN).context["form"].initial["sha256"]
    sent = {"sha256": shown, "seat": signatory_67.pk, "certificate_password": KEY_WORD, "password": PASSWORD}

    answer = client.post(SIGN, sent)

    assert "Rien n’est signé ni enregistré\u00a0: le disque du serveur est plein." in answer.text
    assert "secret" not in answer.text
    assert not SignedCopy.objects.exists()


def test_a_paper_that_finds_the_disk_full_or_whose_maker_dies_is_told_and_asked_for_again(
    shared, editor_67, sign_in, full_disk
):
    paper, client = shared.current_edition.submitted, sign_in(editor_67)
    page = reverse("reports:detail", args=["67-2020", 2024])
    again = reverse("reports:prepare_edition", args=["67-2020", 2024, 1])
    paper.state, paper.file = RenderingState.PENDING, ""
    paper.save()

    with pytest.raises(OSError, match="No space left"):
        make_paper.call(paper.pk)

    told = client.get(page).text
    assert "Rien n’est perdu\u00a0: le disque du serveur est plein" in told
    assert "secret" not in told
    client.post(again)
    paper.refresh_from_db()
    assert (paper.state, paper.error, bool(paper.file)) == (RenderingState.PENDING, "", False)
    assert "Relancer la préparation" not in client.get(page).text

    # Its maker is killed: nobody says so.
    paper.requested_at -= timedelta(hours=1)
    paper.save()
    assert "la préparation s’est interrompue" in client.get(page).text
    client.post(again)
    assert "Relancer la préparation" not in client.get(page).text


def test_an_analysis_whose_maker_dies_is_told_and_asked_for_again(
    printed, machine, prefecture_signatory, sign_in, time_machine, django_capture_on_commit_callbacks
):
    machine.install(prefecture_signatory.organisation)
    copy, client = sign_by(printed, prefecture_signatory), sign_in(prefecture_signatory)
    page = reverse("reports:detail", args=["67-2020", 2024])
    again = reverse("reports:prepare_edition", args=["67-2020", 2024, 1])
    told = ("Analyse complète interrompue", "Relancer l’analyse")
    assert not any(words in client.get(page).text for words in told)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(again)
    copy.refresh_from_db()
    assert copy.analysed_at is None  # its maker may still be at it

    time_machine.move_to(timezone.now() + timedelta(hours=1))
    assert all(words in client.get(page).text for words in told)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(again)

    copy.refresh_from_db()
    assert (copy.analysed_at is not None, copy.analysis_fault) == (True, "")
    assert not any(words in client.get(page).text for words in told)

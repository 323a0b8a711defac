"""A job is handed over with the transaction that asked for it, or not at all."""

import pytest
from django.db import transaction

from core.jobs import enqueue, job

done: list[str] = []


@job()
def note(word: str) -> None:
    """Remember the word."""
    done.append(word)


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def test_a_job_starts_once_the_transaction_is_committed(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(note, "fait")
        during = list(done)

    assert (during, done) == ([], ["fait"])


def test_a_transaction_that_is_rolled_back_starts_nothing(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        enqueue(note, "jamais")
        transaction.set_rollback(True)

    assert done == []

"""Background jobs: the one place that knows the task library, so that another can take its place."""

from functools import partial
from typing import Any

from django.db import transaction
from django_tasks import task as job
from django_tasks.base import Task

__all__ = ["enqueue", "job"]


def enqueue(task: Task, *arguments: Any) -> None:
    """Hand the job to the worker once the current transaction is committed, and never if it is rolled
    back."""
    transaction.on_commit(partial(task.enqueue, *arguments))

"""A worker killed in the middle of an import, on a database of its own: each step of
`python -m tests.indicators.imports.dying_worker STEP [STEP ...]` prints, as a line of JSON, what stands after
it."""

import json
import os
import signal
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.imports import as_table, make_world, places  # noqa: E402
from core.models import JournalEntry  # noqa: E402
from indicators.enums import ImportKind  # noqa: E402
from indicators.imports import bringing  # noqa: E402
from indicators.imports.actions import apply_later  # noqa: E402
from indicators.models import ImportBatch, Measurement  # noqa: E402

ROWS = 300
READING, WRITING = 'UPDATE "indicators_importbatch"', 'INSERT INTO "indicators_measurementhistory"'


def stand() -> dict[str, Any]:
    """What a person would find."""
    batch = ImportBatch.objects.get()
    acts = JournalEntry.objects.filter(chain="B00-2020", act="Enregistrer un import")
    return {
        "state": batch.state,
        "values": Measurement.objects.count(),
        "history": Measurement.history.count(),
        "told": acts.count(),
        "kept": batch.file.storage.exists(batch.reading_name),
    }


def work(*, dies_after: str = "") -> None:
    """Do what waits, as the worker does; killed by the system once it has run a statement, if asked."""

    def die(execute: Any, sql: str, *arguments: Any) -> Any:
        done = execute(sql, *arguments)
        if dies_after and sql.startswith(dies_after):
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    with connection.execute_wrapper(die):
        call_command("db_worker", "--batch", "--no-startup-delay", "--interval", "0", verbosity=0)


def resume() -> None:
    """An hour later, ask that it go on."""
    batch = ImportBatch.objects.get()
    batch.heard_at = timezone.now() - timedelta(hours=1)
    batch.skip_history_when_saving = True
    batch.save(update_fields=["heard_at"])
    bringing.resume(ImportBatch.objects.get(), batch.seat)


def bring() -> None:
    """A long file is received."""
    bringing.AT_ONCE_BYTES = 0
    by = make_world(1)
    bringing.bring(ImportKind.TABLE, None, None, "valeurs.csv", as_table(places(ROWS)), by)


def confirm() -> None:
    """What was read is to be written."""
    batch = ImportBatch.objects.get()
    apply_later(batch, {}, False, batch.seat, "", "", batch.version)


STEPS = {
    "bring": bring,
    "die reading": lambda: work(dies_after=READING),
    "die writing": lambda: work(dies_after=WRITING),
    "work": work,
    "resume": resume,
    "confirm": confirm,
    "look": lambda: None,
}

if __name__ == "__main__":
    for step in sys.argv[1:]:
        STEPS[step]()
        sys.stdout.write(json.dumps(stand()) + "\n")
        sys.stdout.flush()

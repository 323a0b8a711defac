"""Looks at the machine and the application, and says what is missing with the command that brings it."""

from __future__ import annotations

import importlib
import re
import shlex
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from snppe.doctor.needs import PDF_NEEDS, TEST_NEEDS, Need, install_command

MANAGE = ".venv/bin/python manage.py"
# A worker asks for work every second: a job that waits this long has nobody to do it.
LONGEST_WAIT = timedelta(minutes=5)
RECENT = timedelta(hours=1)


class Status(StrEnum):
    """What a look found."""

    OK = "ok"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its name, its state, a sentence about it, and the command that mends it.

    Only what `is_required` can make the doctor's verdict bad: the tools of the tests are not.
    """

    subject: str
    status: Status
    detail: str
    remedy: str = ""
    is_required: bool = True

    @property
    def is_blocking(self) -> bool:
        return self.is_required and self.status is Status.MISSING

    def as_dict(self) -> dict[str, str | bool]:
        return asdict(self)


def examine() -> list[Finding]:
    """Everything, in the order in which it is best mended."""
    return [
        *system(PDF_NEEDS),
        pdf_engine(),
        *fonts(Path(folder) / "fonts" for folder in settings.STATICFILES_DIRS),
        *writable_folders([settings.DATA_DIR, Path(settings.MEDIA_ROOT)]),
        static_files(Path(settings.STATIC_ROOT)),
        *database(connection),
        *system(TEST_NEEDS, is_required=False),
    ]


def system(needs: Iterable[Need], *, is_required: bool = True) -> Iterator[Finding]:
    """One finding for each library or program that a Debian package brings."""
    for need in needs:
        found = need.is_present()
        yield Finding(
            need.name,
            Status.OK if found else Status.MISSING,
            f"pour {need.purpose}",
            "" if found else shlex.join(install_command([need])),
            is_required,
        )


def pdf_engine(module: str = "weasyprint") -> Finding:
    """Whether the PDF engine can really be imported, with all the libraries it opens at that moment."""
    try:
        # The engine prints a notice of its own when it fails: it must not spoil the JSON.
        with redirect_stdout(StringIO()):
            engine = importlib.import_module(module)
    except (ImportError, OSError) as error:
        reason = re.split(r"[:\n]", str(error))[0]
        return Finding("moteur PDF", Status.MISSING, f"ne se charge pas : {reason}", "make setup")
    return Finding("moteur PDF", Status.OK, f"{module} {getattr(engine, '__version__', '')}".strip())


def fonts(folders: Iterable[Path]) -> Iterator[Finding]:
    """Whether the fonts of the documents are there: a PDF must never use a font of the machine."""
    for folder in folders:
        files = sorted(folder.glob("**/*.ttf"))
        if files:
            yield Finding("polices", Status.OK, f"{len(files)} fichiers dans {folder}")
        else:
            yield Finding(
                "polices", Status.MISSING, f"aucune police dans {folder}", f"git checkout -- {folder}"
            )


def writable_folders(folders: Iterable[Path]) -> Iterator[Finding]:
    """Whether the application can write where its data live; a folder to come counts by its parent."""
    for folder in folders:
        nearest = next(path for path in (folder, *folder.parents) if path.exists())
        try:
            with tempfile.TemporaryFile(dir=nearest):
                yield Finding("dossier", Status.OK, f"{folder} : l’application peut y écrire")
        except OSError as error:
            detail = f"{folder} : écriture impossible ({error.strerror})"
            yield Finding("dossier", Status.MISSING, detail, f"chown -R $(id -u) {shlex.quote(str(nearest))}")


def static_files(root: Path) -> Finding:
    """Whether the static files have been gathered: without them pages come without their style."""
    if (root / "staticfiles.json").is_file():
        return Finding("fichiers statiques", Status.OK, f"rassemblés dans {root}")
    detail = f"pas encore rassemblés dans {root}"
    return Finding("fichiers statiques", Status.MISSING, detail, f"{MANAGE} collectstatic --no-input")


def database(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    """Whether the database answers, has its present structure, and has a worker that takes its jobs."""
    try:
        connection.ensure_connection()
        waiting = waiting_migrations(connection)
    except (DatabaseError, OSError) as error:
        detail = f"ne répond pas : {str(error).splitlines()[0]}"
        remedy = "vérifiez DATABASE_URL et que le serveur tourne"
        yield Finding("base de données", Status.MISSING, detail, remedy)
        return
    version = ".".join(map(str, connection.get_database_version()))
    yield Finding("base de données", Status.OK, f"{connection.display_name} {version}")
    if waiting:
        detail = f"{waiting} migrations attendent"
        yield Finding("structure de la base", Status.MISSING, detail, f"{MANAGE} migrate")
        return
    yield Finding("structure de la base", Status.OK, "à jour")
    yield worker(timezone.now())


def waiting_migrations(connection: BaseDatabaseWrapper) -> int:
    """How many migrations this database has not seen yet."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def worker(now: datetime) -> Finding:
    """Whether somebody does the background jobs, as far as the queue can tell at this instant."""
    jobs = DBTaskResult.objects.all()
    late = jobs.ready().filter(enqueued_at__lt=now - LONGEST_WAIT).count()
    if late:
        detail = f"{late} travaux attendent depuis plus de {LONGEST_WAIT.seconds // 60} minutes"
        return Finding("travailleur de fond", Status.MISSING, detail, f"{MANAGE} db_worker")
    if jobs.filter(started_at__gte=now - RECENT).exists():
        return Finding("travailleur de fond", Status.OK, "a pris un travail dans l’heure")
    return Finding("travailleur de fond", Status.UNKNOWN, "aucun travail récent ne permet de le dire")

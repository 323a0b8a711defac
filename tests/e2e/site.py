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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.clerk import Clerk
from tests.made_once import DEMONSTRATION, collected, copy_database, drop_database, loaded
from tests.source import ROOT

STARTUP = 60


@dataclass(frozen=True)
class Site:
    """Where the site answers, and the environment in which its commands run."""

    url: str
    environment: dict[str, str]
    data: Path
    clerk: Clerk

    def manage(self, *arguments: str) -> str:
        """Run one of the project's commands on the site's own data; returns what it prints."""
        code, printed = self.clerk.run(*arguments)
        assert code == 0, printed
        return printed


@contextmanager
def running_site(data: Path) -> Iterator[Site]:
    """Serve a copy of the demonstration, with its own database; everything is gone afterwards."""
    name = f"snppe_site_{os.getpid()}"
    demonstration = loaded(environment_for(Path(os.devnull), ""))
    shutil.copytree(demonstration, data, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sqlite3*"))
    environment = environment_for(data, copy_database(DEMONSTRATION, data, name))
    (data / "static").symlink_to(collected(environment))
    site = Site("", environment, data, Clerk(environment))
    worker = [sys.executable, "manage.py", "db_worker", "--no-startup-delay", "--interval", "0.5"]
    try:
        with process(worker, site, "worker.log"), served(site) as ready:
            yield ready
    finally:
        site.clerk.dismiss()
        drop_database(name)


@contextmanager
def served(site: Site, **changed: str) -> Iterator[Site]:
    """A production server over the site's data, with some settings changed."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = site.environment | {"SITE_URL": url, "PORT": str(port)} | changed
    server = [sys.executable, "-m", "gunicorn", "-c", "python:snppe.gunicorn", "snppe.wsgi"]
    one = Site(url, environment, site.data, site.clerk)
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
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")

"""A process that is kept alive, and the lock that says that a data folder is being served."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from scripts import ROOT
from scripts.console import warn

STEADY_SECONDS = 60.0
LONGEST_PAUSE = 30.0
DEATHS_TOLERATED = 5


class Service:
    """One process of the application: started, restarted when it dies, stopped.

    A death soon after a start makes the next start wait `pause` seconds, then twice that, and so on up to 30;
    a service that has lived 60 s counts from zero again. `has_failed` tells that it died five times in a row.
    """

    def __init__(self, name: str, command: Sequence[str], pause: float = 1.0) -> None:
        self.name = name
        self.command = command
        self.pause = pause
        self.process: subprocess.Popen | None = None
        self.deaths = 0
        self.started_at = 0.0
        self.next_start = 0.0

    @property
    def has_failed(self) -> bool:
        return self.deaths >= DEATHS_TOLERATED

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C then reaches only its keeper, who stops it in order."""
        self.process = subprocess.Popen(self.command, cwd=ROOT, start_new_session=True)
        self.started_at = time.monotonic()

    def keep_alive(self) -> None:
        """Notice a death and start again once the pause is over. To be called a few times a second."""
        if self.process and self.process.poll() is not None:
            self._note_death(self.process.returncode)
        if self.process is None and not self.has_failed and time.monotonic() >= self.next_start:
            self.start()

    def _note_death(self, code: int) -> None:
        now = time.monotonic()
        self.deaths = 1 if now - self.started_at >= STEADY_SECONDS else self.deaths + 1
        self.next_start = now + min(self.pause * 2 ** (self.deaths - 1), LONGEST_PAUSE)
        self.process = None
        warn(f"{self.name} s’est arrêté (code {code}){'' if self.has_failed else ' et va redémarrer'}.")

    def ask_to_stop(self) -> None:
        """Tell it to finish what it is doing."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait_stopped(self, seconds: float) -> None:
        """Wait for it to end; past this time, end it and whatever it started."""
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def lock_data(folder: Path) -> IO[str] | None:
    """Take the lock of a data folder while the answer stays open; None when another process holds it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = (folder / "served.lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return None
    return handle

"""A worker killed in the middle, by the system: nothing is half written, and the work is taken up again."""

import json
import signal
import subprocess
import sys

import pytest

from tests.e2e.site import environment_for
from tests.made_once import MIGRATED, copy_database, drop_database, migrated
from tests.source import ROOT

NAME = "snppe_killed_worker"
ROWS = 300


@pytest.fixture
def process(tmp_path):
    """`process("bring", "work")` takes steps in a process of their own: what stands after each, as far as it
    lived, and whether it was killed."""
    migrated(environment_for(tmp_path, ""))
    environment = environment_for(tmp_path, copy_database(MIGRATED, tmp_path, NAME))

    def _process(*steps):
        command = [sys.executable, "-m", "tests.indicators.imports.dying_worker", *steps]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        is_killed = done.returncode == -signal.SIGKILL
        assert is_killed or done.returncode == 0, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()], is_killed

    yield _process
    drop_database(NAME)


def test_a_worker_killed_while_reading_then_while_writing_leaves_nothing_half_done(process):
    nothing = {"values": 0, "history": 0, "told": 0}
    stuck, ready = {"state": "reading", **nothing}, {"state": "ready", "kept": True, **nothing}

    assert process("bring", "die reading", "look") == ([stuck | {"kept": False}], True)

    stood, is_killed = process("look", "resume", "work", "confirm", "die writing", "look")
    assert stood[0] == stuck | {"kept": True}
    assert stood[2] == ready
    assert (len(stood), is_killed) == (4, True)

    stood, is_killed = process("look", "resume", "confirm", "work")
    applied = {"state": "applied", "kept": False, "values": ROWS, "history": ROWS, "told": 1}
    assert stood[0] == {"state": "applying", "kept": True, **nothing}
    assert stood[1] == ready
    assert (stood[3], is_killed) == (applied, False)

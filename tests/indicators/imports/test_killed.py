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
def step(tmp_path):
    """`step("work")` runs a step in its own process: what stands afterwards, or None when it was killed."""
    migrated(environment_for(tmp_path, ""))
    environment = environment_for(tmp_path, copy_database(MIGRATED, tmp_path, NAME))

    def _step(name):
        command = [sys.executable, "-m", "tests.indicators.imports.dying_worker", name]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        if done.returncode == -signal.SIGKILL:
            return None
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    yield _step
    drop_database(NAME)


def test_a_worker_killed_while_reading_then_while_writing_leaves_nothing_half_done(step):
    nothing = {"values": 0, "history": 0, "told": 0}
    step("bring")

    assert step("die reading") is None
    assert step("look") == {"state": "reading", "kept": True, **nothing}
    step("resume")
    assert step("work") == {"state": "ready", "kept": True, **nothing}

    step("confirm")
    assert step("die writing") is None
    assert step("look") == {"state": "applying", "kept": True, **nothing}
    assert step("resume") == {"state": "ready", "kept": True, **nothing}
    step("confirm")
    assert step("work") == {"state": "applied", "kept": False, "values": ROWS, "history": ROWS, "told": 1}

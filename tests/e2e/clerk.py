"""One process that runs the project's commands one after the other: starting one for each takes three
seconds."""

import json
import subprocess
import sys
from collections.abc import Mapping

from tests.source import ROOT

# Reads the arguments of a command, a line each time; answers with its exit code and what it printed.
LOOP = """
import contextlib, io, json, sys, traceback
from django.core.management import ManagementUtility

for line in sys.stdin:
    printed, code = io.StringIO(), 0
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            ManagementUtility(["manage.py", *json.loads(line)]).execute()
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            traceback.print_exc()
            code = 1
    print(json.dumps([code, printed.getvalue()]), flush=True)
"""


class Clerk:
    """Runs commands in an environment until dismissed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOOP],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str) -> tuple[int, str]:
        """The exit code of `manage.py` with these arguments, and what it printed."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(arguments) + "\n")
        self._process.stdin.flush()
        code, printed = json.loads(self._process.stdout.readline())
        return code, printed

    def dismiss(self) -> None:
        """Let it end."""
        self._process.communicate()

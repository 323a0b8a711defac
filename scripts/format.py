"""Puts the Python code and the templates in their one form: `.venv/bin/python -m scripts.format`."""

from __future__ import annotations

import subprocess

from scripts import ROOT
from scripts.lint import BIN, templates

COMMANDS = (
    [f"{BIN}/ruff", "check", "--fix", "--select", "I", "."],
    [f"{BIN}/ruff", "format", "."],
    [f"{BIN}/djade", "--target-version", "5.2"],
)


def main() -> None:
    """Sort the imports, then rewrite what is not in form (djade exits with 1 when it rewrote something)."""
    *python, djade = COMMANDS
    for command in python:
        subprocess.run(command, cwd=ROOT, check=True)
    if found := templates():
        subprocess.run([*djade, *found], cwd=ROOT)


if __name__ == "__main__":
    main()

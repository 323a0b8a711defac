"""Runs every static check, all of them even when one fails: `.venv/bin/python -m scripts.lint [name…]`."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Sequence

from scripts import ROOT, VENV
from scripts.console import step, stop

BIN = VENV / "bin"
MANAGE = (sys.executable, "manage.py")
# What a production server would set; the checks of Django must find nothing to say about it.
PRODUCTION = {
    "SNPPE_DOTENV": os.devnull,
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DEMO": "false",
    "DEBUG": "false",
    "ALLOWED_HOSTS": "snppe.example",
    "SITE_URL": "https://snppe.example",
}


def templates() -> list[str]:
    """Every template of the project, as paths from its root."""
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    return sorted(str(path.relative_to(ROOT)) for folder in folders for path in folder.rglob("*.html"))


def checks() -> dict[str, list[str]]:
    """The checks by name, each with its command."""
    return {
        "ruff": [f"{BIN}/ruff", "check", "."],
        "format": [f"{BIN}/ruff", "format", "--check", "."],
        "djade": [f"{BIN}/djade", "--target-version", "5.2", "--check", *templates()],
        "mypy": [f"{BIN}/mypy"],
        "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
        "django": [*MANAGE, "check", "--fail-level", "WARNING"],
        "deploy": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    }


def passes(name: str, command: Sequence[str]) -> bool:
    step(name)
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **PRODUCTION}).returncode == 0


def main(names: Sequence[str]) -> None:
    """Run the named checks, or all. Exit code 1 when one of them finds something."""
    available = checks()
    unknown = [name for name in names if name not in available]
    if unknown:
        stop(f"Contrôle inconnu : {', '.join(unknown)}. Il y a : {', '.join(available)}.")
    failed = [name for name in names or available if not passes(name, available[name])]
    if failed:
        stop(f"À reprendre : {', '.join(failed)}.")
    step("Rien à signaler.")


if __name__ == "__main__":
    main(sys.argv[1:])

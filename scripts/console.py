"""How the scripts speak to the person at the terminal."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import NoReturn


def step(text: str) -> None:
    """Say what is being done now."""
    print(f"→ {text}", flush=True)


def warn(text: str) -> None:
    """Say what is missing but does not stop the work."""
    print(f"⚠ {text}", flush=True)


def stop(text: str) -> NoReturn:
    """Say why nothing more can be done, and leave with exit code 1."""
    raise SystemExit(f"✗ {text}")


def as_typed(command: Sequence[str]) -> str:
    """The command as a person would type it."""
    return shlex.join(command)

"""Adds up the coverage of all runs, prints it, and says whether it is enough."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts import ROOT

FLOOR = 90.0
# coverage adds up, into the file of this name, those whose name begins with it.
TOTAL = "coverage"


@dataclass(frozen=True)
class Gate:
    """Shares of our own lines and branches that the tests went through, in per cent."""

    lines: float
    branches: float

    @property
    def is_met(self) -> bool:
        return self.lines > FLOOR and self.branches > FLOOR

    def __str__(self) -> str:
        return (
            f"Couverture de notre code : lignes {french(self.lines)} %, branches {french(self.branches)} %"
            f" (plancher {french(FLOOR)} %)"
        )


def french(share: float) -> str:
    """One decimal, cut and not rounded, so that 89.99 never reads as 90."""
    return f"{int(share * 10) / 10:.1f}".replace(".", ",")


def measure(folder: Path) -> Gate:
    """Combine the data files of a folder, print the report, return the totals (zero without data)."""
    total, target = folder / TOTAL, folder / "report.json"
    if not any(folder.glob(f"{TOTAL}.*")):
        return Gate(0.0, 0.0)
    environment = {**os.environ, "COVERAGE_FILE": str(total)}
    for command in (["combine", "--quiet", str(folder)], ["report"], ["json", "--quiet", "-o", str(target)]):
        subprocess.run([sys.executable, "-m", "coverage", *command], cwd=ROOT, env=environment)
    return gate_of(json.loads(target.read_text())["totals"]) if target.is_file() else Gate(0.0, 0.0)


def gate_of(totals: dict[str, int]) -> Gate:
    """The two shares, from coverage's own totals."""
    return Gate(
        share(totals["covered_lines"], totals["num_statements"]),
        share(totals["covered_branches"], totals["num_branches"]),
    )


def share(covered: int, total: int) -> float:
    return 100.0 * covered / total if total else 100.0

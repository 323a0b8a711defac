"""Prints what the measured parts of the suite went through, and says whether it is enough."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts import ROOT

FLOOR = 90.0
TOTAL = "total.json"


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
    """Print the files that are not whole by the data of a folder, return the totals (zero without data)."""
    measured, total = sorted(map(str, folder.glob("*.json"))), folder / TOTAL
    if not measured:
        return Gate(0.0, 0.0)
    command = [sys.executable, "-m", "slipcover", "--branch", "--skip-covered", "--json", "--out", str(total)]
    subprocess.run([*command, "--merge", *measured], cwd=ROOT, check=True)
    return gate_of(json.loads(total.read_text())["summary"])


def gate_of(summary: dict[str, int]) -> Gate:
    """The two shares, from the summary of the measure."""
    return Gate(
        *(share(summary[f"covered_{kind}"], summary[f"missing_{kind}"]) for kind in ("lines", "branches"))
    )


def share(covered: int, missing: int) -> float:
    return 100.0 * covered / (covered + missing) if covered + missing else 100.0

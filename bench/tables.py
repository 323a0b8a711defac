"""Measures the reading and the writing of a large XLSX, by the library that everyone uses and by ours.

Each pair runs in turn within one run, each in a process of its own: read the ratios, not the times. Peak
memory is that of the process, less what it takes to load its libraries; for our reading, it is that of the
process that holds the result, and beside it that of the bounded one that reads.
"""

import argparse
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from core.tabular import Column, Table, export
from core.tabular.reading import Limits, read_book

COLUMNS = [
    Column("contract", "Contrat"),
    Column("indicator", "Indicateur"),
    Column("label", "Libellé"),
    Column("year", "Exercice", "integer"),
    Column("value", "Valeur", "decimal"),
    Column("target", "Cible", "decimal"),
    Column("numerator", "Numérateur", "integer"),
    Column("denominator", "Dénominateur", "integer"),
    Column("rate", "Taux", "percent", decimals=1),
    Column("on", "Relevé le", "date"),
    Column("source", "Source"),
    Column("comment", "Commentaire"),
]
# A busy machine must not be taken for a bomb.
PATIENT = Limits(seconds=120)
FIRST_DAY = date(2020, 1, 1)
NAMES = {"write openpyxl": "écrire, openpyxl", "write ours": "écrire, snppe"}
NAMES |= {"read openpyxl": "lire, openpyxl", "read ours": "lire, snppe"}


def made_up_row(place: int) -> dict[str, Any]:
    """A fictitious row of twelve columns."""
    return {
        "contract": f"{place % 95 + 1:02}-2020",
        "indicator": f"{place % 9 + 1}.{place % 7 + 1}",
        "label": f"Indicateur fictif numéro {place % 60}",
        "year": 2020 + place % 5,
        "value": Decimal(place * 137 % 1_000_003) / 100,
        "target": Decimal(place % 1000),
        "numerator": place % 997,
        "denominator": 1000 + place % 991,
        "rate": Decimal(place % 1000) / 10,
        "on": FIRST_DAY + timedelta(days=place % 1500),
        "source": "Donnée fictive",
        "comment": f"Remarque {place}",
    }


def table_of(rows: int) -> Table:
    """A fictitious table."""
    return Table("Mesure", COLUMNS, [made_up_row(place) for place in range(rows)], "Données fictives.")


def write_openpyxl(path: Path, table: Table) -> None:
    """The table by openpyxl, in its mode that keeps nothing."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Données")
    sheet.append(table.headers())
    for cells in table.cells():
        sheet.append(cells)
    book.save(path)


def write_ours(path: Path, table: Table) -> None:
    """The table by `core.tabular`."""
    path.write_bytes(export(table, "xlsx"))


def read_openpyxl(path: Path, table: Table) -> None:
    """All the values by openpyxl, in its mode that keeps nothing."""
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True).worksheets[0]
    read = [list(values) for values in sheet.iter_rows(values_only=True)]
    _check(len(read), table)


def read_ours(path: Path, table: Table) -> None:
    """All the values by `core.tabular.reading`: checks, bounded process and what it hands over."""
    _check(len(read_book(path.read_bytes(), path.name, PATIENT).sheets[0].values), table)


def _check(found: int, table: Table) -> None:
    expected = len(list(table.rows)) + 1
    if found != expected:
        sys.exit(f"{found} lignes lues, au lieu de {expected}")


ACTS: dict[str, Callable[[Path, Table], None]] = {
    "write openpyxl": write_openpyxl,
    "write ours": write_ours,
    "read openpyxl": read_openpyxl,
    "read ours": read_ours,
}


def perform(name: str, path: Path, rows: int) -> dict[str, float]:
    """Do one act in this process: seconds of the clock and of the processor, MiB of memory added at most."""
    table = table_of(rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent, started = sum(os.times()[:4]), time.perf_counter()
    ACTS[name](path, table)
    return {
        "seconds": time.perf_counter() - started,
        "cpu": sum(os.times()[:4]) - spent,
        "memory": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
        "child": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def measured(name: str, path: Path, rows: int) -> dict[str, float]:
    """Do one act in a new process."""
    command = [sys.executable, "-m", "bench.tables", "--act", name, "--path", str(path), "--rows", str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def told(runs: dict[str, list[dict[str, float]]], rows: int) -> str:
    """A line per act, then the ratios by the clock and by the processor, which neighbours disturb less."""
    medians = {
        name: {key: statistics.median(run[key] for run in found) for key in found[0]}
        for name, found in runs.items()
    }
    lines = [
        f"{rows} lignes × {len(COLUMNS)} colonnes",
        f"{'':<20}{'s':>8}{'s CPU':>8}{'Mio':>8}{'Mio enfant':>12}",
    ]
    lines += [
        f"{NAMES[name]:<20}{one['seconds']:>8.1f}{one['cpu']:>8.1f}{one['memory']:>8.0f}{one['child']:>12.0f}"
        for name, one in medians.items()
    ]
    for act, word, aim in (("write", "écrire", 5), ("read", "lire", 10)):
        clock, spent = (
            medians[f"{act} openpyxl"][key] / medians[f"{act} ours"][key] for key in ("seconds", "cpu")
        )
        lines.append(
            f"{word} : {clock:.1f} fois plus vite qu’openpyxl ({spent:.1f} en CPU), pour {aim} attendues"
        )
    return "\n".join(lines)


def main() -> None:
    """Print both sides and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--act", choices=ACTS, help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.act:
        print(json.dumps(perform(options.act, options.path, options.rows)))
        return
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in ACTS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.rounds):
            for name in ACTS:
                # What ours wrote is what both read.
                path = Path(folder) / ("other.xlsx" if name == "write openpyxl" else "table.xlsx")
                runs[name].append(measured(name, path, options.rows))
    print(told(runs, options.rows))


if __name__ == "__main__":
    main()

"""The French sentence that reads a chart: what a person who does not see it needs to know."""

from collections.abc import Sequence

from core.formats import NBSP

MOST_READ = 8


def listed(title: str, rows: Sequence[tuple[str, ...]]) -> str:
    """« Crédits 2024 : FIR, 742 500 € ; ONDAM, 713 524 €. » Beyond eight rows, the table says the rest."""
    if not rows:
        return f"{title}{NBSP}: aucune donnée."
    read = f"{NBSP}; ".join(", ".join(row) for row in rows[:MOST_READ])
    more = len(rows) - MOST_READ
    return f"{title}{NBSP}: {read}{f'{NBSP}; et {more} autres dans le tableau' if more > 0 else ''}."

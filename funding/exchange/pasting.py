"""A block copied from a spreadsheet and pasted in the grid: made a table that says its lines and columns."""

import csv
import io
from collections.abc import Sequence

from core.formats import counted
from core.tabular.reading import UnreadableFile
from funding.exchange.columns import LINE, TITLES
from funding.sheet import Sheet

MAX_ROWS, MAX_COLUMNS = 500, 40
TOO_LARGE = (
    f"Ce bloc dépasse {MAX_ROWS} lignes ou {MAX_COLUMNS} colonnes\u00a0: copiez une partie plus petite."
)
EMPTY = "Le presse-papiers ne contient aucune valeur."
LOST_ANCHOR = "La case où coller n’est plus sur la page\u00a0: rechargez-la."
TOO_WIDE = "Ce bloc est plus large que ce qui reste du tableau à droite de cette case."
# Read beside the amounts: a whole row copied from the page holds them.
NAME, LEFT = "name", "left"
NO_LINE = "hors de la page"


def pasted_table(sheet: Sheet, row: int, column: str, text: str) -> tuple[str, bytes]:
    """The name and the content of the table that a block makes, from the cell on which it is pasted.

    What falls on the names and on what is computed is left out. Raises UnreadableFile, in French.
    """
    block = _block(text)
    keys = [one.line.pk for one in sheet.rows]
    columns = [NAME, *(one.part for one in sheet.columns), LEFT]
    if row not in keys or column not in columns:
        raise UnreadableFile(LOST_ANCHOR)
    places = columns[columns.index(column) :]
    if max(map(len, block)) > len(places):
        raise UnreadableFile(TOO_WIDE)
    lines = [*map(str, keys[keys.index(row) :]), *[NO_LINE] * len(block)]
    kept = {rank: key for rank, key in enumerate(places) if key not in {NAME, LEFT}}
    rows = [(line, [_at(cells, rank) for rank in kept]) for line, cells in zip(lines, block, strict=False)]
    size = f"{counted(len(block), 'ligne')} × {counted(max(map(len, block)), 'colonne')}"
    return f"Collage de {size}.csv", _written(sheet, rows, list(kept.values()))


def _block(text: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    rows = [line.split("\t") for line in lines[: MAX_ROWS + 1]]
    if len(rows) > MAX_ROWS or max(map(len, rows)) > MAX_COLUMNS:
        raise UnreadableFile(TOO_LARGE)
    if not any(cell.strip() for row in rows for cell in row):
        raise UnreadableFile(EMPTY)
    return rows


def _at(cells: Sequence[str], rank: int) -> str:
    return cells[rank] if rank < len(cells) else ""


def _written(sheet: Sheet, rows: Sequence[tuple[str, list[str]]], keys: Sequence[str]) -> bytes:
    named = ("contract", "year", LINE)
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";")
    writer.writerow([TITLES[key][0] for key in (*named, *keys)])
    writer.writerows([sheet.contract.reference, sheet.year, line, *cells] for line, cells in rows)
    return held.getvalue().encode()

"""Cells merged over several rows: their value stands in the first alone, and may be meant for all."""

from collections.abc import Collection
from dataclasses import replace

from core.spreadsheets.addresses import bounds_of
from core.tabular.reading import Sheet, UnreadableFile
from core.tabular.reading.book import Raw

OVERLAID = "Des cases fusionnées s’y recouvrent\u00a0: défusionnez-les, puis apportez le fichier de nouveau."
# (first row from 1, column from 0, last row).
Down = tuple[int, int, int]


def merged_down(sheet: Sheet, after: int, columns: Collection[int]) -> dict[str, Down]:
    """The merged cells of these columns that go down several rows under row number `after`, by their address,
    where the first holds something. Raises UnreadableFile when they lie over one another."""
    found: dict[str, Down] = {}
    end = sheet.first_row + len(sheet.values) - 1
    for area in sheet.merged:
        top, column, bottom, _ = bounds_of(area) or (0, -1, 0, 0)
        if after < top < bottom and column in columns and _held(sheet, top, column) not in (None, ""):
            found[area] = (top, column, min(bottom, end))
    # No spreadsheet writes such a file; repeating each over the others could last for hours.
    if sum(bottom - top for top, _, bottom in found.values()) > len(columns) * len(sheet.values):
        raise UnreadableFile(OVERLAID)
    return found


def repeated(sheet: Sheet, areas: Collection[Down]) -> Sheet:
    """The sheet where each row of these merged cells holds what the first does, as it is shown."""
    values, marks = [list(row) for row in sheet.values], dict(sheet.marks)
    for top, column, bottom in areas:
        for number in range(top + 1, bottom + 1):
            row = values[number - sheet.first_row]
            row += [None] * (column + 1 - len(row))
            row[column] = _held(sheet, top, column)
            if mark := sheet.marks.get((top, column)):
                marks[number, column] = mark
    return replace(sheet, values=values, marks=marks)


def _held(sheet: Sheet, number: int, column: int) -> Raw:
    place = number - sheet.first_row
    row = sheet.values[place] if 0 <= place < len(sheet.values) else ()
    return row[column] if column < len(row) else None

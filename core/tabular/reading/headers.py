"""The line of titles of a sheet: found wherever it stands, whatever the writing of the titles."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from core.formats import NBSP, joined
from core.tabular.reading.addresses import column_letters
from core.tabular.reading.book import Cell, Row, Sheet
from core.tabular.reading.faults import UnreadableFile

WITHIN = 30


@dataclass(frozen=True)
class Header:
    """Where the titles are: the number of their row, the index of the column of each key, and the columns
    that nobody asked for, as (letters, title); a column without a title that holds a value is one of them."""

    row: int
    places: Mapping[str, int]
    unexpected: tuple[tuple[str, str], ...] = ()


def plain_title(text: str) -> str:
    """« DÉPARTEMENT * », « departement » and « Département : » are one title."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return " ".join(re.findall(r"[^\W_]+|%|€", bare.casefold()))


def find_header(sheet: Sheet, titles: Mapping[str, Collection[str]], required: Collection[str]) -> Header:
    """The first row, among those that come first, that bears every required key.

    `titles` are the titles accepted for each key. Raises UnreadableFile, which names what is missing on the
    row that comes nearest, or the titles that come twice.
    """
    keys = {plain_title(title): key for key, accepted in titles.items() for title in accepted}
    nearest: tuple[int, Row | None] = (0, None)
    for row in _first_rows(sheet):
        found = _places(row, keys)
        if set(required) <= set(found):
            return _header(sheet, row, keys, found)
        nearest = max(nearest, (len(found), row), key=lambda pair: pair[0])
    raise UnreadableFile(_missing(sheet, titles, required, nearest[1], keys), nearest[0])


def _first_rows(sheet: Sheet) -> list[Row]:
    return [row for row, _ in zip(sheet.rows, range(WITHIN), strict=False)]


def _places(row: Row, keys: Mapping[str, str]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in row.cells:
        key = keys.get(plain_title(cell.text))
        if key and not cell.is_blank:
            found.setdefault(key, []).append(cell)
    return found


def _header(sheet: Sheet, row: Row, keys: Mapping[str, str], found: Mapping[str, list[Cell]]) -> Header:
    for cells in found.values():
        if len(cells) > 1:
            raise UnreadableFile(
                f"Le titre «{NBSP}{cells[0].text.strip()}{NBSP}» est porté par deux colonnes"
                f" ({joined([cell.address for cell in cells])}){NBSP}: gardez-en une.",
                len(found),
            )
    known = {cells[0].column for cells in found.values()}
    titled = {cell.column: cell.text.strip() for cell in row.cells if not cell.is_blank}
    strangers = sorted((sheet.filled_columns(after=row.number) | set(titled)) - known)
    return Header(
        row.number,
        {key: cells[0].column for key, cells in found.items()},
        tuple((column_letters(column), titled.get(column, "")) for column in strangers),
    )


def _missing(
    sheet: Sheet,
    titles: Mapping[str, Collection[str]],
    required: Collection[str],
    nearest: Row | None,
    keys: Mapping[str, str],
) -> str:
    if nearest is None:
        names = joined([_named(titles, key) for key in required])
        return (
            f"Aucune ligne ne porte les titres attendus ({names}){NBSP}: ajoutez-les au-dessus des valeurs,"
            " un par colonne."
        )
    absent = joined([_named(titles, key) for key in required if key not in _places(nearest, keys)])
    return (
        f"La ligne des titres semble être la ligne {nearest.number}, mais il y manque {absent}{NBSP}:"
        " ajoutez ce qui manque, sans changer les autres titres."
    )


def _named(titles: Mapping[str, Collection[str]], key: str) -> str:
    return f"«{NBSP}{next(iter(titles[key]), key)}{NBSP}»"

"""The rows of a file that people send, found under their titles, each cell by the key of its column."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.formats import NBSP, joined
from core.tabular.reading import (
    Book,
    Cell,
    CellKind,
    Sheet,
    SheetState,
    UnreadableFile,
    find_header,
)
from core.tabular.texts import clean, opens_a_formula

MOST_ROWS = 20_000
SHOWN = 60
# A blank cell leaves what stands; this word, alone in its cell, empties it.
EMPTIED = "(vide)"
WILL_BE_EMPTIED = "Cette case sera vidée."
HIDDEN_ROW = "Cette ligne est masquée dans la feuille\u00a0: affichez-la et vérifiez-la."


@dataclass(frozen=True)
class KeyedRow:
    """A row that holds something: its number, its texts by key (blank cells left out), why it is refused as a
    whole (nothing most often), the cells that hold no text that can be read, and those to empty."""

    number: int
    texts: Mapping[str, str]
    fault: str = ""
    unread: Mapping[str, str] | None = None
    emptied: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KeyedRows:
    """What a file holds under its titles: the keys of the columns it has, its rows, what is to be said."""

    keys: frozenset[str]
    rows: list[KeyedRow]
    notices: list[str]
    sheet: str = ""

    def silent_on(self, titles: Mapping[str, Sequence[str]], keys: Collection[str]) -> list[str]:
        """What to say of the columns that the file does not have: nothing of theirs changes."""
        absent = [next(iter(titles[key])) for key in keys if key not in self.keys]
        if not absent:
            return []
        return [f"Le fichier ne dit rien de ce qui suit, laissé tel quel{NBSP}: {joined(absent)}."]


def keyed_rows(
    book: Book,
    titles: Mapping[str, Collection[str]],
    required: Collection[str],
    ignored: Collection[str] = (),
) -> KeyedRows:
    """The rows of the only sheet that bears the titles; the columns `ignored` are known and left aside.

    Raises UnreadableFile, in French, when nothing of it can be used: no title, two sheets, an unknown or a
    hidden column, more than 20 000 rows.
    """
    sheet, notices = _chosen(book, titles, required)
    header = find_header(sheet, titles, required)
    _check(sheet, header.unexpected, {header.places[key]: key for key in header.places}, titles)
    places = {key: place for key, place in header.places.items() if key not in ignored}
    hidden = set(sheet.hidden_rows)
    rows = []
    for row in sheet.rows:
        if row.number <= header.row:
            continue
        cells = {key: row.cells[place] for key, place in places.items() if place < len(row.cells)}
        held = {key: cell for key, cell in cells.items() if not cell.is_blank}
        if held:
            rows.append(_keyed(row.number, held, HIDDEN_ROW if row.number in hidden else ""))
    if len(rows) > MOST_ROWS:
        raise UnreadableFile("Ce fichier dépasse 20\u00a0000\u00a0lignes\u00a0: découpez-le.")
    several = len(book.visible_sheets) > 1
    return KeyedRows(frozenset(places), rows, [*book.notices, *notices], sheet.name if several else "")


def _keyed(number: int, cells: Mapping[str, Cell], fault: str) -> KeyedRow:
    unread = {
        key: f"«{NBSP}{cell.quoted}{NBSP}» n’est pas une valeur qui se lit."
        for key, cell in cells.items()
        if cell.kind in {CellKind.ERROR, CellKind.UNCOMPUTED}
    }
    texts = {key: text_of(cell) for key, cell in cells.items() if key not in unread}
    emptied = frozenset(key for key, text in texts.items() if text.casefold() == EMPTIED)
    kept = {key: text for key, text in texts.items() if key not in emptied}
    return KeyedRow(number, kept, fault, unread, emptied)


def text_of(cell: Cell) -> str:
    """A cell as the text a person would have typed: a date as 30/06/2025, a number as it is shown."""
    if cell.kind in {CellKind.NUMBER, CellKind.PERCENT}:
        return f"{cell.number:f}".replace(".", ",")
    if cell.kind == CellKind.DATE and isinstance(cell.moment, date | datetime):
        return f"{cell.moment:%d/%m/%Y}"
    text = clean(cell.text).strip()
    # What our own tables protected comes back as it was.
    return text[1:] if text.startswith("'") and opens_a_formula(text[1:]) else text


def _chosen(
    book: Book, titles: Mapping[str, Collection[str]], required: Collection[str]
) -> tuple[Sheet, list[str]]:
    found, fault = [], None
    for sheet in book.sheets:
        try:
            find_header(sheet, titles, required)
            found.append(sheet)
        except UnreadableFile as error:
            fault = fault or error
    if not found:
        raise fault or UnreadableFile("Ce fichier ne contient aucune ligne.")
    if len(found) > 1:
        names = joined([f"«{NBSP}{sheet.name}{NBSP}»" for sheet in found])
        raise UnreadableFile(f"Plusieurs feuilles portent ces titres ({names}){NBSP}: gardez-en une.")
    if found[0].state != SheetState.VISIBLE:
        raise UnreadableFile(f"La feuille «{NBSP}{found[0].name}{NBSP}» est masquée{NBSP}: affichez-la.")
    others = [one.name for one in book.sheets if one is not found[0] and not one.is_empty]
    return found[0], [f"Feuilles laissées de côté{NBSP}: {joined(others)}."] if others else []


def _check(
    sheet: Sheet,
    unexpected: Collection[tuple[str, str]],
    keys: Mapping[int, str],
    titles: Mapping[str, Collection[str]],
) -> None:
    if unexpected:
        strange = ", ".join(f"{title or 'sans titre'} ({letters})"[:SHOWN] for letters, title in unexpected)
        known = joined([next(iter(accepted)) for accepted in titles.values()])
        raise UnreadableFile(f"Colonne inattendue{NBSP}: {strange}. Retirez-la{NBSP}: sont lues {known}.")
    hidden = [next(iter(titles[keys[place]])) for place in sheet.hidden_columns if place in keys]
    if hidden:
        raise UnreadableFile(f"Colonne masquée{NBSP}: {joined(hidden)}. Affichez-la et vérifiez-la.")

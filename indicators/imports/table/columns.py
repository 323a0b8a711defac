"""The columns of the long form, and the sheet of a file that bears them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.formats import NBSP, joined
from core.tabular.reading import (
    Book,
    Cell,
    CellKind,
    Header,
    Row,
    Sheet,
    SheetState,
    UnreadableFile,
    find_header,
)
from core.tabular.reading.book import Raw

TITLES = {
    "contract": ("Contrat", "Référence du contrat", "Territoire", "Département"),
    "indicator": ("Indicateur", "Code de l’indicateur", "Code indicateur"),
    "year": ("Année", "Exercice"),
    "value": ("Valeur", "Résultat"),
    "kind": ("Nature", "Nature de la valeur"),
    "source": ("Source",),
    "perimeter": ("Périmètre",),
    "numerator": ("Numérateur",),
    "denominator": ("Dénominateur",),
    "comment": ("Commentaire",),
    "cause": ("Cause d’écart",),
    # Said by our own tables for whoever fills them; never read.
    "label": ("Libellé", "Libellé de l’indicateur"),
    "unit": ("Unité",),
}
REQUIRED = ("contract", "indicator", "year", "value")
READ = tuple(TITLES)[:11]
BLANK_CELL = Cell(0, 0, CellKind.BLANK)
SHOWN_COLUMNS = 10


BareRow = tuple[int, Sequence[Raw]]


def _holds(raw: Raw) -> bool:
    return raw is not None and raw != ""


class TableSheet:
    """The sheet that holds the values, with what is to be told of the others."""

    def __init__(self, book: Book) -> None:
        """Raises UnreadableFile when no sheet, or more than one, bears the titles, or a column is unknown."""
        self.sheet, self.header, self.notices = _chosen(book)
        _check_columns(self.header)
        _check_hidden(self.sheet, self.header)
        self.notices = [*book.notices, *self.notices]
        self.places = [(key, self.header.places.get(key, -1)) for key in READ]
        self.hidden = frozenset(self.sheet.hidden_rows)
        self.name = self.sheet.name if len(book.visible_sheets) > 1 else ""
        self.count = max(0, self.sheet.first_row + len(self.sheet.values) - self.header.row - 1)

    @property
    def bare_rows(self) -> Iterator[BareRow]:
        """The rows under the titles that hold something, as their numbers and bare values."""
        start = self.header.row + 1
        values = self.sheet.values[start - self.sheet.first_row :]
        return ((number, row) for number, row in enumerate(values, start=start) if any(map(_holds, row)))

    def row(self, number: int, values: Sequence[Raw]) -> Row:
        """The same row, with its cells."""
        alone = replace(self.sheet, values=[values], first_row=number)
        return next(iter(alone.rows), Row(number, ()))

    def cells(self, row: Row) -> dict[str, Cell]:
        """The cells of the row that are read, by the key of their column; a blank where there is none."""
        cells, width = row.cells, len(row.cells)
        return {key: cells[place] if -1 < place < width else BLANK_CELL for key, place in self.places}


def _chosen(book: Book) -> tuple[Sheet, Header, list[str]]:
    """The only sheet that bears the titles; what is said of those left aside."""
    found: list[tuple[Sheet, Header]] = []
    fault: UnreadableFile | None = None
    for sheet in book.sheets:
        try:
            found.append((sheet, find_header(sheet, TITLES, REQUIRED)))
        except UnreadableFile as error:
            fault = fault or error
    if not found:
        raise fault or UnreadableFile("Ce fichier ne contient aucune ligne.")
    if len(found) > 1:
        names = joined([_named(sheet) for sheet, _ in found])
        raise UnreadableFile(
            f"Plusieurs feuilles portent des valeurs ({names}){NBSP}: gardez-en une, ou envoyez un fichier"
            " par feuille."
        )
    return *found[0], _said(book, found[0][0])


def _said(book: Book, sheet: Sheet) -> list[str]:
    """Which sheet was read, and which were left aside. Raises UnreadableFile when it is hidden."""
    if sheet.state != SheetState.VISIBLE:
        raise UnreadableFile(
            f"La feuille {_named(sheet)} est masquée{NBSP}: affichez-la, puis renvoyez le fichier."
        )
    others = [_named(one) for one in book.sheets if one is not sheet and not one.is_empty]
    return [f"Feuille lue{NBSP}: {_named(sheet)}. Laissé de côté{NBSP}: {joined(others)}."] if others else []


def _named(sheet: Sheet) -> str:
    return f"«{NBSP}{sheet.name}{NBSP}»"


def _check_columns(header: Header) -> None:
    strange = [
        f"{title} ({letters})" if title else f"sans titre ({letters})" for letters, title in header.unexpected
    ]
    if strange:
        more = f", et {len(strange) - SHOWN_COLUMNS} autres" if len(strange) > SHOWN_COLUMNS else ""
        raise UnreadableFile(
            f"Colonne inattendue{NBSP}: {', '.join(strange[:SHOWN_COLUMNS])}{more}. Retirez-la{NBSP}: seules "
            f"sont lues les colonnes {joined([TITLES[key][0] for key in READ])}."
        )


def _check_hidden(sheet: Sheet, header: Header) -> None:
    hidden = set(sheet.hidden_columns) & {header.places[key] for key in READ if key in header.places}
    if hidden:
        titles = [TITLES[key][0] for key in READ if header.places.get(key) in hidden]
        raise UnreadableFile(
            f"Colonne masquée{NBSP}: {joined(titles)}. Affichez-la et vérifiez-la, puis renvoyez le fichier."
        )

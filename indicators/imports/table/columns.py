"""The columns of the long form, and the sheet of a file that bears them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from core.imports.plan import Origin
from core.imports.titled import Columns, TitledSheet
from core.tabular.reading import Book, Cell, CellKind, Row, column_letters
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
COLUMNS = Columns(TITLES, REQUIRED, READ)
BareRow = tuple[int, Sequence[Raw]]


def _holds(raw: Raw) -> bool:
    return raw is not None and raw != ""


class TableSheet(TitledSheet):
    """The sheet of a table of values: its rows as bare values, each made of cells on demand."""

    def __init__(self, book: Book, answers: Mapping[str, str]) -> None:
        """Raises what a titled sheet raises."""
        super().__init__(book, COLUMNS, answers)
        self.places = [(key, self.header.places.get(key, -1)) for key in READ]
        self._letters = {key: column_letters(place) for key, place in self.places if place >= 0}
        self.count = max(0, self.sheet.first_row + len(self.sheet.values) - self.header.row - 1)

    def origin(self, row: int, key: str) -> Origin:
        """Where a row holds what bears this title."""
        return Origin(row, TITLES[key][0], self.name, self._letters.get(key, ""))

    @property
    def bare_rows(self) -> Iterator[BareRow]:
        """The rows under the titles that hold something, as their numbers and bare values."""
        start = self.header.row + 1
        values = self.sheet.values[start - self.sheet.first_row :]
        # Nearly all hold something that is not nought: the first look is the quicker.
        rows = (
            (number, row)
            for number, row in enumerate(values, start=start)
            if any(row) or any(map(_holds, row))
        )
        return (one for one in rows if one[0] not in self.left) if self.left else rows

    def row(self, number: int, values: Sequence[Raw]) -> Row:
        """The same row, with its cells."""
        alone = replace(self.sheet, values=[values], first_row=number)
        return next(iter(alone.rows), Row(number, ()))

    def cells(self, row: Row) -> dict[str, Cell]:
        """The cells of the row that are read, by the key of their column; a blank where there is none."""
        cells, width = row.cells, len(row.cells)
        return {key: cells[place] if -1 < place < width else BLANK_CELL for key, place in self.places}

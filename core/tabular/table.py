"""What is exported: a title, typed columns, rows, and a note that says where the figures come from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from operator import itemgetter
from typing import Any

from core.formats import PARIS, date_short, euros, number, percent
from core.tabular.texts import clean

# The height of a sheet in Excel and LibreOffice, less the header.
MAX_ROWS = 1_048_575

# The two sheets of a workbook: the table, then its title and its note.
DATA_SHEET = "Données"
NOTE_SHEET = "À lire"

Cell = str | Decimal | date | None


class ColumnKind(StrEnum):
    """How the values of a column are typed. A percentage is written 12.5 for 12,5 %, never 0.125; a year is a
    number whose digits are not grouped."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    EUROS = "euros"
    PERCENT = "percent"
    DATE = "date"
    YEAR = "year"


NUMERIC = frozenset({"integer", "decimal", "euros", "percent", "year"})


class TooManyRowsError(ValueError):
    """The table is longer than a sheet can be. The French message can be shown."""


@dataclass(frozen=True)
class Column:
    """One column: `key` finds the value in a row, `label` is the header, `decimals` the scale if fixed."""

    key: str
    label: str
    kind: str = ColumnKind.TEXT
    decimals: int | None = None

    def __post_init__(self) -> None:
        ColumnKind(self.kind)

    def cell(self, value: Any) -> Cell:
        """The value as exported: None for nothing, Decimal or date where the kind says so, else clean text.

        A text in a column of numbers (« à compléter », « secret ») stays a text.
        """
        if value is None:
            return None
        if type(value) is str:
            return clean(value) if value else None
        if self.takes_numbers and isinstance(value, (Decimal, int)) and not isinstance(value, bool):
            found = Decimal(value)
            if not found.is_finite():
                return str(found)
            return found.normalize() if self._adds_no_zero else found
        if self.kind == ColumnKind.DATE and isinstance(value, date):
            return value.astimezone(PARIS).date() if isinstance(value, datetime) else value
        return clean(str(value)) or None

    def display(self, cell: Cell) -> str:
        """The cell as a person reads it, in French."""
        if isinstance(cell, Decimal):
            if self.kind == ColumnKind.EUROS:
                return euros(cell)
            if self.kind == ColumnKind.YEAR:
                return f"{cell:f}"
            written = percent if self.kind == ColumnKind.PERCENT else number
            return written(cell, self.decimals)
        return date_short(cell) if isinstance(cell, date) else cell or ""

    @cached_property
    def _adds_no_zero(self) -> bool:
        """Whether a number has the decimals that it needs: those that the database adds tell nothing."""
        return self.kind == ColumnKind.DECIMAL and self.decimals is None

    @cached_property
    def takes_numbers(self) -> bool:
        return self.kind in NUMERIC


@dataclass(frozen=True)
class Table:
    """A table to export. `rows` are mappings from column keys, read once; a missing key raises KeyError.

    `note` says the source, the date, and that data is fictitious when it is; one line per paragraph.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any]]
    note: str = ""

    def values(self) -> Iterator[Sequence[Any]]:
        """The rows as they were given, in the order of the columns."""
        read = itemgetter(*(column.key for column in self.columns))
        is_alone = len(self.columns) == 1
        for position, row in enumerate(self.rows):
            if position == MAX_ROWS:
                raise TooManyRowsError(
                    "Ce tableau dépasse 1 048 575 lignes\u00a0: filtrez-le avant de l’exporter."
                )
            yield (read(row),) if is_alone else read(row)

    def cells(self) -> Iterator[list[Cell]]:
        """The same, as cells."""
        readers = [column.cell for column in self.columns]
        for values in self.values():
            yield [read(value) for read, value in zip(readers, values, strict=True)]

    def headers(self) -> list[str]:
        """The clean labels of the columns."""
        return [clean(column.label) for column in self.columns]

    def note_lines(self) -> list[str]:
        """The title, then the note, line by line."""
        return [clean(line) for line in [self.title, *self.note.splitlines()] if line.strip()]

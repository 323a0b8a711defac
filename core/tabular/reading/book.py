"""What was read of a file: sheets, rows, and cells that know their type and how they stood.

A sheet holds its values as they came, a few bytes each; the cells are made as they are asked for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Context, Decimal
from enum import StrEnum
from typing import NamedTuple

from core.formats import MINUS, NBSP, date_short
from core.tabular.reading.addresses import address

# As the reader leaves them. A pair is a kind (date, datetime, time, duration, error) and what stood there.
Raw = str | float | int | bool | None | tuple[str, str]
SHOWN = 80
# The largest float has 309 digits.
WIDE = Context(prec=400)


class CellKind(StrEnum):
    """What a cell holds. PERCENT is a number shown as a percentage: 0.125 for « 12,5 % ». UNCOMPUTED is a
    formula whose result the file does not hold."""

    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    UNCOMPUTED = "uncomputed"


KIND_LABELS = {
    CellKind.BLANK: "une case vide",
    CellKind.TEXT: "un texte",
    CellKind.NUMBER: "un nombre",
    CellKind.PERCENT: "un pourcentage",
    CellKind.DATE: "une date",
    CellKind.BOOLEAN: "une valeur logique",
    CellKind.ERROR: "une erreur de calcul",
    CellKind.UNCOMPUTED: "une formule sans résultat",
}
NO_RESULT = (
    "Cette formule n’a pas de résultat dans le fichier\u00a0: ouvrez le classeur dans votre tableur et "
    "enregistrez-le, ou collez la valeur."
)


class SheetState(StrEnum):
    """Whether people see the sheet; a very hidden one cannot be shown from the menus."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very_hidden"


class Mark(NamedTuple):
    """What the value of a cell does not say: a kind of its own, the text of an error, a formula."""

    kind: CellKind | None = None
    shown: str = ""
    is_formula: bool = False


class Cell(NamedTuple):
    """One cell. `row` counts from 1 and `column` from 0, as `address` wants them.

    `is_formula` tells a value that the spreadsheet computed: it is read, and must be said.
    """

    row: int
    column: int
    kind: CellKind
    raw: Raw = None
    shown: str = ""
    is_formula: bool = False

    @property
    def address(self) -> str:
        """« F12 »."""
        return address(self.row, self.column)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is in it, spaces of all kinds aside."""
        return self.kind == CellKind.BLANK

    @property
    def text(self) -> str:
        """Its text, as it stood; that of another kind as `quoted` has it."""
        return self.raw if isinstance(self.raw, str) and self.kind == CellKind.TEXT else self.quoted

    @property
    def number(self) -> Decimal:
        """Its number, exact to what the spreadsheet shows of it at most (0.1 is 0.1). TypeError without one.

        For a PERCENT it is the value behind the format: 0.125 where « 12,5 % » is shown.
        """
        if self.kind not in {CellKind.NUMBER, CellKind.PERCENT} or not isinstance(
            self.raw, float | int | str
        ):
            raise TypeError(f"{self.address}\u00a0: {KIND_LABELS[self.kind]}, pas un nombre.")
        return plain(Decimal(repr(self.raw) if isinstance(self.raw, float) else self.raw))

    @property
    def moment(self) -> date | datetime | time:
        """Its date, instant or time. TypeError without one."""
        if not isinstance(self.raw, tuple):
            raise TypeError(f"{self.address}\u00a0: {KIND_LABELS[self.kind]}, pas une date.")
        return _DATE_READERS[self.raw[0]](self.raw[1])

    @property
    def quoted(self) -> str:
        """The value as it stood, for a message: « 1234,5 », « 12,5 % », « #N/A », « VRAI »; cut when long."""
        written = self._written()
        return written if len(written) <= SHOWN else f"{written[: SHOWN - 1]}…"

    def _written(self) -> str:
        if self.kind == CellKind.DATE:
            return _date_written(self)
        if self.kind == CellKind.PERCENT:
            return f"{_bare(self.number.scaleb(2))}{NBSP}%"
        if self.kind == CellKind.NUMBER:
            return _bare(self.number)
        if self.kind == CellKind.BOOLEAN:
            return "VRAI" if self.raw else "FAUX"
        if self.kind == CellKind.UNCOMPUTED:
            return self.shown or "formule sans résultat"
        raw = self.raw[1] if isinstance(self.raw, tuple) else self.raw
        return self.shown or (raw if isinstance(raw, str) else "")


class Row(NamedTuple):
    """A row that holds something: its number (from 1), and its cells from column A on."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet. `values` are the rows from number `first_row` on, each from column A on.

    `hidden_rows` (numbers from 1) and `hidden_columns` (indexes from 0) are those that hold a value;
    `merged` are the ranges, as « B2:C3 », that lie over the rows read.
    """

    name: str
    values: Sequence[Sequence[Raw]]
    state: SheetState = SheetState.VISIBLE
    first_row: int = 1
    marks: Mapping[tuple[int, int], Mark] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    merged: tuple[str, ...] = ()

    @property
    def rows(self) -> Iterator[Row]:
        """The rows that hold something, in order; made anew at each call."""
        make, of, kinds, marks = tuple.__new__, Cell, _KINDS, self.marks
        for number, values in enumerate(self.values, start=self.first_row):
            cells = tuple(
                [
                    make(of, (number, column, kinds.get(type(raw)) or kind_of(raw), raw, "", False))
                    for column, raw in enumerate(values)
                ]
            )
            if marks:
                cells = tuple(self._marked(cell) for cell in cells)
            if any(cell.kind is not CellKind.BLANK for cell in cells):
                yield Row(number, cells)

    def filled_columns(self, after: int) -> set[int]:
        """The columns (from 0) that hold something in a row below number `after`."""
        width = max(map(len, self.values), default=0)
        lacking = set(range(width))
        for number, values in enumerate(self.values, start=self.first_row):
            if number <= after:
                continue
            held = [one for one in lacking if one < len(values) and values[one] not in (None, "")]
            cells = [Cell(number, one, kind_of(values[one]), values[one]) for one in held]
            lacking -= {cell.column for cell in map(self._marked, cells) if not cell.is_blank}
            if not lacking:
                break
        return set(range(width)) - lacking

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return next(self.rows, None) is None

    def _marked(self, cell: Cell) -> Cell:
        mark = self.marks.get((cell.row, cell.column))
        return (
            cell._replace(kind=mark.kind or cell.kind, shown=mark.shown, is_formula=mark.is_formula)
            if mark
            else cell
        )


@dataclass(frozen=True)
class Book:
    """A file that was read: its format (csv, xlsx, ods), its sheets in order, and what is to be told of how
    it was read, in French sentences."""

    format: str
    sheets: tuple[Sheet, ...]
    notices: tuple[str, ...] = ()

    @property
    def visible_sheets(self) -> tuple[Sheet, ...]:
        """Those that people see and that hold something."""
        return tuple(one for one in self.sheets if one.state == SheetState.VISIBLE and not one.is_empty)

    def told(self, sheet: Sheet) -> str:
        """The name of a sheet as people see it; nothing for a CSV, which has none."""
        return "" if self.format == "csv" else sheet.name


# A text may be blank, and a pair of two kinds: they are looked at.
_KINDS = {type(None): CellKind.BLANK, bool: CellKind.BOOLEAN, float: CellKind.NUMBER, int: CellKind.NUMBER}


def kind_of(raw: Raw) -> CellKind:
    """The kind of a value that bears no mark."""
    if raw is None:
        return CellKind.BLANK
    if isinstance(raw, str):
        return CellKind.TEXT if raw and not raw.isspace() else CellKind.BLANK
    if isinstance(raw, bool):
        return CellKind.BOOLEAN
    if isinstance(raw, tuple):
        return CellKind.ERROR if raw[0] == "error" else CellKind.DATE
    return CellKind.NUMBER


def plain(value: Decimal) -> Decimal:
    """The number without useless zeros nor exponent: 12.0 is 12, 1E+3 is 1000, -0 is 0."""
    if value == value.to_integral_value():
        whole = value.quantize(Decimal(1), context=WIDE)
        return whole if whole else abs(whole)
    return value.normalize(WIDE)


def _bare(value: Decimal) -> str:
    # As the formula bar shows it: no grouping, which the file does not hold.
    return f"{plain(value):f}".replace(".", ",").replace("-", MINUS)


_DATE_READERS: dict[str, Callable[[str], date | datetime | time]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def _date_written(cell: Cell) -> str:
    if isinstance(cell.raw, tuple) and cell.raw[0] not in _DATE_READERS:
        return cell.raw[1]
    moment = cell.moment
    if isinstance(moment, time):
        return moment.isoformat(timespec="minutes")
    if isinstance(moment, datetime):
        return f"{date_short(moment.date())} {moment:%H:%M}"
    return date_short(moment)

"""The rows of titles above a copied block: which they are, and which column of the page each column goes to.

Pure. A title above several columns says what they share; a column whose meaning is not certain goes nowhere,
and is told.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from core.tabular.reading import UnreadableFile, column_letters, plain_title
from core.tabular.texts import clean
from indicators.cells import RESULT, TARGET
from indicators.pasted_columns import LONGEST, measure_of, read_title

# Codes come first, or after a rank and an objective.
LEADING = 4
TALLEST = 6
LETTERS = re.compile(r"[^\W\d_]")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
YEARS = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
# « Code », « N° », « Libellé de l’indicateur »: what stands below names the rows.
NAMING = re.compile(
    r"(?:codes?|indicateurs?|libelles?|intitules?|noms?|no?|numeros?|designations?)(?: d(?:e l|e|es|u))?"
    r"(?: indicateurs?)?"
)
LEFT = "Colonne {} («\u00a0{}\u00a0») laissée de côté\u00a0: {}."
UNTITLED = "Colonne {} sans titre\u00a0: laissée de côté."
COVERS = "ce titre couvre plusieurs colonnes, sans dire ce que tient chacune"
YEARLESS = "le titre ne dit pas de quelle année"
YEAR_ALONE = "le titre dit une année, sans dire si c’est la cible ou le résultat"
AMONG_NAMES = "elle est à gauche d’une colonne qui nomme les indicateurs"
OBJECTIVE = "objectif"
SHOWN = 60
LONG = (
    "La colonne {}{} dit l’année ou la nature de chaque ligne ({})\u00a0: copiez une ligne par indicateur,"
    " avec un titre par colonne («\u00a0Cible 2024\u00a0», «\u00a0Résultat 2024\u00a0»)."
)
Rows = Sequence[Sequence[str]]
ColumnOf = Callable[[str, int | None], str]
# The cells that a title covers, where the spreadsheet says it: by (line, column), how many columns.
Spans = Mapping[tuple[int, int], int]


def is_naming(text: str) -> bool:
    """Whether a title says that its column names the indicators."""
    return NAMING.fullmatch(plain_title(text[:LONGEST])) is not None


def shown(text: str) -> str:
    """A text of the block, short enough to be told."""
    return clean(text).strip()[:SHOWN].rstrip()


@dataclass(frozen=True)
class Header:
    """The rows of titles of a block: `lines` are their ranks, and values begin at the line `end`."""

    rows: Rows = ()
    lines: tuple[int, ...] = ()
    end: int = 0
    spans: Spans = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.lines)

    @cached_property
    def texts(self) -> list[str]:
        """All the titles."""
        return [text.strip() for line in self.lines for text in self.rows[line] if text.strip()]

    @cached_property
    def names(self) -> frozenset[int]:
        """The columns whose titles say that they name the indicators; past the figures, a title names no more
        where another did before them."""
        found: list[int] = []
        for rank in range(max(map(len, self.rows), default=0)):
            if any(is_naming(self.own(line, rank)) for line in self.lines):
                found.append(rank)
            elif found and self.is_of_figures(rank):
                break
        return frozenset(found)

    @property
    def is_worded(self) -> bool:
        """Whether it holds words that values never are."""
        return bool(self.names) or any(measure_of(read_title(text)[0]) for text in self.texts)

    @property
    def years(self) -> list[str]:
        """The titles that are a year alone."""
        return [text for text in self.texts if YEAR.fullmatch(text)]

    def own(self, line: int, rank: int) -> str:
        """What stands in a cell, blanks aside."""
        row = self.rows[line]
        return row[rank].strip() if rank < len(row) else ""

    def is_of_figures(self, rank: int) -> bool:
        """Whether a column has the title of figures; « Objectif » may be that of a plan."""
        titles = [self.own(line, rank) for line in self.lines]
        said = {read_title(text)[0] for text in titles} - {OBJECTIVE}
        return any(map(measure_of, said)) or any(map(YEAR.fullmatch, titles))

    def is_caption(self, line: int) -> bool:
        """Whether the line is one text above the whole table."""
        filled = [rank for rank, text in enumerate(self.rows[line]) if text.strip()]
        return line != self.lines[-1] and filled == [0] and not is_naming(self.rows[line][0])

    def source(self, line: int, rank: int) -> int | None:
        """The column in which the title that covers a cell stands; None where nothing does.

        Where the spreadsheet says what it merged, a title covers that alone. Else a blank is under the title
        to its left, on all rows but the last: there, only a year covers what follows it.
        """
        left = next((one for one in range(rank, -1, -1) if self.own(line, one)), None)
        if left is None or left == rank:
            return left
        merged = [width for (on, _), width in self.spans.items() if on == line]
        if merged:
            return left if left + self.spans.get((line, left), 1) > rank else None
        text, above = self.own(line, left), self.lines[:-1]
        is_wide = line in above or not (read_title(text)[0] or any(self.own(one, rank) for one in above))
        return left if is_wide and not is_naming(text) else None

    def pieces(self, rank: int) -> list[tuple[int, int]]:
        """Where the titles of a column stand, from the top, as (line, column); captions aside."""
        found = [(line, self.source(line, rank)) for line in self.lines if not self.is_caption(line)]
        return [(line, source) for line, source in found if source is not None]

    @property
    def caption_year(self) -> int | None:
        """The one year that the text above the whole table says."""
        captions = " ".join(self.own(line, 0) for line in self.lines if self.is_caption(line))
        above = set(YEARS.findall(captions))
        return int(above.pop()) if len(above) == 1 else None


def header_of(rows: Rows, spans: Spans, is_named: Callable[[str], bool]) -> Header:
    """The rows of titles with which a block begins: words and years, none of which names an indicator."""
    lines: list[int] = []
    for line, row in enumerate(rows[:TALLEST]):
        filled = [text.strip() for text in row if text.strip()]
        if any(map(is_named, filled[:LEADING])) or not all(map(_is_title, filled)):
            break
        above = Header(rows, tuple(lines))
        if lines and (_is_of_row(above, row[0].strip()) or _are_figures(above, filled)):
            break
        if filled:
            lines.append(line)
    if not lines or lines[-1] + 1 >= len(rows):
        return Header()
    return Header(rows, tuple(lines), lines[-1] + 1, spans)


def _is_title(text: str) -> bool:
    return bool(LETTERS.search(text) or YEAR.fullmatch(text))


def _are_figures(above: Header, filled: Sequence[str]) -> bool:
    """Whether years stand under years: these are no more titles."""
    return bool(above.years) and bool(filled) and all(map(YEAR.fullmatch, filled))


def _is_of_row(above: Header, corner: str) -> bool:
    """Whether a first cell under the titles `above` is the name of a row rather than one more title."""
    if not corner or is_naming(corner) or measure_of(read_title(corner)[0]) or YEAR.fullmatch(corner):
        return False
    last = above.lines[-1]
    has_corner = bool(above.own(last, 0)) and not is_naming(above.own(last, 0))
    return not has_corner and len([text for text in above.rows[last] if text.strip()]) > 1


@dataclass(frozen=True)
class Columns:
    """`across` is the column of the page of each column of the block, by rank; `aside` the titles that are no
    column of the page; `faults` and `notices` tell those that are left aside with their reason."""

    across: Mapping[int, str] = field(default_factory=dict)
    aside: Mapping[int, str] = field(default_factory=dict)
    faults: Sequence[str] = ()
    notices: Sequence[str] = ()


def placed(header: Header, names: Collection[int], column_of: ColumnOf) -> Columns:
    """Where the columns that hold something go, according to their titles.

    Raises UnreadableFile where a column says row by row what titles should.
    """
    return _Placing(header, names, column_of).columns


class _Placing:
    """The columns of a block under its titles."""

    def __init__(self, header: Header, names: Collection[int], column_of: ColumnOf) -> None:
        self.header, self.names, self.column_of = header, names, column_of
        self.held = _held(header.rows[header.end :]) - set(names)
        self.ranks = sorted((self.held | _held([header.rows[line] for line in header.lines])) - set(names))
        pieces = {rank: header.pieces(rank) for rank in self.ranks}
        self.lowest = {rank: found[-1] if found else None for rank, found in pieces.items()}

    @property
    def columns(self) -> Columns:
        across, aside, faults, notices = dict[int, str](), dict[int, str](), list[str](), list[str]()
        for rank in sorted(self.held):
            self.refuse_long(rank)
        for rank in self.ranks:
            said, year = self.meaning(rank)
            column, doubt = self.column_of(said, year), self.doubt(rank)
            if doubt and rank in self.held:
                (notices if doubt == AMONG_NAMES and not column else faults).append(self.told(rank, doubt))
            elif column and not doubt:
                across[rank] = column
            elif not doubt and rank in self.held:
                aside[rank] = self.text(rank)
        return Columns(across, aside, faults, notices)

    def text(self, rank: int) -> str:
        """The titles of a column in one text."""
        found = [self.header.own(*place) for place in self.header.pieces(rank)]
        return shown(" ".join(dict.fromkeys(found)))

    def meaning(self, rank: int) -> tuple[str, int | None]:
        """What the titles of a column say together, and their year; nothing where they say two years."""
        read = [read_title(self.header.own(*place)) for place in self.header.pieces(rank)]
        years = {year for _, year in read if year}
        said = " ".join(dict.fromkeys(text for text, _ in read if text))
        if len(years) > 1:
            return f"{said} {years}", None
        year = next(iter(years), None)
        if year is None and self.column_of(said, None) in {TARGET, RESULT}:
            year = self.header.caption_year
        return said, year

    def doubt(self, rank: int) -> str:
        """Why what a column holds is not certain; an empty text when it is."""
        lowest = self.lowest[rank]
        if any(rank < name for name in self.names):
            return AMONG_NAMES
        if lowest is None or lowest[1] != rank:
            return UNTITLED
        if self.is_shared(rank):
            return COVERS
        said, year = self.meaning(rank)
        is_high = lowest[0] != self.header.lines[-1]
        if is_high and not said and self.has_measures:
            return YEAR_ALONE
        is_dated = self.is_dated and year is None
        return YEARLESS if is_dated and measure_of(said) in {TARGET, RESULT} else ""

    def is_shared(self, rank: int) -> bool:
        """Whether the lowest title of a column is also that of another one that holds something."""
        return any(self.lowest.get(one) == self.lowest[rank] for one in self.held if one != rank)

    @cached_property
    def is_dated(self) -> bool:
        """Whether the years of the columns stand apart from what they measure, on a row of titles."""
        read = [read_title(text) for line in self.header.lines for text in self.header.rows[line]]
        return len(self.header.lines) > 1 and any(year and not said for said, year in read)

    @cached_property
    def has_measures(self) -> bool:
        """Whether the last row of titles tells targets from results."""
        return any(measure_of(read_title(text)[0]) for text in self.header.rows[self.header.lines[-1]])

    def refuse_long(self, rank: int) -> None:
        """A column that says of each row its year, or what it measures, parts what the titles do not."""
        if self.header.is_of_figures(rank):
            return
        rows = self.header.rows[self.header.end :]
        cells = [row[rank].strip() for row in rows if rank < len(row) and row[rank].strip()]
        read = {read_title(text) for text in cells}
        are_told = all(measure_of(said) if said else year for said, year in read)
        if are_told and any(said or self.column_of("", year) != RESULT for said, year in read):
            told = ", ".join(dict.fromkeys(map(shown, cells[:3])))
            title = f" («\u00a0{text}\u00a0»)" if (text := self.text(rank)) else ""
            raise UnreadableFile(LONG.format(column_letters(rank), title, told))

    def told(self, rank: int, doubt: str) -> str:
        """The column left aside, with the reason."""
        letter, text = column_letters(rank), self.text(rank)
        return UNTITLED.format(letter) if doubt == UNTITLED or not text else LEFT.format(letter, text, doubt)


def _held(rows: Rows) -> set[int]:
    return {rank for row in rows for rank, text in enumerate(row) if text.strip()}


def doubled(across: Mapping[int, str], held: Collection[int]) -> Iterator[tuple[str, list[int]]]:
    """The columns of the page to which several columns of the block go, with the latter."""
    going = {rank: column for rank, column in across.items() if rank in held}
    for column, count in Counter(going.values()).items():
        if count > 1:
            yield column, [rank for rank, one in going.items() if one == column]

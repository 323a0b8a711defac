"""A workbook that comes back: which of its lines speak of which indicator, wherever they have gone."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from contracts.models import Contract
from core.formats import NBSP, joined
from core.imports.plan import Fault, Origin
from core.imports.titled import most_alike
from core.tabular.reading import (
    Book,
    Cell,
    CellKind,
    Header,
    Row,
    Sheet,
    UnreadableFile,
    column_letters,
    find_header,
)
from indicators.code_names import Codes
from indicators.workbook.columns import (
    COLUMNS,
    GUIDE,
    INPUTS,
    LISTS,
    REASON,
    RESULTS,
    SEAL,
    TARGETS,
    Column,
    aim_columns,
)
from indicators.workbook.seal import PREFIX

OURS = {GUIDE, LISTS, SEAL}
REQUIRED = ("code", "value")
ROW_NUMBERS = re.compile(r"\d+")
HIDDEN_ROW = "Cette ligne est masquée dans le fichier"
HIDDEN_CELL = "Cette ligne a une case remplie dans une colonne masquée"
MERGED = "Cette ligne porte des cases fusionnées"


@dataclass(frozen=True)
class Returned:
    """A line of an indicator: what its cells to fill hold, by field, and those only there to be read
    (`facts`); a field whose column is gone is not there. `columns` are the title and the letter of each.

    `oddity` says what may have misled the person who filled it (something hidden, merged cells), without its
    stop, or nothing.
    """

    code: str
    row: int
    sheet: str
    cells: Mapping[str, Cell]
    columns: Mapping[str, tuple[str, str]]
    oddity: str = ""
    facts: Mapping[str, Cell] = field(default_factory=dict)

    def origin(self, key: str = "value") -> Origin:
        """Where a field of the line stands."""
        title, letter = self.columns.get(key, ("", ""))
        return Origin(self.row, title, self.sheet, letter)


@dataclass
class Return:
    """All the lines of a workbook, what of it is to be said, what of it cannot be understood."""

    lines: list[Returned] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def texts_of(book: Book) -> Iterator[str]:
    """The texts of the file where the seal may be: those of the first column of each sheet."""
    for sheet in book.sheets:
        for row in sheet.rows:
            cell = row.cells[0]
            if cell.kind == CellKind.TEXT and cell.text.strip().startswith(PREFIX):
                yield cell.text


def lines_of(book: Book, codes: Collection[str], contract: Contract, year: int) -> Return:
    """The lines of « Résultats » of a workbook of `year` whose indicators are named by `codes`.

    Raises UnreadableFile when no sheet, or more than one, has the columns to read.
    """
    usual = contract.framework.baseline_year
    sheet, header = _results(book, year, usual)
    found = Return(notices=[*book.notices, *_strangers(book, sheet, header, year)])
    _read(found, sheet, header, INPUTS, codes)
    return found


def aim_lines_of(book: Book, codes: Collection[str], contract: Contract) -> Return | None:
    """The lines of « Cibles »; None when the sheet is gone. Raises UnreadableFile when there are two."""
    columns = aim_columns(contract.years)
    titles = _titles(columns, contract.years[0], contract.framework.baseline_year)
    found = []
    for sheet in book.sheets:
        if sheet.name in OURS or sheet.is_empty:
            continue
        with suppress(UnreadableFile):
            header = find_header(sheet, titles, ["code", "national"])
            found.append((sheet, header))
    if len(found) > 1:
        names = joined([f"«{NBSP}{sheet.name}{NBSP}»" for sheet, _ in found])
        raise UnreadableFile(f"Plusieurs feuilles portent des cibles ({names}){NBSP}: n’en gardez qu’une.")
    if not found:
        return None
    told = Return()
    _read(told, *found[0], [column for column in columns if column.is_input], codes)
    return told


def _read(
    found: Return, sheet: Sheet, header: Header, inputs: Sequence[Column], codes: Collection[str]
) -> None:
    """Add the lines of a sheet, and its faults."""
    titles = next(row.cells for row in sheet.rows if row.number == header.row)
    named = {
        key: (" ".join(titles[place].text.split()), column_letters(place))
        for key, place in header.places.items()
    }
    merged = [_rows_of(one) for one in sheet.merged]
    known = Codes(codes)
    filling = [column.key for column in inputs if column.key in header.places]
    for row in sheet.rows:
        if row.number <= header.row:
            continue
        held = {key: _cell(row, header, key) for key in header.places}
        cells = {key: held.pop(key) for key in filling}
        filled = [cell for cell in cells.values() if not cell.is_blank]
        code = _code(held["code"], known)
        if code:
            places = {header.places[key] for key in filling}
            oddity = _oddity(row, sheet, places, merged, filled)
            found.lines.append(Returned(code, row.number, sheet.name, cells, named, oddity, held))
        elif filled:
            found.faults.append(_unknown(row, header, named, sheet.name, filled[0]))


def _titles(columns: Sequence[Column], year: int, baseline: int | None) -> dict[str, list[str]]:
    titles = {column.key: [column.title_of(year)] for column in columns}
    return titles | {"baseline": [titles["baseline"][0], f"{titles['baseline'][0]} {baseline or ''}"]}


def _results(book: Book, year: int, baseline: int | None) -> tuple[Sheet, Header]:
    titles = _titles((*COLUMNS, REASON), year, baseline)
    candidates = [sheet for sheet in book.sheets if sheet.name not in OURS and not sheet.is_empty]
    found, refusals = [], []
    for sheet in sorted(candidates, key=lambda one: one.name != RESULTS):
        try:
            found.append((sheet, find_header(sheet, titles, REQUIRED)))
        except UnreadableFile as error:
            refusals.append(error)
    if len(found) > 1:
        names = joined([f"«{NBSP}{sheet.name}{NBSP}»" for sheet, _ in found])
        raise UnreadableFile(f"Plusieurs feuilles portent des résultats ({names}){NBSP}: n’en gardez qu’une.")
    if not found:
        raise most_alike(refusals) or UnreadableFile(f"La feuille «{NBSP}{RESULTS}{NBSP}» a disparu.")
    return found[0]


def _strangers(book: Book, results: Sheet, header: Header, year: int) -> Iterator[str]:
    """What the workbook has that ours has not, and what it lacks."""
    for letters, title in header.unexpected:
        if title:
            yield (
                f"La colonne {letters} («{NBSP}{title}{NBSP}») n’est pas du classeur{NBSP}: elle n’a pas "
                f"été lue."
            )
    for sheet in book.visible_sheets:
        if sheet.name not in {*OURS, TARGETS, results.name}:
            yield f"La feuille «{NBSP}{sheet.name}{NBSP}» n’est pas du classeur{NBSP}: elle n’a pas été lue."
    lost = [
        column.title_of(year) for column in INPUTS if column.key not in header.places and column != REASON
    ]
    if lost:
        yield f"Colonnes absentes du fichier, laissées telles quelles{NBSP}: {joined(lost)}."


def _cell(row: Row, header: Header, key: str) -> Cell:
    place = header.places[key]
    return row.cells[place] if place < len(row.cells) else Cell(row.number, place, CellKind.BLANK)


def _code(cell: Cell, codes: Codes) -> str:
    """The only code that a cell names, or nothing."""
    same: Sequence[str] = ()
    if cell.kind == CellKind.NUMBER:
        same = codes.numbered(cell.number)
    elif cell.kind == CellKind.TEXT:
        same = codes.named(cell.text)
    return same[0] if len(same) == 1 else ""


def _oddity(
    row: Row,
    sheet: Sheet,
    columns: Collection[int],
    merged: list[tuple[int, int]],
    filled: Collection[Cell],
) -> str:
    if row.number in sheet.hidden_rows:
        return HIDDEN_ROW
    if any(cell.column in sheet.hidden_columns and cell.column in columns for cell in filled):
        return HIDDEN_CELL
    return MERGED if any(first <= row.number <= last for first, last in merged) else ""


def _rows_of(span: str) -> tuple[int, int]:
    numbers = [int(number) for number in ROW_NUMBERS.findall(span)]
    return min(numbers), max(numbers)


def _unknown(
    row: Row, header: Header, columns: Mapping[str, tuple[str, str]], sheet: str, filled: Cell
) -> Fault:
    code, (title, letter) = _cell(row, header, "code"), columns["code"]
    named = f"«{NBSP}{code.quoted}{NBSP}» n’est pas" if not code.is_blank else "Sans code, ce n’est pas"
    return Fault(
        f"{named} le code d’un indicateur de ce classeur{NBSP}: la ligne n’est pas lue. Remettez le code "
        f"d’origine.",
        Origin(row.number, title, sheet, letter),
        filled.quoted,
    )

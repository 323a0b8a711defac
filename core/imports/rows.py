"""The rows of a file that people send, found under their titles, each cell by the key of its column."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from core.formats import NBSP, counted, in_sentence, joined
from core.imports.kinds import Answers
from core.imports.plan import Fault, Origin, Plan, Proposal, Standing
from core.imports.questions import FILE, Question, parts_of
from core.imports.titled import HIDDEN_ROW, Columns, TitledSheet, Unanswered
from core.tabular.reading import NO_RESULT, Book, Cell, CellKind, UnreadableFile, column_letters
from core.tabular.texts import clean, opens_a_formula

MOST_ROWS = 20_000
NOTHING = "Aucune ligne sous les titres\u00a0: il n’y a rien à lire."
# A blank cell leaves what stands; this word, alone in its cell, empties it.
EMPTIED = "(vide)"
WILL_BE_EMPTIED = "Cette case sera vidée."


@dataclass(frozen=True)
class KeyedRow:
    """A row that holds something: its number, its texts by key (blank cells left out), the cells that hold no
    text that can be read, and those to empty; `is_waiting` when it is hidden and nobody said to read it;
    `letters` are those of its columns, by key."""

    number: int
    texts: Mapping[str, str]
    unread: Mapping[str, str] | None = None
    emptied: frozenset[str] = frozenset()
    is_waiting: bool = False
    letters: Mapping[str, str] = field(default_factory=dict)

    def cell(
        self, key: str, title: str, subject: str, sheet: str, standing: Standing, **more: Any
    ) -> Proposal:
        """What becomes of one of its cells, under the `title` of its column; `subject` names the row."""
        return Proposal(
            f"{self.number}-{key}",
            Origin(self.number, title, sheet, self.letters.get(key, "")),
            standing,
            f"{subject}, {in_sentence(title)}",
            typed=EMPTIED if key in self.emptied else self.texts.get(key, ""),
            **more,
        )

    def held_back(self, subject: str, sheet: str) -> Proposal:
        """What is shown of it while it waits."""
        where = Origin(self.number, sheet=sheet)
        return Proposal(f"{self.number}", where, Standing.ASKED, subject, message=HIDDEN_ROW)


@dataclass(frozen=True)
class KeyedRows:
    """What a file holds under its titles: the keys of the columns it has, its rows, what is to be said, and
    what is asked of what is hidden."""

    keys: frozenset[str]
    rows: list[KeyedRow]
    notices: list[str]
    sheet: str = ""
    questions: Sequence[Question] = ()

    @property
    def count_told(self) -> str:
        """« 12 lignes lues. »"""
        read = sum(not row.is_waiting for row in self.rows)
        return f"{counted(read, 'ligne lue', 'lignes lues')}."

    def silent_on(self, titles: Mapping[str, Sequence[str]], keys: Collection[str]) -> list[str]:
        """What to say of the columns that the file does not have: nothing of theirs changes."""
        absent = [next(iter(titles[key])) for key in keys if key not in self.keys]
        if not absent:
            return []
        return [f"Le fichier ne dit rien de ce qui suit, laissé tel quel{NBSP}: {joined(absent)}."]


def plan_of_rows(
    book: Book,
    columns: Columns,
    answers: Answers,
    reader: Callable[[str], Callable[[KeyedRow], Iterable[Proposal]]],
    changed: Collection[str],
    *,
    placed_by: str = "",
) -> Plan:
    """What the rows of a file would do: `reader`, given the name of the sheet, reads them one by one.

    The columns of `changed` that the file does not have are told, for nothing of theirs changes; a file that
    has `placed_by` says its columns by their place, and what it leaves out goes without saying. Raises
    UnreadableFile as `keyed_rows` does.
    """
    try:
        found = keyed_rows(book, columns, answers)
    except Unanswered as waiting:
        return waiting.plan
    if not found.rows:
        return Plan(faults=[Fault(NOTHING)], is_readable=False, questions=found.questions)
    read = reader(found.sheet)
    proposals = [one for row in found.rows for one in read(row)]
    silent = [] if placed_by in found.keys else found.silent_on(columns.titles, changed)
    notices = [*found.notices, found.count_told, *silent]
    return Plan(proposals=proposals, notices=notices, questions=found.questions)


def keyed_rows(book: Book, columns: Columns, answers: Answers) -> KeyedRows:
    """The rows of the only sheet that bears the titles; a known column that is not read is left aside.

    Raises UnreadableFile, in French, when nothing of it can be used (no title, two sheets, an unknown column,
    more than 20 000 rows); Unanswered while a hidden sheet or column is neither taken nor left.
    """
    titled = TitledSheet(book, columns, parts_of(answers.get(FILE, "")))
    header = titled.header
    places = {key: place for key, place in header.places.items() if key in columns.read}
    letters = {key: column_letters(place) for key, place in places.items()}
    rows = []
    for row in titled.sheet.rows:
        if row.number <= header.row or row.number in titled.left:
            continue
        cells = {key: row.cells[place] for key, place in places.items() if place < len(row.cells)}
        held = {key: cell for key, cell in cells.items() if not cell.is_blank}
        if held:
            rows.append(_keyed(row.number, held, letters, is_waiting=row.number in titled.waiting))
    if len(rows) > MOST_ROWS:
        raise UnreadableFile("Ce fichier dépasse 20\u00a0000\u00a0lignes\u00a0: découpez-le.")
    said = [*titled.notices, *titled.rows_left_out]
    return KeyedRows(frozenset(places), rows, said, titled.name, titled.questions)


def _keyed(
    number: int, cells: Mapping[str, Cell], letters: Mapping[str, str], *, is_waiting: bool
) -> KeyedRow:
    unread = {
        key: NO_RESULT
        if cell.kind == CellKind.UNCOMPUTED
        else f"«{NBSP}{cell.quoted}{NBSP}» n’est pas une valeur qui se lit."
        for key, cell in cells.items()
        if cell.kind in {CellKind.ERROR, CellKind.UNCOMPUTED}
    }
    texts = {key: text_of(cell) for key, cell in cells.items() if key not in unread}
    emptied = frozenset(key for key, text in texts.items() if text.casefold() == EMPTIED)
    kept = {key: text for key, text in texts.items() if key not in emptied}
    return KeyedRow(number, kept, unread, emptied, is_waiting, letters)


def text_of(cell: Cell) -> str:
    """A cell as the text a person would have typed: a date as 30/06/2025, a number as it is shown."""
    if cell.kind in {CellKind.NUMBER, CellKind.PERCENT}:
        return f"{cell.number:f}".replace(".", ",")
    if cell.kind == CellKind.DATE and isinstance(cell.moment, date | datetime):
        return f"{cell.moment:%d/%m/%Y}"
    text = clean(cell.text).strip()
    # What our own tables protected comes back as it was.
    return text[1:] if text.startswith("'") and opens_a_formula(text[1:]) else text

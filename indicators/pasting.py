"""A block copied from a spreadsheet, read into a plan: where it falls on the page, cell by cell."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from contracts.models import Contract
from core.decimal_field import CHOICE_SUFFIX
from core.formats import counted, in_sentence, joined, value_with_unit
from core.imports.plan import Fault, Origin, Plan, Proposal, Standing
from core.imports.questions import FILE, Question, parts_of, unanswered
from core.numbers import whole
from core.tabular.reading import UnreadableFile, plain_title
from core.tabular.texts import clean
from indicators.actions import Entry
from indicators.cells import BASELINE, RESULT, TARGET, Cell
from indicators.enums import ValueKind
from indicators.forms import read_cell
from indicators.imports.readers import Answers
from indicators.models import ImportBatch
from indicators.pasted_headings import Names, headings_of
from indicators.scoring import Goal, goal_wording
from indicators.sheet import Sheet, SheetRow
from indicators.target_writes import TargetEntry
from indicators.writes import MeasurementEntry

MAX_ROWS, MAX_COLUMNS = 500, 40
TOO_LARGE = (
    f"Ce bloc dépasse {MAX_ROWS} lignes ou {MAX_COLUMNS} colonnes\u00a0: copiez une partie plus petite."
)
EMPTY = "Le presse-papiers ne contient aucune valeur."
NAMELESS = "Cette ligne ne nomme aucun indicateur de la page\u00a0: elle n’est pas lue."
UNKNOWN = "«\u00a0{}\u00a0» n’est pas un indicateur de cette page\u00a0: la ligne n’est pas lue."
TWICE = "L’indicateur {} est sur plusieurs lignes du bloc ({})\u00a0: n’en gardez qu’une."
LEFT_ASIDE = "Colonnes du bloc qui ne sont pas de cette page, laissées de côté\u00a0: {}."
READ_ONLY = "Cette colonne se lit seulement."
LOST_ANCHOR = "La case où coller n’est plus sur la page\u00a0: rechargez-la."
NAMES = {
    "name": "Indicateur",
    BASELINE: "Référence",
    "change": "Évolution",
    "state": "État",
    "course": "Tendance",
}
# The titles, plainly written, under which people keep what these columns hold.
WORDS = {
    BASELINE: {"reference", "valeur de reference"},
    TARGET: {"cible", "objectif"},
    RESULT: {"resultat", "realise", "valeur"},
    "change": {"evolution"},
    "state": {"etat"},
    "course": {"tendance"},
}
YEAR_LAST = re.compile(r"(?:^| )(?P<year>(?:19|20)[0-9]{2})$")


@dataclass(frozen=True)
class Block:
    """What was copied, and the cell of the page under its first one: the key of an indicator, a column.

    `shown` are the keys of the indicators that the page showed, where a filter left others out.
    """

    indicator: int
    column: str
    rows: list[list[str]]
    shown: tuple[int, ...] = ()

    def written(self) -> bytes:
        """As it is kept with the import: the place on a first line, then the block, parted by tabs."""
        place = [str(self.indicator), self.column, ",".join(map(str, self.shown))]
        lines = ["\t".join(place), *("\t".join(row) for row in self.rows)]
        return "\n".join(lines).encode()


def block_of(indicator: int, column: str, text: str, shown: str = "") -> Block:
    """The block of a text that a spreadsheet has put in the clipboard: a line a row, a tab between cells.
    `shown` are the keys of the rows of the page, parted by commas; all those of the year when empty.

    Raises UnreadableFile for a block that is empty or too large.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    rows = [line.split("\t") for line in lines[: MAX_ROWS + 1]]
    if len(rows) > MAX_ROWS or max(map(len, rows)) > MAX_COLUMNS:
        raise UnreadableFile(TOO_LARGE)
    if not any(cell.strip() for row in rows for cell in row):
        raise UnreadableFile(EMPTY)
    return Block(indicator, column, rows, _keys(shown))


def _keys(text: str) -> tuple[int, ...]:
    keys = [whole(one) for one in text.split(",")]
    return tuple(key for key in keys if key is not None)


def read_paste(batch: ImportBatch, answers: Answers) -> Plan:
    """What pasting the block of the batch would do, one proposal a cell; nothing is written."""
    with batch.file.open("rb") as file:
        place, *lines = file.read().decode().split("\n")
    # A block that was kept before the grid had filters names no row.
    indicator, column, shown = [*place.split("\t"), ""][:3]
    block = Block(int(indicator), column, [line.split("\t") for line in lines], _keys(shown))
    contracts = Contract.objects.select_related("territory__region", "framework")
    contract = contracts.prefetch_related("parties__organisation").get(imports=batch)
    sheet = Sheet(contract, batch.fiscal_year or 0, batch.seat)
    try:
        return _Desk(sheet, block, answers).plan
    except UnreadableFile as refusal:
        return Plan(faults=[Fault(str(refusal))], is_readable=False)


def columns_of(sheet: Sheet) -> list[str]:
    """The columns of the page, in its order; a year read beside is named by itself."""
    before, after = map(str, sheet.before), map(str, sheet.after)
    return ["name", BASELINE, TARGET, *before, RESULT, *after, "change", "state", "course"]


def column_titled(sheet: Sheet, title: str) -> str:
    """The column of the page that a title names (« 2023 », « Résultat 2024 »), or an empty text."""
    plain = plain_title(title)
    ending = YEAR_LAST.search(plain)
    year = int(ending["year"]) if ending else None
    said = plain[: ending.start()] if ending else plain
    column = next((column for column, known in WORDS.items() if said in known), "")
    if not column and (said or not year):
        return ""
    if year in {None, sheet.year} or column not in {TARGET, RESULT, ""}:
        return column or RESULT
    if column != TARGET and year == sheet.contract.framework.baseline_year:
        return BASELINE if str(year) not in columns_of(sheet) else str(year)
    return str(year) if column != TARGET and str(year) in columns_of(sheet) else ""


class _Desk:
    """Where each cell of the block falls, and what it would do there."""

    def __init__(self, sheet: Sheet, block: Block, answers: Answers) -> None:
        self.sheet, self.block, self.answers = sheet, block, answers
        self.rows = [row for row in sheet.in_order if not block.shown or row.year.indicator.pk in block.shown]
        keys = [row.year.indicator.pk for row in self.rows]
        self.all_columns = columns_of(sheet)
        if block.indicator not in keys or block.column not in self.all_columns:
            raise UnreadableFile(LOST_ANCHOR)
        self.start = keys.index(block.indicator)
        every = {row.year.indicator.pk: row for row in sheet.in_order}
        names = Names.of(
            [(pk, row.year.indicator.code, row.year.indicator.label) for pk, row in every.items()]
        )
        given = parts_of(answers.get(FILE, ""))
        self.headings = headings_of(block.rows, names, partial(column_titled, sheet), given)
        self.every, self.faults = every, list[Fault]()

    @property
    def plan(self) -> Plan:
        """One proposal a cell that holds something and falls on the page, row after row."""
        question, aside = self.headings.question, self.headings.aside
        questions = [question] if question else []
        if unanswered(questions):
            return Plan(questions=questions)
        proposals = [
            self._proposal(row, column, text, Origin(line + 1, letter=_letter(rank)))
            for line, row in self._lines()
            for rank, column, text in self._texts(line)
        ]
        said = [f"«\u00a0{text}\u00a0» ({_letter(rank)})" for rank, text in aside.items()]
        notices = [LEFT_ASIDE.format(joined(said))] if said else []
        return Plan(proposals, [*self.faults, *self._outside()], notices=notices, questions=questions)

    def _lines(self) -> list[tuple[int, SheetRow]]:
        """The rows of the block with those of the page where they fall: named, else one under the other."""
        first, _ = self.headings.first
        filled = [line for line in range(first, len(self.block.rows)) if self._is_filled(line)]
        if not self.headings.keys:
            places = {line: self.start + line - first for line in filled}
            return [(line, self.rows[place]) for line, place in places.items() if place < len(self.rows)]
        named: dict[int, list[int]] = defaultdict(list)
        for line in filled:
            key = self.headings.keys[line]
            if key is None:
                self._unknown(line)
            else:
                named[key].append(line)
        for key, several in named.items():
            if len(several) > 1:
                rows, code = joined([str(one + 1) for one in several]), self.every[key].year.indicator.code
                self.faults.append(Fault(TWICE.format(code, rows)))
        return sorted((lines[0], self.every[key]) for key, lines in named.items() if len(lines) == 1)

    def _is_filled(self, line: int) -> bool:
        return any(text.strip() for text in self.block.rows[line][self.headings.first[1] :])

    def _unknown(self, line: int) -> None:
        """A row that names nothing of the page is told once."""
        said = [clean(text).strip()[:60] for text in self.block.rows[line][: self.headings.first[1]]]
        name = next(filter(None, said), "")
        self.faults.append(Fault(UNKNOWN.format(name) if name else NAMELESS, Origin(line + 1)))

    def _texts(self, line: int) -> Iterator[tuple[int, str, str]]:
        """What a row of the block holds, by rank, with the column of the page where it falls."""
        for rank, text in enumerate(self.block.rows[line]):
            column = self._columns.get(rank)
            if column and text.strip():
                yield rank, column, text

    @cached_property
    def _columns(self) -> dict[int, str]:
        """By rank, the column of the page: titled, else one after the other from where one pastes."""
        _, width = self.headings.first
        if self.headings.across:
            return dict(self.headings.across)
        start = self.all_columns.index(self.block.column)
        # Where the names fall on names, what follows them falls on what follows.
        start += bool(width and not start)
        return dict(enumerate(self.all_columns[start:], width))

    def _outside(self) -> Iterator[Fault]:
        """What falls beyond the page, told once for all the rows, and once for all the columns."""
        first, width = self.headings.first
        if not self.headings.keys:
            beyond = range(first + len(self.rows) - self.start, len(self.block.rows))
            if lines := [str(line + 1) for line in beyond if self._is_filled(line)]:
                told = counted(len(lines), "ligne du bloc tombe", "lignes du bloc tombent")
                yield Fault(f"{told} sous la dernière de la page ({_span('ligne', lines)}).")
        ends = max(self._columns, default=width) + 1
        filled = {
            rank for row in self.block.rows for rank, text in enumerate(row) if rank >= ends and text.strip()
        }
        if filled and not self.headings.across:
            told = counted(len(filled), "colonne du bloc tombe", "colonnes du bloc tombent")
            letters = [_letter(rank) for rank in sorted(filled)]
            yield Fault(f"{told} à droite de la dernière de la page ({_span('colonne', letters)}).")

    def _proposal(self, row: SheetRow, column: str, text: str, origin: Origin) -> Proposal:
        common: dict[str, Any] = {
            "key": f"paste-{origin.row}-{origin.letter}",
            "origin": origin,
            "subject": self._subject(row, column),
            "typed": clean(text).strip()[:200],
            "contract_id": self.sheet.contract.pk,
        }
        cell = next((one for one in row.cells if one.part == column), None)
        if cell is None:
            return self._beside(row, column, text, common)
        return self._entered(cell, text, common)

    def _subject(self, row: SheetRow, column: str) -> str:
        year = self.sheet.year
        named = {TARGET: f"cible {year}", RESULT: f"résultat {year}"}.get(column, NAMES.get(column, column))
        return f"{row.year.indicator.code}, {in_sentence(named)}"

    def _beside(self, row: SheetRow, column: str, text: str, common: dict[str, Any]) -> Proposal:
        """What is only read: the same text is no harm (a whole row copied from here), another is refused."""
        shown = next((one.text for one in [*row.before, *row.after] if str(one.year) == column), None)
        if shown is None:
            # What is computed here is told in words; figures alone were meant for a column to fill.
            is_same = column != BASELINE and any(letter.isalpha() for letter in text)
        else:
            is_same = _bare(shown) == _bare(text)
        if row.year.exclusion:
            return Proposal(
                standing=Standing.REFUSED, message=f"Sans objet\u00a0: {row.year.exclusion}", **common
            )
        if is_same:
            return Proposal(standing=Standing.UNCHANGED, reading=READ_ONLY, before=shown or "", **common)
        return Proposal(standing=Standing.REFUSED, message=READ_ONLY, before=shown or "", **common)

    def _entered(self, cell: Cell, text: str, common: dict[str, Any]) -> Proposal:
        asked = self._read(cell, text, "")
        options = tuple((value, label) for value, label, _ in asked.meanings.get("value", []))
        question = Question("value", "", options).given(parts_of(self.answers.get(common["key"], "")))
        common |= {"before": cell.stored_wording, "questions": (question,) if options else ()}
        read = self._read(cell, text, question.chosen) if question.chosen else asked
        if read.errors:
            standing = Standing.ASKED if options and not question.chosen else Standing.REFUSED
            return Proposal(standing=standing, message=" ".join(read.errors.values()), **common)
        if read.entry is None:
            return Proposal(standing=Standing.UNCHANGED, after=cell.stored_wording, **common)
        return Proposal(
            standing=Standing.CHANGED if cell.shown else Standing.NEW,
            reading="\u00a0; ".join(read.said),
            after=_wording(read.entry),
            entry=read.entry,
            **common,
        )

    def _read(self, cell: Cell, text: str, chosen: str) -> Cell:
        """The cell as if the text had been typed in it."""
        read = replace(cell, texts=dict(cell.texts), errors={}, meanings={}, said=[], entry=None)
        typed = {"value": text, "shown": cell.mark, f"value{CHOICE_SUFFIX}": chosen}
        read_cell(read, {f"{cell.name}-{name}": one for name, one in typed.items()}, self.sheet.lists)
        return read


def _wording(entry: Entry) -> str:
    """What the cell would hold, as people read it."""
    if isinstance(entry, TargetEntry):
        return goal_wording(Goal(entry.operator, entry.value, entry.upper_value), entry.indicator.unit)
    if not isinstance(entry, MeasurementEntry):
        return ""
    if entry.figure.value is None:
        return str(ValueKind(entry.figure.kind).label)
    return value_with_unit(entry.figure.value, entry.indicator.unit)


def _bare(text: str) -> str:
    return "".join(text.split()).rstrip("%€")


def _letter(rank: int) -> str:
    """The column of the block as a spreadsheet names it: A, B… Z, AA."""
    return _letter(rank // 26 - 1) + chr(65 + rank % 26) if rank >= 26 else chr(65 + rank)


def _span(noun: str, named: list[str]) -> str:
    """« ligne 3 », « lignes 3 à 14 »."""
    return f"{noun} {named[0]}" if len(named) < 2 else f"{noun}s {named[0]} à {named[-1]}"


def told_size(block: Block) -> str:
    """« 12 lignes × 3 colonnes »."""
    columns = max(map(len, block.rows))
    return f"{counted(len(block.rows), 'ligne')} × {counted(columns, 'colonne')}"

"""A block copied from a spreadsheet, read into a plan: where it falls on the page, cell by cell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from contracts.models import Contract
from core.decimal_field import CHOICE_SUFFIX
from core.formats import counted, joined, value_with_unit
from core.imports.plan import Fault, Origin, Plan, Proposal, Standing
from core.imports.questions import FILE, Question, parts_of, unanswered
from core.numbers import whole
from core.tabular.reading import UnreadableFile, column_letters
from core.tabular.texts import clean
from indicators.actions import Entry
from indicators.cells import BASELINE, Cell
from indicators.enums import ValueKind
from indicators.forms import read_cell
from indicators.imports.readers import Answers
from indicators.models import ImportBatch
from indicators.pasted_columns import column_said, columns_of, told_column
from indicators.pasted_headings import Names, headings_of, is_date
from indicators.pasted_titles import UNTITLED, doubled, shown
from indicators.scoring import Goal, goal_wording
from indicators.sheet import Sheet, SheetRow
from indicators.target_writes import TargetEntry
from indicators.writes import MeasurementEntry

MAX_ROWS, MAX_COLUMNS = 500, 40
TOO_LARGE = (
    f"Ce bloc dépasse {MAX_ROWS} lignes ou {MAX_COLUMNS} colonnes\u00a0: copiez une partie plus petite."
)
EMPTY = "Le presse-papiers ne contient aucune valeur."
SEMICOLONS = "Ce bloc paraît séparé par des points-virgules\u00a0: copiez-le depuis le tableur."
NAMELESS = "Cette ligne ne nomme aucun indicateur de la page\u00a0: elle n’est pas lue."
ALL_NAMELESS = "{} ne nomment aucun indicateur de la page\u00a0: elles ne sont pas lues ({})."
UNKNOWN = "«\u00a0{}\u00a0» n’est pas un indicateur de cette page\u00a0: la ligne n’est pas lue."
ALL_UNKNOWN = "{} nomment des indicateurs que cette page ne montre pas\u00a0: {}. Elles ne sont pas lues."
DATED = (
    "«\u00a0{}\u00a0» est une date\u00a0: le tableur a sans doute changé un code en date. Mettez la colonne"
    " au format texte et tapez le code de nouveau\u00a0; la ligne n’est pas lue."
)
DISAGREE = "Cette ligne nomme à la fois les indicateurs {}\u00a0: elle n’est pas lue."
TWICE = "L’indicateur {} est sur plusieurs lignes du bloc ({})\u00a0: n’en gardez qu’une."
BOTH = "{} du bloc vont à «\u00a0{}\u00a0» ({})\u00a0: n’en gardez qu’une."
LEFT_ASIDE = "Colonnes du bloc qui ne sont pas de cette page, laissées de côté\u00a0: {}."
READ_ONLY = "Cette colonne se lit seulement."
LOST_ANCHOR = "La case où coller n’est plus sur la page\u00a0: rechargez-la."
# The lines of a block on which merged cells are of use: those of its titles.
MAX_SPANS = 200


@dataclass(frozen=True)
class Block:
    """What was copied, and the cell of the page under its first one: the key of an indicator, a column.

    `shown` are the keys of the indicators that the page showed, where a filter left others out; `spans` how
    many columns the cells that were merged cover, by (line, column).
    """

    indicator: int
    column: str
    rows: list[list[str]]
    shown: tuple[int, ...] = ()
    spans: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def written(self) -> bytes:
        """As it is kept with the import: the place on a first line, then the block, parted by tabs."""
        merged = (f"{line}.{rank}.{width}" for (line, rank), width in self.spans.items())
        place = [str(self.indicator), self.column, ",".join(map(str, self.shown)), ",".join(merged)]
        lines = ["\t".join(place), *("\t".join(row) for row in self.rows)]
        return "\n".join(lines).encode()


def block_of(indicator: int, column: str, text: str, shown: str = "", spans: str = "") -> Block:
    """The block of a text that a spreadsheet has put in the clipboard: a line a row, a tab between cells.
    `shown` are the keys of the rows of the page, parted by commas; all those of the year when empty. `spans`
    are the merged cells, « line.column.width » parted by commas.

    Raises UnreadableFile for a block that is empty, too large, or that a spreadsheet did not part.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    rows = [line.split("\t") for line in lines[: MAX_ROWS + 1]]
    if len(rows) > MAX_ROWS or max(map(len, rows)) > MAX_COLUMNS:
        raise UnreadableFile(TOO_LARGE)
    if not any(cell.strip() for row in rows for cell in row):
        raise UnreadableFile(EMPTY)
    filled = [row[0] for row in rows if any(cell.strip() for cell in row)]
    if max(map(len, rows)) == 1 and sum(";" in cell for cell in filled) * 2 > len(filled):
        raise UnreadableFile(SEMICOLONS)
    return Block(indicator, column, rows, _keys(shown), _spans(spans))


def _keys(text: str) -> tuple[int, ...]:
    keys = [whole(one) for one in text.split(",")]
    return tuple(key for key in keys if key is not None)


def _spans(text: str) -> dict[tuple[int, int], int]:
    spans = {}
    for one in text.split(",")[:MAX_SPANS]:
        found = _keys(one.replace(".", ","))
        if len(found) == 3:
            spans[found[:2]] = found[2]
    return spans


def read_paste(batch: ImportBatch, answers: Answers) -> Plan:
    """What pasting the block of the batch would do, one proposal a cell; nothing is written."""
    with batch.file.open("rb") as file:
        place, *lines = file.read().decode().split("\n")
    # A block that was kept before the grid had filters names no row, nor what is merged.
    indicator, column, shown, spans = [*place.split("\t"), "", ""][:4]
    rows = [line.split("\t") for line in lines]
    block = Block(int(indicator), column, rows, _keys(shown), _spans(spans))
    contracts = Contract.objects.select_related("territory__region", "framework")
    contract = contracts.prefetch_related("parties__organisation").get(imports=batch)
    sheet = Sheet(contract, batch.fiscal_year or 0, batch.seat)
    try:
        return _Desk(sheet, block, answers).plan
    except UnreadableFile as refusal:
        return Plan(faults=[Fault(str(refusal))], is_readable=False)


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
        column_of = partial(column_said, sheet)
        self.headings = headings_of(block.rows, block.spans, names, column_of, given)
        self.every, self.faults = every, list[Fault]()

    @property
    def plan(self) -> Plan:
        """One proposal a cell that holds something and falls on the page, row after row."""
        questions = self.headings.questions
        if unanswered(questions):
            return Plan(questions=questions)
        proposals = [
            self._proposal(row, column, text, Origin(line + 1, letter=column_letters(rank)))
            for line, row in self._lines()
            for rank, column, text in self._texts(line)
        ]
        faults = [*self._columns_faults(), *self.faults, *self._outside()]
        return Plan(
            proposals,
            faults,
            notices=self._notices(),
            questions=questions,
            is_elsewhere=bool(self.headings.named or self.headings.columns),
        )

    def _columns_faults(self) -> Iterator[Fault]:
        """The columns that are left aside because what they hold is not certain."""
        columns = self.headings.columns
        yield from map(Fault, columns.faults if columns else ())
        for column, ranks in self._doubled:
            count = "Deux colonnes" if len(ranks) == 2 else counted(len(ranks), "colonne")
            letters = joined([column_letters(rank) for rank in ranks])
            yield Fault(BOTH.format(count, told_column(self.sheet, column), letters))

    def _notices(self) -> list[str]:
        columns = self.headings.columns
        if columns is None:
            # A rank before the codes: the names alone are read there.
            before = sorted(self._held & set(range(self.headings.first[1])) - set(self.headings.ranks))
            return [UNTITLED.format(column_letters(rank)) for rank in before]
        aside = columns.aside
        said = [f"«\u00a0{text}\u00a0» ({column_letters(rank)})" for rank, text in aside.items()]
        return [*columns.notices, *([LEFT_ASIDE.format(joined(said))] if said else [])]

    def _lines(self) -> list[tuple[int, SheetRow]]:
        """The rows of the block with those of the page where they fall: named, else one under the other."""
        first, _ = self.headings.first
        filled = [line for line in range(first, len(self.block.rows)) if self._is_filled(line)]
        if not self.headings.named:
            places = {line: self.start + line - first for line in filled}
            return [(line, self.rows[place]) for line, place in places.items() if place < len(self.rows)]
        named: dict[int, list[int]] = defaultdict(list)
        for line in filled:
            if len(keys := self.headings.named[line]) == 1:
                named[next(iter(keys))].append(line)
        self.faults += self._nameless([line for line in filled if len(self.headings.named[line]) != 1])
        for key, several in named.items():
            if len(several) > 1:
                rows = joined([str(one + 1) for one in several])
                self.faults.append(Fault(TWICE.format(self._code(key), rows)))
        return sorted((lines[0], self.every[key]) for key, lines in named.items() if len(lines) == 1)

    def _is_filled(self, line: int) -> bool:
        return any(text.strip() for text in self.block.rows[line][self.headings.first[1] :])

    def _code(self, key: int) -> str:
        return self.every[key].year.indicator.code

    def _nameless(self, lines: Sequence[int]) -> Iterator[Fault]:
        """The rows that name no indicator of the page, told once for all that have the same reason."""
        named = {line: self._names_on(line) for line in lines}
        odd = {line: fault for line in lines if (fault := self._oddly_named(line, named[line]))}
        yield from odd.values()
        rest = [line for line in lines if line not in odd]
        unknown = [line for line in rest if named[line]]
        if len(unknown) == 1:
            yield Fault(UNKNOWN.format(named[unknown[0]][0]), Origin(unknown[0] + 1))
        elif unknown:
            told = ", ".join(named[line][0] for line in unknown)
            yield Fault(ALL_UNKNOWN.format(counted(len(unknown), "ligne"), told))
        nameless = [line for line in rest if not named[line]]
        if len(nameless) == 1:
            yield Fault(NAMELESS, Origin(nameless[0] + 1))
        elif nameless:
            told = joined([str(line + 1) for line in nameless])
            yield Fault(ALL_NAMELESS.format(counted(len(nameless), "ligne"), told))

    def _names_on(self, line: int) -> list[str]:
        """What a row says where names stand."""
        row = self.block.rows[line]
        return [text for rank in self.headings.ranks if (text := shown("".join(row[rank : rank + 1])))]

    def _oddly_named(self, line: int, texts: Sequence[str]) -> Fault | None:
        """Why a row that says a name is not understood: its names disagree, or one has become a date."""
        if keys := self.headings.named[line]:
            codes = joined(sorted(map(self._code, keys)))
            return Fault(DISAGREE.format(codes), Origin(line + 1), ", ".join(texts))
        dated = next(filter(is_date, texts), "")
        return Fault(DATED.format(dated), Origin(line + 1)) if dated else None

    def _texts(self, line: int) -> Iterator[tuple[int, str, str]]:
        """What a row of the block holds, by rank, with the column of the page where it falls."""
        for rank, text in enumerate(self.block.rows[line]):
            column = self._columns.get(rank)
            if column and text.strip():
                yield rank, column, text

    @cached_property
    def _held(self) -> set[int]:
        """The columns of the block that hold something under its titles."""
        rows = self.block.rows[self.headings.first[0] :]
        return {rank for row in rows for rank, text in enumerate(row) if text.strip()}

    @cached_property
    def _doubled(self) -> list[tuple[str, list[int]]]:
        """The columns of the page to which several columns of the block go, with the latter."""
        columns = self.headings.columns
        return list(doubled(columns.across, self._held)) if columns else []

    @cached_property
    def _columns(self) -> dict[int, str]:
        """By rank, the column of the page: titled, else one after the other from where one pastes."""
        _, width = self.headings.first
        if self.headings.columns:
            left = {rank for _, ranks in self._doubled for rank in ranks}
            return {rank: one for rank, one in self.headings.columns.across.items() if rank not in left}
        start = self.all_columns.index(self.block.column)
        # Where the names fall on names, what follows them falls on what follows.
        start += bool(width and not start)
        return dict(enumerate(self.all_columns[start:], width))

    def _outside(self) -> Iterator[Fault]:
        """What falls beyond the page, told once for all the rows, and once for all the columns."""
        first, width = self.headings.first
        if not self.headings.named:
            beyond = range(first + len(self.rows) - self.start, len(self.block.rows))
            if lines := [str(line + 1) for line in beyond if self._is_filled(line)]:
                told = counted(len(lines), "ligne du bloc tombe", "lignes du bloc tombent")
                yield Fault(f"{told} sous la dernière de la page ({_span('ligne', lines)}).")
        if self.headings.columns:
            return
        ends = max(self._columns, default=width - 1) + 1
        if beside := [column_letters(rank) for rank in sorted(self._held) if rank >= ends]:
            told = counted(len(beside), "colonne du bloc tombe", "colonnes du bloc tombent")
            yield Fault(f"{told} à droite de la dernière de la page ({_span('colonne', beside)}).")

    def _proposal(self, row: SheetRow, column: str, text: str, origin: Origin) -> Proposal:
        common: dict[str, Any] = {
            "key": f"paste-{origin.row}-{origin.letter}",
            "origin": origin,
            "subject": f"{row.year.indicator.code}, {told_column(self.sheet, column)}",
            "typed": clean(text).strip()[:200],
            "contract_id": self.sheet.contract.pk,
        }
        cell = next((one for one in row.cells if one.part == column), None)
        if cell is None:
            return self._beside(row, column, text, common)
        return self._entered(cell, text, common)

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


def _span(noun: str, named: list[str]) -> str:
    """« ligne 3 », « lignes 3 à 14 »."""
    return f"{noun} {named[0]}" if len(named) < 2 else f"{noun}s {named[0]} à {named[-1]}"


def told_size(block: Block) -> str:
    """« 12 lignes × 3 colonnes »."""
    columns = max(map(len, block.rows))
    return f"{counted(len(block.rows), 'ligne')} × {counted(columns, 'colonne')}"

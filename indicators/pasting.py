"""A block copied from a spreadsheet, read into a plan: where it falls on the page, cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from contracts.models import Contract
from core.decimal_field import CHOICE_SUFFIX
from core.formats import counted, in_sentence, value_with_unit
from core.imports.plan import Fault, Origin, Plan, Proposal, Standing
from core.imports.questions import Question, parts_of
from core.numbers import whole
from core.tabular.reading import UnreadableFile
from core.tabular.texts import clean
from indicators.actions import Entry
from indicators.cells import BASELINE, RESULT, TARGET, Cell
from indicators.enums import ValueKind
from indicators.forms import read_cell
from indicators.imports.readers import Answers
from indicators.models import ImportBatch
from indicators.scoring import Goal, goal_wording
from indicators.sheet import Sheet, SheetRow
from indicators.target_writes import TargetEntry
from indicators.writes import MeasurementEntry

MAX_ROWS, MAX_COLUMNS = 500, 40
TOO_LARGE = (
    f"Ce bloc dépasse {MAX_ROWS} lignes ou {MAX_COLUMNS} colonnes\u00a0: copiez une partie plus petite."
)
EMPTY = "Le presse-papiers ne contient aucune valeur."
BEYOND_ROWS = "Cette ligne tombe sous la dernière de la page."
BEYOND_COLUMNS = "Cette colonne tombe à droite de la dernière de la page."
READ_ONLY = "Cette colonne se lit seulement."
LOST_ANCHOR = "La case où coller n’est plus sur la page\u00a0: rechargez-la."
NAMES = {
    "name": "Indicateur",
    BASELINE: "Référence",
    "change": "Évolution",
    "state": "État",
    "course": "Tendance",
}


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
        return Plan(list(_Desk(sheet, block, answers).proposals()))
    except UnreadableFile as refusal:
        return Plan(faults=[Fault(str(refusal))], is_readable=False)


def columns_of(sheet: Sheet) -> list[str]:
    """The columns of the page, in its order; a year read beside is named by itself."""
    before, after = map(str, sheet.before), map(str, sheet.after)
    return ["name", BASELINE, TARGET, *before, RESULT, *after, "change", "state", "course"]


class _Desk:
    """Where each cell of the block falls, and what it would do there."""

    def __init__(self, sheet: Sheet, block: Block, answers: Answers) -> None:
        self.sheet, self.block, self.answers = sheet, block, answers
        self.rows = [row for row in sheet.in_order if not block.shown or row.year.indicator.pk in block.shown]
        keys = [row.year.indicator.pk for row in self.rows]
        columns = columns_of(sheet)
        if block.indicator not in keys or block.column not in columns:
            raise UnreadableFile(LOST_ANCHOR)
        self.first = keys.index(block.indicator)
        self.columns = columns[columns.index(block.column) :]

    def proposals(self) -> Iterator[Proposal]:
        """One a cell of the block that holds something, row after row."""
        for line, texts in enumerate(self.block.rows):
            place = self.first + line
            row = self.rows[place] if place < len(self.rows) else None
            for rank, text in enumerate(texts):
                column = self.columns[rank] if rank < len(self.columns) else ""
                if text.strip():
                    yield self._proposal(row, column, text, Origin(line + 1, _letter(rank)))

    def _proposal(self, row: SheetRow | None, column: str, text: str, origin: Origin) -> Proposal:
        common: dict[str, Any] = {
            "key": f"paste-{origin.row}-{origin.column}",
            "origin": origin,
            "subject": self._subject(row, column),
            "typed": clean(text).strip()[:200],
            "contract_id": self.sheet.contract.pk,
        }
        if row is None or not column:
            message = BEYOND_ROWS if row is None else BEYOND_COLUMNS
            return Proposal(standing=Standing.REFUSED, message=message, **common)
        cell = next((one for one in row.cells if one.part == column), None)
        if cell is None:
            return self._beside(row, column, text, common)
        return self._entered(cell, text, common)

    def _subject(self, row: SheetRow | None, column: str) -> str:
        year = self.sheet.year
        named = {TARGET: f"cible {year}", RESULT: f"résultat {year}"}.get(column, NAMES.get(column, column))
        return f"{row.year.indicator.code}, {in_sentence(named)}" if row else "Hors de la page"

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


def told_size(block: Block) -> str:
    """« 12 lignes × 3 colonnes »."""
    columns = max(map(len, block.rows))
    return f"{counted(len(block.rows), 'ligne')} × {counted(columns, 'colonne')}"

"""Each line of a workbook that comes back, compared three ways: when it was made, in the file, today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.decimal_field import CHOICE_SUFFIX
from core.formats import NBSP, joined
from core.imports.plan import Proposal, Standing
from indicators.cells import Cell
from indicators.forms import read_cell
from indicators.imports.readers import THEIRS, Answers
from indicators.revision import REASON_DUE
from indicators.sheet import Sheet
from indicators.workbook.choices import Offers
from indicators.workbook.doubts import Answered, Doubt, answered, meanings
from indicators.workbook.inputs import SHARE, Texts, Typed, emptied, is_same, typed_in
from indicators.workbook.past import Past
from indicators.workbook.returned import Returned
from indicators.workbook.telling import FIELD_LABELS, told

FIGURE = ("value", "kind", "numerator", "denominator", "source", "perimeter")
KEPT = "La valeur d’aujourd’hui est gardée."
LEFT_ALONE = "Le classeur n’y a pas touché\u00a0: la valeur d’aujourd’hui reste."
TOO_MANY = "Trop de doutes sur cette ligne\u00a0: réécrivez ses nombres, puis rapportez le fichier."
TAKE, LEAVE = "take", "leave"


@dataclass(frozen=True)
class Line:
    """A line to compare: its result, and its texts in the file, at download (`base`) and today (`stored`)."""

    returned: Returned
    cell: Cell
    mark: str
    typed: Typed
    base: Texts
    stored: Texts

    @property
    def moved(self) -> list[str]:
        """The fields in which the file differs from today."""
        return [name for name, text in self.typed.texts.items() if text != self.stored[name]]

    @property
    def is_untouched(self) -> bool:
        """Whether the file brings nothing: as at download, or as today."""
        is_clear = not self.typed.errors and not self.typed.doubts
        return is_clear and (is_same(self.typed.texts, self.base) or is_same(self.typed.texts, self.stored))


class Comparison:
    """Makes a proposal of each line, with the person's answers."""

    def __init__(self, sheet: Sheet, offers: Offers, past: Past, answers: Answers) -> None:
        self.sheet, self.offers, self.past, self.answers = sheet, offers, past, answers
        self.held = past.held(sheet.contract)

    def proposal(self, returned: Returned, cell: Cell, mark: str) -> Proposal:
        """What becomes of a line."""
        base, stored = self.past.texts(cell, mark), dict(cell.texts)
        typed = typed_in(returned.cells, [base, stored], cell, self.offers)
        line = Line(returned, cell, mark, typed, base, stored)
        given = answered(self.answers.get(cell.name, ""))
        draft = self._draft(line)
        if line.is_untouched:
            return replace(draft, after=draft.before, message="" if mark == cell.mark else LEFT_ALONE)
        if refusal := cell.refusal or " ".join(typed.errors.values()):
            return replace(draft, standing=Standing.REFUSED, message=refusal)
        if mark != cell.mark:
            draft = replace(draft, message=self.past.mover(cell, mark), answered=given.side)
            if not given.side:
                return replace(draft, standing=Standing.CONFLICT)
        if given.side == THEIRS:
            return replace(draft, message=KEPT)
        return self._settled(line, draft, given)

    def _draft(self, line: Line) -> Proposal:
        """The proposal but for what becomes of it."""
        fields = line.moved
        first = next((name for name in fields if name in line.returned.cells), "value")
        held = line.returned.cells.get(first)
        return Proposal(
            key=line.cell.name,
            origin=line.returned.origin(first),
            standing=Standing.UNCHANGED,
            subject=f"{self.sheet.contract.reference}, {line.cell.label}",
            typed=held.quoted if held else "",
            reading=f"{NBSP}; ".join(line.typed.said),
            before=told(line.stored, fields, line.cell, self.offers) if line.cell.shown else "",
            after=told(line.typed.texts, fields, line.cell, self.offers),
            base=told(line.base, fields, line.cell, self.offers) if line.mark else "",
            contract_id=self.sheet.contract.pk,
        )

    def _settled(self, line: Line, draft: Proposal, given: Answered) -> Proposal:
        """Once nobody else's value is in the way: what is to ask, what the rules refuse, else the entry."""
        doubts = _doubts(line)
        if open_ones := [doubt for doubt in doubts if not given.settles(doubt)]:
            return _asked(draft, open_ones, given)
        if LEAVE in given.parts.values():
            return replace(draft, message=KEPT, answered=given.text, meanings=_meanings(draft, doubts, given))
        cell = self._read(line, given, chosen=False)
        doubts += _left(cell)
        if open_ones := [doubt for doubt in doubts if not given.settles(doubt)]:
            return _asked(draft, open_ones, given)
        cell = self._read(line, given, chosen=True) if _left(cell) else cell
        draft = replace(draft, answered=given.text, meanings=_meanings(draft, doubts, given))
        return self._written(line, cell, draft)

    def _read(self, line: Line, given: Answered, *, chosen: bool) -> Cell:
        """The result as the year page would read it, had the line been typed there."""
        cell = replace(line.cell, texts=dict(line.stored), errors={}, meanings={}, said=[], entry=None)
        posted = {}
        for name, text in line.typed.texts.items():
            posted[f"{cell.name}-{name}"] = given[f"{SHARE}{name}"] or text
            posted[f"{cell.name}-{name}{CHOICE_SUFFIX}"] = given[name] if chosen else ""
        read_cell(cell, posted, self.sheet.lists)
        return cell

    def _written(self, line: Line, cell: Cell, draft: Proposal) -> Proposal:
        said = [sentence.partition(f"{NBSP}: ")[2] for sentence in cell.said]
        draft = replace(draft, reading=f"{NBSP}; ".join([*line.typed.said, *said]))
        if cell.errors:
            return replace(draft, standing=Standing.REFUSED, message=" ".join(cell.errors.values()))
        draft = replace(draft, after=told(cell.texts, line.moved, cell, self.offers))
        if cell.entry is None:
            return draft
        is_held = cell.shown and cell.shown.measurement_id in self.held
        if is_held and set(FIGURE) & set(line.moved) and not cell.texts["reason"]:
            return replace(draft, standing=Standing.REFUSED, message=REASON_DUE)
        return replace(draft, entry=cell.entry, standing=Standing.CHANGED if cell.shown else Standing.NEW)


def _doubts(line: Line) -> list[Doubt]:
    """What is to be asked before the values are even read."""
    found = []
    if line.returned.oddity:
        message = f"Cette ligne porte {line.returned.oddity}{NBSP}: faut-il la prendre{NBSP}?"
        found.append(Doubt("hidden", message, ((TAKE, "La prendre"), (LEAVE, "La laisser"))))
    found += line.typed.doubts.values()
    if gone := emptied(line.typed.texts, line.stored):
        labels = joined([FIELD_LABELS[name] for name in gone])
        message = f"Le classeur vide {labels}{NBSP}: faut-il effacer ce qui s’y trouvait{NBSP}?"
        found.append(Doubt("erase", message, ((TAKE, "Effacer"), (LEAVE, "Garder"))))
    return found


def _left(cell: Cell) -> list[Doubt]:
    """What the values themselves leave to ask; nothing when one of them is plainly wrong."""
    if not all(cell.meanings.get(name) for name in cell.errors):
        return []
    return [
        Doubt(name, message, [(value, label) for value, label, _ in cell.meanings[name]])
        for name, message in cell.errors.items()
    ]


def _asked(draft: Proposal, doubts: Sequence[Doubt], given: Answered) -> Proposal:
    message = " ".join(filter(None, [draft.message, *(doubt.message for doubt in doubts)]))
    offered = _meanings(draft, doubts, given)
    if not offered:
        return replace(draft, standing=Standing.REFUSED, message=f"{message} {TOO_MANY}")
    return replace(draft, standing=Standing.ASKED, message=message, meanings=offered, answered="")


def _meanings(draft: Proposal, doubts: Sequence[Doubt], given: Answered) -> tuple[tuple[str, str], ...]:
    """The answers offered; with the other side of a conflict among them."""
    offered = meanings(doubts, given)
    if offered and given.side:
        return (*offered, (THEIRS, f"Garder celle d’aujourd’hui{NBSP}: {draft.before}"))
    return offered

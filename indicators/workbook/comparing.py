"""Each line of a workbook that comes back, compared three ways: when it was made, in the file, today."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from core.decimal_field import CHOICE_SUFFIX
from core.formats import NBSP, joined
from core.imports.plan import Proposal, Standing
from core.imports.questions import LEAVE, TAKE, Question, answers_of, parts_of, unanswered
from indicators.cells import Cell
from indicators.forms import read_cell
from indicators.imports.readers import Answers
from indicators.readings import Reading
from indicators.revision import REASON_DUE
from indicators.sheet import Sheet
from indicators.workbook.choices import Offers
from indicators.workbook.inputs import SHARE, Texts, Typed, emptied, is_same, share_meant
from indicators.workbook.merging import MINE, SIDE, Sides, side_questions
from indicators.workbook.past import Past
from indicators.workbook.returned import Returned
from indicators.workbook.telling import (
    FIELD_LABELS,
    FIELD_TITLES,
    is_same_aim,
    titled,
    told,
    told_entry,
    told_field,
    told_today,
)

FIGURE = ("value", "kind", "numerator", "denominator", "source", "perimeter")
KEPT = "La valeur d’aujourd’hui est gardée."
LEFT_ALONE = "Le classeur n’y a pas touché\u00a0: la valeur d’aujourd’hui reste."
HIDDEN_OPTIONS = ((TAKE, "La prendre"), (LEAVE, "La laisser"))
ERASE_OPTIONS = ((TAKE, "Effacer"), (LEAVE, "Garder"))


@dataclass(frozen=True)
class Line:
    """A line to compare: its result or target, and its texts in the file, at download (`base`) and today
    (`stored`). `key` names it in the answers, `mark` is the state of its cell at download."""

    key: str
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

    @property
    def brought(self) -> Texts:
        """The texts of the file; a number whose meaning is asked, for it shows a percentage, as it shows."""
        return {**self.typed.texts, **{name: self.returned.cells[name].quoted for name in self.typed.doubts}}

    @cached_property
    def sides(self) -> Sides:
        """What each side changed."""
        return Sides(self.typed.texts, self.stored, self.base)

    @cached_property
    def gone(self) -> list[str]:
        """The fields that the file empties, but for those which are asked about anyway."""
        taken = {f"{SIDE}{name}": MINE for name in self.sides.opposed}
        found = emptied(self.sides.merged(taken), self.stored)
        return [name for name in found if name not in self.sides.opposed]


class Comparison:
    """Makes a proposal of each line, with the person's answers."""

    def __init__(self, sheet: Sheet, offers: Offers, past: Past, answers: Answers) -> None:
        self.sheet, self.offers, self.past, self.answers = sheet, offers, past, answers

    @cached_property
    def held(self) -> set[int]:
        """The readings that an agreed edition holds; asked only where one is corrected."""
        return self.past.held(self.sheet.contract)

    def proposal(self, line: Line) -> Proposal:
        """What becomes of a line."""
        draft, cell = self._draft(line), line.cell
        if line.is_untouched:
            is_left = line.mark != cell.mark and line.moved
            return draft._replace(after=draft.before, message=LEFT_ALONE if is_left else "")
        if refusal := cell.refusal or " ".join(line.typed.errors.values()):
            return draft._replace(standing=Standing.REFUSED, message=refusal)
        given = parts_of(self.answers.get(line.key, ""))
        if line.mark != cell.mark:
            draft = draft._replace(message=self._moved_since(line))
        return self._settled(line, draft, given)

    def _draft(self, line: Line) -> Proposal:
        """The proposal but for what becomes of it."""
        fields = line.moved
        first = next((name for name in fields if name in line.returned.cells), "value")
        held = line.returned.cells.get(first)
        return Proposal(
            key=line.key,
            origin=line.returned.origin(first),
            standing=Standing.UNCHANGED,
            subject=f"{self.sheet.contract.reference}, {line.cell.label}",
            typed=held.quoted if held else "",
            reading=f"{NBSP}; ".join(line.typed.said),
            before=told_today(line.cell, fields, self.offers),
            after=told(line.brought, fields, line.cell, self.offers),
            base=told(line.base, fields, line.cell, self.offers) if line.mark else "",
            contract_id=self.sheet.contract.pk,
        )

    def _moved_since(self, line: Line) -> str:
        """Who wrote since, and what of it is kept without a question."""
        since = self.past.mover(line.cell, line.mark)
        if not line.sides.kept:
            return since
        return f"{since} Gardé d’aujourd’hui{NBSP}: {joined([FIELD_LABELS[one] for one in line.sides.kept])}."

    def _settled(self, line: Line, draft: Proposal, given: Mapping[str, str]) -> Proposal:
        """What is to ask, what the rules refuse, else the entry."""
        questions = [one.given(given) for one in self._first_questions(line)]
        if unanswered(questions):
            return _asked(draft, questions)
        chosen = answers_of(questions)
        if chosen.get("hidden") == LEAVE:
            return draft._replace(message=KEPT, questions=tuple(questions), after=draft.before)
        texts = line.sides.merged(chosen)
        if chosen.get("erase") == LEAVE:
            texts |= {name: line.stored[name] for name in line.gone}
        questions += [one.given(given) for one in _shares(line, line.sides.opposed, texts)]
        if unanswered(questions):
            return _asked(draft, questions)
        cell = self._read(line, texts, answers_of(questions), again=False)
        questions += [one.given(given) for one in _left(cell)]
        if unanswered(questions):
            return _asked(draft, questions)
        if _left(cell):
            cell = self._read(line, texts, answers_of(questions), again=True)
        return self._written(line, cell, draft._replace(questions=tuple(questions)))

    def _first_questions(self, line: Line) -> Iterator[Question]:
        """What is to be asked before the values are even read."""
        if line.returned.oddity:
            text = f"{line.returned.oddity}{NBSP}: faut-il la prendre{NBSP}?"
            yield Question("hidden", text, HIDDEN_OPTIONS)
        yield from side_questions(
            line.sides,
            FIELD_TITLES,
            lambda texts, name: told_field(
                line.brought if texts is line.sides.mine else texts, name, line.cell, self.offers
            ),
            lambda name: _within(self.past.mover(line.cell, line.mark, name)),
        )
        if line.gone:
            labels = joined([FIELD_LABELS[name] for name in line.gone])
            text = f"Le classeur vide {labels}{NBSP}: faut-il effacer ce qui s’y trouvait{NBSP}?"
            yield Question("erase", text, ERASE_OPTIONS)
        sure = [name for name in line.typed.texts if name not in line.sides.opposed]
        yield from _shares(line, sure, line.typed.texts)

    def _read(self, line: Line, texts: Texts, chosen: Mapping[str, str], *, again: bool) -> Cell:
        """The result as the year page would read it, had the line been typed there; `again` with what was
        answered to what it asked."""
        cell = replace(line.cell, texts=dict(line.stored), errors={}, meanings={}, said=[], entry=None)
        posted = {}
        for name, text in texts.items():
            share = chosen.get(f"{SHARE}{name}", "")
            posted[f"{cell.name}-{name}"] = share or text
            meaning = chosen.get(name, "") if again else ""
            posted[f"{cell.name}-{name}{CHOICE_SUFFIX}"] = meaning or share_meant(share, cell)
        read_cell(cell, posted, self.sheet.lists)
        return cell

    def _written(self, line: Line, cell: Cell, draft: Proposal) -> Proposal:
        said = [sentence.partition(f"{NBSP}: ")[2] for sentence in cell.said]
        draft = draft._replace(reading=f"{NBSP}; ".join([*line.typed.said, *said]))
        if cell.errors:
            return draft._replace(standing=Standing.REFUSED, message=" ".join(cell.errors.values()))
        draft = draft._replace(after=told_entry(cell, line.moved, self.offers))
        if cell.entry is None or is_same_aim(cell):
            return draft._replace(message=KEPT)
        moved = {name for name, text in cell.texts.items() if text != line.stored[name]}
        is_corrected = isinstance(cell.shown, Reading) and set(FIGURE) & moved and not cell.texts["reason"]
        if is_corrected and cell.shown.measurement_id in self.held:
            return draft._replace(standing=Standing.REFUSED, message=REASON_DUE)
        return draft._replace(entry=cell.entry, standing=Standing.CHANGED if cell.shown else Standing.NEW)


def _within(sentence: str) -> str:
    """A sentence as the end of another."""
    return f"{sentence[0].lower()}{sentence[1:]}".removesuffix(".")


def _shares(line: Line, names: Collection[str], texts: Texts) -> list[Question]:
    """Of the numbers shown as percentages among these fields, where the file is what holds."""
    doubts = line.typed.doubts
    return [doubts[one] for one in names if one in doubts and texts[one] == line.typed.texts[one]]


def _left(cell: Cell) -> list[Question]:
    """What the values themselves leave to ask; nothing when one of them is plainly wrong."""
    if not all(cell.meanings.get(name) for name in cell.errors):
        return []
    return [
        Question(
            name, titled(name, message), tuple((value, label) for value, label, _ in cell.meanings[name])
        )
        for name, message in cell.errors.items()
    ]


def _asked(draft: Proposal, questions: Sequence[Question]) -> Proposal:
    is_opposed = any(one.about.startswith(SIDE) for one in unanswered(questions))
    standing = Standing.CONFLICT if is_opposed else Standing.ASKED
    return draft._replace(standing=standing, questions=tuple(questions))

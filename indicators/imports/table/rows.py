"""A row of the long form: its cells read, its faults gathered, what it would write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.models import Contract, Perimeter
from core.formats import NBSP
from core.imports.questions import Doubt, Question, unanswered
from core.tabular.reading import NO_RESULT, Cell, CellKind
from indicators.enums import Source, ValueKind
from indicators.imports.table.columns import TITLES
from indicators.imports.table.numbers import BLANK, Number
from indicators.imports.table.stored import Place, Stored
from indicators.models import GapCause, Indicator
from indicators.value_rules import Figure, broken_by_value, with_ratio

PRESENT = frozenset(ValueKind.present())
# The rules name the fields of the model; each is a column here.
COLUMN_OF = {"value": "value", "kind": "kind", "numerator": "numerator", "denominator": "denominator"}


@dataclass(slots=True)
class ReadRow:
    """A row on its way: what was understood of it, what is wrong, what it asks; `is_waiting` says that it
    is held back until a question on the whole file is answered."""

    number: int
    cells: Mapping[str, Cell]
    answers: Mapping[str, str] = field(default_factory=dict)
    read: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    is_waiting: bool = False
    figure: Figure | None = None
    stored: Stored | None = None

    def take(self, key: str, field: Any) -> Any:
        """Read a cell by the field of the resource; None, and a fault or a doubt, when it cannot be."""
        row = {**self.read, TITLES[key][0]: self.cells[key], "chosen": ""}
        try:
            if self.cells[key].kind == CellKind.UNCOMPUTED:
                raise ValueError(NO_RESULT)
            try:
                self.read[key] = field.clean(row)
            except Doubt as doubt:
                question = self._asked(key, doubt)
                if question.chosen:
                    self.read[key] = field.clean(row | {"chosen": question.chosen})
        except ValueError as fault:
            self.faults.append((key, str(fault)))
        return self.read.get(key)

    def _asked(self, key: str, doubt: Doubt) -> Question:
        """The question that a cell asks, with what was answered to it."""
        text = str(doubt) if key == "value" else f"{TITLES[key][0]}{NBSP}: {doubt}"
        question = Question(key, text, doubt.meanings).given(self.answers)
        self.questions.append(question)
        return question

    @property
    def is_asked(self) -> bool:
        """Whether it is held back until a person answers."""
        return self.is_waiting or bool(unanswered(self.questions))

    @property
    def contract(self) -> Contract | None:
        """The contract, once known."""
        return self.read.get("contract")

    @property
    def indicator(self) -> Indicator | None:
        """The indicator, once known."""
        return self.read.get("indicator")

    @property
    def perimeter(self) -> Perimeter | None:
        """The perimeter, once known."""
        return self.read.get("perimeter")

    @property
    def year(self) -> int | None:
        """The year, once known."""
        return self.read.get("year")

    @property
    def source(self) -> str:
        """The source, the expected one when the cell is blank."""
        expected = self.indicator.expected_source if self.indicator else ""
        return self.read.get("source") or expected or Source.INTERNAL

    @property
    def place(self) -> Place | None:
        """Where it would write; None while it is not known."""
        if self.indicator is None or self.perimeter is None or self.year is None or "source" not in self.read:
            return None
        return self.indicator.pk, self.perimeter.pk, self.year, self.source

    @property
    def cause(self) -> GapCause | None:
        """The cause of gap given."""
        return self.read.get("cause")

    @property
    def kept_cause(self) -> GapCause | None:
        """The cause of gap that stands, which a blank does not erase."""
        stored = self.stored.gap_cause_id if self.stored else None
        return self.read["keys"].cause_of(stored) if stored else None

    @property
    def is_blank(self) -> bool:
        """Whether the row gives nothing to write: a place without value, ratio, absence nor text."""
        given = ("value", "numerator", "denominator", "comment", "cause", "kind")
        return all(self.cells[key].is_blank for key in given)

    def settle_figure(self) -> None:
        """Make the figure of what was read and of what is stored, then check it by the common rules."""
        indicator = self.indicator
        if indicator is None or self.faults or unanswered(self.questions):
            return
        value: Number = self.read.get("value") or BLANK
        kind = value.absence or self.read.get("kind") or self._kept_kind()
        ratio = [(self.read.get(key) or BLANK).value for key in ("numerator", "denominator")]
        figure = self._kept(value, kind, ratio) or with_ratio(indicator, Figure(kind, value.value, *ratio))
        for broken in broken_by_value(indicator, figure):
            self.faults.append((COLUMN_OF[broken.field], broken.message))
        self.figure = figure

    def _kept_kind(self) -> str:
        stored = self.stored
        return stored.kind if stored and stored.kind in PRESENT else ValueKind.KNOWN

    def _kept(self, value: Number, kind: str, ratio: Sequence[Any]) -> Figure | None:
        """The stored figure, where the row says nothing of it, or says the same value without its ratio."""
        stored = self.stored
        if stored is None or any(part is not None for part in ratio):
            return None
        is_silent = value is BLANK and not self.read.get("kind")
        if is_silent:
            return Figure(stored.kind, stored.value, stored.numerator, stored.denominator)
        same = value.value == stored.value or value is BLANK
        if stored.value is None or not same or kind not in PRESENT:
            return None
        return Figure(kind, stored.value, stored.numerator, stored.denominator)

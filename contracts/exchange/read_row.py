"""What was read of a row: its values, why some are not understood, what its numbers of two meanings ask."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from core.formats import NBSP
from core.imports.kinds import Answers
from core.imports.plan import Origin, Proposal, Standing
from core.imports.questions import Doubt, Question, parts_of, unanswered
from core.imports.rows import KeyedRow
from core.imports.titled import Titles


@dataclass
class ReadRow:
    """By column: the values that were understood, why each other was not (`faults`), and the questions.

    Questions are asked of each cell, or of the whole row where it is one proposal; what was answered of the
    row while it was still to be added holds of its cells once it is there.
    """

    row: KeyedRow
    answers: Answers
    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(init=False)
    questions: dict[str, Question] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.faults = dict(self.row.unread or {})

    @property
    def number(self) -> int:
        """The row's, in its file."""
        return self.row.number

    def take(self, key: str, clean: Callable[[], Any]) -> None:
        """Keep what `clean` reads of a column, or the meaning that was chosen, or why it is not taken."""
        try:
            self.values[key] = self.meant(key, clean)
        except ValueError as fault:
            self.faults[key] = str(fault)

    def meant(self, key: str, clean: Callable[[], Any]) -> Any:
        """The same, given. Raises ValueError with the reason, or with what is asked."""
        try:
            return clean()
        except Doubt as doubt:
            of_row = {"value": parts_of(self.answers.get(f"{self.number}", "")).get(key, "")}
            given = of_row | parts_of(self.answers.get(f"{self.number}-{key}", ""))
            self.questions[key] = question = Question("value", "", doubt.meanings).given(given)
            if not question.chosen:
                raise
            return Decimal(question.chosen)

    def of(self, key: str) -> tuple[Question, ...]:
        """What its cell asks, answered or not."""
        return (self.questions[key],) if key in self.questions else ()

    def standing(self, key: str) -> Standing:
        """Of a cell that is not taken: it waits for an answer, or it is refused."""
        return Standing.ASKED if unanswered(self.of(key)) else Standing.REFUSED

    def held(self, where: Origin, subject: str, titles: Titles, **more: Any) -> Proposal:
        """The row as a whole, which is not taken: answers are enough, or something is to be mended."""
        questions = self.of_row(titles)
        if all(self.standing(key) == Standing.ASKED for key in self.faults):
            return Proposal(f"{self.number}", where, Standing.ASKED, subject, questions=questions, **more)
        more["message"] = " ".join(f"{titles[key][0]}{NBSP}: {fault}" for key, fault in self.faults.items())
        return Proposal(f"{self.number}", where, Standing.REFUSED, subject, questions=questions, **more)

    def of_row(self, titles: Titles) -> tuple[Question, ...]:
        """The same for the row as a whole: each question says its column, in the words of its fault."""
        return tuple(
            replace(one, about=key, text=f"{titles[key][0]}{NBSP}: {self.faults.get(key, 'votre choix')}")
            for key, one in self.questions.items()
        )

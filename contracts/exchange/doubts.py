"""What the numbers of a row ask: those that have two meanings, with what was answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from core.formats import NBSP
from core.imports.kinds import Answers
from core.imports.plan import Origin, Proposal, Standing
from core.imports.questions import Doubt, Question, parts_of, unanswered
from core.imports.titled import Titles


@dataclass
class Doubts:
    """The questions of the row of this number, by column.

    They are asked of each cell, or of the whole row where it is one proposal; what was answered of the row
    while it was still to be added holds of its cells once it is there.
    """

    number: int
    answers: Answers
    questions: dict[str, Question] = field(default_factory=dict)

    def read(self, key: str, clean: Callable[[], Any]) -> Any:
        """What `clean` reads of a column, or the meaning that was chosen. Raises ValueError with the reason,
        or with what is asked."""
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

    def held_row(
        self, where: Origin, subject: str, titles: Titles, faults: Mapping[str, str], **more: Any
    ) -> Proposal:
        """The row as a whole, which is not taken: answers are enough, or something is to be mended."""
        questions = self.of_row(titles, faults)
        if all(self.standing(key) == Standing.ASKED for key in faults):
            return Proposal(f"{self.number}", where, Standing.ASKED, subject, questions=questions, **more)
        more["message"] = " ".join(f"{titles[key][0]}{NBSP}: {fault}" for key, fault in faults.items())
        return Proposal(f"{self.number}", where, Standing.REFUSED, subject, questions=questions, **more)

    def of_row(self, titles: Titles, faults: Mapping[str, str]) -> tuple[Question, ...]:
        """The same for the row as a whole: each question says its column, in the words of its fault."""
        return tuple(
            replace(one, about=key, text=f"{titles[key][0]}{NBSP}: {faults.get(key, 'votre choix')}")
            for key, one in self.questions.items()
        )

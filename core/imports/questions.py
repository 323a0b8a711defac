"""What is asked of a person before a value is written, and what they answered. Pure.

All that is answered on a value comes back in one text, « value=12.5|erase=take »: each part says what it is
about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SEPARATOR = "|"
# The key of what bears on the whole of what was brought.
FILE = "file"
Options = tuple[tuple[str, str], ...]
# What a person does of something that may have escaped them.
TAKE, LEAVE = "take", "leave"


class Doubt(ValueError):
    """A cell with several meanings: the question in French, and the (value, label) that answer it."""

    def __init__(self, question: str, meanings: Iterable[tuple[str, str]]) -> None:
        super().__init__(question)
        self.meanings = tuple(meanings)


@dataclass(frozen=True, slots=True)
class Question:
    """`about` names it within its value (a field, « hidden », « erase »); `text` is the question in French,
    `options` are (posted, label), `chosen` the one that was answered, empty for none."""

    about: str
    text: str
    options: Options
    chosen: str = ""

    def given(self, answers: Mapping[str, str]) -> "Question":
        """The same, answered if one of its options was chosen."""
        chosen = answers.get(self.about, "")
        is_offered = any(value == chosen for value, _ in self.options)
        return Question(self.about, self.text, self.options, chosen if is_offered else "")


def parts_of(answer: str) -> dict[str, str]:
    """The parts of an answer, by what they are about; what is not understood is left out."""
    pieces = (piece.partition("=") for piece in answer.split(SEPARATOR))
    return {about: value for about, sign, value in pieces if sign}


def written(parts: Mapping[str, str]) -> str:
    """An answer in one text; what could not be told apart from the others is left out."""
    return SEPARATOR.join(f"{about}={value}" for about, value in parts.items() if SEPARATOR not in value)


def answer_told(key: str, about: str, chosen: str) -> str:
    """An answer as a command takes it: « file:rows=take », « 12:value=12.5 »."""
    return f"{key}:{about}={chosen}"


def unanswered(questions: Iterable[Question]) -> list[Question]:
    """Those that are still to be answered."""
    return [one for one in questions if not one.chosen]


def answers_of(questions: Iterable[Question]) -> dict[str, str]:
    """What was answered, by what it is about."""
    return {one.about: one.chosen for one in questions if one.chosen}

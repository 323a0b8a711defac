"""What is to be asked of a line before it can be written, and what was answered.

Several doubts of one line are settled by one answer, « value=12.5|erase=yes »: each of its parts says what
it is about. A conflict is answered by a side (« mine », « theirs »), which may come first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from core.formats import NBSP
from indicators.imports.readers import MINE, THEIRS

SEPARATOR = "|"
MOST_OPTIONS = 12
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Doubt:
    """`about` is a field, or « hidden », « erase »; `options` are (stored, label)."""

    about: str
    message: str
    options: Options


@dataclass(frozen=True)
class Answered:
    """What the person answered to the doubts of a line so far."""

    side: str
    parts: Mapping[str, str]

    def __getitem__(self, about: str) -> str:
        return self.parts.get(about, "")

    @property
    def text(self) -> str:
        """The answer as it is posted."""
        return written(self.side, self.parts)

    def settles(self, doubt: Doubt) -> bool:
        """Whether one of the options of the doubt was chosen."""
        return self[doubt.about] in dict(doubt.options)


def answered(text: str) -> Answered:
    """The parts of an answer; what is not understood is left out."""
    pieces = text.split(SEPARATOR) if text else []
    side = pieces[0] if pieces and pieces[0] in {MINE, THEIRS} else ""
    parts = dict(piece.split("=", 1) for piece in pieces if "=" in piece)
    return Answered(side, parts)


def meanings(doubts: Sequence[Doubt], so_far: Answered) -> tuple[tuple[str, str], ...]:
    """The answers that may be given to all the doubts at once; none when there are too many to choose
    from."""
    found = []
    for options in product(*(doubt.options for doubt in doubts)):
        parts = {doubt.about: value for doubt, (value, _) in zip(doubts, options, strict=True)}
        label = f"{NBSP}; ".join(label for _, label in options)
        found.append((written(so_far.side, {**so_far.parts, **parts}), label))
    return tuple(found) if doubts and len(found) <= MOST_OPTIONS else ()


def written(side: str, parts: Mapping[str, str]) -> str:
    """An answer in one text."""
    given = [f"{about}={option}" for about, option in parts.items()]
    return SEPARATOR.join([side, *given] if side else given)

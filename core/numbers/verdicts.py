"""What reading a number answers."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

TO_CONFIRM = ". À confirmer."


class Verdict(StrEnum):
    """What becomes of a text: stored, held back for a choice, not stored, absence to confirm, nothing."""

    READ = "read"
    ASK = "ask"
    REFUSE = "refuse"
    ABSENCE = "absence"
    BLANK = "blank"


@dataclass(frozen=True)
class Candidate:
    """A value a person may choose, and the French label that says what choosing it means."""

    value: Decimal
    label: str


@dataclass(frozen=True)
class ParsedNumber:
    """The verdict on one text, with what goes with it.

    `value` is set for READ alone, `candidates` for ASK (one when only rounding is asked), `absence` for
    ABSENCE (not_yet_known, not_collected, protected or not_applicable), `error` for REFUSE: the cause and how
    to mend it, in French. `reading` is the sentence that says how the text was read, or what is to choose.
    """

    text: str
    verdict: Verdict
    value: Decimal | None = None
    reading: str = ""
    candidates: tuple[Candidate, ...] = ()
    absence: str = ""
    error: str = ""

    @property
    def confirmed(self) -> str:
        """How an absence was read, once a person has confirmed it."""
        return self.reading.removesuffix(TO_CONFIRM)

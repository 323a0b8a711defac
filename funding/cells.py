"""A cell of the money: what is stored, what was typed over it, and what became of that."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.formats import euros, in_sentence, plain_euros
from core.grid import Conflict, Input, Meanings
from funding.models import FundingLine
from funding.naming import name_of

BLANK = "–"


@dataclass
class Cell:
    """One amount of one line, as the page shows it and reads it back.

    `is_own` says whether the seat may write it at all, `refusal` why it may not now. Once read, `value` is
    what is to be written if `is_changed`.
    """

    line: FundingLine
    part: str
    label: str
    is_own: bool
    refusal: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, Meanings] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    conflict: Conflict | None = None
    value: Decimal | None = None
    is_changed: bool = False
    is_touched: bool = False
    is_figure = True

    def __post_init__(self) -> None:
        self.texts = self.texts or {"value": text_of(self.stored)}

    @property
    def stored(self) -> Decimal | None:
        """What the line holds."""
        amount: Decimal | None = getattr(self.line, self.part)
        return amount

    @property
    def name(self) -> str:
        """What the names of its inputs begin with: « paid_amount-12 »."""
        return f"{self.part}-{self.line.pk}"

    @cached_property
    def inputs(self) -> dict[str, Input]:
        """Its input, once the cell has been read."""
        read = (self.texts["value"], self.errors.get("value", ""), self.meanings.get("value", []))
        return {"value": Input(f"{self.name}-value", *read)}

    @property
    def mark(self) -> str:
        """The version of the line that was shown."""
        return str(self.line.version)

    @property
    def is_open(self) -> bool:
        """Whether the page shows an input: it can be written, or something was typed that is not to be
        lost."""
        return self.is_touched or (self.is_own and not self.refusal)

    @property
    def css(self) -> str:
        """How the cell is marked: an error, a doubt to settle, or nothing."""
        if not self.errors:
            return ""
        return "is-doubtful" if self.conflict or any(self.meanings.values()) else "is-error"

    @property
    def place(self) -> str:
        """How the list of problems calls it."""
        return f"{name_of(self.line)}, {in_sentence(self.label)}"

    @property
    def text(self) -> str:
        """As it is read."""
        return euros(self.stored) if self.stored is not None else BLANK


def text_of(amount: Any) -> str:
    """What an input holds for an amount; an empty text for none."""
    return "" if amount is None else plain_euros(amount)

"""A cell of the year page: what is stored, what was typed over it, and what became of that."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.formats import number
from core.grid import Conflict, Input, Meanings
from indicators.actions import Entry
from indicators.aims import aim_text
from indicators.enums import Direction, Operator, Source, ValueKind
from indicators.readings import IndicatorYear, Reading, TargetReading
from indicators.wordings import reading_wording

BASELINE, TARGET, RESULT = "baseline", "target", "result"
FIELDS = {
    BASELINE: ("value", "kind", "source", "perimeter"),
    TARGET: ("value",),
    RESULT: (
        *("value", "kind", "source", "perimeter", "numerator", "denominator"),
        *("comment", "cause", "reason"),
    ),
}
PART_LABELS = {BASELINE: "référence", TARGET: "cible", RESULT: "résultat"}


@dataclass
class Cell:
    """The baseline, the target or the result of an indicator, as the page shows it and reads it back.

    `shown` is what is stored; `texts` what the inputs hold, by field; `refusal` why it cannot be written.
    """

    part: str
    row: IndicatorYear
    year: int
    shown: Any
    own_perimeter: str
    refusal: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, Meanings] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    conflict: Conflict | None = None
    entry: Entry | None = None
    is_touched: bool = False

    def __post_init__(self) -> None:
        self.texts = self.texts or self.texts_of(self.shown)

    @property
    def name(self) -> str:
        """What the names of its inputs begin with: « result-1.1 »."""
        return f"{self.part}-{self.row.key}"

    @cached_property
    def inputs(self) -> dict[str, Input]:
        """Its inputs, by field; asked for once the cell has been read."""
        return {
            field: Input(
                f"{self.name}-{field}", text, self.errors.get(field, ""), self.meanings.get(field, [])
            )
            for field, text in self.texts.items()
        }

    @property
    def is_figure(self) -> bool:
        """Whether figures alone are usual in it; a target has its signs."""
        return self.part != TARGET

    @property
    def asks_ratio(self) -> bool:
        """Whether a numerator and a denominator are to be filled, or to be emptied where there should be
        none."""
        held = self.texts.get("numerator") or self.texts.get("denominator")
        return "numerator" in self.texts and bool(self.row.indicator.takes_ratio or held)

    @property
    def css(self) -> str:
        """How the cell is marked: an error, a doubt to settle, or nothing."""
        if not self.errors:
            return ""
        return "is-doubtful" if self.conflict or any(self.meanings.values()) else "is-error"

    @property
    def label(self) -> str:
        """How the list of problems calls it: « 1.1, résultat 2024 »."""
        return f"{self.row.indicator.code}, {PART_LABELS[self.part]} {self.year}"

    @property
    def mark(self) -> str:
        """What is stored, as a key and a version, so that a stale page is known; empty for nothing."""
        return mark_of(self.shown)

    @property
    def version(self) -> int:
        """The stored version, 0 for nothing."""
        return self.shown.version if self.shown else 0

    @property
    def is_open(self) -> bool:
        """Whether the page shows inputs: it can be written, or something was typed that is not to be lost."""
        return not self.refusal or self.is_touched

    @property
    def stored_wording(self) -> str:
        """What is stored, as a person reads it; nothing for nothing."""
        if self.part == TARGET:
            return self.shown.wording if self.shown else ""
        return reading_wording(self.shown, self.row.indicator)

    def texts_of(self, stored: Any) -> dict[str, str]:
        """What the inputs hold for a stored row, a row of history, or nothing."""
        if self.part == TARGET:
            aim = aim_text(stored.operator, stored.value, stored.upper_value) if stored else ""
            return {"value": aim}
        return _measured_texts(self, stored)


def mark_of(stored: Reading | TargetReading | None) -> str:
    """« 12:3 » for the third version of row 12, an empty text for nothing."""
    if stored is None:
        return ""
    key = stored.measurement_id if isinstance(stored, Reading) else stored.target_id
    return f"{key}:{stored.version}"


def _text(value: Decimal | None) -> str:
    return "" if value is None else number(value)


def usual_operator(row: IndicatorYear) -> str:
    """The form of a target typed as a bare number: as it stands, else as in another year, else as the
    nation's, else by the direction."""
    stored = [row.target_of_year] if row.target_of_year else []
    known = stored or row.targets[-1:] or ([row.national_target] if row.national_target else [])
    if known and known[0].operator != Operator.RANGE:
        return known[0].operator
    return Operator.AT_MOST if row.indicator.direction == Direction.FALL else Operator.AT_LEAST


def _measured_texts(cell: Cell, stored: Any) -> dict[str, str]:
    absence = ValueKind(stored.kind).label if stored and stored.value is None else ""
    texts = {
        "value": absence or _text(stored.value if stored else None),
        "kind": stored.kind if stored else ValueKind.KNOWN,
        "source": stored.source if stored else cell.row.indicator.expected_source or Source.INTERNAL,
        "perimeter": str(stored.perimeter_id if stored else cell.own_perimeter),
        "numerator": _text(stored.numerator if stored else None),
        "denominator": _text(stored.denominator if stored else None),
        "comment": stored.comment.strip() if stored else "",
        "cause": str(stored.gap_cause_id or "") if stored else "",
        "reason": "",  # of the change being typed: the one that was given belongs to its vintage
    }
    return {name: str(texts[name]) for name in FIELDS[cell.part]}

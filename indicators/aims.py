"""A target as one short text, as a cell of a spreadsheet holds it: « ≥ 20 », « 80 à 90 », « × 1,5 ». Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from core.formats import NBSP, number
from indicators.enums import Operator

SIGNS = {Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤", Operator.TIMES_BASELINE: "×"}

# A hyphen parts a range between two figures alone, so that a minus sign stays one.
RANGE = re.compile(
    r"(?:entre\s+|de\s+)?(?P<low>.*\d.*?)(?:\s+(?:à|et)\s+|\s*[–—…]\s*|(?<=[\d%€])\s*-\s*(?=\d))(?P<high>.*\d.*)",
    re.IGNORECASE | re.DOTALL,
)
PREFIXES = [
    (Operator.AT_LEAST, r"≥|>=|=>|⩾|au moins|minimum|min\.?"),
    (Operator.AT_MOST, r"≤|<=|=<|⩽|au plus|maximum|max\.?"),
    (Operator.TIMES_BASELINE, r"(?:référence\s*)?[×x*]"),
    (Operator.QUANTITY, r"quantité"),
]
LEAVING_OUT = [
    (Operator.AT_LEAST, r">|plus\s+(?:de|que)\b|supérieure?\s+à\b"),
    (Operator.AT_MOST, r"<|moins\s+(?:de|que)\b|inférieure?\s+à\b"),
]
LONGEST = 80


def _compiled(forms: list[tuple[Operator, str]]) -> list[tuple[Operator, re.Pattern[str]]]:
    return [(operator, re.compile(rf"(?:{words})\s*", re.IGNORECASE)) for operator, words in forms]


COMPILED, STRICT = _compiled(PREFIXES), _compiled(LEAVING_OUT)


@dataclass(frozen=True)
class WrittenAim:
    """What a text says of a target: its `Operator` (empty when the text does not tell) and its numbers, still
    to be read. `strict` is the nearest operator of a target that would leave its number out, which has no
    form here."""

    operator: str
    low: str
    high: str = ""
    strict: str = ""


def written_aim(text: str) -> WrittenAim:
    """The parts of a text typed as a target: « au moins 20 % », « ≥20 », « 80 à 90 », « x 1,5 », « 600 »."""
    typed = text.replace(NBSP, " ").strip()
    if len(typed) > LONGEST:
        return WrittenAim("", typed)
    for operator, pattern in COMPILED:
        if found := pattern.match(typed):
            return WrittenAim(operator, typed[found.end() :].strip())
    for operator, pattern in STRICT:
        if found := pattern.match(typed):
            return WrittenAim("", typed[found.end() :].strip(), strict=operator)
    if found := RANGE.fullmatch(typed):
        return WrittenAim(Operator.RANGE, found["low"].strip(), found["high"].strip())
    return WrittenAim("", typed)


def aim_text(operator: str, value: Decimal, upper: Decimal | None = None) -> str:
    """The same target as it is shown and typed; a quantity is its number alone."""
    if operator == Operator.RANGE:
        return f"{number(value)} à {number(upper)}"
    sign = SIGNS.get(Operator(operator), "")
    return f"{sign}{NBSP}{number(value)}" if sign else number(value)

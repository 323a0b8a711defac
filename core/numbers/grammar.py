"""The only written forms accepted as numbers, and what each may mean.

A form with two meanings gives both; a text outside the grammar gives none. Nothing else in the package turns
a text into a number.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from core.formats import MINUS

MAX_LENGTH = 200
# Twice what any sum of money needs, and enough for the seventeen digits of a float.
MAX_DIGITS = 20
SPACES = " \u00a0\u2007\u2009\u202f"

FULL_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)}
TO_ASCII = FULL_WIDTH | dict.fromkeys(map(ord, SPACES), " ") | {ord("’"): "'", ord(MINUS): "-"}

WRITTEN = re.compile(r"(?P<sign>[+-]?)(?P<body>[0-9][0-9 '.,]*?)(?: ?(?P<mark>[%€]))?")
PLAIN = re.compile(r"[0-9]+([.,][0-9]+)?")
SPACED = re.compile(r"[1-9][0-9]{0,2}([ '])[0-9]{3}(\1[0-9]{3})*([.,][0-9]+)?")
DOTTED = re.compile(r"[1-9][0-9]{0,2}((\.[0-9]{3})+,[0-9]+|(\.[0-9]{3}){2,})")
TWO_WAYS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
ENGLISH = re.compile(r"([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)(\.[0-9]+)?")


@dataclass(frozen=True)
class Reading:
    """One meaning of a text, and the French remarks that say what was understood."""

    value: Decimal
    notes: tuple[str, ...] = ()

    def noted(self, note: str) -> "Reading":
        """The same value, with one more remark."""
        return replace(self, notes=(*self.notes, note))

    def times(self, factor: Decimal) -> "Reading":
        """The value times `factor`, exact: a number has twenty digits at most."""
        return replace(self, value=self.value * factor)


@dataclass(frozen=True)
class Written:
    """A text that is a number: the sign % or € that follows it, if any, and its one or two meanings."""

    mark: str
    readings: tuple[Reading, ...]


def written(typed: str, *, english: bool) -> Written | None:
    """The number written in `typed`, or None. `english` reads the comma as the sign of thousands."""
    match = WRITTEN.fullmatch(typed.translate(TO_ASCII)) if len(typed) <= MAX_LENGTH else None
    if match is None or sum(letter.isdigit() for letter in typed) > MAX_DIGITS:
        return None
    readings = _english(match["body"]) if english else _french(match["body"])
    if not readings:
        return None
    widened = ("chiffres pleine chasse",) if any(ord(letter) in FULL_WIDTH for letter in typed) else ()
    return Written(
        match["mark"] or "",
        tuple(
            Reading(_signed(reading.value, match["sign"]), widened + reading.notes) for reading in readings
        ),
    )


def _french(body: str) -> list[Reading]:
    if TWO_WAYS.fullmatch(body) and Decimal(body[:-4]) != 0:
        sign = "la virgule" if "," in body else "le point"
        return [
            Reading(Decimal(body[:-4] + body[-3:]), (f"{sign} sépare les milliers",)),
            Reading(Decimal(f"{body[:-4]}.{body[-3:]}"), (f"{sign} sépare les décimales",)),
        ]
    if PLAIN.fullmatch(body) or SPACED.fullmatch(body):
        return [Reading(Decimal(re.sub("[ ']", "", body).replace(",", ".")))]
    if DOTTED.fullmatch(body):
        return [Reading(Decimal(body.replace(".", "").replace(",", ".")), ("le point sépare les milliers",))]
    return []


def _english(body: str) -> list[Reading]:
    if not ENGLISH.fullmatch(body):
        return []
    notes = ("la virgule sépare les milliers",) if "," in body else ()
    return [Reading(Decimal(body.replace(",", "")), notes)]


def _signed(value: Decimal, sign: str) -> Decimal:
    return value.copy_negate() if sign == "-" and value else value.copy_abs()

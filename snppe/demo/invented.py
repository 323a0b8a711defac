"""Invented figures: always the same for the same territory, of plausible size, and never anybody's.

Pure arithmetic, no database. The only chance in it is a hash of the names, so that a demonstration made anew
shows the same figures.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

BASELINE_YEAR = 2019


@dataclass(frozen=True)
class Reading:
    """An invented reading: a value, and for a percentage the ratio it comes from (counted persons)."""

    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True)
class Path:
    """How an indicator moves: where it starts, by how much a year, and what it is counted against.

    `start`, `step`, `lowest` and `highest` are in the indicator's unit; `per_birth` gives the population of a
    percentage, or turns `start` and `step` into a count, per yearly birth. `is_cumulative`: it starts from
    nothing with the contract.
    """

    start: Decimal
    step: Decimal
    decimals: int = 1
    is_percentage: bool = True
    per_birth: Decimal = Decimal(1)
    lowest: Decimal = Decimal(0)
    highest: Decimal = Decimal(95)
    is_cumulative: bool = False


PATHS: Mapping[str, Path] = {
    "1.1": Path(Decimal(9), Decimal("2.3")),
    "2.1": Path(Decimal(62), Decimal("3.8"), per_birth=Decimal("1.05")),
    "3.1": Path(Decimal(1), Decimal("0.16"), 0, is_percentage=False, per_birth=Decimal("0.14")),
    "4.1": Path(Decimal("8.5"), Decimal("1.3"), per_birth=Decimal(2)),
    "5.1": Path(Decimal("14.5"), Decimal("1.1"), per_birth=Decimal(6)),
    "6.1": Path(Decimal("4.6"), Decimal("-0.3"), is_percentage=False, lowest=Decimal("2.1")),
    "14.1": Path(Decimal(0), Decimal("0.8"), 0, is_percentage=False, is_cumulative=True),
    "18.1": Path(Decimal(0), Decimal(7), 0, is_percentage=False, is_cumulative=True),
}
COUNTS_WITHOUT_BIRTHS = {"6.1", "14.1", "18.1"}


def chance(*names: object) -> Decimal:
    """A number from −1 to 1 that depends on the names alone."""
    digest = hashlib.sha256("/".join(map(str, names)).encode()).digest()
    return Decimal(int.from_bytes(digest[:4], "big")) / Decimal(2**31) - 1


def reading(territory: str, births: int, code: str, year: int, *, since: int) -> Reading:
    """The invented reading of an indicator for a year; `since` is the contract's first year."""
    path = PATHS[code]
    if path.is_cumulative and year < since:
        return Reading(Decimal(0))
    first = since - 1 if path.is_cumulative else BASELINE_YEAR
    pace = 1 + chance(territory, code) / 3
    # Small enough beside the step that what adds up never goes down.
    wobble = chance(territory, code, year) * abs(path.step) / (4 if path.is_cumulative else 2)
    level = _start(territory, code) + path.step * pace * (year - first) + wobble
    level = min(max(level, path.lowest), path.highest)
    if path.is_percentage:
        return _ratio(level, (births * path.per_birth).quantize(Decimal(1)), path.decimals)
    size = Decimal(1) if code in COUNTS_WITHOUT_BIRTHS else births * path.per_birth
    return Reading(_rounded(level * size, path.decimals))


def aim(territory: str, births: int, code: str, year: int, *, since: int) -> Decimal:
    """The invented local target of a year: the path without its chance, a little above it or below."""
    path = PATHS[code]
    first = since - 1 if path.is_cumulative else BASELINE_YEAR
    ambition = 1 + chance(territory, code, "aim") / 4
    level = _start(territory, code) + path.step * ambition * (year - first)
    level = min(max(level, path.lowest), path.highest)
    size = Decimal(1) if path.is_percentage or code in COUNTS_WITHOUT_BIRTHS else births * path.per_birth
    return _rounded(level * size, path.decimals)


def amount(territory: str, births: int, name: str, year: int, *, per_birth: int) -> Decimal:
    """An invented amount in whole hundreds of euros, about `per_birth` euros per yearly birth."""
    size = Decimal(births) * per_birth * (1 + chance(territory, name, year) / 5)
    return _rounded(size / 100, 0) * 100


def _start(territory: str, code: str) -> Decimal:
    return PATHS[code].start * (1 + chance(territory, code, "start") / 4)


def _ratio(level: Decimal, population: Decimal, decimals: int) -> Reading:
    numerator = _rounded(level * population / 100, 0)
    return Reading(_rounded(numerator * 100 / population, decimals), numerator, population)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)

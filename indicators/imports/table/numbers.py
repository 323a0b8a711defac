"""The cells of numbers, read as everywhere else: read, asked with its meanings, or refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.decimal_field import ABSENCE_PREFIX, PLAINLY_WRITTEN
from core.formats import NBSP
from core.imports.questions import Doubt
from core.numbers import ANY, Bounds, ParsedNumber, Verdict, ask_fraction, parse_number, read_value
from core.tabular.reading import KIND_LABELS, Cell, CellKind
from indicators.imports.table.keys import quoted
from indicators.value_rules import STORED_DECIMALS

CONFIRM = "Je confirme cette absence de valeur"


@dataclass(frozen=True, slots=True)
class Number:
    """A cell that was read: its value, or the kind of absence that was confirmed; how it was read, when that
    is worth telling."""

    value: Decimal | None = None
    absence: str = ""
    reading: str = ""


BLANK = Number()


def number_of(
    cell: Cell,
    *,
    unit: str,
    decimals: int,
    usual: Decimal | None = None,
    bounds: Bounds = ANY,
    chosen: str = "",
    absences: bool,
) -> Number:
    """The number of a cell in `unit`. Raises ValueError with the reason, Doubt with the meanings.

    `chosen` is the meaning answered, `usual` a known value, `bounds` those of what may be stored; `absences`
    whether « n.d. » may be confirmed.
    """
    if cell.kind == CellKind.BLANK:
        return BLANK
    parsed = _parsed(cell, unit, decimals, usual, bounds)
    if parsed.verdict == Verdict.BLANK:
        return BLANK
    if parsed.verdict == Verdict.READ:
        return Number(parsed.value, reading=_told(cell, parsed))
    if parsed.verdict == Verdict.REFUSE:
        raise ValueError(parsed.error)
    return _answered(parsed, chosen, absences)


def ratio_part(cell: Cell, chosen: str = "") -> Number:
    """A numerator or a denominator. Raises as `number_of` does."""
    return number_of(cell, unit="", decimals=STORED_DECIMALS, chosen=chosen, absences=False)


def _parsed(cell: Cell, unit: str, decimals: int, usual: Decimal | None, bounds: Bounds) -> ParsedNumber:
    if cell.kind == CellKind.TEXT:
        return parse_number(cell.text, unit=unit, decimals=decimals, usual=usual, bounds=bounds)
    if cell.kind == CellKind.NUMBER:
        return read_value(cell.number, unit=unit, decimals=decimals, usual=usual)
    if cell.kind == CellKind.PERCENT:
        return ask_fraction(cell.number, unit=unit, decimals=decimals)
    raise ValueError(f"{quoted(cell.quoted)} est {KIND_LABELS[cell.kind]}{NBSP}: écrivez un nombre.")


def _told(cell: Cell, parsed: ParsedNumber) -> str:
    if cell.is_formula:
        return f"Résultat d’une formule, {parsed.reading}"
    is_plain = (
        PLAINLY_WRITTEN.fullmatch(parsed.text) and Decimal(parsed.text.replace(",", ".")) == parsed.value
    )
    return "" if is_plain else parsed.reading


def _answered(parsed: ParsedNumber, chosen: str, absences: bool) -> Number:
    if parsed.verdict == Verdict.ABSENCE:
        offered = f"{ABSENCE_PREFIX}{parsed.absence}"
        if not absences:
            raise ValueError(parsed.reading)
        if chosen == offered:
            return Number(absence=parsed.absence, reading=parsed.confirmed)
        raise Doubt(parsed.reading, [(offered, CONFIRM)])
    for candidate in parsed.candidates:
        if chosen == f"{candidate.value:f}":
            told = f"«{NBSP}{parsed.text}{NBSP}»{NBSP}: {candidate.label}, selon votre choix"
            return Number(candidate.value, reading=told)
    raise Doubt(parsed.reading, meanings_of(parsed))


def meanings_of(parsed: ParsedNumber) -> Sequence[tuple[str, str]]:
    """What a person may choose, as (value to post, label)."""
    return [(f"{candidate.value:f}", candidate.label) for candidate in parsed.candidates]

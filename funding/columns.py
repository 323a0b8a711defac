"""The columns of the money: their names on a page, and which of them a year shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.fields import field_of, title_of
from core.forms import FrenchDecimalField
from funding.enums import AMOUNT_FIELDS
from funding.models import FundingLine

# Every amount of a line, as exports and totals name it.
COLUMNS = [(name, title_of(field_of(FundingLine, name))) for name in AMOUNT_FIELDS]
CARRIED_IN, PAYMENT_CREDITS = "carried_in_amount", "payment_credits_amount"
# Shown once a line of the year has one: most contracts carry nothing, and few payers count in AE and CP.
SHOWN_WHEN_USED = (CARRIED_IN, PAYMENT_CREDITS)
LARGEST = Decimal("999999999999")


@dataclass(frozen=True)
class Column:
    """A column of the grid: the field of the line, its header."""

    part: str
    label: str


def columns_of(lines: Iterable[FundingLine], year: int) -> list[Column]:
    """The columns that the grid of a year has."""
    used = {name for line in lines for name in SHOWN_WHEN_USED if getattr(line, name) is not None}
    named = {CARRIED_IN: f"Repris de {year - 1}", PAYMENT_CREDITS: "CP notifiés"}
    if PAYMENT_CREDITS in used:
        named["notified_amount"] = "AE notifiées"
    return [
        Column(name, named.get(name, label))
        for name, label in COLUMNS
        if name not in SHOWN_WHEN_USED or name in used
    ]


def amount_field(label: str) -> FrenchDecimalField:
    """An amount in euros as people write it, exact to the cent."""
    return FrenchDecimalField(
        label=label, unit="€", decimals=2, min_value=0, max_value=LARGEST, required=False
    )

"""The arithmetic of the money, with no database in it: totals by source, by payee, by destination.

Amounts are Decimal euros, exact to the cent; None is « not filled » and never counts as zero, so each total
says how many of its lines are filled.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from funding.enums import AMOUNT_FIELDS, FundingSource, Payee

HUNDREDTH = Decimal("0.01")
WHOLE = "Ensemble du contrat, sans action"


class Line(Protocol):
    """What a total needs of a line: where the money comes from, who receives it, and the amounts."""

    source: str
    payee: str


AnyLine = TypeVar("AnyLine", bound=Line)


class Destination(StrEnum):
    """Where money goes, each line having one: what payers give is told from what the département puts in."""

    TO_DEPARTEMENT = "to_departement"
    TO_ESTABLISHMENTS = "to_establishments"
    TO_OTHERS = "to_others"
    OWN_SHARE = "own_share"

    @property
    def label(self) -> str:
        """As the page says it."""
        return {
            "to_departement": "Versé au département",
            "to_establishments": "Versé aux établissements",
            "to_others": "Versé à d’autres bénéficiaires",
            "own_share": "Part du département",
        }[self.value]


@dataclass(frozen=True)
class Total:
    """A sum of amounts in euros: None when no line is filled. `filled` lines out of `lines` are counted."""

    amount: Decimal | None = None
    filled: int = 0
    lines: int = 0

    @property
    def is_partial(self) -> bool:
        """Whether some of the lines, but not all, are filled."""
        return 0 < self.filled < self.lines

    def __add__(self, other: "Total") -> "Total":
        known = [amount for amount in (self.amount, other.amount) if amount is not None]
        return Total(
            sum(known, Decimal(0)) if known else None, self.filled + other.filled, self.lines + other.lines
        )


Totals = Mapping[str, Total]


@dataclass(frozen=True)
class Group:
    """The totals of the lines that share a key (a source, a payee, a destination)."""

    key: str
    label: str
    totals: Totals


def total_of(lines: Iterable[Line], field: str) -> Total:
    """The sum of one amount over the lines."""
    total = Total()
    for line in lines:
        amount = getattr(line, field)
        total += Total(amount, 0 if amount is None else 1, 1)
    return total


def totals_of(lines: Iterable[Line]) -> Totals:
    """The sum of each amount over the lines, by field name."""
    held = list(lines)
    return {field: total_of(held, field) for field in AMOUNT_FIELDS}


def by_source(lines: Iterable[Line]) -> list[Group]:
    """The totals of each source that has a line, in the order of the sources."""
    return _grouped(lines, FundingSource, lambda line: line.source)


def by_payer(lines: Iterable[Any]) -> list[Group]:
    """The totals of each payer, in the order in which they come."""
    return _by(lines, lambda line: (str(line.payer_id), line.payer.name))


def by_action(lines: Iterable[Any]) -> list[Group]:
    """The totals of each action that has a line, by number; the whole contract comes last."""
    held = list(lines)
    ordered = sorted((line for line in held if line.action_id), key=lambda line: line.action.number)
    whole = [line for line in held if not line.action_id]
    return _by([*ordered, *whole], lambda line: (str(line.action_id or ""), str(line.action or WHOLE)))


def by_destination(lines: Iterable[Line]) -> list[Group]:
    """The totals of each destination that has a line; together they are the total of the contract."""
    return _grouped(lines, Destination, destination_of)


def destination_of(line: Line) -> str:
    """« Versé au département » is what others pay it; its own budget is its share, whoever receives it."""
    if line.source == FundingSource.DEPARTEMENT:
        return Destination.OWN_SHARE
    return {
        Payee.DEPARTEMENT: Destination.TO_DEPARTEMENT,
        Payee.ESTABLISHMENTS: Destination.TO_ESTABLISHMENTS,
    }.get(Payee(line.payee), Destination.TO_OTHERS)


def state_support(lines: Iterable[AnyLine]) -> list[AnyLine]:
    """The lines by which the State supports the contract through the département: programme 304 and FIR.

    The ONDAM is paid to establishments and comes on top (domain: report 2024 of the CeA).
    """
    support = {FundingSource.P304, FundingSource.FIR}
    return [line for line in lines if line.source in support and line.payee == Payee.DEPARTEMENT]


def of_source(lines: Iterable[AnyLine], source: str) -> list[AnyLine]:
    """The lines of one source."""
    return [line for line in lines if line.source == source]


def available(line: Any) -> Decimal | None:
    """What may be spent on a line: what was notified and what was carried in; None when neither is known."""
    known = [one for one in (line.notified_amount, line.carried_in_amount) if one is not None]
    return sum(known, Decimal(0)) if known else None


def remaining(line: Any) -> Decimal | None:
    """What is left to spend of what is available, below zero when too much was spent; None while nothing is
    available or nothing spent."""
    at_hand = available(line)
    return None if at_hand is None or line.spent_amount is None else at_hand - line.spent_amount


def left_of(lines: Iterable[Any]) -> Total:
    """What is left to spend on the lines where it is known."""
    total = Total()
    for line in lines:
        left = remaining(line)
        total += Total(left, 0 if left is None else 1, 1)
    return total


def share(part: Total, whole: Total) -> Decimal | None:
    """`part` in `whole`, in per cent to two decimals; None when one is unknown, partial or zero."""
    if part.amount is None or not whole.amount or part.is_partial or whole.is_partial:
        return None
    return (part.amount * 100 / whole.amount).quantize(HUNDREDTH)


def _grouped(lines: Iterable[Line], keys: Any, key_of: Callable[[Line], str]) -> list[Group]:
    held = list(lines)
    own = {key: [line for line in held if key_of(line) == key] for key in keys}
    return [Group(str(key.value), str(key.label), totals_of(rows)) for key, rows in own.items() if rows]


def _by(lines: Iterable[Any], named: Callable[[Any], tuple[str, str]]) -> list[Group]:
    found: dict[tuple[str, str], list[Any]] = {}
    for line in lines:
        found.setdefault(named(line), []).append(line)
    return [Group(key, label, totals_of(rows)) for (key, label), rows in found.items()]

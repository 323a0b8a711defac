"""The money of a year by objective and source, planned and spent, to the cent. Pure: no database in it.

A line pays an action, which may serve several objectives: its amount is then parted equally between them, and
the cents that do not part go to the first ones, so that the whole is always found again. What pays no action,
or an action without objective, has rows of its own: it is never spread.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

# The rows of what no objective accounts for.
WHOLE_CONTRACT, NO_OBJECTIVE = "whole_contract", "no_objective"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Money:
    """What was planned (notified) and spent, in euros; None where nothing is filled."""

    planned: Decimal | None = None
    spent: Decimal | None = None

    def __add__(self, other: "Money") -> "Money":
        return Money(_plus(self.planned, other.planned), _plus(self.spent, other.spent))


@dataclass
class Matrix:
    """The cells, by (row, source); a row is the key of an objective, or one of the two others."""

    cells: dict[tuple[Hashable, str], Money] = field(default_factory=dict)

    def add(self, row: Hashable, source: str, money: Money) -> None:
        """Count some money in a cell."""
        self.cells[row, source] = self.cells.get((row, source), Money()) + money

    def cell(self, row: Hashable, source: str) -> Money:
        """One cell; nothing where there is none."""
        return self.cells.get((row, source), Money())

    def of_row(self, row: Hashable) -> Money:
        """The total of a row, all sources."""
        return _sum(money for (one, _), money in self.cells.items() if one == row)

    def of_source(self, source: str) -> Money:
        """The total of a source, all rows."""
        return _sum(money for (_, one), money in self.cells.items() if one == source)

    @property
    def total(self) -> Money:
        """The total of the contract."""
        return _sum(self.cells.values())

    @property
    def rows(self) -> set[Hashable]:
        """Which rows have money."""
        return {row for row, _ in self.cells}


def matrix_of(lines: Iterable[Any], objectives: Mapping[int, Sequence[Hashable]]) -> Matrix:
    """The matrix of some lines; `objectives` are those of each action, by its key, in their order."""
    matrix = Matrix()
    for line in lines:
        rows = _rows_of(line, objectives)
        planned = parted(line.notified_amount, len(rows))
        spent = parted(line.spent_amount, len(rows))
        for row, money in zip(rows, map(Money, planned, spent), strict=True):
            matrix.add(row, line.source, money)
    return matrix


def parted(amount: Decimal | None, parts: int) -> list[Decimal | None]:
    """An amount in so many parts that differ by a cent at most and whose sum is the amount exactly."""
    if amount is None:
        return [None] * parts
    share, rest = divmod(int(amount / CENT), parts)
    return [(share + (1 if rank < rest else 0)) * CENT for rank in range(parts)]


def _rows_of(line: Any, objectives: Mapping[int, Sequence[Hashable]]) -> Sequence[Hashable]:
    if not line.action_id:
        return [WHOLE_CONTRACT]
    return objectives.get(line.action_id) or [NO_OBJECTIVE]


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    known = [amount for amount in (one, other) if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _sum(several: Iterable[Money]) -> Money:
    return sum(several, Money())

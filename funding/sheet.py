"""The grid of the money of a year for a seat: which cells are open to it, what was typed, what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.urls import reverse

from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from contracts.years import RemarkedRows, RowRemarks
from core.formats import euros
from core.forms import Problem
from funding.actions import LineEdit
from funding.balance import Total, left_of, remaining, total_of
from funding.cells import BLANK, Cell
from funding.columns import Column, columns_of
from funding.enums import FundingSource
from funding.models import FundingLine
from funding.naming import action_of, payee_of, prefix_of
from funding.queries import lines_of
from funding.reading import read_cell
from funding.rules import editable_fields, own_sources

LEFT = "Reste à dépenser"


@dataclass(frozen=True)
class Row:
    """A line of the grid. `lock` says why the year does not let it change."""

    line: FundingLine
    cells: list[Cell]
    lock: str
    remarked: RemarkedRows

    @property
    def key(self) -> str:
        """Its identifier in the page."""
        return prefix_of(self.line)

    @property
    def url(self) -> str:
        """Where its details are."""
        line = self.line
        return reverse("funding:line", args=[line.contract.reference, line.fiscal_year, line.pk])

    @property
    def texts(self) -> dict[str, str]:
        """What is read of it."""
        left = remaining(self.line)
        return {
            "action": action_of(self.line),
            "payee": payee_of(self.line),
            "source": str(self.line.get_source_display()),
            "left": BLANK if left is None else euros(left),
        }

    @property
    def remarks(self) -> RowRemarks:
        """What is remarked on it, and not closed."""
        return self.remarked.on(self.line)

    @property
    def is_open(self) -> bool:
        """Whether the row shows an input."""
        return any(cell.is_open for cell in self.cells)


@dataclass(frozen=True)
class Sum:
    """The total of a column, as the foot of the grid has it."""

    label: str
    total: Total

    @property
    def text(self) -> str:
        """As it is read."""
        return BLANK if self.total.amount is None else euros(self.total.amount)


@dataclass
class Sheet:
    """The lines of a year for a seat; `closed` says why no line may be added, `refused` why nothing was
    written."""

    contract: Contract
    year: int
    seat: Seat | None
    lines: list[FundingLine] = field(default_factory=list)
    closed: str = ""
    refused: str = ""
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = lines_of(self.contract, self.year)
        # A draft is wholly open: neither what is closed nor what is remarked is asked of it.
        is_restricted = (self.contract.pk, self.year) in years.restricted_years([self.contract])
        *locks, self.closed = self._refusals() if is_restricted else [""] * (len(self.lines) + 1)
        self.remarked = RemarkedRows(self.contract, self.year, self.seat, may_be=is_restricted)
        self.rows = [self._row(line, lock) for line, lock in zip(self.lines, locks, strict=True)]

    def _refusals(self) -> list[str]:
        """Why each line, then another, cannot be written to."""
        return years.refusals(self.contract, self.year, [*self.lines, None])

    def _row(self, line: FundingLine, lock: str) -> Row:
        own = editable_fields(self.seat, line)
        cells = [Cell(line, one.part, one.label, one.part in own, lock) for one in self.columns]
        return Row(line, cells, lock, self.remarked)

    @cached_property
    def columns(self) -> list[Column]:
        """Its columns of amounts."""
        return columns_of(self.lines, self.year)

    @property
    def column_count(self) -> int:
        """How many columns the table has: those of amounts, the name, what is left."""
        return len(self.columns) + 2

    @property
    def groups(self) -> list[tuple[str, str, list[Row]]]:
        """The rows under their source, as (source, payer, rows)."""
        grouped = groupby(self.rows, key=lambda row: (row.line.source, row.line.payer.name))
        return [(str(FundingSource(source).label), payer, list(rows)) for (source, payer), rows in grouped]

    @property
    def sums(self) -> list[Sum]:
        """The total of each column of the grid, and of what is left; how many of its lines are filled."""
        told = [Sum(one.label, total_of(self.lines, one.part)) for one in self.columns]
        return [*told, Sum(LEFT, left_of(self.lines))]

    @property
    def cells(self) -> Iterator[Cell]:
        """Every cell of the page, in its order."""
        return (cell for row in self.rows for cell in row.cells)

    @property
    def own_sources(self) -> Sequence[FundingSource]:
        """The sources of which the seat may add lines now."""
        return [] if self.closed else own_sources(self.seat, self.contract)

    @property
    def is_open(self) -> bool:
        """Whether the seat has a cell to enter."""
        return any(row.is_open for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether the year has no line."""
        return not self.rows

    @property
    def lock(self) -> str:
        """Why nothing can be changed, when the year and every line say so."""
        return self.closed if all(row.lock for row in self.rows) else ""

    @property
    def is_open_in_part(self) -> bool:
        """Whether some lines may be changed while others, and the addition of lines, are closed."""
        return bool(self.closed) and not self.lock

    @property
    def problems(self) -> list[Problem]:
        """Everything to mend, in the order of the page."""
        whole = [Problem("", self.refused, "")] if self.refused else []
        return whole + [
            Problem(cell.place, message, f"{cell.name}-{name}")
            for cell in self.cells
            for name, message in cell.errors.items()
        ]

    @property
    def status(self) -> int:
        """What the page answers: 409 when another's amount or a lock is in the way, 422 for errors."""
        if self.refused or any(cell.conflict or (cell.refusal and cell.errors) for cell in self.cells):
            return 409
        return 422 if self.problems else 200

    @property
    def edits(self) -> list[LineEdit]:
        """What is to be written, line by line."""
        moved = [(row.line, [cell for cell in row.cells if cell.is_changed]) for row in self.rows]
        return [
            LineEdit(line.pk, line.version, {cell.part: cell.value for cell in cells})
            for line, cells in moved
            if cells
        ]

    def read(self, data: Mapping[str, str]) -> None:
        """Read what was posted: the cells then hold what is to be written, or what is wrong."""
        for cell in self.cells:
            read_cell(cell, data)

    def cell(self, pk: int, part: str) -> tuple[Row | None, Cell | None]:
        """A row by the key of its line, and one of its cells; None for what is not on the page."""
        row = next((one for one in self.rows if one.line.pk == pk), None)
        return row, next((one for one in (row.cells if row else []) if one.part == part), None)

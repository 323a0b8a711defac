"""The grid of the funding page: which cells are open to this seat, what was typed, what is in conflict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any, Self

from django.http import QueryDict

from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from core.formats import euros, number
from core.forms import Problem, problems_of
from funding.actions import CellConflict, LineConflict, LineEdit
from funding.enums import FundingSource
from funding.forms import LineForm, prefix_of
from funding.models import FundingLine
from funding.queries import COLUMNS, lines_of, name_of
from funding.rules import editable_fields, own_sources

BLANK = "–"


@dataclass(frozen=True)
class Cell:
    """One amount of one line: as text, and as a field when it may be entered."""

    name: str
    label: str
    text: str
    bound: Any = None
    dispute: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the grid. `refusal` says why the year does not let it change; `removable` if it may go."""

    line: FundingLine
    cells: list[Cell]
    form: LineForm | None
    comment: Cell
    refusal: str
    is_removable: bool

    @property
    def key(self) -> str:
        """Its identifier in the page."""
        return prefix_of(self.line)

    @property
    def removal_text(self) -> str:
        """What the button that withdraws it is about."""
        return f"Ligne sans montant\u00a0: {name_of(self.line)}"


@dataclass
class Sheet:
    """The grid of a year for a seat, as shown or as sent back; `closed` says why no line may be added."""

    contract: Contract
    lines: list[FundingLine]
    closed: str = ""
    rows: list[Row] = field(default_factory=list)
    conflicts: list[LineConflict] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        contract: Contract,
        year: int,
        seat: Seat | None,
        data: QueryDict | None = None,
        conflicts: Sequence[LineConflict] = (),
    ) -> Self:
        """The lines of the year; `data` is what was posted, kept even where the year closed since."""
        lines = lines_of(contract, year)
        *refusals, closed = years.refusals(contract, year, [*lines, None])
        sheet = cls(contract, lines, closed, conflicts=list(conflicts))
        typed = _rebased(data, conflicts) if data is not None else None
        disputes = {(one.line.pk, cell.field): cell for one in conflicts for cell in one.cells}
        own = own_sources(seat, contract)
        for line, refusal in zip(lines, refusals, strict=True):
            is_sent = typed is not None and f"{prefix_of(line)}-version" in typed
            editable = editable_fields(seat, line) if is_sent or not refusal else frozenset()
            form = LineForm(typed if is_sent else None, line=line, editable=editable) if editable else None
            sheet.rows.append(_row(line, form, disputes, refusal, line.source in own))
        return sheet

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The rows under their source, as (label, rows)."""
        grouped = groupby(self.rows, key=lambda row: row.line.source)
        return [(str(FundingSource(source).label), list(rows)) for source, rows in grouped]

    @property
    def forms(self) -> list[LineForm]:
        """The forms of the lines that the page sent."""
        return [row.form for row in self.rows if row.form and row.form.is_bound]

    @property
    def is_open(self) -> bool:
        """Whether the seat has a cell to enter."""
        return any(row.form for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Whether the year has no line."""
        return not self.rows

    @property
    def refusal(self) -> str:
        """Why nothing can be changed, when the year and every line say so."""
        return self.closed if all(row.refusal for row in self.rows) else ""

    @property
    def problems(self) -> list[Problem]:
        """Every error of the grid, line by line."""
        return problems_of(self.forms)

    def is_valid(self) -> bool:
        """Whether every cell sent is good."""
        return not any(form.errors for form in self.forms)

    def edits(self) -> list[LineEdit]:
        """What to save."""
        return [form.edit() for form in self.forms]

    def readings(self) -> list[str]:
        """How the numbers worth telling were read."""
        return [reading for form in self.forms for reading in form.readings]


def _row(
    line: FundingLine,
    form: LineForm | None,
    disputes: dict[tuple[int, str], CellConflict],
    refusal: str,
    is_own: bool,
) -> Row:
    empty = all(getattr(line, name) is None for name, _ in COLUMNS)
    cells = [_cell(line, form, name, label, disputes) for name, label in COLUMNS]
    comment = _cell(line, form, "comment", "Commentaire", disputes)
    return Row(line, cells, form, comment, refusal, is_own and empty and not refusal)


def _cell(
    line: FundingLine,
    form: LineForm | None,
    name: str,
    label: str,
    disputes: dict[tuple[int, str], CellConflict],
) -> Cell:
    dispute = disputes.get((line.pk, name))
    return Cell(
        name=name,
        label=label,
        text=told(getattr(line, name)) or BLANK,
        bound=form[name] if form and name in form.fields else None,
        dispute=_told_dispute(dispute) if dispute else "",
    )


def told(value: Any) -> str:
    """A cell as a person reads it; empty for nothing."""
    return euros(value) if isinstance(value, Decimal) else str(value or "")


def _told_dispute(cell: CellConflict) -> str:
    theirs, base = told(cell.theirs) or "vide", told(cell.base) or "vide"
    return f"Enregistré entre-temps\u00a0: {theirs} (la page montrait\u00a0: {base})"


def _rebased(data: QueryDict, conflicts: Iterable[LineConflict]) -> QueryDict:
    """What was posted, on the lines as they stand now: what the person left alone follows what others saved.

    Sending it again then overwrites the disputed cells only, knowingly.
    """
    if not conflicts:
        return data
    typed = data.copy()
    for conflict in conflicts:
        prefix = prefix_of(conflict.line)
        typed[f"{prefix}-version"] = str(conflict.line.version)
        for name, theirs in conflict.moved.items():
            typed[f"{prefix}-{name}"] = number(theirs) if isinstance(theirs, Decimal) else str(theirs or "")
    return typed

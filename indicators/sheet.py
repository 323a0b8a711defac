"""The year page of a contract: its rows ready to be drawn, its cells ready to be filled, what is wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import rules

from accounts.models import Seat
from accounts.rules import is_national
from contracts import years
from contracts.models import Contract, Engagement, Objective, Perimeter
from contracts.years import RemarkedRows, RowRemarks
from core.forms import Problem
from indicators.actions import Entry
from indicators.cells import BASELINE, RESULT, TARGET, Cell
from indicators.columns import YearCell, course, year_cells
from indicators.forms import Lists, read_cell
from indicators.gate import OpenYears
from indicators.loading import Held
from indicators.models import Indicator, Measurement, Target
from indicators.readings import Desk, IndicatorYear, Reading, year_table
from indicators.wordings import (
    aim_wording,
    bounds_wording,
    change_wording,
    gap_wording,
    other_wording,
    ratio_wording,
    reading_details,
    reading_wording,
    yearly_change_wording,
)

READ_ONLY = "Votre siège ne permet pas la saisie."


@dataclass(frozen=True)
class SheetRow:
    """An indicator on the page; a cell is None where there is nothing to enter (sans objet, no baseline).

    `before` and `after` are the results of the other years of the contract, `course` their small line.
    """

    year: IndicatorYear
    lock: str
    before: list[YearCell]
    after: list[YearCell]
    remarked: RemarkedRows
    course: str = ""
    baseline: Cell | None = None
    target: Cell | None = None
    result: Cell | None = None

    @property
    def cells(self) -> list[Cell]:
        """The cells of the row, in the order of the page."""
        return [cell for cell in (self.baseline, self.target, self.result) if cell is not None]

    @property
    def remarks(self) -> RowRemarks:
        """What is remarked on it, and not closed."""
        return self.remarked.on(self.year.indicator)

    @property
    def is_open(self) -> bool:
        """Whether the row shows inputs."""
        return any(cell.is_open for cell in self.cells)

    @property
    def texts(self) -> dict[str, str]:
        """What is read of it, as people read it; an empty text for nothing."""
        year, indicator = self.year, self.year.indicator
        readings = {"baseline": year.baseline, "previous": year.previous, "result": year.result}
        written = {name: reading_wording(reading, indicator) for name, reading in readings.items()}
        details = {f"{name}_details": reading_details(reading) for name, reading in readings.items()}
        told = {
            "aim": aim_wording(year),
            "gap": gap_wording(year),
            "change": change_wording(year),
            "yearly": yearly_change_wording(year),
            "ratio": ratio_wording(year.result),
            "bounds": bounds_wording(indicator),
        }
        return written | details | told

    @property
    def others(self) -> list[str]:
        """The year's readings that are not retained, from other sources or over other perimeters."""
        return [other_wording(reading, self.year.indicator) for reading in self.year.alternatives]


@dataclass(frozen=True)
class SheetObjective:
    """An objective and its rows; none where no indicator is known for it."""

    objective: Objective
    rows: list[SheetRow]


@dataclass(frozen=True)
class SheetEngagement:
    """A table of the page."""

    engagement: Engagement | None
    objectives: list[SheetObjective]

    @property
    def key(self) -> str:
        """What its anchors begin with."""
        return self.engagement.code if self.engagement else "autres"


class Sheet:
    """The figures of a contract for a year, as a seat reads and fills them, in constant queries.

    `only` is the key of an indicator, when the others are of no concern; `covering` the perimeters that cover
    the contract, with their contracts and parties, when the caller has them; `is_locked` says that all these
    contracts are held, and holds the readings too.
    """

    def __init__(
        self,
        contract: Contract,
        year: int,
        seat: Seat,
        only: int | None = None,
        covering: Sequence[Perimeter] | None = None,
        is_locked: bool = False,
    ) -> None:
        self.contract, self.year, self.seat = contract, year, seat
        self.can_enter = rules.has_perm("indicators.enter_values", seat, contract)
        self.hidden = hidden = years.hidden_years(contract, seat)
        self.is_hidden = year in hidden
        self.sizes: dict[int, int] | None = None
        self.lists = self._lists(covering) if self.can_enter else Lists(self.contract.pk, {})
        self.refused = ""
        self.desk = Desk(contract, year, hidden, only, self.sizes, is_locked)
        self.groups = groups = self.desk.groups()
        rows = [row for group in groups for one in group.objectives for row in one.rows]
        # What is wholly open is of concern to those who write alone.
        entered = [contract] if self.can_enter else []
        self.open_years = OpenYears([row.indicator for row in rows], entered, are_pursued=True)
        self.rows = {row.key: self._row(row) for row in rows}
        self.engagements = [
            SheetEngagement(
                group.engagement,
                [
                    SheetObjective(one.objective, [self.rows[row.key] for row in one.rows])
                    for one in group.objectives
                ],
            )
            for group in groups
        ]

    @cached_property
    def remarked(self) -> RemarkedRows:
        """Its rows that are remarked; none is looked for in a year that is wholly open."""
        is_open = self.open_years.is_wholly_open(self.contract, self.year)
        return RemarkedRows(self.contract, self.year, self.seat, may_be=not is_open)

    @property
    def held(self) -> Held:
        """The readings as they were loaded."""
        return self.desk.held

    def keep(self, is_kept: Callable[[SheetRow], bool]) -> None:
        """Leave the other rows out of the page, with the headings that have none left."""
        kept = []
        for group in self.engagements:
            objectives = [replace(one, rows=list(filter(is_kept, one.rows))) for one in group.objectives]
            if filled := [one for one in objectives if one.rows]:
                kept.append(replace(group, objectives=filled))
        self.engagements = kept

    @property
    def before(self) -> list[int]:
        """The years of the contract whose results stand before the one being entered."""
        return [one for one in self.contract.years if one < self.year]

    @property
    def after(self) -> list[int]:
        """The years of the contract that come after it."""
        return [one for one in self.contract.years if one > self.year]

    @property
    def column_count(self) -> int:
        """How many columns the table has: the years, and the six others."""
        return len(self.contract.years) + 6

    @cached_property
    def perimeters(self) -> tuple[tuple[str, str], ...]:
        """The perimeters that may be chosen, the contract's own first."""
        return tuple((key, one.label) for key, one in self.lists.perimeters.items())

    @cached_property
    def causes(self) -> tuple[tuple[str, str], ...]:
        """The causes of gap that may be chosen; one that is no longer proposed stays where it is chosen."""
        used = {cell.texts.get("cause") for cell in self.cells}
        offered = [(key, one.label) for key, one in self.lists.causes.items() if one.is_active or key in used]
        return ("", "Aucune"), *offered

    @property
    def in_order(self) -> list[SheetRow]:
        """Every row, in the order of the page."""
        objectives = (one for engagement in self.engagements for one in engagement.objectives)
        return [row for one in objectives for row in one.rows]

    @property
    def cells(self) -> Iterator[Cell]:
        """Every cell of the page, in its order."""
        return (cell for row in self.in_order for cell in row.cells)

    @property
    def is_open(self) -> bool:
        """Whether anything can be entered."""
        return any(row.is_open for row in self.rows.values())

    @property
    def lock(self) -> str:
        """Why an editor can enter nothing at all, in French; nothing when something can be."""
        return "" if self.is_open else self._first_lock

    @property
    def part_lock(self) -> str:
        """Why some rows are closed to an editor while others are open; nothing otherwise."""
        return self._first_lock if self.is_open else ""

    @property
    def _first_lock(self) -> str:
        locks = (row.lock for row in self.rows.values() if row.cells and row.lock)
        return next(locks, "") if self.can_enter else ""

    @property
    def problems(self) -> list[Problem]:
        """Everything to mend, in the order of the page."""
        whole = [Problem("", self.refused, "")] if self.refused else []
        return whole + [
            Problem(cell.label, message, f"{cell.name}-{name}")
            for cell in self.cells
            for name, message in cell.errors.items()
        ]

    @property
    def status(self) -> int:
        """What the page answers: 409 when another's figure or a lock is in the way, 422 for errors."""
        if self.refused or any(cell.conflict or (cell.refusal and cell.errors) for cell in self.cells):
            return 409
        return 422 if self.problems else 200

    @property
    def entries(self) -> list[Entry]:
        """What is to be written."""
        return [cell.entry for cell in self.cells if cell.entry is not None]

    @property
    def filled(self) -> int:
        """How many indicators have a result or a typed absence. Told to the nation even of a hidden year."""
        if self.is_hidden and is_national.test(self.seat):
            rows = year_table(self.contract, self.year)
        else:
            rows = [row.year for row in self.rows.values()]
        return sum(row.result is not None and not row.exclusion for row in rows)

    @property
    def expected(self) -> int:
        """How many indicators apply."""
        return sum(not row.year.exclusion for row in self.rows.values())

    def read(self, data: Mapping[str, str]) -> None:
        """Read what was posted: fills the cells with entries, errors, conflicts."""
        for cell in self.cells:
            read_cell(cell, data, self.lists)

    @staticmethod
    def is_alone(cell: Cell) -> bool:
        """Whether what the cell holds is all that its year has, whatever the source and the perimeter."""
        row = cell.row
        held = [row.result, *row.alternatives] if cell.year == row.year else []
        return cell.part == TARGET or (cell.part == RESULT and len([one for one in held if one]) < 2)

    def with_written(self, row: IndicatorYear, year: int, part: str, held: Any) -> SheetRow:
        """The row once `held` (None for an erasure) is written in one of its parts, without a query.

        The year of the part had no reading from another source or perimeter (see `is_alone`).
        """
        model = Target if part == TARGET else Measurement
        self.desk.put(row.indicator, year, held, model)
        return self._row(self.desk.row(row.indicator, row.key, row.objective))

    def _lists(self, covering: Sequence[Perimeter] | None) -> Lists:
        if covering is None:
            rows = Perimeter.objects.filter(contracts=self.contract)
            covering = list(rows.prefetch_related("contracts__parties"))
        self.sizes = {one.pk: len(one.contracts.all()) for one in covering}
        own_first = sorted(covering, key=lambda one: (one.own_contract_id != self.contract.pk, one.label))
        entered = [one for one in own_first if rules.has_perm("indicators.enter_perimeter", self.seat, one)]
        return Lists(
            contract_id=self.contract.pk,
            perimeters={str(one.pk): one for one in entered},
        )

    def _row(self, row: IndicatorYear) -> SheetRow:
        lock = self._lock(row, self.year, None)
        if row.exclusion:
            return SheetRow(row, lock, [], [], self.remarked)
        baseline = None
        if row.baseline_year and row.baseline_year != self.year:
            baseline = self._measured(BASELINE, row, row.baseline_year, row.baseline, lock)
        return SheetRow(
            row,
            lock,
            before=year_cells(row, self.before, self.hidden),
            after=year_cells(row, self.after, self.hidden),
            remarked=self.remarked,
            course=course(row, self.contract.years),
            baseline=baseline,
            target=Cell(TARGET, row, self.year, row.target_of_year, "", lock),
            result=self._measured(RESULT, row, self.year, row.result, lock),
        )

    def target_cells(self, row: SheetRow) -> list[Cell]:
        """The contract's target of each of its years; none where the indicator does not apply."""
        if row.year.exclusion:
            return []
        aims = {one.year: one for one in row.year.targets}
        return [
            Cell(TARGET, row.year, year, aims.get(year), "", self._target_lock(row.year.indicator, year))
            for year in self.contract.years
        ]

    def _target_lock(self, indicator: Indicator, year: int) -> str:
        if not self.can_enter:
            return READ_ONLY
        return self.open_years.refusal([self.contract], year, indicator)

    def result_cell(self, row: IndicatorYear, reading: Reading | None) -> Cell:
        """The result of the year filled from one of its readings, retained or not; from none, another one."""
        return self._measured(RESULT, row, self.year, reading, self._lock(row, self.year, None))

    def _measured(self, part: str, row: IndicatorYear, year: int, reading: Reading | None, lock: str) -> Cell:
        # A reading over a perimeter that this seat does not enter is shown beside the input, never in it.
        is_entered = reading is not None and str(reading.perimeter_id) in self.lists.perimeters
        stored = reading if is_entered else None
        own = next(iter(self.lists.perimeters), "")
        return Cell(part, row, year, stored, own, lock or self._lock(row, year, stored))

    def _lock(self, row: IndicatorYear, year: int, reading: Reading | None) -> str:
        if not self.can_enter:
            return READ_ONLY
        perimeter = self.lists.perimeters.get(str(reading.perimeter_id)) if reading else None
        contracts = perimeter.contracts.all() if perimeter else [self.contract]
        return self.open_years.refusal(contracts, year, row.indicator)

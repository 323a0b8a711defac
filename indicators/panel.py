"""The details of one figure: what it means, whence it comes, what it was, and the form that corrects it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from accounts.models import Seat
from contracts import years
from contracts.models import Contract, Document, Perimeter
from contracts.years import Remarked
from core.forms import Problem
from core.numbers import whole
from indicators.actions import Entry
from indicators.cells import Cell
from indicators.differences import difference_wording
from indicators.enums import Source
from indicators.forms import read_cell
from indicators.models import Indicator, SurveyQuestion
from indicators.past import PastYear, past_years
from indicators.readings import Reading
from indicators.sheet import Sheet
from indicators.vintages import agreed_readings, vintages
from indicators.wordings import reading_wording
from indicators.writes import MeasurementEntry

NEW = "nouvelle"
LAST_YEARS = 12
SOURCE_TAKEN = "Cette source a déjà une valeur sur ce périmètre\u00a0: ouvrez-la pour la corriger."


@dataclass(frozen=True)
class SourceLine:
    """A reading of the year among its sources: what it says, how far it is from the one that counts."""

    reading: Reading
    wording: str
    difference: str
    counts: bool
    is_open: bool

    @property
    def can_be_retained(self) -> bool:
        """Whether a person may retain it against the rule."""
        return self.is_open and not self.reading.is_retained

    @property
    def can_be_lifted(self) -> bool:
        """Whether it is retained by a choice that may be lifted."""
        return self.is_open and bool(self.reading.retained_reason)


class Panel:
    """One indicator in a year of a contract, as a seat reads it and corrects it, in constant queries.

    `chosen` says which reading of the year the form is about: its key, NEW for another source, nothing for
    the one that counts.
    """

    def __init__(self, contract: Contract, year: int, key: str, seat: Seat, chosen: str = "") -> None:
        self.contract, self.year, self.key, self.seat = contract, year, key, seat
        self.sheet = Sheet(contract, year, seat)
        self.refused = ""
        if key not in self.sheet.rows:
            raise Http404("Ce contrat ne suit pas cet indicateur.")
        self.row = self.sheet.rows[key]
        self.indicator: Indicator = self.row.year.indicator
        self.readings = [
            *([self.row.year.result] if self.row.year.result else []),
            *self.row.year.alternatives,
        ]
        self.chosen = chosen if chosen == NEW or self._of_key(chosen) else ""
        self.cell = self._cell()
        # Filled beside the figure of the year, not beside another of its sources.
        is_of_the_year = not self.is_new and self.reading is self.row.year.result
        self.baseline = self.row.baseline if is_of_the_year else None

    @property
    def is_new(self) -> bool:
        """Whether the form adds another source."""
        return self.chosen == NEW

    @property
    def reading(self) -> Reading | None:
        """The reading that the form is about."""
        return None if self.is_new else self._of_key(self.chosen) or self.row.year.result

    @property
    def is_open(self) -> bool:
        """Whether the form is drawn."""
        return not self.row.year.exclusion and self.cell.is_open

    @property
    def lock(self) -> str:
        """Why it is not, in French."""
        return self.row.year.exclusion or self.cell.refusal

    @property
    def problems(self) -> list[Problem]:
        """Everything to mend, in the order of the form."""
        found = [Problem("", self.refused, "")] if self.refused else []
        return found + [
            Problem(cell.label, message, f"{cell.name}-{name}")
            for cell in self.cells
            for name, message in cell.errors.items()
        ]

    @property
    def cells(self) -> list[Cell]:
        """What the form fills: the figure, and the baseline to which it is compared."""
        return [self.cell, *([self.baseline] if self.baseline else [])]

    @property
    def entries(self) -> list[Entry]:
        """What is to be written."""
        return [cell.entry for cell in self.cells if cell.entry is not None]

    @property
    def status(self) -> int:
        """What the page answers: 409 when another's figure or a lock is in the way, 422 for errors."""
        if self.refused or any(cell.conflict or (cell.refusal and cell.errors) for cell in self.cells):
            return 409
        return 422 if self.problems else 200

    @cached_property
    def sources(self) -> list[SourceLine]:
        """Every reading of the year, the one that counts first."""
        counting = self.row.year.result
        return [
            SourceLine(
                reading=one,
                wording=reading_wording(one, self.indicator),
                difference="" if one is counting else difference_wording(one, counting, self.indicator),
                counts=one is counting,
                is_open=self._is_open(one),
            )
            for one in self.readings
        ]

    @cached_property
    def can_add_a_source(self) -> bool:
        """Whether another source may be entered beside those there are."""
        lock = self.sheet.result_cell(self.row.year, None).refusal
        return bool(self.readings) and not lock and not self.row.year.exclusion

    @cached_property
    def past(self) -> list[PastYear]:
        """The twelve last years that have a figure, the latest first, each with its vintages."""
        told = vintages(self.contract, self.indicator, hidden_years=self.sheet.hidden)
        agreed = agreed_readings([self.contract], [self.indicator.pk])
        held = agreed.get(self.contract.pk, {}).get(self.indicator.pk, {})
        return past_years(self.row.year, told, held, self.sheet.hidden)[:LAST_YEARS]

    @cached_property
    def is_held(self) -> bool:
        """Whether an agreed edition holds the year: a figure then moves with a reason."""
        return any(one.year == self.year and one.agreed is not None for one in self.past)

    @cached_property
    def remarks(self) -> list[Remarked]:
        """What the parties remarked on the indicator this year, as far as the seat reads it."""
        return years.remarks(self.contract, self.year, self.indicator, self.seat)

    @cached_property
    def questions(self) -> list[SurveyQuestion]:
        """The other surveys that ask for the figure."""
        asked = SurveyQuestion.objects.filter(indicator=self.indicator).select_related("survey")
        return list(asked.order_by("survey__label"))

    @cached_property
    def proofs(self) -> list[Document]:
        """The files that back the reading, the latest last."""
        if self.reading is None:
            return []
        held = Document.objects.filter(measurements=self.reading.measurement_id)
        return list(held.select_related("added_by").order_by("added_at", "pk"))

    @property
    def common_perimeters(self) -> list[tuple[Perimeter, list[Contract]]]:
        """The perimeters of several contracts that the seat may enter, each with the other contracts."""
        entered = self.sheet.lists.perimeters.values()
        others = [
            (one, [row for row in one.contracts.all() if row.pk != self.contract.pk]) for one in entered
        ]
        return [(one, contracts) for one, contracts in others if contracts]

    def read(self, data: Mapping[str, str]) -> None:
        """Read what was posted in the form: the entries to write, or everything that is wrong."""
        for cell in self.cells:
            read_cell(cell, data, self.sheet.lists)
        entry = self.cell.entry
        if self.is_new and isinstance(entry, MeasurementEntry) and self._is_taken(entry):
            self.cell.errors["source"], self.cell.entry = SOURCE_TAKEN, None

    def _cell(self) -> Cell:
        cell = self.sheet.result_cell(self.row.year, self.reading)
        if self.is_new:
            cell.texts["source"] = self._free_source()
        return cell

    def _free_source(self) -> str:
        """The source proposed for another reading: the expected one, else the first that has none."""
        used = {one.source for one in self.readings}
        free = [source for source in Source.values if source not in used]
        expected = self.indicator.expected_source
        return expected if expected in free else str((free or Source.values)[0])

    def _is_taken(self, entry: MeasurementEntry) -> bool:
        place = (entry.perimeter.pk, entry.source)
        return any((one.perimeter_id, one.source) == place for one in self.readings)

    def _is_open(self, reading: Reading) -> bool:
        cell = self.sheet.result_cell(self.row.year, reading)
        return cell.shown is not None and not cell.refusal and not self.row.year.exclusion

    def _of_key(self, chosen: str) -> Reading | None:
        key = whole(chosen)
        return next((one for one in self.readings if one.measurement_id == key), None)

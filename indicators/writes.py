"""Readings on their way to the database: how one is written, moved or erased, once a `Gate` admits it."""

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from contracts.models import Perimeter
from core.formats import NBSP, value_with_unit
from core.history import because, untied
from core.traces import Trace
from core.versions import StaleVersion, Versioned
from indicators.enums import Source
from indicators.gate import EntryRefused, Gate
from indicators.models import GapCause, Indicator, Measurement
from indicators.records import record, trace_of
from indicators.retention import make_room, others_of, settle
from indicators.revision import figure_of, require_reason
from indicators.value_rules import Broken, Figure, broken_by_value, with_ratio

MAX_COMMENT = 4000
Row = TypeVar("Row", bound=Versioned)


class MeasurementEntry(NamedTuple):
    """A reading to store. Its place is (indicator, perimeter, year, source).

    `shown_version` is what the person had before them: a version, 0 for an empty place, None for no check.
    `replacing` is the key of the reading that is corrected by moving it to another perimeter or source.
    `reason` says why a figure moves; it is due when an agreed edition holds the figure.
    """

    indicator: Indicator
    year: int
    perimeter: Perimeter
    figure: Figure
    source: str = Source.INTERNAL
    comment: str = ""
    gap_cause: GapCause | None = None
    provenance: str = ""
    shown_version: int | None = None
    replacing: int | None = None
    reason: str = ""

    def write(self, gate: Gate) -> Measurement:
        """Store the next version of what stands in its place; nothing is written when nothing changes.

        Raises EntryRefused (a rule, or a place already taken), StaleVersion, YearLocked.
        """
        gate.admit(self.perimeter, self.year, self.indicator)
        figure = with_ratio(self.indicator, self.figure)
        refuse(broken_by_value(self.indicator, figure))
        if len(self.comment) > MAX_COMMENT:
            raise EntryRefused({"comment": f"Un commentaire a au plus {MAX_COMMENT} caractères."})
        row = self._row(gate)
        before, left = (trace_of(row), row.perimeter) if row.pk else ({}, self.perimeter)
        held = row.pk and figure_of(row)
        self._fill(row, figure)
        if before == trace_of(row):
            return row
        if held and held != figure_of(row):
            require_reason(gate, row, left, self.reason)
        return self._store(gate, row, before, left)

    def _store(self, gate: Gate, row: Measurement, before: Trace, left: Perimeter) -> Measurement:
        """Save the row, in a place whose other sources may have to give way, or to come forward."""
        moved, others = left != self.perimeter, []
        if moved:
            gate.admit(left, self.year, self.indicator)
        if moved or not before or _may_count_otherwise(before, row):
            others = others_of(gate, row, self.perimeter)
            make_room(gate, row, others, self.reason)
        because(row, self.reason)
        if before:
            row.save_next()
        else:
            untied(row)
            row.save()
        act = "Corriger un relevé" if before else "Saisir un relevé"
        record(gate, act, row, before, trace_of(row), self.reason)
        settle(gate, [row, *others] if others else [], self.reason)
        if moved:
            settle(gate, others_of(gate, row, left), self.reason)
        return row

    def _row(self, gate: Gate) -> Measurement:
        place: dict[str, Any] = {"indicator": self.indicator, "perimeter": self.perimeter}
        place |= {"year": self.year, "source": self.source}
        blank = Measurement(**place)
        standing = _standing(gate, place)
        if self.replacing is None or (standing and standing.pk == self.replacing):
            return checked(standing, self.shown_version, blank) or blank
        replaced = checked(_lock(pk=self.replacing, indicator=self.indicator), self.shown_version, blank)
        if standing is not None and replaced is not None:
            taken = "source" if replaced.perimeter_id == self.perimeter.pk else "perimeter"
            raise EntryRefused({taken: f"Une valeur existe déjà à cette place{NBSP}: {told(standing)}."})
        return replaced or blank

    def _fill(self, row: Measurement, figure: Figure) -> None:
        same = row.pk and (row.kind, row.value) == (figure.kind, figure.value)
        # What is told of the origin of a figure is not true of one typed over it.
        row.provenance = self.provenance or (row.provenance if same else "")
        if row.pk and (row.perimeter_id, row.source) != (self.perimeter.pk, self.source):
            row.retained_reason = ""  # the choice was of another source
        row.perimeter, row.source, row.kind = self.perimeter, self.source, figure.kind
        row.value, row.numerator, row.denominator = figure.value, figure.numerator, figure.denominator
        row.comment, row.gap_cause = self.comment, self.gap_cause


@dataclass(frozen=True)
class MeasurementErasure:
    """A reading whose cell was blanked: « not filled » again, which is neither zero nor a typed absence."""

    indicator: Indicator
    year: int
    perimeter: Perimeter
    measurement_id: int
    shown_version: int | None = None
    reason: str = ""

    def write(self, gate: Gate) -> None:
        """Erase it; its history stays, and another source's reading, if any, is retained in its place."""
        gate.admit(self.perimeter, self.year, self.indicator)
        blank = Measurement(indicator=self.indicator, perimeter=self.perimeter, year=self.year)
        row = _lock(pk=self.measurement_id, perimeter=self.perimeter, indicator=self.indicator)
        if checked(row, self.shown_version, blank) is None or row is None:
            raise StaleVersion(blank, self.shown_version or 0)
        require_reason(gate, row, self.perimeter, self.reason)
        record(gate, "Effacer un relevé", row, trace_of(row), {}, self.reason)
        because(row, self.reason)
        gone = Measurement(indicator=row.indicator, year=row.year)
        row.delete()
        settle(gate, others_of(gate, gone, self.perimeter), self.reason)


def _may_count_otherwise(before: Trace, row: Measurement) -> bool:
    """Whether what moved could change which source is retained."""
    return before["source"] != row.source or (before["value"] is None) != (row.value is None)


def refuse(broken: list[Broken]) -> None:
    """Raise EntryRefused with the messages of the broken rules, by field; nothing when there are none."""
    if broken:
        raise EntryRefused({rule.field: rule.message for rule in broken})


def checked(row: Row | None, shown: int | None, blank: Row) -> Row | None:
    """The row, if it is still what was shown (0: nothing); else StaleVersion, with `blank` if erased."""
    if shown is not None and shown != (row.version if row else 0):
        raise StaleVersion(row or blank, shown)
    return row


def _standing(gate: Gate, place: dict[str, Any]) -> Measurement | None:
    """The reading of a place, under lock: one that was read so is not asked again."""
    known = gate.readings(place["indicator"], place["perimeter"])
    if known is None:
        return _lock(**place)
    year, source = place["year"], place["source"]
    return next((row for row in known if (row.year, row.source) == (year, source)), None)


def _lock(**place: Any) -> Measurement | None:
    rows = Measurement.objects.select_related("indicator", "perimeter", "gap_cause")
    return rows.select_for_update(of=("self",)).filter(**place).first()


def told(row: Measurement) -> str:
    """What a reading holds, in French: its value with its unit, or why there is none."""
    if row.value is None:
        return str(row.get_kind_display())
    return value_with_unit(row.value, row.indicator.unit)

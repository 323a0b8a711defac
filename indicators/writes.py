"""Readings on their way to the database: how one is written, moved or erased, once a `Gate` admits it."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet

from contracts.models import Perimeter
from core import journal
from core.formats import NBSP, value_with_unit
from core.history import because
from core.traces import Trace, difference, snapshot
from core.versions import StaleVersion, Versioned
from indicators.enums import Source
from indicators.gate import EntryRefused, Gate
from indicators.models import GapCause, Indicator, Measurement
from indicators.value_rules import Broken, Figure, broken_by_value, with_ratio

FIELDS = (
    "year",
    "source",
    "kind",
    "value",
    "numerator",
    "denominator",
    "comment",
    "is_retained",
    "provenance",
)
MAX_COMMENT = 4000
MAX_REASON = 500
REASON_DUE = (
    "Un rapport arrêté tient cette valeur\u00a0: donnez le motif de sa révision. "
    "La valeur arrêtée reste lisible à côté de la nouvelle."
)
Row = TypeVar("Row", bound=Versioned)


@dataclass(frozen=True)
class MeasurementEntry:
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
        row = self._row()
        before, left = (_trace(row), row.perimeter) if row.pk else ({}, self.perimeter)
        held = row.pk and figure_of(row)
        self._fill(row, figure)
        if before == _trace(row):
            return row
        if held and held != figure_of(row):
            _require_reason(gate, row, left, self.reason)
        moved = left != self.perimeter
        if moved:
            gate.admit(left, self.year, self.indicator)
        if moved or not before:
            row.is_retained = not _in_place_of(row, self.perimeter).filter(is_retained=True).exists()
        because(row, self.reason)
        row.save_next() if before else row.save()
        act = "Corriger un relevé" if before else "Saisir un relevé"
        _record(gate, self.perimeter, act, row, before, _trace(row), self.reason)
        if moved:
            _promote(gate, row, left)
        return row

    def _row(self) -> Measurement:
        place: dict[str, Any] = {"indicator": self.indicator, "perimeter": self.perimeter}
        place |= {"year": self.year, "source": self.source}
        blank = Measurement(**place)
        standing = _lock(**place)
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
        _require_reason(gate, row, self.perimeter, self.reason)
        _record(gate, self.perimeter, "Effacer un relevé", row, _trace(row), {}, self.reason)
        because(row, self.reason)
        row.delete()
        _promote(gate, row, self.perimeter)


def refuse(broken: list[Broken]) -> None:
    """Raise EntryRefused with the messages of the broken rules, by field; nothing when there are none."""
    if broken:
        raise EntryRefused({rule.field: rule.message for rule in broken})


def checked(row: Row | None, shown: int | None, blank: Row) -> Row | None:
    """The row, if it is still what was shown (0: nothing); else StaleVersion, with `blank` if erased."""
    if shown is not None and shown != (row.version if row else 0):
        raise StaleVersion(row or blank, shown)
    return row


def _lock(**place: Any) -> Measurement | None:
    return Measurement.objects.select_for_update(of=("self",)).filter(**place).first()


def _in_place_of(row: Measurement, perimeter: Perimeter) -> QuerySet[Measurement]:
    """The readings among which one is retained: same indicator, perimeter and year, less the row itself."""
    place = Measurement.objects.filter(indicator=row.indicator_id, perimeter=perimeter, year=row.year)
    return place.exclude(pk=row.pk)


def _promote(gate: Gate, gone: Measurement, perimeter: Perimeter) -> None:
    """Retain another source in the place that `gone` has left: the expected source first, then the oldest."""
    left = list(_in_place_of(gone, perimeter).select_for_update(of=("self",)).order_by("pk"))
    if not left or any(row.is_retained for row in left):
        return
    expected = gone.indicator.expected_source
    row = next((row for row in left if row.source == expected), left[0])
    before = _trace(row)
    row.is_retained = True
    row.save_next()
    _record(gate, perimeter, "Retenir un relevé", row, before, _trace(row))


def _trace(row: Measurement) -> Trace:
    return snapshot(row, FIELDS) | {
        "indicateur": row.indicator.code,
        "périmètre": row.perimeter.label,
        "cause d’écart": row.gap_cause.label if row.gap_cause else "",
    }


def figure_of(row: Measurement) -> tuple[Any, ...]:
    """What a vintage is made of: what moves it needs a reason once an agreed edition holds it."""
    return row.kind, row.value, row.numerator, row.denominator, row.source, row.perimeter_id


def _require_reason(gate: Gate, row: Measurement, perimeter: Perimeter, reason: str) -> None:
    if len(reason) > MAX_REASON:
        raise EntryRefused({"reason": f"Un motif a au plus {MAX_REASON} caractères."})
    if not reason.strip() and gate.is_held(row, perimeter):
        raise EntryRefused({"reason": REASON_DUE})


def _record(
    gate: Gate,
    perimeter: Perimeter,
    act: str,
    row: Measurement,
    before: Trace,
    after: Trace,
    reason: str = "",
) -> None:
    """Journalled once for each contract that the reading covers."""
    before, after = difference(before, after)
    for chain in gate.chains(perimeter):
        journal.record(
            chain=chain, act=act, subject=row, by=gate.by, before=before, after=after, reason=reason
        )


def told(row: Measurement) -> str:
    """What a reading holds, in French: its value with its unit, or why there is none."""
    if row.value is None:
        return str(row.get_kind_display())
    return value_with_unit(row.value, row.indicator.unit)

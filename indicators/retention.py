"""Which source of a place counts: by the rule of its indicator, or by the choice of a person, with a reason.

A place is an indicator, a perimeter and a year. One of its readings is retained, and this module alone says
which.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.models import Perimeter
from core.history import because
from core.versions import StaleVersion
from indicators.enums import Retention
from indicators.gate import EntryRefused, Gate
from indicators.models import Indicator, Measurement
from indicators.records import record, trace_of
from indicators.revision import require_reason

MAX_CHOICE_REASON = 250
CHOICE_REASON_DUE = "Dites pourquoi cette source est retenue plutôt que celle de la règle."


def winner(indicator: Indicator, rows: Sequence[Measurement]) -> Measurement | None:
    """The reading to retain among those of a place; None of none. A row that is not saved yet is the latest.

    A choice made with a reason stands until it is lifted. Otherwise a figure goes before an absence, then the
    indicator's rule decides: the expected source, else the first entered; the first; or the latest.
    """
    chosen = [row for row in rows if row.is_retained and row.retained_reason]
    known = [row for row in rows if row.value is not None]
    in_order = sorted(known or rows, key=lambda row: (row.pk is None, row.pk or 0))
    expected = [row for row in in_order if row.source == indicator.expected_source]
    if chosen or not in_order:
        return chosen[0] if chosen else None
    if indicator.retention == Retention.LATEST:
        return in_order[-1]
    return (expected or in_order)[0] if indicator.retention == Retention.EXPECTED else in_order[0]


def others_of(gate: Gate, row: Measurement, perimeter: Perimeter) -> list[Measurement]:
    """The other readings of the row's place over a perimeter, under lock, the oldest first."""
    known = gate.readings(row.indicator, perimeter)
    if known is not None:
        others = [one for one in known if one.year == row.year and one.pk != row.pk]
        return sorted(others, key=lambda one: one.pk)
    place = Measurement.objects.filter(indicator=row.indicator_id, perimeter=perimeter, year=row.year)
    place = place.exclude(pk=row.pk).select_related("indicator", "perimeter", "gap_cause")
    return list(place.select_for_update(of=("self",)).order_by("pk"))


def make_room(gate: Gate, row: Measurement, others: Sequence[Measurement], reason: str) -> None:
    """Say whether a row about to be saved counts among the others; the one it replaces gives way first."""
    row.is_retained = winner(row.indicator, [*others, row]) is row
    if row.is_retained:
        _give_way(gate, others, reason)


def settle(gate: Gate, rows: Sequence[Measurement], reason: str = "") -> None:
    """Retain the reading that counts among all those of a place."""
    row = winner(rows[0].indicator, rows) if rows else None
    if row is not None and not row.is_retained:
        _give_way(gate, rows, reason)
        _turn(gate, row, is_retained=True, reason=reason)


@dataclass(frozen=True)
class SourceChoice:
    """A reading retained by a person against the rule, with the reason, until the choice is lifted."""

    indicator: Indicator
    year: int
    perimeter: Perimeter
    measurement_id: int
    reason: str
    shown_version: int | None = None

    def write(self, gate: Gate) -> Measurement:
        """Retain it. Raises EntryRefused without a reason, StaleVersion, YearLocked."""
        gate.admit(self.perimeter, self.year, self.indicator)
        row, reason = _chosen(self), self.reason.strip()
        if not reason:
            raise EntryRefused({"reason": CHOICE_REASON_DUE})
        if len(reason) > MAX_CHOICE_REASON:
            raise EntryRefused({"reason": f"Un motif a au plus {MAX_CHOICE_REASON} caractères."})
        _give_way(gate, others_of(gate, row, self.perimeter), reason)
        _turn(gate, row, is_retained=True, reason=reason, choice=reason)
        return row


@dataclass(frozen=True)
class ChoiceLifted:
    """A choice of source that ends: the rule of the indicator decides again."""

    indicator: Indicator
    year: int
    perimeter: Perimeter
    measurement_id: int
    reason: str = ""
    shown_version: int | None = None

    def write(self, gate: Gate) -> Measurement:
        """Lift it; a reason is due when an agreed edition holds the figure and another then counts."""
        gate.admit(self.perimeter, self.year, self.indicator)
        row = _chosen(self)
        rows = [row, *others_of(gate, row, self.perimeter)]
        before, row.retained_reason = trace_of(row), ""
        if winner(self.indicator, rows) is not row:
            require_reason(gate, row, self.perimeter, self.reason)
        because(row, self.reason)
        row.save_next()
        record(gate, "Lever le choix de la source", row, before, trace_of(row), self.reason)
        settle(gate, rows, self.reason)
        return row


def _chosen(asked: SourceChoice | ChoiceLifted) -> Measurement:
    """The reading, under lock, as it was shown; StaleVersion when it moved or is gone."""
    place = {"indicator": asked.indicator, "perimeter": asked.perimeter, "year": asked.year}
    rows = Measurement.objects.select_related("indicator", "perimeter", "gap_cause")
    row = rows.select_for_update(of=("self",)).filter(pk=asked.measurement_id, **place).first()
    if row is None or asked.shown_version not in (None, row.version):
        raise StaleVersion(row or Measurement(**place), asked.shown_version or 0)
    return row


def _give_way(gate: Gate, rows: Sequence[Measurement], reason: str) -> None:
    """What counted no longer does: a reason is due when an agreed edition holds it."""
    for row in rows:
        if row.is_retained:
            require_reason(gate, row, row.perimeter, reason)
            _turn(gate, row, is_retained=False, reason=reason)


def _turn(gate: Gate, row: Measurement, *, is_retained: bool, reason: str, choice: str = "") -> None:
    """Retain a reading or set it aside; written when it changes something."""
    if (row.is_retained, row.retained_reason) == (is_retained, choice):
        return
    before = trace_of(row)
    row.is_retained, row.retained_reason = is_retained, choice
    because(row, reason)
    row.save_next()
    act = "Retenir un relevé" if is_retained else "Ne plus retenir un relevé"
    record(gate, act, row, before, trace_of(row), reason)

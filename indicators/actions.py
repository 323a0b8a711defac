"""What is written on indicators: atomic, under lock, checked against the shown version, journalled."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import Seat
from contracts.models import Contract, Perimeter
from core.acting import acting
from indicators.enums import Source, ValueKind
from indicators.gate import EntryRefused, Gate, OpenYears
from indicators.loading import Held
from indicators.models import GapCause, Indicator, Measurement, Target
from indicators.retention import ChoiceLifted, SourceChoice
from indicators.target_writes import TargetEntry, TargetErasure
from indicators.value_rules import Figure
from indicators.writes import MeasurementEntry, MeasurementErasure

Entry = MeasurementEntry | MeasurementErasure | SourceChoice | ChoiceLifted | TargetEntry | TargetErasure


@transaction.atomic
def save_entries(*, contract: Contract, entries: Sequence[Entry], by: Seat) -> list[Any]:
    """Write several figures of a contract, all or none; returns the rows, None for an erasure.

    Raises PermissionDenied, YearLocked, StaleVersion (somebody wrote since), EntryRefused, which knows its
    entry.
    """
    with acting(by):
        gate = Gate(contract, by, [entry.indicator for entry in entries], _perimeters(entries))
        return [_write(entry, gate) for entry in entries]


def save_entry_under_lock(
    *, contract: Contract, entry: Entry, by: Seat, open_years: OpenYears, held: Held
) -> Any:
    """Write one figure within the caller's transaction, which has locked the contracts of all the perimeters
    that cover the contract, and has since read the indicators of `open_years`, that it follows, and the
    readings `held`.

    Returns and raises the same as `save_entries`, and asks again nothing of what the caller knows.
    """
    with acting(by):
        followed = {one.pk for one in open_years.indicators}
        gate = Gate(contract, by, [entry.indicator], _perimeters([entry]), open_years, followed, held)
        return _write(entry, gate)


def _write(entry: Entry, gate: Gate) -> Any:
    try:
        return entry.write(gate)
    except EntryRefused as refused:
        refused.entry = entry
        raise


def _perimeters(entries: Sequence[Entry]) -> list[Perimeter]:
    """All the perimeters concerned, those that a corrected reading leaves included."""
    named = [one.perimeter for one in entries if not isinstance(one, TargetEntry | TargetErasure)]
    replaced = [one.replacing for one in entries if isinstance(one, MeasurementEntry) and one.replacing]
    left = Perimeter.objects.filter(measurements__in=replaced) if replaced else []
    return list({perimeter.pk: perimeter for perimeter in [*named, *left]}.values())


def record_measurement(
    *,
    contract: Contract,
    indicator: Indicator,
    year: int,
    by: Seat,
    value: Decimal | None = None,
    kind: str = ValueKind.KNOWN,
    source: str = Source.INTERNAL,
    perimeter: Perimeter | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    comment: str = "",
    gap_cause: GapCause | None = None,
    provenance: str = "",
    shown_version: int | None = None,
    replacing: int | None = None,
    reason: str = "",
) -> Measurement:
    """Enter or correct a reading over a perimeter (the contract's own by default), from a source.

    A ratio given without value has its value computed. Several sources of a place coexist; the rule of the
    indicator says which is retained. `reason` says why a figure is revised. Raises PermissionDenied,
    YearLocked, StaleVersion, EntryRefused.
    """
    entry = MeasurementEntry(
        indicator=indicator,
        year=year,
        perimeter=perimeter or contract.own_perimeter,
        figure=Figure(kind, value, numerator, denominator),
        source=source,
        comment=comment,
        gap_cause=gap_cause,
        provenance=provenance,
        shown_version=shown_version,
        replacing=replacing,
        reason=reason,
    )
    return save_entries(contract=contract, entries=[entry], by=by)[0]


def clear_measurement(
    *,
    contract: Contract,
    measurement: Measurement,
    by: Seat,
    shown_version: int | None = None,
    reason: str = "",
) -> None:
    """Make a place « not filled » again. Raises PermissionDenied, YearLocked, StaleVersion, EntryRefused."""
    _save_about(MeasurementErasure, contract, measurement, by, shown_version, reason)


def retain_source(
    *, contract: Contract, measurement: Measurement, reason: str, by: Seat, shown_version: int | None = None
) -> Measurement:
    """Retain a source against the rule of its indicator, with the reason, until the choice is lifted.

    Raises PermissionDenied, YearLocked, StaleVersion, EntryRefused.
    """
    return _save_about(SourceChoice, contract, measurement, by, shown_version, reason)


def lift_choice(
    *,
    contract: Contract,
    measurement: Measurement,
    by: Seat,
    reason: str = "",
    shown_version: int | None = None,
) -> Measurement:
    """Let the rule of the indicator decide again. Raises PermissionDenied, YearLocked, StaleVersion,
    EntryRefused."""
    return _save_about(ChoiceLifted, contract, measurement, by, shown_version, reason)


def _save_about(
    kind: type[MeasurementErasure | SourceChoice | ChoiceLifted],
    contract: Contract,
    measurement: Measurement,
    by: Seat,
    shown_version: int | None,
    reason: str,
) -> Any:
    """Save an entry of this kind about a reading that stands; what it gives."""
    entry = kind(
        indicator=measurement.indicator,
        year=measurement.year,
        perimeter=measurement.perimeter,
        measurement_id=measurement.pk,
        shown_version=shown_version,
        reason=reason,
    )
    return save_entries(contract=contract, entries=[entry], by=by)[0]


def set_target(
    *,
    contract: Contract,
    indicator: Indicator,
    year: int,
    operator: str,
    value: Decimal,
    by: Seat,
    upper_value: Decimal | None = None,
    provenance: str = "",
    shown_version: int | None = None,
) -> Target:
    """Set or correct what the contract aims at in a year; `upper_value` is for a range alone.

    Raises PermissionDenied, YearLocked, StaleVersion, EntryRefused.
    """
    entry = TargetEntry(indicator, year, operator, value, upper_value, provenance, shown_version)
    return save_entries(contract=contract, entries=[entry], by=by)[0]


def clear_target(*, contract: Contract, target: Target, by: Seat, shown_version: int | None = None) -> None:
    """Take a target away. Raises PermissionDenied, YearLocked, StaleVersion."""
    erasure = TargetErasure(target.indicator, target.year, shown_version)
    save_entries(contract=contract, entries=[erasure], by=by)

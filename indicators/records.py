"""What the journal keeps of a reading: written once for each contract that it covers."""

from core import journal
from core.traces import Trace, difference, snapshot
from indicators.gate import Gate
from indicators.models import Measurement

FIELDS = (
    "year",
    "source",
    "kind",
    "value",
    "numerator",
    "denominator",
    "comment",
    "is_retained",
    "retained_reason",
    "provenance",
)


def trace_of(row: Measurement) -> Trace:
    """What a reading holds, as JSON scalars."""
    return snapshot(row, FIELDS) | {
        "indicateur": row.indicator.code,
        "périmètre": row.perimeter.label,
        "cause d’écart": row.gap_cause.label if row.gap_cause else "",
    }


def record(gate: Gate, act: str, row: Measurement, before: Trace, after: Trace, reason: str = "") -> None:
    """Journal what moved, in the chain of each contract of the row's perimeter."""
    before, after = difference(before, after)
    for chain in gate.chains(row.perimeter):
        journal.record(
            chain=chain, act=act, subject=row, by=gate.by, before=before, after=after, reason=reason
        )

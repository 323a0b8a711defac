"""Why a figure that an agreed edition holds is changed: asked for before it moves."""

from typing import Any

from contracts.models import Perimeter
from indicators.gate import EntryRefused, Gate
from indicators.models import Measurement

MAX_REASON = 500
REASON_DUE = (
    "Un rapport arrêté tient cette valeur\u00a0: donnez le motif de sa révision. "
    "La valeur arrêtée reste lisible à côté de la nouvelle."
)


def figure_of(row: Measurement) -> tuple[Any, ...]:
    """What a vintage is made of: what moves it needs a reason once an agreed edition holds it."""
    return row.kind, row.value, row.numerator, row.denominator, row.source, row.perimeter_id


def require_reason(gate: Gate, row: Measurement, perimeter: Perimeter, reason: str) -> None:
    """Raise EntryRefused when a reason is due for a row of the perimeter and none is given."""
    if len(reason) > MAX_REASON:
        raise EntryRefused({"reason": f"Un motif a au plus {MAX_REASON} caractères."})
    if not reason.strip() and gate.is_held(row, perimeter):
        raise EntryRefused({"reason": REASON_DUE})

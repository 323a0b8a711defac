"""What moved between two looks at the same figures: what an import remembers, so as to be undone."""

from collections.abc import Sequence
from typing import Any

from contracts.models import Contract
from core.traces import snapshot
from core.versions import Versioned
from indicators.actions import Entry
from indicators.models import Measurement, Target

# A change as JSON: the contract, the model (« measurement », « target »), the key of the row, what it held
# before and what it holds after; None for what was not, or is no more, there.
Change = dict[str, Any]
State = dict[str, Any]
Standing = dict[tuple[str, int], State]
MEASUREMENT, TARGET = "measurement", "target"
MODELS: dict[str, type[Versioned]] = {MEASUREMENT: Measurement, TARGET: Target}
FIELDS = {
    MEASUREMENT: (
        "indicator",
        "perimeter",
        "year",
        "source",
        "kind",
        "value",
        "numerator",
        "denominator",
        "is_retained",
        "retained_reason",
        "comment",
        "gap_cause",
        "provenance",
        "version",
    ),
    TARGET: ("indicator", "year", "operator", "value", "upper_value", "amendment", "provenance", "version"),
}


def standing_at(contract: Contract, entries: Sequence[Entry]) -> Standing:
    """What stands wherever these entries may write, by model and key."""
    indicators = {entry.indicator.pk for entry in entries}
    years = {entry.year for entry in entries}
    place = {"indicator__in": indicators, "year__in": years}
    measured = Measurement.objects.filter(perimeter__contracts=contract, **place)
    aimed = Target.objects.filter(contract=contract, **place)
    found: Standing = {(MEASUREMENT, row.pk): snapshot(row, FIELDS[MEASUREMENT]) for row in measured}
    return found | {(TARGET, row.pk): snapshot(row, FIELDS[TARGET]) for row in aimed}


def changed(contract: Contract, before: Standing, after: Standing) -> list[Change]:
    """What differs, in a fixed order."""
    return [
        {
            "contract": contract.pk,
            "model": model,
            "pk": pk,
            "before": before.get((model, pk)),
            "after": after.get((model, pk)),
        }
        for model, pk in sorted({*before, *after})
        if before.get((model, pk)) != after.get((model, pk))
    ]

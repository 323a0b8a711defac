"""What moved between two looks at the same figures: what an import remembers, so as to be undone."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from contracts.models import Contract
from core.traces import snapshot
from core.versions import Versioned
from indicators.actions import Entry
from indicators.models import Indicator, Measurement, Target
from indicators.scoring import Goal, goal_wording
from indicators.wordings import value_told

# A change as JSON: the `contract`, the `model` (« measurement », « target »), the key `pk` of the row, its
# `version` after the import (0 when it was erased), what it held `before` (None for nothing), and for people
# its `subject`, what it `was` and what it is `now`.
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


def changed(contract: Contract, before: Standing, after: Standing, entries: Sequence[Entry]) -> list[Change]:
    """What differs, in a fixed order."""
    indicators = {entry.indicator.pk: entry.indicator for entry in entries}
    changes = []
    for model, pk in sorted({*before, *after}):
        was, now = before.get((model, pk)), after.get((model, pk))
        state = now or was
        if was == now or state is None:
            continue
        indicator = indicators[state["indicator"]]
        part = "" if model == MEASUREMENT else "cible "
        changes.append(
            {
                "contract": contract.pk,
                "model": model,
                "pk": pk,
                "version": now["version"] if now else 0,
                "before": was,
                "subject": f"{contract.reference}, {indicator.code}, {part}{state['year']}",
                "was": _told(indicator, was),
                "now": _told(indicator, now),
            }
        )
    return changes


def _told(indicator: Indicator, state: State | None) -> str:
    if state is None:
        return ""
    if "operator" not in state:
        return value_told(indicator, state["kind"], decimal_of(state["value"]))
    goal = Goal(state["operator"], Decimal(state["value"]), decimal_of(state["upper_value"]), state["year"])
    return goal_wording(goal, indicator.unit)


def decimal_of(text: str | None) -> Decimal | None:
    """A number as it was remembered."""
    return None if text is None else Decimal(text)

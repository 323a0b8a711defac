"""The rows from which the figures of a contract are read: its targets and the nation's, its readings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Value

from contracts.models import Contract, Perimeter
from core.history import untied
from indicators.models import Indicator, Measurement, NationalTarget, Target

GOAL = ("pk", "version", "indicator_id", "year", "operator", "value", "upper_value")


def aims(contract: Contract, indicators: Sequence[int]) -> tuple[list[Target], list[NationalTarget]]:
    """The targets of a contract and those of the nation for these indicators, in one query."""
    own = Target.objects.filter(contract=contract, indicator__in=indicators).order_by()
    national = NationalTarget.objects.filter(indicator__in=indicators).order_by()
    rows = own.values_list(*GOAL, "provenance", Value(0)).union(
        national.annotate(version=Value(0)).values_list(*GOAL, "notes", Value(1)), all=True
    )
    targets: list[Target] = []
    nation: list[NationalTarget] = []
    for pk, version, indicator, year, operator, value, upper, words, is_national in rows:
        goal = {"indicator_id": indicator, "operator": operator, "value": value, "upper_value": upper}
        if is_national:
            nation.append(NationalTarget(pk=pk, year=year, notes=words, **goal))
        else:
            held = {"version": version, "year": year, "provenance": words}
            targets.append(Target(pk=pk, contract=contract, **held, **goal))
    return targets, nation


@dataclass(frozen=True)
class Held:
    """The readings of some indicators over all the perimeters that cover a contract, `sizes` saying how many
    contracts each covers. `is_locked` when they are held, whole, until the transaction ends."""

    sizes: Mapping[int, int]
    rows: list[Measurement]
    is_locked: bool

    def at(self, indicator: Indicator, perimeter: Perimeter) -> list[Measurement] | None:
        """The readings of an indicator over a perimeter, as they stand; None when they must be asked."""
        if not self.is_locked or perimeter.pk not in self.sizes:
            return None
        here = (indicator.pk, perimeter.pk)
        # One that was erased has no key any more.
        return [row for row in self.rows if row.pk and (row.indicator_id, row.perimeter_id) == here]


def held_readings(
    contract: Contract,
    indicators: Sequence[int],
    hidden_years: Collection[int],
    sizes: Mapping[int, int] | None,
    *,
    is_locked: bool,
) -> Held:
    """The readings of the indicators but for the hidden years, in one query when `sizes` is known.

    Under lock, each row knows besides whether it has proofs: its history need not ask.
    """
    if sizes is None:
        covering = Perimeter.objects.filter(pk__in=contract.perimeters.values("pk"))
        sizes = {row.pk: row.size for row in covering.annotate(size=Count("contracts")).order_by("pk")}
    rows: Any = Measurement.objects.filter(perimeter__in=list(sizes), indicator__in=indicators)
    rows = rows.exclude(year__in=list(hidden_years)).select_related("perimeter", "gap_cause")
    if not is_locked:
        return Held(sizes, list(rows), is_locked=False)
    proofs = Measurement.proofs.through.objects.filter(measurement=OuterRef("pk"))
    found = list(rows.annotate(has_proofs=Exists(proofs)).select_for_update(of=("self",)))
    for row in found:
        if not row.has_proofs:
            untied(row)
    return Held(sizes, found, is_locked=not hidden_years)

"""What a year may take from the one before: proposed, shown, and written only where it is accepted.

A result is never copied: only what surrounds it is (targets, holders, comments of figures already entered,
explanations of the same surprise, the perimeter a figure covers and its source). An explanation that still
holds needs nothing.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

import rules
from django.db import transaction

from accounts.models import Seat
from contracts.models import Contract, Perimeter
from core.acting import acting
from core.formats import NBSP, date_long
from core.rights import require
from indicators.actions import record_measurement, set_target
from indicators.assigning import copy_assignments, copyable
from indicators.checks import CheckPoint, year_checks
from indicators.enums import Source, ValueKind
from indicators.explaining import explain
from indicators.models import GapCause
from indicators.readings import IndicatorYear, Reading, TargetReading, year_table

ACT = "reprendre ce qui a été saisi l’an dernier"


class Carried(StrEnum):
    """What may be taken again."""

    TARGET = "target"
    ASSIGNMENT = "assignment"
    EXPLANATION = "explanation"
    COMMENT = "comment"
    PLACE = "place"

    @property
    def label(self) -> str:
        """As the page writes it, over the lines of this kind."""
        return LABELS[self]


LABELS = {
    Carried.TARGET: "Cibles",
    Carried.ASSIGNMENT: "Affectations",
    Carried.EXPLANATION: "Explications du même écart",
    Carried.COMMENT: "Commentaires, comme point de départ",
    Carried.PLACE: "Périmètres et sources",
}


@dataclass(frozen=True)
class Proposed:
    """One thing that may be taken again: which indicator, what would be written, and how."""

    kind: Carried
    indicator_id: int
    code: str
    label: str
    wording: str
    write: Callable[[Seat], object]
    rule: str = ""

    @property
    def key(self) -> str:
        """Stable from the preview to the acceptance: « target-12 »."""
        return f"{self.kind}-{self.indicator_id}{self.rule}"


class Carrying:
    """What the year of a contract may take from the one before, in constant queries; `seat` says over which
    perimeters figures may be moved."""

    def __init__(self, contract: Contract, year: int, seat: Seat) -> None:
        self.contract, self.year, self.seat = contract, year, seat
        self._rows = [row for row in year_table(contract, year) if not row.exclusion]

    @cached_property
    def proposals(self) -> list[Proposed]:
        """By kind, then in the order of the indicators."""
        around = [*self._targets(), *self._assignments(), *self._explanations(), *self._comments()]
        return [*around, *self._places]

    @property
    def groups(self) -> list[tuple[Carried, list[Proposed]]]:
        """The kinds that have anything, with their proposals."""
        found = [(kind, [one for one in self.proposals if one.kind == kind]) for kind in Carried]
        return [(kind, proposals) for kind, proposals in found if proposals]

    @property
    def previous_year(self) -> int:
        """The year from which they would be taken."""
        return self.year - 1

    def _targets(self) -> Iterable[Proposed]:
        for row in self._rows:
            last = next((one for one in row.targets if one.year == self.year - 1), None)
            if last is None or row.target_of_year is not None:
                continue
            yield self._proposed(Carried.TARGET, row, last.wording, partial(self._aim, row, last))

    def _aim(self, row: IndicatorYear, last: TargetReading, by: Seat) -> object:
        return set_target(
            contract=self.contract,
            indicator=row.indicator,
            year=self.year,
            operator=last.operator,
            value=last.value,
            upper_value=last.upper_value,
            by=by,
            shown_version=0,
        )

    def _assignments(self) -> Iterable[Proposed]:
        rows = {row.indicator.pk: row for row in self._rows}
        for one in copyable(self.contract, self.year):
            if one.indicator_id in rows:
                due = f", attendu le {date_long(one.due_on)}" if one.due_on else ""
                yield self._proposed(
                    Carried.ASSIGNMENT,
                    rows[one.indicator_id],
                    f"{one.holder}{due}",
                    partial(self._assign, one.indicator_id),
                )

    def _assign(self, indicator_id: int, by: Seat) -> object:
        return copy_assignments(contract=self.contract, year=self.year, by=by, only=[indicator_id])

    def _explanations(self) -> Iterable[Proposed]:
        causes = {cause.pk: cause for cause in GapCause.objects.all() if cause.is_active}
        for point in year_checks(self.contract, self.year).open:
            former = point.former
            if former is None or former.from_year != self.year - 1 or former.cause_id not in causes:
                continue
            cause = causes[former.cause_id]
            yield self._proposed(
                Carried.EXPLANATION,
                point.row,
                f"Règle {point.number}{NBSP}: {former.cause}. {former.sentence}",
                partial(self._explain, point, cause),
                rule=f"-{point.number}",
            )

    def _explain(self, point: CheckPoint, cause: GapCause, by: Seat) -> object:
        return explain(
            contract=self.contract,
            indicator=point.row.indicator,
            year=self.year,
            rule=point.number,
            cause=cause,
            sentence=point.former.sentence if point.former else "",
            by=by,
            shown_version=point.own.version if point.own else 0,
        )

    def _comments(self) -> Iterable[Proposed]:
        own = self.contract.own_perimeter.pk
        # A figure is written once in a pass: its comment comes after its perimeter.
        moved = {one.indicator_id for one in self._places}
        for row in self._rows:
            result, previous = row.result, row.previous
            if row.indicator.pk in moved:
                continue
            if result is None or previous is None or result.comment.strip() or result.perimeter_id != own:
                continue
            if previous.comment.strip():
                yield self._proposed(Carried.COMMENT, row, previous.comment, partial(self._comment, row))

    def _comment(self, row: IndicatorYear, by: Seat) -> object:
        """The figure of the year as it stands, with last year's comment."""
        result, previous = row.result, row.previous
        if result is None or previous is None:
            return None
        cause = GapCause.objects.filter(pk=result.gap_cause_id or 0).first()
        return record_measurement(
            contract=self.contract,
            indicator=row.indicator,
            year=self.year,
            by=by,
            value=result.value,
            kind=result.kind,
            source=result.source,
            numerator=result.numerator,
            denominator=result.denominator,
            comment=previous.comment,
            gap_cause=cause,
            shown_version=result.version,
        )

    @cached_property
    def _places(self) -> list[Proposed]:
        """What last year's figure covered and where it came from, where this year's would be elsewhere."""
        found = []
        for row in self._rows:
            last, now = row.previous, row.result
            if last is None or last.perimeter_id not in self._perimeters or self._is_placed(row, last):
                continue
            there = f"{last.perimeter_label}, {last.source_label}"
            told = f"{there}{NBSP}; la valeur est «{NBSP}pas encore connue{NBSP}» jusqu’à sa saisie"
            if now is not None:
                told = f"{there}, au lieu de {now.perimeter_label}, {now.source_label}"
            found.append(self._proposed(Carried.PLACE, row, told, partial(self._place, row, last)))
        return found

    def _is_placed(self, row: IndicatorYear, last: Reading) -> bool:
        """Whether the year's figure is there already, would go there by itself, or is others' too."""
        there, now = (last.perimeter_id, last.source), row.result
        readings = [one for one in (now, *row.alternatives) if one]
        if not readings:
            usual = row.indicator.expected_source or Source.INTERNAL
            return there == (self.contract.own_perimeter.pk, usual)
        is_taken = any((one.perimeter_id, one.source) == there for one in readings)
        return is_taken or now is None or (now.is_shared and now.perimeter_id != last.perimeter_id)

    @cached_property
    def _perimeters(self) -> dict[int, Perimeter]:
        """Those over which the seat may enter figures of the contract."""
        rows = Perimeter.objects.filter(contracts=self.contract).prefetch_related("contracts__parties")
        return {one.pk: one for one in rows if rules.has_perm("indicators.enter_perimeter", self.seat, one)}

    def _place(self, row: IndicatorYear, last: Reading, by: Seat) -> object:
        """The figure of the year moved there; failing that, its absence, which keeps the place."""
        now = row.result
        perimeter = self._perimeters[last.perimeter_id]
        place: dict[str, Any] = {"contract": self.contract, "indicator": row.indicator, "year": self.year}
        place |= {"by": by, "perimeter": perimeter, "source": last.source}
        if now is None:
            return record_measurement(kind=ValueKind.NOT_YET_KNOWN, shown_version=0, **place)
        return record_measurement(
            value=now.value,
            kind=now.kind,
            numerator=now.numerator,
            denominator=now.denominator,
            comment=now.comment,
            gap_cause=GapCause.objects.filter(pk=now.gap_cause_id or 0).first(),
            provenance=now.provenance,
            shown_version=now.version,
            replacing=now.measurement_id,
            **place,
        )

    @staticmethod
    def _proposed(
        kind: Carried, row: IndicatorYear, wording: str, write: Callable[[Seat], object], rule: str = ""
    ) -> Proposed:
        indicator = row.indicator
        return Proposed(kind, indicator.pk, indicator.code, indicator.label, wording, write, rule)


@transaction.atomic
def carry_forward(*, contract: Contract, year: int, accepted: Collection[str], by: Seat) -> int:
    """Write what was accepted, by the keys of the proposals, all or none; returns how many. What is no longer
    proposed (somebody did it meanwhile) is left as it is.

    Raises PermissionDenied, YearLocked, StaleVersion, ValidationError.
    """
    require("indicators.enter_values", by, contract, ACT)
    with acting(by):
        Contract.locked(contract.pk)
        kept = [one for one in Carrying(contract, year, by).proposals if one.key in accepted]
        for proposed in kept:
            proposed.write(by)
    return len(kept)

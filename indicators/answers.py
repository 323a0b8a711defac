"""What was answered to the points of a year, and the figures it was answered on.

An answer holds until its cause ends, as long as the figure it was given on stands: history tells which that
was. One query for the explanations, one for the vintages of the readings, and only where they are asked of.
"""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db.models import Max, OuterRef, Subquery

from contracts.models import Contract
from indicators.models import Explanation, Measurement
from indicators.readings import Reading

ERASED = "-"


@dataclass(frozen=True)
class Answer:
    """What was answered to a point: a coded cause and a sentence, from when to when it holds.

    `explanation_id` is None for what was written on the figure itself; `fingerprint` is what was explained,
    `given_at` when.
    """

    cause_id: int | None
    cause: str
    sentence: str
    from_year: int
    until_year: int
    explanation_id: int | None = None
    version: int = 0
    fingerprint: str = ""
    given_at: datetime | None = None

    def lasts(self, year: int) -> str:
        """« Vaut jusqu’à l’exercice 2026. », or nothing for an answer of the year alone."""
        if self.until_year == year == self.from_year:
            return ""
        since = f"Donnée pour {self.from_year}, elle vaut" if self.from_year < year else "Vaut"
        return f"{since} jusqu’à l’exercice {self.until_year}."


@dataclass(frozen=True)
class Known:
    """What was explained of an indicator by a rule: for the year itself, for the nearest earlier year, and
    for an earlier year whose cause still lasts."""

    own: Answer | None = None
    former: Answer | None = None
    lasting: Answer | None = None


class Memory:
    """The explanations of a contract that bear on a year, read once with those of the years before."""

    def __init__(self, contract: Contract, year: int) -> None:
        self.year = year
        self._known: dict[tuple[str, int], list[Answer]] = defaultdict(list)
        for row in _explanations(contract, year):
            self._known[row.rule, row.indicator_id].append(_answer(row))

    def in_year(self, year: int) -> Self:
        """The same, as they bear on an earlier year: nothing is read again."""
        other = copy(self)
        other.year = year
        return other

    def of(self, rule: str, indicator_id: int) -> Known:
        """What was explained, the latest first."""
        answers = self._known.get((rule, indicator_id), [])
        own = next((one for one in answers if one.from_year == self.year), None)
        former = [one for one in answers if one.from_year < self.year]
        lasting = next((one for one in former if one.until_year >= self.year), None)
        return Known(own, next(iter(former), None), lasting)

    @property
    def lasting_years(self) -> set[int]:
        """The earlier years of which some explanation still lasts."""
        answers = (one for several in self._known.values() for one in several)
        return {one.from_year for one in answers if one.from_year < self.year <= one.until_year}


def _explanations(contract: Contract, year: int) -> Any:
    lines = Explanation.history.filter(id=OuterRef("pk")).values("id")
    given = Subquery(lines.annotate(last=Max("history_date")).values("last"))
    rows = Explanation.objects.filter(contract=contract, from_year__lte=year).select_related("cause")
    return rows.annotate(given_at=given).order_by("-from_year")


def _answer(row: Any) -> Answer:
    return Answer(
        cause_id=row.cause_id,
        cause=row.cause.label,
        sentence=row.sentence,
        from_year=row.from_year,
        until_year=row.until_year,
        explanation_id=row.pk,
        version=row.version,
        fingerprint=row.fingerprint,
        given_at=row.given_at,
    )


class Vintages:
    """The successive values of some readings of a year, by indicator; no query when there are none."""

    def __init__(self, year: int, readings: Iterable[tuple[int, Reading]]) -> None:
        self._rows: dict[int, list[Any]] = defaultdict(list)
        asked = dict(readings)
        if not asked:
            return
        rows = Measurement.history.filter(indicator__in=asked, year=year).exclude(history_type=ERASED)
        for row in rows.order_by("history_date", "history_id"):
            if row.perimeter_id == asked[row.indicator_id].perimeter_id:
                self._rows[row.indicator_id].append(row)

    def moved_since(self, indicator_id: int, reading: Reading, at: datetime | None) -> bool:
        """Whether the figure is another than the one that counted then, else than the first that was entered
        since; erased and entered again, from another source, it is the same place."""
        counting = [row for row in self._rows[indicator_id] if row.is_retained]
        known = [row for row in counting if at is not None and row.history_date <= at]
        shown = known[-1:] or counting[:1]
        return bool(shown) and shown[0].value != reading.value

    def moved_under_comment(self, indicator_id: int, reading: Reading) -> bool:
        """Whether the figure has moved since its comment and its cause were written."""
        told = (reading.comment, reading.gap_cause_id)
        first = None
        for row in reversed(self._rows[indicator_id]):
            if row.id != reading.measurement_id:
                continue
            if (row.comment, row.gap_cause_id) != told:
                break
            first = row
        return first is not None and first.value != reading.value

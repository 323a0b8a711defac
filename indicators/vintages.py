"""The vintages of a figure, from its history: who wrote what, when and why; and the figures as agreed.

« Tel que connu aujourd’hui » is what `readings` gives. « Tel qu’arrêté » is what stood when the edition last
agreed was frozen: `agreed_readings` finds it in the history, for any number of contracts, indicators and
years, in a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from contracts import years
from contracts.models import Contract, Perimeter
from contracts.years import AgreedEdition, AgreedEditions
from indicators.enums import Stage, ValueKind
from indicators.models import Indicator, Measurement
from indicators.readings import Reading, rank_of, reading_of

ERASED = "-"
FIGURE = ("kind", "value", "numerator", "denominator", "source", "perimeter_id")


@dataclass(frozen=True)
class Vintage:
    """A figure as it stood from `at` on: `reading` is what it held, `stage` what it was (`Stage`).

    `who` and `seat` are the person and the seat in which they acted, `role` the seat without the person; all
    empty for a load of data.
    """

    reading: Reading
    stage: str
    at: datetime
    who: str
    seat: str
    reason: str
    role: str = ""

    @property
    def stage_label(self) -> str:
        """« Provisoire », « Définitive », « Révisée »…"""
        return str(Stage(self.stage).label)


@dataclass(frozen=True)
class AgreedReading:
    """A figure as an agreed edition holds it."""

    reading: Reading
    edition: AgreedEdition


AgreedReadings = dict[int, dict[int, dict[int, AgreedReading]]]


def vintages(
    contract: Contract, indicator: Indicator, *, hidden_years: Collection[int] = frozenset()
) -> dict[int, list[Vintage]]:
    """By year, the vintages of an indicator over all the perimeters that cover the contract, oldest first.

    What changed no figure (a comment, a proof) is no vintage. Years in `hidden_years` are left out.
    """
    sizes = _sizes([contract])
    rows = _history(sizes, [indicator.pk]).select_related("perimeter", "gap_cause", "history_user")
    told = _Told()
    found: dict[int, list[Vintage]] = defaultdict(list)
    for row in rows:
        stage = told.stage(row)
        if stage and row.year not in hidden_years and row.perimeter_id in sizes:
            found[row.year].append(_vintage(row, stage, is_shared=len(sizes[row.perimeter_id]) > 1))
    return dict(found)


def agreed_readings(contracts: Sequence[Contract], indicators: Iterable[int]) -> AgreedReadings:
    """By contract, indicator (their keys) and year, the figure that counted when the year was last agreed.

    A year that was never agreed, or whose agreed edition holds no figure, is not in it. What was agreed is
    readable by whoever reads the contract, even while a correction hides the work in progress. Three queries.
    """
    editions = years.agreed_editions(contracts)
    if not editions:
        return {}
    sizes = _sizes(contracts)
    rows = _history(sizes, list(indicators)).select_related("perimeter", "gap_cause")
    rows = rows.filter(history_date__lte=max(edition.frozen_at for edition in editions.values()))
    by_year = defaultdict(list)
    for row in rows:
        by_year[row.year].append(row)
    found: AgreedReadings = defaultdict(lambda: defaultdict(dict))
    for (contract, year), edition in editions.items():
        for row in _standing(by_year[year], edition.frozen_at, contract, sizes):
            reading = reading_of(row, len(sizes[row.perimeter_id]) > 1)
            found[contract][row.indicator_id].setdefault(year, AgreedReading(reading, edition))
    return found


def readings_at(
    contract: Contract, indicator: Indicator, year: int, instants: Iterable[datetime]
) -> dict[datetime, Reading]:
    """The figure of a year that counted for a contract at each instant; an instant at which there was none is
    not in it. Two queries, whatever the instants."""
    sizes = _sizes([contract])
    history = _history(sizes, [indicator.pk]).filter(year=year)
    rows = list(history.select_related("perimeter", "gap_cause"))
    found: dict[datetime, Reading] = {}
    for at in instants:
        if standing := _standing(rows, at, contract.pk, sizes):
            found[at] = reading_of(standing[0], len(sizes[standing[0].perimeter_id]) > 1)
    return found


def last_moves(readings: Collection[Reading], indicators: Collection[int]) -> dict[int, Vintage]:
    """By key of measurement, the vintage in which its figure last moved. One query."""
    keys = {one.measurement_id: one.is_shared for one in readings}
    # What was erased and entered again has another key, and the same place.
    places = Q(
        indicator__in=indicators,
        year__in={one.year for one in readings},
        perimeter__in={one.perimeter_id for one in readings},
    )
    history = Measurement.history.filter(places | Q(id__in=keys)).order_by("history_date", "history_id")
    told = _Told()
    found: dict[int, Vintage] = {}
    for row in history.select_related("perimeter", "gap_cause", "history_user"):
        stage = told.stage(row)
        if row.id in keys and stage and (stage != Stage.CHOSEN or row.id not in found):
            found[row.id] = _vintage(row, stage, is_shared=keys[row.id])
    return found


def held_by_an_edition(row: Measurement, contracts: Iterable[Contract], known: AgreedEditions) -> bool:
    """Whether an agreed edition of a contract that the row covers holds it, in whatever state it then was."""
    frozen = [
        known[contract.pk, row.year].frozen_at for contract in contracts if (contract.pk, row.year) in known
    ]
    return bool(frozen) and row.history.filter(history_date__lte=max(frozen)).exists()


def _sizes(contracts: Iterable[Contract]) -> dict[int, set[int]]:
    """The contracts of each perimeter that covers one of these."""
    pks = [contract.pk for contract in contracts]
    covering = Perimeter.objects.filter(contracts__in=pks).values("pk")
    through = Perimeter.contracts.through.objects.filter(perimeter__in=covering)
    found: dict[int, set[int]] = defaultdict(set)
    for perimeter, contract in through.values_list("perimeter_id", "contract_id"):
        found[perimeter].add(contract)
    return dict(found)


def _history(perimeters: Iterable[int], indicators: Sequence[int]) -> Any:
    """Every state of the readings that were ever over one of the perimeters, oldest first.

    A reading that has left them is followed too: what it held here is then no longer what it holds.
    """
    history = Measurement.history.filter(indicator__in=indicators)
    ever_there = history.filter(perimeter__in=list(perimeters)).values("id")
    return history.filter(id__in=ever_there).order_by("history_date", "history_id")


def _standing(rows: Iterable[Any], at: datetime, contract: int, sizes: dict[int, set[int]]) -> list[Any]:
    """The readings that counted for a contract at an instant, the one to keep of each indicator first."""
    last = {row.id: row for row in rows if row.history_date <= at}
    there = [
        row
        for row in last.values()
        if row.history_type != ERASED and row.is_retained and contract in sizes.get(row.perimeter_id, ())
    ]
    return sorted(there, key=lambda row: rank_of(row, contract, len(sizes[row.perimeter_id])))


class _Told:
    """Goes through a history in its order, and says what each row is."""

    def __init__(self) -> None:
        self._figures: dict[int, tuple[Any, ...]] = {}
        self._retained: dict[int, bool] = {}
        self._final: set[Any] = set()

    def stage(self, row: Any) -> str:
        """The `Stage` of a row of history; nothing when no figure moved."""
        if row.history_type == ERASED:
            self._figures.pop(row.id, None)
            return Stage.ERASED
        figure, before = tuple(getattr(row, name) for name in FIGURE), self._figures.get(row.id)
        was_retained = self._retained.get(row.id, row.is_retained)
        self._figures[row.id], self._retained[row.id] = figure, row.is_retained
        if figure == before:
            return "" if was_retained == row.is_retained else Stage.CHOSEN
        return self._stage_of_figure(row)

    def _stage_of_figure(self, row: Any) -> str:
        if row.kind not in ValueKind.present():
            return Stage.ABSENT
        if row.kind == ValueKind.PROVISIONAL:
            return Stage.PROVISIONAL
        # A figure that was erased and entered again at the same place is the same figure.
        names = {row.id, (row.indicator_id, row.perimeter_id, row.year, row.source)}
        is_revised = bool(names & self._final)
        self._final |= names
        return Stage.REVISED if is_revised else Stage.FINAL


def _vintage(row: Any, stage: str, *, is_shared: bool) -> Vintage:
    return Vintage(
        reading=reading_of(row, is_shared),
        stage=stage,
        at=row.history_date,
        who=row.history_user.name if row.history_user else "",
        seat=row.history_seat_label,
        reason=row.history_change_reason or "",
        role=role_of(row),
    )


def role_of(row: Any) -> str:
    """The seat of a row of history without the name of who held it: « Saisie (CeA) ». No query when the row
    came with its person."""
    label = str(row.history_seat_label)
    name = f"{row.history_user} – " if row.history_user else ""
    if name and label.startswith(name):
        return label.removeprefix(name)
    # The person has changed names since.
    return label.partition(" – ")[2] or label

"""Values over the years, drawn by the line and the sparkline, told by their table and their sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from core.charts.chart import ChartTable
from core.formats import NBSP, UNKNOWN_LABEL, Number, joined, value_with_unit


@dataclass(frozen=True)
class Point:
    """One year. Without `value`, `absence` says why in French; a provisional value is drawn hollow.

    `rupture` says why the value does not compare with the one before: the line is cut there.
    """

    label: str
    value: Number | None
    is_provisional: bool = False
    absence: str = UNKNOWN_LABEL
    rupture: str = ""


class Known(NamedTuple):
    """A year that has a value, with its rank among all the years."""

    rank: int
    label: str
    value: Number
    is_provisional: bool
    rupture: str


@dataclass(frozen=True)
class Series:
    """One line: what it measures, and its points. All the series of a chart have the same labels."""

    label: str
    points: Sequence[Point]

    def known(self) -> list[Known]:
        """The points that have a value."""
        return [
            Known(rank, point.label, point.value, point.is_provisional, point.rupture)
            for rank, point in enumerate(self.points)
            if point.value is not None
        ]

    def runs(self) -> Iterator[list[Known]]:
        """The known points, cut where a year is missing or does not compare: a line bridges neither."""
        for _, run in groupby(enumerate(self.known()), key=lambda item: item[1].rank - item[0]):
            yield from _between_ruptures([known for _, known in run])


def _between_ruptures(run: list[Known]) -> Iterator[list[Known]]:
    starts = [place for place, known in enumerate(run) if place == 0 or known.rupture]
    for start, end in zip(starts, [*starts[1:], len(run)], strict=True):
        yield run[start:end]


@dataclass(frozen=True)
class Figures:
    """How the values of a chart are written, and the targets they are held against, if there are any.

    `targets` are those of each year, None where a year has none; `target` is one for all.
    """

    title: str
    unit: str
    decimals: int | None
    target: Number | None = None
    target_label: str = "Cible"
    targets: Sequence[Number | None] = ()

    def written(self, value: Number | None) -> str:
        """A value with its unit."""
        return value_with_unit(value, self.unit, self.decimals)

    def sentence(self, series: Sequence[Series]) -> str:
        """« Taux d’EPP : de 1,3 % en 2019 à 12,5 % en 2024 ; cible : 20 %. »"""
        parts = [self._trend(one, named=len(series) > 1) for one in series]
        if self.target is not None:
            parts.append(f"{self.target_label.lower()}{NBSP}: {self.written(self.target)}")
        years = [point.label for point in series[0].points]
        aims = [
            f"{self.written(aim)} en {year}"
            for year, aim in zip(years, self.targets, strict=False)
            if aim is not None
        ]
        if aims:
            parts.append(f"{self.target_label.lower()}{NBSP}: {joined(aims)}")
        return f"{self.title}{NBSP}: {f'{NBSP}; '.join(parts)}."

    def table(self, series: Sequence[Series]) -> ChartTable:
        """One row a year, one column a series, and the target last."""
        labels = [point.label for point in series[0].points]
        rows = [
            (label, *(self._cell(one.points[rank]) for one in series), *self._aim(rank))
            for rank, label in enumerate(labels)
        ]
        if self.target is not None:
            rows.append((self.target_label, *[self.written(self.target)] * len(series)))
        headers = ("Année", *(one.label for one in series), *([self.target_label] if self.targets else []))
        return ChartTable(self.title, headers, tuple(rows))

    def _cell(self, point: Point) -> str:
        if point.value is None:
            return point.absence
        notes = ["provisoire"] * point.is_provisional + [point.rupture] * bool(point.rupture)
        return self.written(point.value) + (f" ({', '.join(notes)})" if notes else "")

    def _aim(self, rank: int) -> list[str]:
        if not self.targets:
            return []
        aim = self.targets[rank]
        return ["" if aim is None else self.written(aim)]

    def _trend(self, series: Series, *, named: bool) -> str:
        known = series.known()
        name = f"{series.label}, " if named else ""
        missing = [point.label for point in series.points if point.value is None]
        lacks = f", sans valeur en {joined(missing)}" if known and missing else ""
        cuts = [point.label for point in known if point.rupture]
        lacks += f", rupture de série en {joined(cuts)}" if cuts else ""
        if not known:
            return f"{name}aucune valeur connue"
        first, last = known[0], known[-1]
        if len(known) == 1:
            return f"{name}{self._at(first)}{lacks}"
        return f"{name}de {self._at(first)} à {self._at(last)}{self._extremes(known)}{lacks}"

    def _extremes(self, known: list[Known]) -> str:
        ends = [known[0].value, known[-1].value]
        highest = max(known, key=lambda point: Decimal(point.value))
        lowest = min(known, key=lambda point: Decimal(point.value))
        said = [f"maximum {self._at(highest)}"] if highest.value not in ends else []
        said += [f"minimum {self._at(lowest)}"] if lowest.value not in ends else []
        return "".join(f", {extreme}" for extreme in said)

    def _at(self, point: Known) -> str:
        return (
            f"{self.written(point.value)}{' (provisoire)' if point.is_provisional else ''} en {point.label}"
        )

"""Small numbers, hidden from those who are not party to the contract, and what would let them be deduced.

1. A count above zero and under the threshold is hidden; so is a ratio whose numerator or denominator is one.
   Zero tells of nobody and stays. What the reader is party to stays too, and helps to deduce: so the rules
   are applied to each reader.
2. A total gives away what is hidden in it: the sum of the hidden figures is the total less those shown. That
   sum must leave each of them at least as many possible values as the threshold; otherwise one more figure is
   hidden, the smallest of those shown, and failing that the total itself.
3. Regions whose total is hidden give away theirs through the nation, so the same is asked of all of them
   together. What is hidden for itself and what is hidden for others bear the same mark.
4. A count cumulated from the start of the contract gives away by difference what a year added to it: a year
   whose difference with the last one shown would be small is hidden as if it were small itself.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.formats import NBSP
from indicators.enums import RollUp
from indicators.rollup import Consolidation, Figure, Member, region_of


@dataclass(frozen=True)
class Cell:
    """A figure of a table of totals. `amounts` are all that add up: the count, or numerator and denominator;
    `region` is None when it counts in the nation alone; `is_own` when the reader is party to it; `is_telling`
    when its difference with another year would give away a small number."""

    key: int
    region: str | None
    amounts: tuple[Decimal, ...]
    is_own: bool = False
    is_telling: bool = False

    @property
    def size(self) -> Decimal:
        """The smallest of its amounts, by which the next one to hide is chosen."""
        return min(self.amounts)


@dataclass(frozen=True)
class Protection:
    """What a reader is not shown: figures by key, totals of regions by name, the total of the nation."""

    figures: frozenset[int] = frozenset()
    regions: frozenset[str] = frozenset()
    nation: bool = False


def is_small(amounts: Iterable[Decimal], threshold: int) -> bool:
    """Whether one of the amounts counts somebody, and fewer than the threshold."""
    return any(0 < amount < threshold for amount in amounts)


def told_by_difference(points: Iterable[tuple[int, Sequence[Decimal]]], threshold: int) -> frozenset[int]:
    """Of the successive (year, amounts) of a cumulated count, the years that cannot be shown beside those
    before: one of their amounts differs by a small number from the last one shown."""
    telling: set[int] = set()
    last: Sequence[Decimal] = ()
    for year, amounts in sorted(points):
        same = len(last) == len(amounts)
        if same and is_small((abs(now - then) for now, then in zip(amounts, last, strict=True)), threshold):
            telling.add(year)
        elif not is_small(amounts, threshold):
            last = amounts
    return frozenset(telling)


def protect(cells: Sequence[Cell], *, threshold: int) -> Protection:
    """What to hide of a table of figures, regional totals and a national one, so that nothing hidden can be
    deduced. The order of the cells changes nothing."""
    desk = _Desk(sorted(cells, key=lambda cell: (cell.size, cell.key)), threshold)
    for region in sorted({cell.region for cell in cells if cell.region is not None}):
        desk.settle_region(region)
    desk.settle_nation()
    return Protection(frozenset(desk.hidden), frozenset(desk.closed), desk.is_nation_closed)


def amounts_of(figure: Figure, method: str, *, is_count: bool) -> tuple[Decimal, ...]:
    """What a figure counts: its value where it is a count, else its numerator and denominator, or nothing.

    `is_count` tells a count from a rate or a measure among the figures that do not add up.
    """
    if method == RollUp.SUM:
        return (figure.value,)
    if figure.numerator is not None and figure.denominator is not None:
        return figure.numerator, figure.denominator
    return (figure.value,) if is_count and method == RollUp.NONE else ()


def withheld(
    consolidation: Consolidation,
    members: Iterable[Member],
    figures: Iterable[Figure],
    *,
    method: str,
    own: Collection[int],
    threshold: int,
    is_count: bool = False,
    telling: Collection[int] = (),
) -> tuple[Consolidation, frozenset[int]]:
    """The consolidation as a reader who is party to the contracts `own` may see it, and which of all the
    `figures` are hidden from that reader, by key. `method` is a `RollUp`; `is_count` as in `amounts_of`;
    `telling` are the keys of the figures that `told_by_difference` names."""
    members, own = list(members), frozenset(own)
    cells = [
        Cell(
            figure.key,
            region_of(figure, members),
            amounts,
            is_own=not figure.contracts.isdisjoint(own),
            is_telling=figure.key in telling,
        )
        for figure in figures
        if (amounts := amounts_of(figure, method, is_count=is_count))
    ]
    counting = {figure.key for figure in consolidation.figures if consolidation.nation is not None}
    alone = (cell for cell in cells if cell.key not in counting and not cell.is_own)
    hidden = protect([cell for cell in cells if cell.key in counting], threshold=threshold)
    small = {cell.key for cell in alone if cell.is_telling or is_small(cell.amounts, threshold)}
    return _shown(consolidation, hidden), hidden.figures | small


def _shown(consolidation: Consolidation, hidden: Protection) -> Consolidation:
    nation = consolidation.nation
    return replace(
        consolidation,
        nation=nation.protected() if nation and hidden.nation else nation,
        regions=tuple(
            total.protected() if total.name in hidden.regions else total for total in consolidation.regions
        ),
    )


def explanation(threshold: int) -> str:
    """Why figures are hidden, as a page says it."""
    return (
        f"«{NBSP}secret{NBSP}»{NBSP}: effectif inférieur à {threshold}, ou qui permettrait d’en déduire un. "
        "Il n’est lisible que des parties au contrat."
    )


@dataclass
class _Desk:
    """The cells, from the smallest, and what has been hidden so far."""

    cells: list[Cell]
    threshold: int
    hidden: set[int] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    is_nation_closed: bool = False

    def __post_init__(self) -> None:
        small = (cell for cell in self.cells if cell.is_telling or is_small(cell.amounts, self.threshold))
        self.hidden |= {cell.key for cell in small if not cell.is_own}

    def settle_region(self, region: str) -> None:
        """Make the total of a region safe, or close it."""
        own = [cell for cell in self.cells if cell.region == region]
        if not self._complete(own):
            self.closed.add(region)

    def settle_nation(self) -> None:
        """Make the total of the nation safe, or close it."""
        while not self._complete([cell for cell in self.cells if self._is_told_by_nation(cell)]):
            if not self._close_one_more():
                self.is_nation_closed = True
                return

    def _is_told_by_nation(self, cell: Cell) -> bool:
        return cell.region is None or cell.region in self.closed

    def _complete(self, group: list[Cell]) -> bool:
        """Hide as many more of the group as make it safe; when none do, hide no more and say so."""
        more: list[Cell] = []
        spare = [cell for cell in group if self._may_hide(cell)]
        while not self._is_safe([cell for cell in group if cell.key in self.hidden] + more):
            if not spare:
                return False
            more.append(spare.pop(0))
        self.hidden |= {cell.key for cell in more}
        return True

    def _may_hide(self, cell: Cell) -> bool:
        return cell.key not in self.hidden and not cell.is_own and cell.size > 0

    def _is_safe(self, hidden: list[Cell]) -> bool:
        """Whether the sum of what is hidden tells none of it: nothing is hidden, or there is room enough."""
        if not hidden:
            return True
        sums = [sum(amounts) for amounts in zip(*(cell.amounts for cell in hidden), strict=True)]
        return len(hidden) > 1 and all(total >= self.threshold + len(hidden) - 1 for total in sums)

    def _close_one_more(self) -> bool:
        """Close the smallest region that adds something hidden; False when there is none left."""
        open_regions: dict[str, list[Cell]] = {}
        for cell in self.cells:
            if cell.region is not None and cell.region not in self.closed:
                open_regions.setdefault(cell.region, []).append(cell)
        for region, cells in sorted(open_regions.items(), key=lambda item: (len(item[1]), item[0])):
            if not any(cell.key in self.hidden for cell in cells):
                spare = [cell for cell in cells if self._may_hide(cell)]
                if not spare:
                    continue
                self.hidden.add(spare[0].key)
            self.closed.add(region)
            return True
        return False

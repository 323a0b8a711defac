"""Which figures may be added up: the most territories, and no territory twice. Pure, no database."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Protocol, TypeVar

# Beyond this many figures that overlap one another, the best choice is no longer looked for one by one.
MOST_COMPARED = 12


class Covering(Protocol):
    """Anything that covers contracts: `key` tells two of them apart, in an order that never changes."""

    @property
    def key(self) -> int: ...

    @property
    def contracts(self) -> frozenset[int]: ...


Covered = TypeVar("Covered", bound=Covering)


def without_overlap(figures: Iterable[Covered]) -> list[Covered]:
    """The figures that count: of those that share a contract, the ones which together cover the most, then
    the finest. The order in which they come changes nothing."""
    ordered = sorted(figures, key=_order)
    kept = [figure for group in _overlapping(ordered) for figure in _best(group)]
    return sorted(kept, key=_order)


def _order(figure: Covering) -> tuple[list[int], int]:
    return sorted(figure.contracts), figure.key


def _overlapping(figures: Sequence[Covered]) -> list[list[Covered]]:
    """Groups of figures that share a contract, directly or through another one."""
    group_of: dict[Hashable, list[Covered]] = {}
    groups: dict[int, list[Covered]] = {}
    for figure in figures:
        met = {id(group_of[one]): group_of[one] for one in figure.contracts if one in group_of}
        joined = [figure, *(other for group in met.values() for other in group)]
        for place in met:
            groups.pop(place)
        groups[id(joined)] = joined
        group_of |= {contract: joined for other in joined for contract in other.contracts}
    return list(groups.values())


def _best(group: list[Covered]) -> list[Covered]:
    ordered = sorted(group, key=_order)
    if len(ordered) <= MOST_COMPARED:
        return max(_choices(ordered), key=_worth)
    kept: list[Covered] = []
    for figure in sorted(ordered, key=lambda one: (-len(one.contracts), _order(one))):
        if all(figure.contracts.isdisjoint(other.contracts) for other in kept):
            kept.append(figure)
    return kept


def _worth(choice: list[Covered]) -> tuple[int, int]:
    return sum(len(figure.contracts) for figure in choice), len(choice)


def _choices(figures: Sequence[Covered]) -> Iterable[list[Covered]]:
    """Every set of figures that do not overlap, always in the same order."""
    if not figures:
        yield []
        return
    first, rest = figures[0], figures[1:]
    apart = [other for other in rest if first.contracts.isdisjoint(other.contracts)]
    for choice in _choices(apart):
        yield [first, *choice]
    if len(apart) < len(rest):
        yield from _choices(rest)

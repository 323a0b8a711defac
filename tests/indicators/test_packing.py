"""Which figures are added up when some cover the same contracts."""

from dataclasses import dataclass

from indicators.packing import MOST_COMPARED, without_overlap


@dataclass(frozen=True)
class Figure:
    key: int
    contracts: frozenset[int]


def figures(*covered: set[int]) -> list[Figure]:
    """Figures that cover these contracts, numbered in order."""
    return [Figure(key, frozenset(contracts)) for key, contracts in enumerate(covered)]


def kept(*covered: set[int]) -> list[set[int]]:
    """The contracts of the figures that count, whatever the order in which they came."""
    forwards, backwards = (
        [set(one.contracts) for one in without_overlap(order)]
        for order in (figures(*covered), list(reversed(figures(*covered))))
    )
    assert forwards == backwards
    return forwards


def test_figures_apart_all_count():
    assert kept() == []
    assert kept({1}, {2}, {3, 4}) == [{1}, {2}, {3, 4}]


def test_a_common_figure_counts_where_it_covers_more_than_those_alone():
    assert kept({67, 68}, {67}) == [{67, 68}]


def test_the_finest_figures_count_where_they_cover_as_much():
    assert kept({67, 68}, {67}, {68}) == [{67}, {68}]


def test_figures_tied_through_another_are_weighed_together():
    assert kept({1, 2}, {2, 3}, {3, 4}) == [{1, 2}, {3, 4}]
    assert kept({1}, {1, 2, 3}, {3, 4}, {4, 5}) == [{1, 2, 3}, {4, 5}]


def test_the_same_contract_told_twice_counts_once():
    assert kept({1}, {1}) == [{1}]


def test_beyond_what_is_compared_the_widest_come_first():
    chain = [{place, place + 1} for place in range(MOST_COMPARED)]

    found = kept({0, 1, 2, 3}, *chain)

    assert {0, 1, 2, 3} in found
    told = [contract for one in found for contract in one]
    assert len(told) == len(set(told))
    assert len(told) >= MOST_COMPARED - 1

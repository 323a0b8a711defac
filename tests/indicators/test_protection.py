"""Small numbers: hidden, and never to be deduced from what is shown."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.enums import RollUp
from indicators.protection import Cell, Protection, is_small, protect, told_by_difference, withheld
from indicators.rollup import Figure, Member, roll_up

THRESHOLD = 5


def cell(key, region, *amounts, own=False):
    return Cell(key, region, tuple(Decimal(amount) for amount in amounts), own)


def guarded(*cells):
    return protect(cells, threshold=THRESHOLD)


@pytest.mark.parametrize(("amount", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_what_counts_somebody_and_fewer_than_five_is_small(amount, small):
    assert is_small([Decimal(amount)], THRESHOLD) == small


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([100, 110, 120], set()),
        ([100, 103, 150], {2021}),
        ([100, 103, 104], {2021, 2022}),
        ([100, 100, 96], {2022}),
        ([3, 10, 12], {2022}),
        ([], set()),
    ],
)
def test_a_cumulated_year_is_hidden_when_its_difference_is_small(counts, hidden):
    points = [(2020 + place, (Decimal(count),)) for place, count in enumerate(counts)]

    assert told_by_difference(points, THRESHOLD) == hidden


def test_a_ratio_tells_by_either_of_its_parts():
    points = [(2020, (Decimal(40), Decimal(90))), (2021, (Decimal(50), Decimal(92)))]

    assert told_by_difference(points, THRESHOLD) == {2021}


def test_a_figure_that_tells_by_difference_is_hidden_as_a_small_one():
    telling = Cell(1, "Bretagne", (Decimal(103),), is_telling=True)

    assert guarded(telling, cell(2, "Bretagne", 40), cell(3, "Bretagne", 90)).figures == {1, 2}


def test_nothing_small_hides_nothing():
    assert guarded(cell(1, "Bretagne", 5), cell(2, "Corse", 0)) == Protection()


def test_a_hidden_figure_takes_the_next_smallest_of_its_region_with_it():
    hidden = guarded(cell(1, "Bretagne", 3), cell(2, "Bretagne", 40), cell(3, "Bretagne", 12))

    assert hidden == Protection(frozenset({1, 3}))


def test_two_small_figures_whose_sum_tells_them_take_a_third():
    hidden = guarded(cell(1, "Bretagne", 1), cell(2, "Bretagne", 1), cell(3, "Bretagne", 12))

    assert hidden.figures == {1, 2, 3}


def test_a_region_of_one_territory_hides_its_total_and_another_region_lends_it_cover():
    hidden = guarded(cell(1, "Corse", 3), cell(2, "Bretagne", 40), cell(3, "Bretagne", 50))

    assert hidden == Protection(frozenset({1, 2}), frozenset({"Corse", "Bretagne"}))


def test_with_nothing_to_lend_it_cover_the_national_total_is_hidden():
    assert guarded(cell(1, "Corse", 3)) == Protection(frozenset({1}), frozenset({"Corse"}), nation=True)


def test_a_ratio_is_hidden_for_its_numerator_or_its_denominator():
    assert guarded(cell(1, "Corse", 3, 100), cell(2, "Corse", 50, 90)).figures == {1, 2}
    assert guarded(cell(1, "Corse", 0, 4), cell(2, "Corse", 50, 90)).figures == {1, 2}


def test_what_the_reader_is_party_to_stays_and_covers_nothing():
    hidden = guarded(cell(1, "Bretagne", 3, own=True), cell(2, "Bretagne", 4), cell(3, "Bretagne", 30))

    assert hidden.figures == {2, 3}


def test_a_consolidation_is_shown_without_what_is_withheld():
    members = [
        Member(1, "Finistère", "Bretagne"),
        Member(2, "Haute-Corse", "Corse"),
        Member(3, "Var", "Paca"),
    ]
    figures = [Figure(key, frozenset({key}), "", Decimal(value)) for key, value in ((1, 40), (2, 3), (3, 7))]
    whole = roll_up(RollUp.SUM, members, figures, decimals=0, is_percentage=False)

    shown, hidden = withheld(whole, members, figures, method=RollUp.SUM, own=[], threshold=THRESHOLD)
    own, own_hidden = withheld(whole, members, figures, method=RollUp.SUM, own=[2], threshold=THRESHOLD)

    assert [(total.value, total.is_protected) for total in shown.regions] == [
        (None, True),
        (None, True),
        (Decimal(7), False),
    ]
    assert (shown.nation.value, hidden) == (50, {1, 2})
    assert (own, own_hidden) == (whole, frozenset())


def test_a_figure_that_does_not_count_is_hidden_all_the_same():
    figures = [Figure(1, frozenset({1}), "", Decimal("2.5"), Decimal(1), Decimal(40))]
    members = [Member(1, "Finistère", "Bretagne")]
    whole = roll_up(RollUp.NONE, members, figures, decimals=1, is_percentage=True)

    _, hidden = withheld(whole, members, figures, method=RollUp.NONE, own=[], threshold=THRESHOLD)

    assert hidden == {1}


REGIONS = ["Bretagne", "Corse", "Normandie", None]
counts = st.lists(
    st.tuples(st.sampled_from(REGIONS), st.one_of(st.integers(0, 6), st.integers(0, 400)), st.booleans()),
    max_size=10,
).map(lambda rows: [cell(key, region, value, own=own) for key, (region, value, own) in enumerate(rows)])
ratios = st.lists(
    st.tuples(st.sampled_from(REGIONS), st.integers(0, 12), st.integers(0, 40), st.booleans()), max_size=10
).map(
    lambda rows: [
        cell(key, region, numerator, numerator + more, own=own)
        for key, (region, numerator, more, own) in enumerate(rows)
    ]
)


def equations(cells, hidden, place):
    """What the reader can write: for each total shown, the sum of what is hidden in it."""
    known = []
    for region in {one.region for one in cells} - {None} - hidden.regions:
        known.append([one for one in cells if one.region == region])
    if not hidden.nation:
        # Less the regions whose total is shown.
        known.append([one for one in cells if one.region is None or one.region in hidden.regions])
    for group in known:
        unknown = [one for one in group if one.key in hidden.figures]
        yield {one.key for one in unknown}, sum(int(one.amounts[place]) for one in unknown)


def solved(rows):
    """The unknowns that the equations determine alone, by elimination."""
    keys = sorted({key for unknown, _ in rows for key in unknown})
    matrix = [[Fraction(key in unknown) for key in keys] for unknown, _ in rows]
    done = 0
    for column in range(len(keys)):
        pivot = next((row for row in range(done, len(matrix)) if matrix[row][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        matrix[done] = [value / matrix[done][column] for value in matrix[done]]
        for row, values in enumerate(matrix):
            if row != done and values[column]:
                factor = values[column]
                matrix[row] = [a - factor * b for a, b in zip(values, matrix[done], strict=True)]
        done += 1
    return [keys[row.index(1)] for row in matrix if sum(map(bool, row)) == 1]


@settings(max_examples=300)
@given(st.one_of(counts, ratios))
def test_nothing_hidden_can_be_worked_out_from_what_is_shown(cells):
    hidden = guarded(*cells)

    for place in range(len(cells[0].amounts) if cells else 0):
        told = [(unknown, total) for unknown, total in equations(cells, hidden, place) if unknown]
        assert solved(told) == []
        # Nor by knowing that each is at least one, or none: the sum leaves room for as many as are asked.
        for unknown, total in told:
            assert total - (len(unknown) - 1) >= THRESHOLD


@settings(max_examples=200)
@given(st.one_of(counts, ratios), st.randoms())
def test_only_others_small_figures_start_it_and_the_order_changes_nothing(cells, chance):
    hidden = guarded(*cells)
    small = {one.key for one in cells if is_small(one.amounts, THRESHOLD) and not one.is_own}

    assert small <= hidden.figures
    assert not any(one.is_own for one in cells if one.key in hidden.figures)
    assert small or hidden == Protection()
    assert guarded(*chance.sample(cells, len(cells))) == hidden

"""Roll-ups: sums and ratios of sums, each territory once, and what is left out is told."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.enums import RollUp
from indicators.rollup import Figure, LeftOut, Member, Reason, region_of, roll_up

BAS_RHIN = Member(67, "Bas-Rhin", "Grand Est")
HAUT_RHIN = Member(68, "Haut-Rhin", "Grand Est")
CHARENTE = Member(17, "Charente-Maritime", "Nouvelle-Aquitaine")
MEMBERS = [BAS_RHIN, HAUT_RHIN, CHARENTE]


def figure(key, contracts, value, numerator=None, denominator=None, **more):
    amounts = [None if amount is None else Decimal(amount) for amount in (numerator, denominator)]
    covered = frozenset([contracts] if isinstance(contracts, int) else contracts)
    return Figure(key, covered, f"figure {key}", Decimal(str(value)), *amounts, **more)


def counts(*figures, members=MEMBERS):
    return roll_up(RollUp.SUM, members, figures, decimals=0, is_percentage=False)


def rates(*figures, members=MEMBERS):
    return roll_up(RollUp.RATIO, members, figures, decimals=1, is_percentage=True)


def test_counts_add_up_by_region_and_for_the_nation():
    made = counts(figure(1, 67, 5078), figure(2, 68, 3000), figure(3, 17, 100))

    assert (made.nation.value, made.nation.coverage) == (8178, "3\u00a0territoires sur 3")
    assert [(total.name, total.value) for total in made.regions] == [
        ("Grand Est", 8078),
        ("Nouvelle-Aquitaine", 100),
    ]
    assert made.left_out == ()


def test_a_ratio_is_that_of_the_sums_and_never_an_average():
    made = rates(figure(1, 67, 50, 50, 100), figure(2, 68, 10, 100, 1000))

    assert (made.nation.value, made.nation.numerator, made.nation.denominator) == (Decimal("13.6"), 150, 1100)


def test_a_percentage_without_its_ratio_is_left_out_and_said():
    made = rates(figure(1, 67, 50, 50, 100), figure(2, 68, 10))

    assert made.nation.value == 50
    assert made.left_out == (
        LeftOut(Reason.NOT_FILLED, ("Charente-Maritime",)),
        LeftOut(Reason.NO_RATIO, ("Haut-Rhin",)),
    )


def test_a_figure_over_two_contracts_counts_once_in_their_region():
    made = counts(figure(1, {67, 68}, 5078), figure(2, 17, 100))

    assert (made.nation.value, made.nation.counted) == (5178, 3)
    assert [total.value for total in made.regions] == [5078, 100]


def test_of_figures_that_overlap_those_that_cover_more_count():
    made = counts(figure(1, {67, 68}, 5078), figure(2, 67, 2000))

    assert (made.nation.value, [one.key for one in made.figures]) == (5078, [1])


def test_of_figures_that_cover_the_same_the_finest_count():
    made = counts(figure(1, {67, 68}, 5078), figure(2, 67, 2000), figure(3, 68, 3000))

    assert [one.key for one in made.figures] == [2, 3]


def test_a_territory_whose_only_figure_overlaps_another_is_told():
    members = [*MEMBERS[:2], Member(90, "Territoire de Belfort", "Grand Est")]

    made = counts(figure(1, {67, 68}, 10), figure(2, {68, 90}, 20), members=members)

    assert made.nation.value == 10
    assert made.left_out == (LeftOut(Reason.OVERLAP, ("Territoire de Belfort",)),)


def test_a_figure_over_two_regions_counts_in_the_nation_alone():
    made = counts(figure(1, {68, 17}, 100), figure(2, 67, 10))

    assert (made.nation.value, [total.value for total in made.regions]) == (110, [10, None])
    assert made.left_out == (LeftOut(Reason.SEVERAL_REGIONS, ("figure 1",)),)
    assert region_of(figure(1, {68, 17}, 100), MEMBERS) is None


def test_a_territory_without_figure_is_left_out_for_its_own_reason_and_one_without_object_is_not_expected():
    members = [BAS_RHIN, Member(68, "Haut-Rhin", "Grand Est", Reason.NOT_APPLICABLE), CHARENTE]

    made = counts(figure(1, 67, 10), members=members)

    assert made.nation.coverage == "1\u00a0territoire sur 2"
    assert made.left_out == (
        LeftOut(Reason.NOT_APPLICABLE, ("Haut-Rhin",)),
        LeftOut(Reason.NOT_FILLED, ("Charente-Maritime",)),
    )
    assert made.left_out[1].wording == "Non renseignée\u00a0: 1\u00a0territoire"


def test_zero_is_a_value_and_nothing_is_not_zero():
    assert counts(figure(1, 67, 0)).nation.value == 0
    assert counts().nation.value is None


def test_an_indicator_that_does_not_roll_up_has_no_total():
    made = roll_up(RollUp.NONE, MEMBERS, [figure(1, 67, 3)], decimals=1, is_percentage=False)

    assert (made.nation, made.regions) == (None, ())
    assert [one.names for one in made.left_out] == [("Haut-Rhin", "Charente-Maritime")]


def test_provisional_figures_are_counted_as_such():
    assert counts(figure(1, 67, 5, is_provisional=True), figure(2, 68, 6)).nation.provisional == 1


CONTRACTS = range(1, 9)
REGIONS = ("Bretagne", "Corse", "Normandie")
some_members = st.lists(st.sampled_from(REGIONS), min_size=8, max_size=8).map(
    lambda regions: [Member(one, f"T{one}", region) for one, region in zip(CONTRACTS, regions, strict=True)]
)
whole = st.lists(st.integers(0, 1000), min_size=8, max_size=8).map(
    lambda values: [figure(one, one, value, value, value + 1) for one, value in enumerate(values, start=1)]
)
overlapping = st.lists(
    st.tuples(st.sets(st.sampled_from(CONTRACTS), min_size=1, max_size=3), st.integers(0, 1000)), max_size=7
).map(lambda rows: [figure(key, covers, value, value, 1001) for key, (covers, value) in enumerate(rows)])


@given(some_members, whole)
def test_the_parts_make_the_whole_when_nothing_is_left_out(members, figures):
    made = counts(*figures, members=members)

    assert made.left_out == ()
    assert made.nation.value == sum(one.value for one in figures)
    assert sum(total.value for total in made.regions) == made.nation.value
    assert made.nation.is_whole


@given(some_members, whole)
def test_a_national_rate_lies_between_those_of_the_regions(members, figures):
    made = rates(*figures, members=members)
    of_regions = [total.value for total in made.regions]

    assert min(of_regions) <= made.nation.value <= max(of_regions)
    assert sum(total.denominator for total in made.regions) == made.nation.denominator


@given(some_members, overlapping, st.randoms())
@pytest.mark.parametrize("made_of", [counts, rates])
def test_the_order_of_the_figures_changes_nothing(made_of, members, figures, chance: random.Random):
    shuffled = chance.sample(figures, len(figures))

    assert made_of(*shuffled, members=members) == made_of(*figures, members=members)


@given(some_members, overlapping)
def test_no_territory_is_ever_counted_twice_nor_forgotten(members, figures):
    made = counts(*figures, members=members)
    covered = [contract for one in made.figures for contract in one.contracts]
    left = [name for out in made.left_out if out.reason != Reason.SEVERAL_REGIONS for name in out.names]

    assert len(covered) == len(set(covered))
    assert sorted([f"T{contract}" for contract in covered] + left) == [member.territory for member in members]

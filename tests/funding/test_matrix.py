"""Money by objective and source: parted to the cent, each whole found again whichever way it is summed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from funding.enums import FundingSource
from funding.matrix import NO_OBJECTIVE, WHOLE_CONTRACT, Matrix, Money, matrix_of, parted


@dataclass(frozen=True)
class Line:
    """A line without a database."""

    source: str
    action_id: int | None
    notified_amount: Decimal | None
    spent_amount: Decimal | None


amounts = st.none() | st.decimals(min_value=0, max_value=10**12, places=2)
lines = st.lists(
    st.builds(
        Line,
        source=st.sampled_from(FundingSource.values),
        action_id=st.sampled_from([None, 1, 2, 3]),
        notified_amount=amounts,
        spent_amount=amounts,
    ),
    max_size=25,
)
served = st.fixed_dictionaries(
    {one: st.lists(st.integers(10, 15), unique=True, max_size=4) for one in (1, 2, 3)}
)


def whole(held: Any, name: str) -> Decimal | None:
    known = [amount for line in held if (amount := getattr(line, name)) is not None]
    return sum(known, Decimal(0)) if known else None


@given(lines, served)
def test_rows_sources_and_lines_come_to_the_same_total_to_the_cent(held: Any, objectives: Any) -> None:
    matrix = matrix_of(held, objectives)

    total = Money(whole(held, "notified_amount"), whole(held, "spent_amount"))
    assert matrix.total == total
    assert sum((matrix.of_row(row) for row in matrix.rows), Money()) == total
    assert sum((matrix.of_source(source) for source in FundingSource), Money()) == total
    for source in FundingSource:
        own = [line for line in held if line.source == source]
        assert matrix.of_source(source) == Money(whole(own, "notified_amount"), whole(own, "spent_amount"))


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.integers(1, 30))
def test_the_parts_of_an_amount_differ_by_a_cent_at_most_and_lose_none(amount: Decimal, count: int) -> None:
    parts = [one for one in parted(amount, count) if one is not None]

    assert (len(parts), sum(parts, Decimal(0))) == (count, amount)
    assert max(parts) - min(parts) <= Decimal("0.01")
    assert all(part == part.quantize(Decimal("0.01")) for part in parts)


def test_what_pays_no_action_or_an_action_without_objective_is_never_spread() -> None:
    held = [
        Line("p304", None, Decimal(5), None),
        Line("fir", 1, Decimal(7), Decimal(0)),
        Line("fir", 2, None, None),
    ]

    matrix = matrix_of(held, {1: []})

    assert matrix.cell(WHOLE_CONTRACT, "p304") == Money(Decimal(5), None)
    assert matrix.cell(NO_OBJECTIVE, "fir") == Money(Decimal(7), Decimal(0))
    assert Matrix().total == Money()


def test_the_cents_that_do_not_part_go_to_the_first_objectives() -> None:
    matrix = matrix_of([Line("p304", 1, Decimal("100.00"), Decimal("0.02"))], {1: [10, 11, 12]})

    cells = [matrix.cell(one, "p304") for one in (10, 11, 12)]
    assert [cell.planned for cell in cells] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    assert [cell.spent for cell in cells] == [Decimal("0.01"), Decimal("0.01"), Decimal("0.00")]

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from funding import balance
from funding.balance import Destination, Total
from funding.enums import AMOUNT_FIELDS, FundingSource, Payee


@dataclass(frozen=True)
class Named:
    """An organisation or an action without a database."""

    pk: int
    name: str = ""
    number: int = 0

    def __str__(self) -> str:
        return self.name


PAYERS = [Named(1, "Préfecture"), Named(2, "ARS"), Named(3, "Département")]
ACTIONS = [None, Named(4, "1. PMI", 1), Named(5, "2. Fratries", 2)]


@dataclass(frozen=True)
class Line:
    """A line without a database."""

    source: str = FundingSource.P304
    payee: str = Payee.DEPARTEMENT
    payer: Named = PAYERS[0]
    action: Named | None = None
    carried_in_amount: Decimal | None = None
    requested_amount: Decimal | None = None
    notified_amount: Decimal | None = None
    payment_credits_amount: Decimal | None = None
    committed_amount: Decimal | None = None
    paid_amount: Decimal | None = None
    spent_amount: Decimal | None = None
    carried_over_amount: Decimal | None = None

    @property
    def payer_id(self) -> int:
        return self.payer.pk

    @property
    def action_id(self) -> int | None:
        return self.action and self.action.pk


amounts = st.none() | st.decimals(min_value=0, max_value=10**11, places=2)
lines = st.lists(
    st.builds(
        Line,
        source=st.sampled_from(FundingSource.values),
        payee=st.sampled_from(Payee.values),
        payer=st.sampled_from(PAYERS),
        action=st.sampled_from(ACTIONS),
        **dict.fromkeys(AMOUNT_FIELDS, amounts),
    ),
    max_size=30,
)

# The real figures of 2024 (report of the CeA to its assembly).
BAS_RHIN = [
    Line(FundingSource.P304, notified_amount=Decimal(2288761)),
    Line(FundingSource.FIR, notified_amount=Decimal(742500)),
    Line(FundingSource.ONDAM, Payee.ESTABLISHMENTS, notified_amount=Decimal(713524)),
]


def summed(groups, field):
    return sum((group.totals[field] for group in groups), Total())


@given(lines)
def test_totals_agree_whichever_way_they_are_summed(held):
    for field in AMOUNT_FIELDS:
        whole = balance.total_of(held, field)

        assert summed(balance.by_source(held), field) == whole
        assert summed(balance.by_destination(held), field) == whole
        assert summed(balance.by_payer(held), field) == whole
        assert summed(balance.by_action(held), field) == whole
        assert balance.totals_of(held)[field] == whole


@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_total(held, random: Random):
    shuffled = random.sample(held, len(held))

    assert balance.totals_of(shuffled) == balance.totals_of(held)
    assert balance.by_source(shuffled) == balance.by_source(held)


@given(lines)
def test_totals_are_exact_to_the_cent(held):
    for field in AMOUNT_FIELDS:
        cents = [int(amount * 100) for line in held if (amount := getattr(line, field)) is not None]

        total = balance.total_of(held, field)

        assert total.amount == (Decimal(sum(cents)) / 100 if cents else None)
        assert (total.filled, total.lines) == (len(cents), len(held))


@given(lines, lines)
def test_totals_of_two_lists_add_up(first, second):
    together = balance.total_of([*first, *second], "paid_amount")

    assert balance.total_of(first, "paid_amount") + balance.total_of(second, "paid_amount") == together


@given(lines)
def test_each_line_has_one_destination(held):
    for line in held:
        assert balance.destination_of(line) in Destination


def test_the_bas_rhin_of_2024_is_told_as_its_assembly_was():
    support = balance.state_support(BAS_RHIN)
    paid_to = {
        group.key: group.totals["notified_amount"].amount for group in balance.by_destination(BAS_RHIN)
    }

    assert balance.total_of(support, "notified_amount").amount == Decimal(3031261)
    assert balance.total_of(balance.of_source(support, "fir"), "notified_amount").amount == Decimal(742500)
    assert paid_to == {"to_departement": Decimal(3031261), "to_establishments": Decimal(713524)}
    assert balance.total_of(BAS_RHIN, "notified_amount").amount == Decimal(3744785)


def test_a_departement_s_own_budget_is_its_share_and_not_money_paid_to_it():
    own = Line(FundingSource.DEPARTEMENT, notified_amount=Decimal(100))

    by_destination = {
        group.label: group.totals["notified_amount"].amount
        for group in balance.by_destination([*BAS_RHIN, own])
    }

    assert by_destination == {
        "Versé au département": Decimal(3031261),
        "Versé aux établissements": Decimal(713524),
        "Part du département": Decimal(100),
    }


def test_another_beneficiary_is_told_apart():
    groups = balance.by_destination([Line(FundingSource.FIR, Payee.OTHER)])

    assert [group.label for group in groups] == ["Versé à d’autres bénéficiaires"]


@given(lines)
def test_what_is_left_is_what_is_at_hand_less_what_is_spent(held):
    told = [line for line in held if balance.remaining(line) is not None]
    at_hand = sum((balance.available(line) for line in told), Decimal(0))

    left = balance.left_of(held)

    assert (left.filled, left.lines) == (len(told), len(held))
    assert (left.amount or Decimal(0)) == at_hand - sum((line.spent_amount for line in told), Decimal(0))


def test_the_actions_come_by_number_and_the_whole_contract_last():
    held = [Line(), Line(action=ACTIONS[2]), Line(action=ACTIONS[1])]

    assert [group.label for group in balance.by_action(held)] == ["1. PMI", "2. Fratries", balance.WHOLE]


def test_nothing_filled_is_not_zero():
    assert balance.total_of([Line(), Line()], "paid_amount") == Total(None, 0, 2)
    assert balance.total_of([replace(Line(), paid_amount=Decimal(0))], "paid_amount") == Total(
        Decimal(0), 1, 1
    )
    assert balance.total_of([], "paid_amount") == Total()


def test_a_partial_total_says_so():
    half = balance.total_of([Line(), replace(Line(), paid_amount=Decimal(3))], "paid_amount")

    assert half == Total(Decimal(3), 1, 2)
    assert half.is_partial
    assert not Total(Decimal(3), 2, 2).is_partial
    assert not Total(None, 0, 2).is_partial


def test_a_share_is_told_only_of_complete_and_positive_totals():
    whole, part = Total(Decimal(300), 2, 2), Total(Decimal(100), 1, 1)

    assert balance.share(part, whole) == Decimal("33.33")
    assert balance.share(part, replace(whole, lines=3)) is None
    assert balance.share(Total(None, 0, 1), whole) is None
    assert balance.share(part, Total(Decimal(0), 1, 1)) is None


def test_groups_come_in_the_order_of_the_sources_and_leave_out_the_absent():
    held = [Line(FundingSource.OTHER), Line(FundingSource.ONDAM), Line(FundingSource.P304)]

    assert [group.label for group in balance.by_source(held)] == [
        "Programme 304",
        "ONDAM médico-social",
        "Autre cofinanceur",
    ]

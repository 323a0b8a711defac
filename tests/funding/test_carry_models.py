"""What the database refuses of a carry-over."""

from decimal import Decimal

import pytest

from funding.models import CarryOver
from tests.factories import FundingLineFactory
from tests.refusals import refused


@pytest.fixture
def line(contract_67):
    return FundingLineFactory(contract=contract_67, fiscal_year=2023)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_carry_over_of_nothing_is_refused(line, amount):
    row = CarryOver(line=line, amount=Decimal(amount), justification="Recrutement tardif.")

    refused(row, "carry_over_is_something")


@pytest.mark.parametrize(
    ("state", "is_received"), [("accepted", False), ("proposed", True), ("refused", True)]
)
def test_a_carry_over_is_received_when_it_is_accepted_and_only_then(contract_67, line, state, is_received):
    into = FundingLineFactory(contract=contract_67, fiscal_year=2024) if is_received else None

    row = CarryOver(line=line, amount=Decimal(5), justification="Recrutement tardif.", state=state, into=into)

    refused(row, "carry_over_accepted_iff_received")

"""Credits that a year leaves to the next: who is to ask for them, who is to answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import rules

from accounts.models import Seat
from contracts.models import Contract
from funding import workflow
from funding.balance import remaining
from funding.carrying import PROPOSE
from funding.enums import CarryOverState
from funding.models import CarryOver, FundingLine


@dataclass
class Carried:
    """What a seat is to do of the credits carried into a year, and what it waits for; amounts in euros."""

    contract: Contract
    into: int
    to_propose: list[Decimal]
    to_answer: list[Decimal]
    awaited: list[Decimal]


def carried_for(seat: Seat, places: Iterable[tuple[Contract, int]]) -> list[Carried]:
    """Of the contracts and years that may still receive credits. Two queries, whatever their number."""
    found = {
        (contract.pk, into - 1): Carried(contract, into, [], [], [])
        for contract, into in places
        if into - 1 in contract.years and rules.has_perm("funding.enter", seat, contract)
    }
    if not found:
        return []
    pks, years = {pk for pk, _ in found}, {year for _, year in found}
    lines = FundingLine.objects.filter(contract__in=pks, fiscal_year__in=years).order_by("pk")
    carries = {one.line_id: one for one in CarryOver.objects.filter(line__in=lines)}
    for line in lines:
        if told := found.get((line.contract_id, line.fiscal_year)):
            line.contract = told.contract
            _tell(told, line, carries.get(line.pk), seat)
    return [one for one in found.values() if one.to_propose or one.to_answer or one.awaited]


def _tell(told: Carried, line: FundingLine, carry: CarryOver | None, seat: Seat) -> None:
    may_ask = rules.has_perm(PROPOSE, seat, told.contract)
    if carry is None:
        left = remaining(line) or Decimal(0)
        declared = line.carried_over_amount or Decimal(0)
        if may_ask and (asked := declared or left) > 0:
            told.to_propose.append(asked)
        return
    carry.line = line
    if carry.state != CarryOverState.PROPOSED:
        return
    if rules.has_perm(workflow.DECIDE, seat, carry):
        told.to_answer.append(carry.amount)
    elif may_ask:
        told.awaited.append(carry.amount)

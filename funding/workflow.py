"""The life of a carry-over: proposed by the département, accepted or refused by the payer. Nobody else
assigns its state."""

from decimal import Decimal
from typing import Any

from accounts.models import Seat
from contracts import years
from core.formats import euros
from core.workflow import TransitionRefused, transition
from funding.balance import remaining
from funding.enums import CarryOverState
from funding.models import CarryOver, FundingLine

DECIDE = "funding.decide_carry_over"
WITHOUT_REASON = "Dites pourquoi ce report est refusé."


@transition(
    model=CarryOver,
    label="Proposer de nouveau un report de crédits",
    source={CarryOverState.PROPOSED, CarryOverState.REFUSED},
    target=CarryOverState.PROPOSED,
    permission="funding.propose_carry_over",
    tells=["amount", "justification"],
)
def propose_again(carry: CarryOver, *, by: Seat, amount: Decimal, justification: str) -> None:
    """The département asks again, for another amount or with another reason; the payer decides anew."""
    check_amount(carry.line, amount)
    carry.amount, carry.justification, carry.decision_reason = amount, justification, ""


@transition(
    model=CarryOver,
    label="Accepter un report de crédits",
    source={CarryOverState.PROPOSED},
    target=CarryOverState.ACCEPTED,
    permission=DECIDE,
    tells=["amount"],
)
def accept(carry: CarryOver, *, by: Seat, receives: Any) -> None:
    """The amount is written on the line of the year after as carried in: `receives(line)` gives that line,
    under lock."""
    check_amount(carry.line, carry.amount)
    into: FundingLine = receives(carry.line)
    years.check_open(into.contract, into.fiscal_year, into)
    into.carried_in_amount = carry.amount
    into.save_next()
    carry.into, carry.decision_reason = into, ""


@transition(
    model=CarryOver,
    label="Refuser un report de crédits",
    source={CarryOverState.PROPOSED, CarryOverState.ACCEPTED},
    target=CarryOverState.REFUSED,
    permission=DECIDE,
    tells=["amount"],
)
def refuse(carry: CarryOver, *, by: Seat, reason: str) -> None:
    """The payer says why; what had been accepted is taken back from the line that received it."""
    if not reason:
        raise TransitionRefused(WITHOUT_REASON)
    if carry.into_id:
        into = FundingLine.locked(carry.into_id)
        years.check_open(into.contract, into.fiscal_year, into)
        into.carried_in_amount = None
        into.save_next()
    carry.into, carry.decision_reason = None, reason


def check_amount(line: FundingLine, amount: Decimal) -> None:
    """Raise TransitionRefused when more is asked than what is left on the line."""
    left = remaining(line)
    if left is None:
        raise TransitionRefused(
            "Ce qui reste sur cette ligne n’est pas connu\u00a0: son notifié et son dépensé sont à saisir."
        )
    if amount > left:
        raise TransitionRefused(f"Il ne reste que {euros(max(left, Decimal(0)))} sur cette ligne.")

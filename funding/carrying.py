"""Credits carried over from a year to the next: what is written of them, and what a page reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import rules
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from core import journal
from core.acting import acting
from core.formats import plain_euros
from core.rights import require
from core.traces import snapshot
from funding import workflow
from funding.actions import identity_of, lay_out_line
from funding.balance import available, remaining
from funding.enums import CarryOverState
from funding.models import CarryOver, FundingLine
from funding.queries import lines_of

PROPOSE = "funding.propose_carry_over"
ACT = "proposer un report de crédits"
SAID = ("line", "amount", "justification")


@transaction.atomic
def propose(
    contract: Contract,
    line: FundingLine,
    *,
    amount: Decimal,
    justification: str,
    by: Seat,
    shown_version: int = 0,
) -> CarryOver:
    """Ask to keep what is left of a line for the year after; ask again if it was, on the version shown.

    Raises PermissionDenied, YearLocked (the year that would receive it), TransitionRefused (more than what is
    left), StaleVersion, ValidationError.
    """
    require(PROPOSE, by, contract, ACT)
    Contract.locked(contract.pk)
    into = line.fiscal_year + 1
    if into not in contract.years:
        raise ValidationError(f"Le contrat ne couvre pas l’exercice {into}.")
    years.check_open(contract, into)
    standing = CarryOver.objects.filter(line=line).first()
    said: dict[str, Any] = {"amount": amount, "justification": justification}
    if standing is not None:
        workflow.propose_again(standing, by=by, shown_version=shown_version, **said)
        return standing
    workflow.check_amount(line, amount)
    with acting(by):
        carry = CarryOver(line=line, **said)
        carry.full_clean()
        carry.save()
        after = snapshot(carry, SAID)
        journal.record(
            chain=contract.journal_chain,
            act="Proposer un report de crédits",
            subject=carry,
            by=by,
            after=after,
        )
    return carry


@transaction.atomic
def withdraw(contract: Contract, carry: CarryOver, *, by: Seat, shown_version: int) -> None:
    """Take back what was asked, while nobody has accepted it. Raises what `propose` does."""
    require(PROPOSE, by, contract, ACT)
    Contract.locked(contract.pk)
    years.check_open(contract, carry.line.fiscal_year + 1)
    row = CarryOver.locked(carry.pk, shown_version)
    if row.state == CarryOverState.ACCEPTED:
        raise ValidationError("Ce report est accepté\u00a0: son financeur seul peut revenir dessus.")
    with acting(by):
        before = snapshot(row, SAID)
        journal.record(
            chain=contract.journal_chain,
            act="Retirer un report de crédits",
            subject=row,
            by=by,
            before=before,
        )
        row.delete()


@transaction.atomic
def accept(contract: Contract, carry: CarryOver, *, by: Seat, shown_version: int) -> None:
    """The payer agrees: the line of the year after receives the amount, laid out if it was not there."""
    Contract.locked(contract.pk)

    def receives(line: FundingLine) -> FundingLine:
        year = line.fiscal_year + 1
        for one in lines_of(contract, year):
            if identity_of(one) == identity_of(line):
                return FundingLine.locked(one.pk)
        return lay_out_line(line, contract, year, by)

    workflow.accept(carry, by=by, shown_version=shown_version, receives=receives)


@transaction.atomic
def refuse(contract: Contract, carry: CarryOver, *, by: Seat, shown_version: int, reason: str) -> None:
    """The payer refuses, or takes back what it had accepted, and says why."""
    Contract.locked(contract.pk)
    years.check_open(contract, carry.line.fiscal_year + 1, carry.into)
    workflow.refuse(carry, by=by, shown_version=shown_version, reason=reason)


@dataclass(frozen=True)
class CarryRow:
    """A line of the year before, what is left of it, what was asked and answered, what the seat may do."""

    line: FundingLine
    available: Decimal | None
    left: Decimal | None
    carry: CarryOver | None
    may_propose: bool
    may_decide: bool

    @property
    def asked(self) -> str:
        """The amount that the form proposes: what was asked, else what was declared, else what is left."""
        known = self.carry.amount if self.carry else self.line.carried_over_amount
        left = self.left if self.left and self.left > 0 else None
        shown = left if known is None else known
        return "" if shown is None else plain_euros(shown)

    @property
    def differs(self) -> bool:
        """Whether what was asked is not what the year before declared as carried over."""
        declared = self.line.carried_over_amount
        return self.carry is not None and declared is not None and declared != self.carry.amount


def carry_rows(contract: Contract, year: int, seat: Seat | None, lock: str) -> list[CarryRow]:
    """The lines of the year before of which something is left or was asked, for the year that receives."""
    lines = lines_of(contract, year - 1)
    carries = {one.line_id: one for one in CarryOver.objects.filter(line__in=lines).select_related("into")}
    may_propose = not lock and rules.has_perm(PROPOSE, seat, contract)
    rows = [_row(line, carries.get(line.pk), seat, lock, may_propose) for line in lines]
    return [one for one in rows if one.carry or (one.left or 0) > 0 or one.line.carried_over_amount]


def _row(
    line: FundingLine, carry: CarryOver | None, seat: Seat | None, lock: str, may_propose: bool
) -> CarryRow:
    if carry is not None:
        carry.line = line
    may_decide = carry is not None and not lock and rules.has_perm(workflow.DECIDE, seat, carry)
    may_ask = may_propose and (carry is None or carry.state != CarryOverState.ACCEPTED)
    return CarryRow(line, available(line), remaining(line), carry, may_ask, may_decide)


def carried_total(rows: Sequence[CarryRow]) -> Decimal:
    """What was accepted, in euros."""
    accepted = (one.carry.amount for one in rows if one.carry and one.carry.into_id)
    return sum(accepted, Decimal(0))

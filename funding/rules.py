"""Who enters what on a funding line: each payer its own lines, the département what was spent."""

from collections.abc import Iterable

import rules

from accounts.enums import OrganisationKind, Role
from accounts.models import Seat
from accounts.rules import has_role
from contracts.models import Contract
from contracts.rules import is_party_as
from core.fields import label_of
from funding.enums import FundingSource
from funding.models import CarryOver, FundingLine

PAYER_FIELDS = (
    *("requested_amount", "notified_amount", "payment_credits_amount", "committed_amount", "paid_amount"),
)
DEPARTEMENT_FIELDS = ("spent_amount", "carried_over_amount", "comment")
ENTERS_AS = {kind: is_party_as(kind) & has_role(Role.EDITOR) for kind in OrganisationKind.parties()}


def own_sources(seat: Seat | None, contract: Contract) -> list[FundingSource]:
    """The sources whose lines the seat enters in the contract; empty for a reader and for the others."""
    if seat is None or seat.kind not in ENTERS_AS or not ENTERS_AS[seat.kind](seat, contract):
        return []
    return [source for source in FundingSource if source.payer_kind == seat.kind]


def editable_fields(seat: Seat | None, line: FundingLine) -> frozenset[str]:
    """The fields of the line that the seat may write, whatever the year's state."""
    fields: set[str] = set()
    if FundingSource(line.source) in own_sources(seat, line.contract):
        fields.update(PAYER_FIELDS)
    if enters_spending(seat, line.contract):
        fields.update(DEPARTEMENT_FIELDS)
    return frozenset(fields)


def forbidden(seat: Seat | None, line: FundingLine, fields: Iterable[str]) -> list[str]:
    """Those of the fields that the seat may not write, as French labels."""
    refused = sorted(set(fields) - editable_fields(seat, line))
    return [label_of(line, name) for name in refused]


@rules.predicate
def enters_spending(seat: Seat | None, contract: Contract) -> bool:
    """The département says what was spent and carried over, on every line."""
    return bool(ENTERS_AS[OrganisationKind.DEPARTEMENT](seat, contract))


@rules.predicate
def enters_something(seat: Seat | None, contract: Contract) -> bool:
    """An editor of one of the three parties."""
    return bool(own_sources(seat, contract))


@rules.predicate
def pays_carried(seat: Seat | None, carry: CarryOver | None) -> bool:
    """The payer of the line whose credits are carried over: an editor of its organisation."""
    if carry is None:
        return False
    return FundingSource(carry.line.source) in own_sources(seat, carry.line.contract)


@rules.predicate
def spends_on(seat: Seat | None, subject: Contract | CarryOver | None) -> bool:
    """The département, of the contract or of the line whose credits are carried over."""
    contract = subject.line.contract if isinstance(subject, CarryOver) else subject
    return contract is not None and bool(enters_spending.test(seat, contract))


@rules.predicate
def is_of_a_party(seat: Seat | None) -> bool:
    """A seat of a préfecture, an ARS or a département, whatever its contracts."""
    return seat is not None and seat.kind in OrganisationKind.parties()


rules.add_perm("funding.enter", enters_something)
rules.add_perm("funding.propose_carry_over", spends_on)
rules.add_perm("funding.decide_carry_over", pays_carried)
rules.add_perm("funding.bring", is_of_a_party & has_role(Role.EDITOR))

"""The signature of an amendment: what it holds becomes true, all at once or not at all."""

from datetime import date

from django.utils import timezone

from accounts.models import Seat
from contracts.amending.acts import refusals
from contracts.amending.registry import bringer_of, conditions_of, follow_up
from contracts.enums import AmendmentKind, AmendmentState, ContractState
from contracts.models import Amendment, Contract
from contracts.preparation.acts import signed_too_late
from core.formats import NBSP, date_long, joined
from core.workflow import TransitionRefused, transition

# The period first: it opens the years on which the others write.
ORDER = [AmendmentKind.PERIOD.value, *(one for one in AmendmentKind.values if one != AmendmentKind.PERIOD)]


@transition(
    model=Amendment,
    label="Signer l’avenant",
    source={AmendmentState.DRAFT},
    target=AmendmentState.SIGNED,
    permission="contracts.sign_amendment",
)
def sign_amendment(amendment: Amendment, *, by: Seat, signed_on: date, reason: str = "") -> None:
    """Date the signature of all the parties and apply what the amendment brings, each row pointing at it.

    An amendment that fixes the credits of a year waits for the pieces of the year before; it passes without
    them only with a reason, which stays with it.
    """
    contract = Contract.locked(amendment.contract_id)
    amendment.contract = contract
    changes = list(amendment.changes.all())
    for change in changes:
        change.amendment = amendment
    if fault := _fault(amendment, contract, signed_on) or ("" if changes else "Cet avenant ne change rien."):
        raise TransitionRefused(fault)
    if refused := refusals(changes):
        told = joined([f"«{NBSP}{change.label}{NBSP}»{NBSP}: {why}" for change, why in refused])
        raise TransitionRefused(f"L’avenant ne peut être signé en l’état. {told}")
    amendment.waiver = _waiver(amendment, contract, by, reason)
    amendment.signed_on = signed_on
    for change in sorted(changes, key=lambda one: ORDER.index(one.kind)):
        bringer_of(change).apply(change, by)
    follow_up(amendment, changes)


def _fault(amendment: Amendment, contract: Contract, signed_on: date) -> str:
    if contract.state not in (ContractState.SIGNED, ContractState.ENDED):
        return "Un avenant change un contrat signé."
    if contract.signed_on and signed_on < contract.signed_on:
        return f"Le contrat n’est signé que depuis le {date_long(contract.signed_on)}."
    return signed_too_late(signed_on, contract.day_there(timezone.now()))


def _waiver(amendment: Amendment, contract: Contract, by: Seat, reason: str) -> str:
    """Why it is signed without all the pieces; nothing when they are all there."""
    if AmendmentKind.CREDITS not in amendment.kinds or amendment.fiscal_year is None:
        return ""
    waiting = [one for one in conditions_of(contract, amendment.fiscal_year, by) if not one.is_met]
    if waiting and not reason.strip():
        told = joined([f"{one.title} ({one.owed_by})" for one in waiting])
        raise TransitionRefused(f"Il manque{NBSP}: {told}. Dites pourquoi l’avenant est signé sans.")
    return reason.strip() if waiting else ""

"""The signature of an amendment: what it holds becomes true, all at once or not at all."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from accounts.models import Seat
from contracts.amending.acts import refusals
from contracts.amending.registry import bringer_of, conditions_of, follow_up
from contracts.amending.signatories import day_fault, signatories
from contracts.enums import AmendmentKind, AmendmentState, ContractState
from contracts.models import Amendment, AmendmentSignature, Contract
from core import journal
from core.formats import NBSP, joined
from core.workflow import TransitionRefused, transition

# The period first: it opens the years on which the others write.
ORDER = [AmendmentKind.PERIOD.value, *(one for one in AmendmentKind.values if one != AmendmentKind.PERIOD)]


@transition(
    model=Amendment,
    label="Signer l’avenant",
    source={AmendmentState.DRAFT},
    target=AmendmentState.SIGNED,
    permission="contracts.sign_amendment",
    tells=["signed_on"],
)
def sign_amendment(amendment: Amendment, *, by: Seat, dates: Mapping[int, date], reason: str = "") -> None:
    """Date the signature of each party, by its organisation, and apply what the amendment brings, each row
    pointing at it. It is signed on the day of the last of them.

    An amendment that fixes the credits of a year waits for the pieces of the year before; it passes without
    them only with a reason, which stays with it.
    """
    contract = Contract.locked(amendment.contract_id)
    amendment.contract = contract
    changes = list(amendment.changes.all())
    for change in changes:
        change.amendment = amendment
    if fault := _fault(amendment, dates) or ("" if changes else "Cet avenant ne change rien."):
        raise TransitionRefused(fault)
    amendment.signed_on = max(dates.values())
    if refused := refusals(changes):
        told = joined([f"«{NBSP}{change.label}{NBSP}»{NBSP}: {why}" for change, why in refused])
        raise TransitionRefused(f"L’avenant ne peut être signé en l’état. {told}")
    amendment.waiver = _waiver(amendment, contract, by, reason)
    for change in sorted(changes, key=lambda one: ORDER.index(one.kind)):
        bringer_of(change).apply(change, by)
    _date(amendment, dates, by)
    follow_up(amendment, changes)


def _fault(amendment: Amendment, dates: Mapping[int, date]) -> str:
    contract = amendment.contract
    if contract.state not in (ContractState.SIGNED, ContractState.ENDED):
        return "Un avenant change un contrat signé."
    missing = [
        one.organisation.name
        for one in signatories(amendment)
        if one.is_due and one.organisation.pk not in dates
    ]
    if missing:
        return f"Dites quand a signé{NBSP}: {joined(missing)}."
    today = contract.day_there(timezone.now())
    faults = (day_fault(contract, day, today) for day in sorted(dates.values()))
    return next((fault for fault in faults if fault), "")


def _date(amendment: Amendment, dates: Mapping[int, date], by: Seat) -> None:
    """Keep the day on which each party signed; those that the amendment brings are there by now."""
    for party in amendment.contract.parties.select_related("organisation").order_by("pk"):
        if day := dates.get(party.organisation_id):
            if party.amendment_id == amendment.pk:
                party.signed_on = day
                party.save()
            row = AmendmentSignature(amendment=amendment, party=party, signed_on=day)
            row.full_clean()
            row.save()
            journal.record(
                chain=amendment.journal_chain,
                act="Dater une signature",
                subject=row,
                by=by,
                after={"signed_on": day},
            )


def _waiver(amendment: Amendment, contract: Contract, by: Seat, reason: str) -> str:
    """Why it is signed without all the pieces; nothing when they are all there."""
    if AmendmentKind.CREDITS not in amendment.kinds or amendment.fiscal_year is None:
        return ""
    waiting = [one for one in conditions_of(contract, amendment.fiscal_year, by) if not one.is_met]
    if waiting and not reason.strip():
        told = joined([f"{one.title} ({one.owed_by})" for one in waiting])
        raise TransitionRefused(f"Il manque{NBSP}: {told}. Dites pourquoi l’avenant est signé sans.")
    return reason.strip() if waiting else ""

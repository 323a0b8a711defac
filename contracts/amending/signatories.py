"""Who signs an amendment: the parties of the contract, and those it brings."""

from dataclasses import dataclass
from datetime import date

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from contracts.models import Amendment, Contract
from contracts.preparation.acts import signed_too_late
from core.formats import date_long


@dataclass(frozen=True)
class Signatory:
    """One of them, with who signs for it; the amendment waits for its date when `is_due`. A co-signatory of
    old may have stayed aside."""

    organisation: Organisation
    title: str
    is_due: bool


def signatories(amendment: Amendment) -> list[Signatory]:
    """In the order of the contract, those that join last. Two queries."""
    order = OrganisationKind.parties()
    parties = amendment.contract.parties.select_related("organisation")
    rows = sorted(
        parties,
        key=lambda one: (order.index(one.kind) if one.kind in order else len(order), one.organisation.name),
    )
    known = {party.organisation_id for party in rows}
    titles = {
        one.values["organisation"]: one.values.get("signatory_title", "")
        for one in amendment.changes.all()
        if "organisation" in one.values
    }
    brought = Organisation.objects.filter(pk__in=titles.keys() - known).order_by("name")
    return [
        *(Signatory(one.organisation, one.signatory_title, one.kind in order) for one in rows),
        *(Signatory(one, titles[one.pk], is_due=True) for one in brought),
    ]


def day_fault(contract: Contract, day: date, today: date) -> str:
    """Why nobody can have signed on that day, in French; nothing when they may."""
    if contract.signed_on and day < contract.signed_on:
        return f"Le contrat n’est signé que depuis le {date_long(contract.signed_on)}."
    return signed_too_late(day, today)

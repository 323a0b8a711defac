"""What is being prepared of the contracts themselves: those not signed yet, and the drafts of amendments."""

from dataclasses import dataclass

import rules
from django.urls import reverse

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.enums import AmendmentState, ContractState
from contracts.models import Amendment, Contract

TITLES = {
    ContractState.DRAFT: ("Préparer le contrat", "Poursuivre", "Il n’est pas encore en signature."),
    ContractState.SIGNING: ("Enregistrer les signatures", "Enregistrer", "Le contrat est en signature."),
}

# The others are asked nothing: whoever keeps the terms sits here.
KEEPERS = (OrganisationKind.PREFECTURE, OrganisationKind.NATIONAL)


@dataclass(frozen=True)
class InProgress:
    """Something of a contract that waits for a seat which edits its terms."""

    contract: Contract
    title: str
    act: str
    detail: str
    url: str


def in_progress_for(seat: Seat) -> list[InProgress]:
    """The contracts and the amendments that this seat has yet to bring to their signature; a constant number
    of queries."""
    if seat.kind not in KEEPERS:
        return []
    contracts = Contract.objects.visible_to(seat).for_list().prefetch_related("parties__organisation")
    held = {one.pk: one for one in contracts if rules.has_perm("contracts.edit_terms", seat, one)}
    drafts = Amendment.objects.filter(contract__in=held, state=AmendmentState.DRAFT)
    return [
        *(_unsigned(contract) for contract in held.values() if contract.state in TITLES),
        *(_draft(one, held[one.contract_id]) for one in drafts.order_by("contract", "number")),
    ]


def _unsigned(contract: Contract) -> InProgress:
    title, act, detail = TITLES[ContractState(contract.state)]
    return InProgress(contract, title, act, detail, reverse("contracts:signature", args=[contract.reference]))


def _draft(amendment: Amendment, contract: Contract) -> InProgress:
    url = reverse("contracts:amendment", args=[contract.reference, amendment.number])
    return InProgress(contract, "Avenant en préparation", "Ouvrir", f"{amendment}.", url)

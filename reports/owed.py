"""Whose a committee's decision is: its owner is a text, in which an organisation is recognised."""

import re
from collections.abc import Iterable

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.models import Contract, Party
from core.tabular.reading.headers import plain_title
from reports.enums import DecisionState
from reports.models import Decision

# « Département, service de PMI », « Préfecture et ARS »: each part may name somebody else.
PARTS = re.compile(r"[,;:/()–—+&]|\bet\b|\bavec\b", re.IGNORECASE)
CALLED = {
    OrganisationKind.DEPARTEMENT: ("Département", "Collectivité", "Conseil départemental"),
    OrganisationKind.PREFECTURE: ("Préfecture", "Préfet", "DDETS", "DDETSPP"),
    OrganisationKind.ARS: ("ARS", "Agence régionale de santé"),
}


def owes(owner: str, party: Party) -> bool:
    """Whether a part of the text begins with what the party is called: its name, its kind, its local
    service."""
    own = party.organisation
    called = CALLED.get(OrganisationKind(party.kind), ())
    names = (own.name, own.short_name, party.local_service, *called)
    words = [plain_title(name) for name in names if name]
    parts = [plain_title(part) for part in PARTS.split(owner)]
    return any(part == word or part.startswith(f"{word} ") for part in parts for word in words)


def owed_by(seat: Seat, contracts: Iterable[Contract]) -> list[tuple[Contract, Decision]]:
    """The open decisions that have a date and are for the organisation of the seat; the contracts come
    with their parties. One query."""
    own = {
        contract.pk: (contract, party)
        for contract in contracts
        for party in contract.parties.all()
        if party.organisation_id == seat.organisation_id
    }
    waiting = Decision.objects.filter(
        committee__contract__in=own, state=DecisionState.OPEN, due_on__isnull=False
    )
    rows = waiting.select_related("committee", "objective").order_by("due_on", "pk")
    found = [(own[row.committee.contract_id], row) for row in rows]
    return [(contract, row) for (contract, party), row in found if owes(row.owner, party)]

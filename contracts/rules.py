"""Who may do what on a contract (design: rights belong to a seat). Predicates take (seat, contract)."""

import rules

from accounts.enums import OrganisationKind, Role
from accounts.models import Seat
from accounts.rules import has_role, is_manager, is_national
from contracts.models import Amendment, Contract, ExtensionRequest


def is_party_as(kind: str) -> rules.Predicate:
    """A predicate: the seat's organisation is the contract's party of this kind, within the seat's
    territory."""

    @rules.predicate(f"is_party_as:{kind}")
    def check(seat: Seat | None, contract: Contract | None) -> bool:
        if seat is None or contract is None or seat.kind != kind or not seat.covers(contract.territory_id):
            return False
        return any(party.organisation_id == seat.organisation_id for party in contract.parties.all())

    return check


@rules.predicate
def is_of_a_departement(seat: Seat | None) -> bool:
    """A seat of a département, whatever its contracts."""
    return seat is not None and seat.kind == OrganisationKind.DEPARTEMENT


is_departement_of = is_party_as(OrganisationKind.DEPARTEMENT)
is_prefecture_of = is_party_as(OrganisationKind.PREFECTURE)
is_ars_of = is_party_as(OrganisationKind.ARS)
edits_for_departement = is_departement_of & has_role(Role.EDITOR)

# Each institution says the time that it takes itself.
rules.add_perm("contracts.set_departement_steps", edits_for_departement)
rules.add_perm("contracts.set_prefecture_steps", is_prefecture_of & has_role(Role.EDITOR, Role.REVIEWER))
rules.add_perm("contracts.set_ars_steps", is_ars_of & has_role(Role.EDITOR, Role.REVIEWER))
rules.add_perm("contracts.edit_actions", edits_for_departement)
rules.add_perm("contracts.bring_actions", is_of_a_departement & has_role(Role.EDITOR))
edits_terms = (is_national & is_manager) | (is_prefecture_of & has_role(Role.EDITOR))
rules.add_perm("contracts.edit_terms", edits_terms)
rules.add_perm("contracts.bring_contracts", is_national & is_manager)
rules.add_perm("contracts.set_calendar", is_national & is_manager)
# The national level writes down what reaches it otherwise than by the page.
asks_extension = edits_for_departement | (is_national & is_manager)
rules.add_perm("contracts.ask_extension", asks_extension)
rules.add_perm("contracts.file_documents", edits_terms | edits_for_departement)


@rules.predicate
def edits_terms_of_amended(seat: Seat | None, amendment: Amendment | None) -> bool:
    """The right on the contract that the amendment changes."""
    return amendment is not None and bool(edits_terms.test(seat, amendment.contract))


rules.add_perm("contracts.sign_amendment", edits_terms_of_amended)


@rules.predicate
def asked_for_own_contract(seat: Seat | None, request: ExtensionRequest | None) -> bool:
    """The right to ask, on the contract of the request."""
    return request is not None and bool(asks_extension.test(seat, request.contract))


rules.add_perm("contracts.withdraw_extension", asked_for_own_contract)
rules.add_perm("contracts.answer_extension", is_national & is_manager)

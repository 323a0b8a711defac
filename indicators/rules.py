"""Who may enter the figures of a contract. Predicates take (seat, contract) or (seat, perimeter)."""

import rules

from accounts.enums import OrganisationKind, Role
from accounts.models import Seat
from accounts.rules import has_role
from contracts.models import Perimeter
from contracts.rules import edits_for_departement, edits_terms, is_departement_of, is_of_a_departement
from core.imports.kinds import declared
from indicators.models import ImportBatch


@rules.predicate
def covers_one_of(seat: Seat | None, perimeter: Perimeter | None) -> bool:
    """The seat enters figures for at least one contract of the perimeter."""
    if perimeter is None:
        return False
    return any(edits_for_departement.test(seat, contract) for contract in perimeter.contracts.all())


@rules.predicate
def is_of_one_authority(seat: Seat | None, perimeter: Perimeter | None) -> bool:
    """All the contracts of the perimeter have the seat's organisation as their département."""
    if seat is None or perimeter is None:
        return False
    return all(
        any(
            party.kind == OrganisationKind.DEPARTEMENT and party.organisation_id == seat.organisation_id
            for party in contract.parties.all()
        )
        for contract in perimeter.contracts.all()
    )


@rules.predicate
def reads_import(seat: Seat | None, batch: ImportBatch | None) -> bool:
    """The seat's organisation brought it, for a contract that the seat covers."""
    if seat is None or batch is None or batch.seat.organisation_id != seat.organisation_id:
        return False
    return batch.contract is None or seat.covers(batch.contract.territory_id)


@rules.predicate
def brings_its_kind(seat: Seat | None, batch: ImportBatch | None) -> bool:
    """The seat may bring files of the kind of this one."""
    kind = declared(batch.kind) if batch else None
    return rules.has_perm(kind.permission if kind else "indicators.bring_values", seat)


rules.add_perm("indicators.bring_values", is_of_a_departement & has_role(Role.EDITOR))
rules.add_perm("indicators.handle_import", brings_its_kind & reads_import)
rules.add_perm("indicators.enter_values", edits_for_departement)
rules.add_perm("indicators.define_local", edits_for_departement)
rules.add_perm("indicators.exclude", edits_terms)
rules.add_perm("indicators.see_assignments", is_departement_of)
rules.add_perm("indicators.enter_perimeter", covers_one_of & is_of_one_authority)

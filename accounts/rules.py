"""Who may do what, as far as seats alone can say. Predicates take (seat, object)."""

from typing import Any

import rules

from accounts.enums import OrganisationKind, Role
from accounts.models import Organisation, Seat


@rules.predicate
def is_seated(seat: Seat | None) -> bool:
    """A person with an open seat."""
    return seat is not None


@rules.predicate
def is_national(seat: Seat | None) -> bool:
    """A seat in a central administration (DGCS, DGS)."""
    return seat is not None and seat.kind == OrganisationKind.NATIONAL


@rules.predicate
def is_manager(seat: Seat | None) -> bool:
    """A seat that manages its organisation."""
    return seat is not None and seat.role == Role.MANAGER


@rules.predicate
def acts_for_the_whole(seat: Seat | None) -> bool:
    """A seat with all its organisation's territories in scope."""
    return seat is not None and seat.covers_organisation


def has_role(*roles: str) -> Any:
    """A predicate: the seat has one of these roles."""

    @rules.predicate(f"has_role:{','.join(roles)}")
    def check(seat: Seat | None) -> bool:
        return seat is not None and seat.role in roles

    return check


@rules.predicate
def is_member_of(seat: Seat | None, organisation: Organisation | None) -> bool:
    """A seat of this very organisation."""
    return seat is not None and organisation is not None and seat.organisation_id == organisation.pk


@rules.predicate
def is_the_seat(seat: Seat | None, subject: Seat | None) -> bool:
    """The very seat, whose holder acts."""
    return seat is not None and subject is not None and seat.pk == subject.pk


rules.add_perm("accounts.act", is_seated)
rules.add_perm("accounts.keep_feed", is_the_seat)
rules.add_perm("accounts.administer", is_national & is_manager)
rules.add_perm("accounts.manage_seats", is_member_of & is_manager)
rules.add_perm("accounts.edit_letterhead", is_member_of & is_manager & acts_for_the_whole)

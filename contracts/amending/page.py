"""What the page of an amendment shows: its sections, what each brings, what a draft would move."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import Seat
from contracts.amending.acts import refusals
from contracts.amending.registry import (
    Bringer,
    Condition,
    Touched,
    bringer_of,
    bringers_of,
    conditions_of,
    kinds_in_order,
    touched_by,
)
from contracts.enums import AmendmentKind, AmendmentState
from contracts.models import Amendment, AmendmentChange


@dataclass(frozen=True)
class Section:
    """A kind of the amendment, with what it changes and what this seat may add to it."""

    kind: AmendmentKind
    changes: list[AmendmentChange]
    open_to: list[Bringer]
    withdrawable: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """The amendment as its page shows it; a draft has what it would move and what holds it."""

    sections: list[Section]
    touched: list[Touched] = field(default_factory=list)
    refused: Sequence[tuple[AmendmentChange, str]] = ()
    conditions: Sequence[Condition] = ()

    @property
    def waiting(self) -> list[Condition]:
        """The conditions that are not met."""
        return [one for one in self.conditions if not one.is_met]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is changed yet."""
        return not any(section.changes for section in self.sections)


def sheet_of(amendment: Amendment, seat: Seat | None) -> Sheet:
    """All that the page needs, whatever the number of changes."""
    changes = list(amendment.changes.all())
    is_draft = amendment.state == AmendmentState.DRAFT
    for change in changes:
        change.amendment = amendment
    sections = [
        Section(
            kind,
            [one for one in changes if one.kind == kind],
            [one for one in bringers_of(kind) if is_draft and one.may(seat, amendment.contract)],
            frozenset(one.pk for one in changes if is_draft and bringer_of(one).may_withdraw(seat, one)),
        )
        for kind in kinds_in_order(amendment.kinds)
    ]
    if not is_draft:
        return Sheet(sections)
    return Sheet(sections, touched_by(amendment, changes, seat), refusals(changes), _waited(amendment, seat))


def _waited(amendment: Amendment, seat: Seat | None) -> list[Condition]:
    if AmendmentKind.CREDITS not in amendment.kinds or amendment.fiscal_year is None:
        return []
    return conditions_of(amendment.contract, amendment.fiscal_year, seat)

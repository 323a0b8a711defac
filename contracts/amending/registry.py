"""What an amendment may bring, declared by the app that knows it: contracts, indicators, funding.

Each app has a module that registers its own when the application starts, so that the contract's pages offer
targets and credits without knowing what they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import rules
from django.db.models import Prefetch, prefetch_related_objects

from accounts.models import Seat
from contracts.enums import AmendmentKind
from contracts.models import Amendment, AmendmentChange, Contract, Party


@dataclass(frozen=True)
class Proposal:
    """A change to be kept in a draft: `subject` begins with the key of who brings it, `values` are JSON."""

    subject: str
    label: str
    before: str
    after: str
    values: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


class Bringer:
    """One thing an amendment of a kind may bring. `key` is its word in addresses and in subjects."""

    key = ""
    kind = ""
    title = ""
    help_text = ""

    def may(self, seat: Seat | None, contract: Contract) -> bool:
        """Whether this seat may propose it; whoever edits the terms, unless the matter is another's."""
        return bool(rules.has_perm("contracts.edit_terms", seat, contract))

    def may_withdraw(self, seat: Seat | None, change: AmendmentChange) -> bool:
        """Whether this seat may take it out of a draft; whoever may propose it, unless it is another's."""
        return self.may(seat, change.amendment.contract)

    def form(self, data: Any, amendment: Amendment, seat: Seat) -> Any:
        """The form that proposes it: once valid, its `proposal` is a Proposal."""
        raise NotImplementedError

    def refusal(self, change: AmendmentChange) -> str:
        """Why it could not be applied today, in French; empty when it could."""
        return ""

    def apply(self, change: AmendmentChange, by: Seat) -> None:
        """Make it true, pointing at the amendment; within the transaction of the signature, which holds the
        contract."""
        raise NotImplementedError


@dataclass(frozen=True)
class Touched:
    """Something that a draft would move beside what it changes: a chart, a total, a report."""

    what: str
    label: str
    effect: str
    url: str = ""


Impact = Callable[[Amendment, Sequence[AmendmentChange], Seat | None], list[Touched]]


@dataclass(frozen=True)
class Condition:
    """One of the pieces that the yearly amendment waits for: who owes it, and what is still missing."""

    title: str
    is_met: bool
    owed_by: str
    missing: Sequence[str] = ()
    url: str = ""


Following = Callable[[Amendment, Sequence[AmendmentChange]], None]
Asked = Callable[[Contract, int, Seat | None], Condition]

_bringers: dict[str, Bringer] = {}
_impacts: list[Impact] = []
_followings: list[Following] = []
_conditions: dict[int, Asked] = {}


def brings(*bringers: Bringer) -> None:
    """Add things that amendments may bring."""
    _bringers.update({one.key: one for one in bringers})


def moves(impact: Impact) -> Impact:
    """Add what a draft is found to move; a decorator."""
    _impacts.append(impact)
    return impact


def follows(following: Following) -> Following:
    """Add what is done once an amendment is applied, in the transaction of its signature; a decorator."""
    _followings.append(following)
    return following


def condition(order: int) -> Callable[[Asked], Asked]:
    """Add a condition of the yearly amendment, asked of a contract, the year it accounts for, and a reader;
    a decorator. `order` is its place on the page."""

    def declare(asked: Asked) -> Asked:
        _conditions[order] = asked
        return asked

    return declare


def bringers_of(kind: str) -> list[Bringer]:
    """All that an amendment of a kind may bring."""
    return [one for one in _bringers.values() if one.kind == kind]


def bringer(key: str) -> Bringer | None:
    """By its word in addresses."""
    return _bringers.get(key)


def bringer_of(change: AmendmentChange) -> Bringer:
    """Who brings a change."""
    return _bringers[change.subject.partition(":")[0]]


def touched_by(amendment: Amendment, changes: Sequence[AmendmentChange], seat: Seat | None) -> list[Touched]:
    """All that a draft would move beside what it changes."""
    return [one for impact in _impacts for one in impact(amendment, changes, seat)]


def follow_up(amendment: Amendment, changes: Sequence[AmendmentChange]) -> None:
    """Do all that follows the signature."""
    for following in _followings:
        following(amendment, changes)


def conditions_of(contract: Contract, fiscal_year: int, seat: Seat | None) -> list[Condition]:
    """What the amendment that fixes the credits of a year waits for, as far as the reader may know.

    The year it accounts for is the one before; a contract's first year waits for nothing.
    """
    accounted = fiscal_year - 1
    if accounted < contract.starts_on.year:
        return []
    prefetch_related_objects([contract], Prefetch("parties", Party.objects.select_related("organisation")))
    return [_conditions[order](contract, accounted, seat) for order in sorted(_conditions)]


def kinds_in_order(kinds: Sequence[str]) -> list[AmendmentKind]:
    """The kinds of an amendment, in the order of the list of kinds."""
    return [kind for kind in AmendmentKind if kind in kinds]

"""A contract as of a day, and between two days: gathers what each app says of it, then asks `statement`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.db.models import Prefetch

from contracts.enums import AmendmentKind, AmendmentState
from contracts.models import Amendment, AmendmentChange, Contract
from contracts.statement import (
    Calendar,
    Change,
    Dated,
    Revision,
    Section,
    Signed,
    calendar_of,
    compare,
    in_force,
)
from core.formats import NBSP, date_long

SECTION_OF = {
    AmendmentKind.PERIOD: Section.PERIOD,
    AmendmentKind.OBJECTIVES: Section.OBJECTIVES,
    AmendmentKind.ACTIONS: Section.ACTIONS,
    AmendmentKind.PARTIES: Section.PARTIES,
    AmendmentKind.CREDITS: Section.CREDITS,
}


@dataclass(frozen=True)
class Past:
    """What the sources read of the past: from which day everything binds, and each subject's revisions."""

    calendar: Calendar
    revisions: dict[str, list[Revision]]
    amendments: list[Amendment]

    def of(self, *keys: str) -> list[Revision]:
        """The revisions of a subject, under all the keys it had."""
        return [one for key in keys for one in self.revisions.get(key, [])]


Source = Callable[[Contract, Past], list[Dated]]
_sources: list[Source] = []


def says(source: Source) -> Source:
    """Add what an app says of a contract over time; a decorator."""
    _sources.append(source)
    return source


@dataclass(frozen=True)
class Statement:
    """All that a contract has said, dated."""

    contract: Contract
    past: Past
    rows: list[Dated]

    def on(self, day: date) -> list[Dated]:
        """What binds on a day."""
        return in_force(self.rows, day)

    def with_draft(self, amendment: Amendment, day: date) -> list[Dated]:
        """What would bind on a day if the draft were signed."""
        standing = {row.key: row for row in self.on(day)}
        for change in amendment.changes.all():
            if removed := change.values.get("removes"):
                standing.pop(removed, None)
                continue
            standing[change.subject] = _brought(change, standing.get(change.subject), day)
        return in_force(standing.values(), day)

    def state_on(self, day: date) -> str:
        """How the contract stood on a day, in French."""
        calendar = self.past.calendar
        end = calendar.end_on(day)
        if day < calendar.signature.since:
            return "pas encore signé"
        if day < calendar.starts_on:
            return f"signé, il commence le {date_long(calendar.starts_on)}"
        if end and day > end:
            return f"échu depuis le {date_long(end)}"
        return f"en vigueur jusqu’au {date_long(end)}" if end else "en vigueur"

    def taken_since(self, day: date) -> list[Amendment]:
        """The amendments signed after a day that give themselves effect on it: nobody knew it then."""
        return [
            one
            for one in self.past.amendments
            if one.signed_on and one.effective_on and one.effective_on <= day < one.signed_on
        ]


def statement_of(contract: Contract) -> Statement:
    """Read all that is said of a contract, in a number of queries that does not depend on the rows."""
    signed = contract.amendments.filter(state=AmendmentState.SIGNED).order_by("number")
    amendments = list(signed.prefetch_related(Prefetch("changes", AmendmentChange.objects.order_by("pk"))))
    calendar = calendar_of(
        signed_on=contract.signed_on,
        starts_on=contract.starts_on,
        first_end=first_end_of(contract, amendments),
        amendments=[
            Signed(one.pk, name_of(one), one.signed_on, one.effective_on, one.new_ends_on)
            for one in amendments
        ],
    )
    revisions: dict[str, list[Revision]] = {}
    for one in amendments:
        for change in one.changes.all():
            revision = Revision(change.before, change.after, calendar.amendments[one.pk])
            revisions.setdefault(change.subject, []).append(revision)
    past = Past(calendar, revisions, amendments)
    if contract.state in ("draft", "signing"):
        return Statement(contract, past, [])
    return Statement(contract, past, [row for source in _sources for row in source(contract, past)])


def first_end_of(contract: Contract, amendments: Sequence[Amendment]) -> date | None:
    """The end that the contract was signed for; None when an extension hides it."""
    if contract.initial_ends_on:
        return contract.initial_ends_on
    return None if any(one.new_ends_on for one in amendments) else contract.ends_on


def name_of(amendment: Amendment) -> str:
    """« Avenant n° 2 »."""
    return f"Avenant n°{NBSP}{amendment.number}"


def by_section(rows: Sequence[Dated]) -> list[tuple[Section, list[Dated]]]:
    """Rows in force, under their sections."""
    return [(section, list(own)) for section, own in groupby(rows, key=lambda row: row.section)]


def changes_by_section(before: Sequence[Dated], after: Sequence[Dated]) -> list[tuple[Section, list[Change]]]:
    """What differs, under its sections."""
    return [
        (section, list(own)) for section, own in groupby(compare(before, after), key=lambda one: one.section)
    ]


def _brought(change: AmendmentChange, standing: Dated | None, day: date) -> Dated:
    origin = name_of(change.amendment)
    if standing:
        return replace(standing, text=change.after, origin=origin)
    is_target = change.subject.startswith("cible:")
    section = Section.TARGETS if is_target else SECTION_OF[AmendmentKind(change.kind)]
    return Dated(section, change.subject, change.label, change.after, day, origin=origin)

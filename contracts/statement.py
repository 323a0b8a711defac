"""What a contract says on a day, and what differs between two days: pure, no database.

A contract is a set of dated rows: each says something of a subject from a day until another, and names what
brought it. What is in force on a day is the rows that cover it; nothing else is asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Section(StrEnum):
    """The parts of a contract, in the order they are read."""

    PERIOD = "period"
    PARTIES = "parties"
    OBJECTIVES = "objectives"
    TARGETS = "targets"
    ACTIONS = "actions"
    CREDITS = "credits"

    @property
    def label(self) -> str:
        """As the page says it."""
        return {
            "period": "Période",
            "parties": "Parties",
            "objectives": "Objectifs",
            "targets": "Cibles",
            "actions": "Plan d’action",
            "credits": "Crédits notifiés",
        }[self.value]


@dataclass(frozen=True)
class Moment:
    """The day from which something binds, and what brought it; `is_presumed` when the day is deduced."""

    since: date
    origin: str
    is_presumed: bool = False


@dataclass(frozen=True)
class Dated:
    """Something a contract says: of a subject (`key`, unique on a day), from `since` until the eve of
    `until`, which `ended_by` brought, where that is known. `rank` is its place in its section."""

    section: Section
    key: str
    label: str
    text: str
    since: date
    until: date | None = None
    origin: str = ""
    rank: tuple[int | str, ...] = ()
    ended_by: str = ""

    def covers(self, day: date) -> bool:
        """Whether it binds on that day: from its first, until the eve of what replaces it."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Revision:
    """A subject changed by an amendment, as people read it; an empty `before` is an addition."""

    before: str
    after: str
    moment: Moment


@dataclass(frozen=True)
class Signed:
    """What the dates of a signed amendment say: the day of its signature, the effect it gives itself, the end
    it gives the contract."""

    key: int
    name: str
    signed_on: date | None = None
    effective_on: date | None = None
    new_ends_on: date | None = None


@dataclass(frozen=True)
class Calendar:
    """From which day the contract and each of its amendments bind, and the ends it had one after another."""

    signature: Moment
    starts_on: date
    amendments: dict[int, Moment]
    ends: list[tuple[Moment, date | None]]

    def moment(self, amendment: int | None) -> Moment:
        """Of what an amendment brought, or of what the contract said from the first day."""
        return self.signature if amendment is None else self.amendments.get(amendment, self.signature)

    def of_year(self, year: int) -> Moment:
        """From which day something said of a fiscal year binds, when nothing says what brought it: with the
        first end that reaches the year."""
        reached = (moment for moment, end in self.ends if end is None or end.year >= year)
        return next(reached, self.signature)

    def end_on(self, day: date) -> date | None:
        """The end of the contract as it stood on a day; None when it is not known, or not signed yet."""
        known = [end for moment, end in self.ends if moment.since <= day]
        return known[-1] if known else None


def calendar_of(
    *,
    signed_on: date | None,
    starts_on: date,
    first_end: date | None,
    amendments: Sequence[Signed],
) -> Calendar:
    """The days from which everything binds; `amendments` are the signed ones, in their order.

    A day that no source gives is presumed: a contract binds from its start, an extension from the day after
    the end it moves.
    """
    signature = Moment(signed_on or starts_on, "Contrat", is_presumed=signed_on is None)
    moments: dict[int, Moment] = {}
    ends: list[tuple[Moment, date | None]] = [(signature, first_end)]
    last = signature.since
    for one in amendments:
        moment = _moment(one, ends[-1][1], last)
        moments[one.key] = moment
        last = max(last, moment.since)
        if one.new_ends_on:
            ends.append((moment, one.new_ends_on))
    ends.sort(key=lambda pair: pair[0].since)
    return Calendar(signature, starts_on, moments, ends)


def _moment(one: Signed, end: date | None, last: date) -> Moment:
    known = [day for day in (one.signed_on, one.effective_on) if day]
    if known:
        return Moment(max(known), one.name)
    if one.new_ends_on is None:
        return Moment(last, one.name, is_presumed=True)
    follows = end + timedelta(days=1) if end else date(one.new_ends_on.year, 1, 1)
    return Moment(min(follows, one.new_ends_on), one.name, is_presumed=True)


def versions(
    section: Section,
    key: str,
    label: str,
    current: str,
    *,
    start: Moment,
    revisions: Sequence[Revision] = (),
    rank: tuple[int | str, ...] = (),
    until: date | None = None,
) -> list[Dated]:
    """The rows of a subject, one per state it went through; the last says what stands today (`current`).

    `start` is when its first state binds: what the first revision found, or what stands today without any.
    """
    ordered = sorted(revisions, key=lambda one: one.moment.since)
    states = [(start, ordered[0].before)] if ordered else [(start, current)]
    states += [(one.moment, one.after) for one in ordered[:-1]]
    states += [(ordered[-1].moment, current)] if ordered else []
    ends = [moment.since for moment, _ in states[1:]] + [until]
    return [
        Dated(section, key, label, text, moment.since, end, moment.origin, rank)
        for (moment, text), end in zip(states, ends, strict=True)
        if text and (end is None or moment.since < end)
    ]


def in_force(rows: Iterable[Dated], day: date) -> list[Dated]:
    """What binds on a day, in the order of the contract."""
    order = list(Section)
    covering = [row for row in rows if row.covers(day)]
    return sorted(covering, key=lambda row: (order.index(row.section), row.rank, row.label))


@dataclass(frozen=True)
class Change:
    """A subject that is not the same in two states; None where it is not said."""

    section: Section
    label: str
    before: Dated | None
    after: Dated | None

    @property
    def kind(self) -> str:
        """« Ajouté », « Retiré » or « Changé »."""
        if self.before is None:
            return "Ajouté"
        return "Changé" if self.after else "Retiré"

    @property
    def origin(self) -> str:
        """What brought the change, where it is known."""
        if self.after:
            return self.after.origin
        return self.before.ended_by if self.before else ""


def compare(before: Iterable[Dated], after: Iterable[Dated]) -> list[Change]:
    """What differs between two states, in the order of the contract; nothing when they say the same."""
    old, new = ({row.key: row for row in rows} for rows in (before, after))
    told = old | new
    changes = [
        Change(row.section, row.label, old.get(key), new.get(key))
        for key, row in told.items()
        if key not in old or key not in new or old[key].text != new[key].text
    ]
    order = list(Section)
    return sorted(changes, key=lambda one: (order.index(one.section), _rank(one)))


def _rank(change: Change) -> tuple[int | str, ...]:
    row = change.after or change.before
    return row.rank if row else ()

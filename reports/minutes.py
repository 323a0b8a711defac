"""The minutes of a committee: what it decided, by objective, and what became of earlier decisions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from core.formats import NBSP, date_long, date_short
from reports.committee import to_follow
from reports.models import Committee, Decision

WHOLE = "Ensemble du contrat"
LAST = 9_999


@dataclass(frozen=True)
class Decided:
    """A decision, in words."""

    text: str
    owner: str
    due: str
    state: str
    outcome: str
    taken: str


@dataclass(frozen=True)
class Heading:
    """An objective, or the whole contract, and what was decided of it."""

    title: str
    decisions: list[Decided]


@dataclass(frozen=True)
class Minutes:
    """All that the minutes say; `changed_at` is the instant of their last change."""

    reference: str
    territory: str
    territory_of: str
    fiscal_year: int
    held: str
    attendees: list[str]
    parties: list[str]
    decided: list[Heading]
    followed: list[Heading]
    is_fictitious: bool
    changed_at: datetime

    @property
    def title(self) -> str:
        """« Comité de suivi du 12 mars 2025 »."""
        return f"Comité de suivi du {self.held}"


def minutes_of(committee: Committee) -> Minutes:
    """The minutes as they stand. A constant number of queries."""
    contract = committee.contract
    own = list(committee.decisions.select_related("objective", "committee"))
    back = list(to_follow(contract, committee.fiscal_year))
    return Minutes(
        reference=contract.reference,
        territory=contract.territory.name,
        territory_of=contract.territory.name_of,
        fiscal_year=committee.fiscal_year,
        held=date_long(committee.held_on),
        attendees=[line.strip() for line in committee.attendees.splitlines() if line.strip()],
        parties=[party.organisation.name for party in contract.closing_parties],
        decided=_headings(own),
        followed=_headings(back),
        is_fictitious=contract.is_fictitious,
        changed_at=_changed_at(committee),
    )


def _headings(decisions: Iterable[Decision]) -> list[Heading]:
    def rank(one: Decision) -> int:
        return one.objective.number if one.objective else LAST

    grouped = groupby(sorted(decisions, key=rank), key=rank)
    return [_heading(list(group)) for _, group in grouped]


def _heading(decisions: list[Decision]) -> Heading:
    objective = decisions[0].objective
    title = f"Objectif{NBSP}{objective}" if objective else WHOLE
    return Heading(title, [_decided(one) for one in decisions])


def _decided(one: Decision) -> Decided:
    return Decided(
        text=one.text,
        owner=one.owner,
        due=date_short(one.due_on) if one.due_on else "sans date",
        state=str(one.get_state_display()),
        outcome=one.outcome,
        taken=date_short(one.committee.held_on),
    )


def _changed_at(committee: Committee) -> datetime:
    of_decisions = Decision.history.filter(committee=committee.pk).order_by("-history_date")
    of_meeting = committee.history.order_by("-history_date")
    instants = [rows.values_list("history_date", flat=True).first() for rows in (of_decisions, of_meeting)]
    return max(filter(None, instants))

"""What a contract says of itself over time: its period, its parties, its objectives, its actions."""

from dataclasses import replace
from datetime import date, timedelta

from contracts.models import Contract
from contracts.standing import Past, name_of, says
from contracts.statement import Dated, Moment, Section, versions
from core.formats import NBSP, UNKNOWN_LABEL, date_long


@says
def period(contract: Contract, past: Past) -> list[Dated]:
    """From when to when, one end after another; an end that no source gives is told so."""
    ends = past.calendar.ends
    following = [moment.since for moment, _ in ends[1:]] + [None]
    start = past.calendar.signature
    first = versions(
        Section.PERIOD, "periode:debut", "Début du contrat", date_long(contract.starts_on), start=start
    )
    moved = [
        Dated(
            Section.PERIOD,
            "periode:fin",
            "Fin du contrat",
            date_long(end) if end else UNKNOWN_LABEL,
            moment.since,
            until,
            moment.origin,
            (1,),
        )
        for (moment, end), until in zip(ends, following, strict=True)
        if until is None or moment.since < until
    ]
    return [*first, *moved]


@says
def parties(contract: Contract, past: Past) -> list[Dated]:
    """Who is bound: the three from the signature, a co-signatory from its own."""
    rows = contract.parties.select_related("organisation")
    return [
        row
        for rank, party in enumerate(sorted(rows, key=lambda one: (one.kind, one.organisation.name)))
        for row in versions(
            Section.PARTIES,
            f"partie:{party.organisation_id}",
            party.organisation.name,
            ", ".join(text for text in (party.get_kind_display(), party.signatory_title) if text),
            start=_later(past.calendar.moment(party.amendment_id), party.signed_on),
            rank=(rank,),
        )
    ]


@says
def objectives(contract: Contract, past: Past) -> list[Dated]:
    """What is pursued, with why."""
    rows = contract.retained_objectives.select_related("objective", "dropped_by")
    return [
        replace(row, ended_by=name_of(kept.dropped_by) if kept.dropped_by else "")
        for kept in rows
        for row in versions(
            Section.OBJECTIVES,
            f"objectif:{kept.objective.number}",
            f"Objectif {kept.objective}",
            "retenu",
            start=past.calendar.moment(kept.amendment_id),
            rank=(kept.objective.number,),
            until=kept.dropped_from,
        )
    ]


@says
def actions(contract: Contract, past: Past) -> list[Dated]:
    """The action plan: each action while it lasts."""
    return [
        row
        for action in contract.actions.all()
        for row in versions(
            Section.ACTIONS,
            f"action:{action.number}",
            f"Action n°{NBSP}{action.number}",
            action.title,
            start=_later(past.calendar.moment(action.amendment_id), action.starts_on),
            rank=(action.number,),
            until=action.ends_on + timedelta(days=1) if action.ends_on else None,
        )
    ]


def _later(moment: Moment, day: date | None) -> Moment:
    """What binds from its own day, when that comes after what brought it."""
    return Moment(day, moment.origin) if day and day > moment.since else moment

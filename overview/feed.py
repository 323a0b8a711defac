"""What the calendar of a seat holds: exactly what the seat reads on its pages.

For a party: the deadlines of each of its contracts, the last safe day to begin each step that is its own, the
meetings, the decisions of committees that it is to carry out. For the national level: the deadlines of the
campaigns and the later dates granted.
"""

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.closing.steps import sits_for
from contracts.deadlines import bound_dates, national_dates
from contracts.due import DueDate
from contracts.models import Contract, Deadline, Party
from core.formats import NBSP, date_long
from overview.ics import Day, written
from reports.closing_calendar import DONE, ClosingCalendar, facts_of
from reports.models import Decision
from reports.owed import owed_by

# What is older says nothing to do any more.
PAST_DAYS = 365
FICTITIOUS = "Données fictives de démonstration."


def feed_for(seat: Seat, at: datetime) -> bytes:
    """The file, in a constant number of queries."""
    is_national = seat.kind == OrganisationKind.NATIONAL
    days = list(_national(at) if is_national else _own(seat, at))
    name = f"SNPPE{NBSP}: {seat.organisation.short_name}"
    host = urlsplit(settings.SITE_URL).hostname or "snppe"
    return written(name, days, host=host, today=timezone.localdate(at))


def _national(at: datetime) -> Iterator[Day]:
    url = _absolute("contracts:calendar")
    for one in national_dates(at):
        if one.due.days_left >= -PAST_DAYS:
            extended = f"-{one.due.due_on.isoformat()}" if one.due.is_extended else ""
            places = f" – {', '.join(one.places)}" if one.places else ""
            text = _told(one.deadline, one.due)
            yield Day(f"echeance-{one.deadline.pk}{extended}", one.due.due_on, one.label + places, text, url)


def _own(seat: Seat, at: datetime) -> Iterator[Day]:
    parties = Prefetch("parties", Party.objects.select_related("organisation"))
    visible = Contract.objects.visible_to(seat).for_list().prefetch_related(parties)
    contracts = {one.pk: one for one in visible}
    for contract, deadline, due in bound_dates(contracts.values(), at):
        if due.days_left >= -PAST_DAYS:
            yield _deadline(contract, deadline, due)
    for contract, decision in owed_by(seat, contracts.values()):
        if decision.due_on and (decision.due_on - timezone.localdate(at)).days >= -PAST_DAYS:
            yield _decision(contract, decision, decision.due_on)
    for (pk, year), facts in facts_of(contracts.values(), at).items():
        is_current = facts.due is not None and facts.due.days_left >= -PAST_DAYS
        if is_current and not facts.progress.is_closed:
            yield from _steps(ClosingCalendar(contracts[pk], year, seat, at, facts))


def _deadline(contract: Contract, deadline: Deadline, due: DueDate) -> Day:
    return Day(
        key=f"echeance-{deadline.pk}-{contract.reference}",
        on=due.due_on,
        title=f"{deadline.label} – {contract.territory.name}",
        text=_told(deadline, due, contract),
        url=_absolute("reports:backward", contract.reference, deadline.campaign.fiscal_year),
    )


def _decision(contract: Contract, decision: Decision, due_on: date) -> Day:
    committee = decision.committee
    where = f"{contract.territory.name}, comité du {date_long(committee.held_on)}"
    objective = f"Objectif {decision.objective}." if decision.objective else ""
    parts = [decision.text, objective, f"À la charge de{NBSP}: {decision.owner}.", _mark(contract)]
    return Day(
        key=f"decision-{decision.pk}",
        on=due_on,
        title=f"Décision à tenir{NBSP}: {decision} – {where}",
        text=" ".join(part for part in parts if part),
        url=_absolute("reports:committee", contract.reference, committee.pk),
    )


def _steps(page: ClosingCalendar) -> Iterator[Day]:
    contract, year = page.contract, page.year
    where = f"{contract.territory.name}, rapport {year}"
    url = _absolute("reports:backward", contract.reference, year)
    for row in page.rows:
        kind, slug = row.planned.kind, row.planned.terms.slug
        key = f"{contract.reference}-{year}-{slug}"
        if row.safe is None or row.standing == DONE:
            continue
        if row.planned.meeting_on:
            title = f"Réunion{NBSP}: {kind.label} – {where}"
            yield Day(f"reunion-{key}", row.planned.meeting_on, title, _mark(contract), url)
        if sits_for(page.seat, contract, kind):
            title = f"Dernier jour sûr pour commencer{NBSP}: {kind.label} – {where}"
            text = f"À finir au plus tard le {date_long(row.safe.end_by)}. {row.planned.told}."
            yield Day(f"etape-{key}", row.safe.start_by, title, f"{text} {_mark(contract)}".strip(), url)


def _told(deadline: Deadline, due: DueDate, contract: Contract | None = None) -> str:
    parts = [
        f"Public{NBSP}: {deadline.get_audience_display()}.",
        f"{deadline.legal_text}." if deadline.legal_text else "",
        f"Date reportée, au lieu du {date_long(deadline.due_on)}." if due.is_extended else "",
        f"Jusqu’à 23 h 59 ({due.zone_label})." if due.zone_label else "",
        _mark(contract) if contract else "",
    ]
    return " ".join(part for part in parts if part)


def _mark(contract: Contract) -> str:
    return FICTITIOUS if contract.is_fictitious else ""


def _absolute(name: str, *arguments: str | int) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)

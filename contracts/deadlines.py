"""The dates that bind: those of the campaigns, put back for the territories that were granted it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from accounts.models import Seat
from accounts.rules import is_national
from contracts.due import PARIS, DueDate, due_date
from contracts.enums import DeadlineKind
from contracts.models import Campaign, Contract, Deadline, DeadlineExtension
from contracts.queries import frameworks_for


@dataclass(frozen=True)
class BindingDeadline:
    """A deadline as it binds one reader: the day that counts for them, the extensions they may know of."""

    deadline: Deadline
    due: DueDate
    extensions: list[DeadlineExtension]

    @property
    def told(self) -> str:
        """« dans 12 jours », or « passée »: the calendar does not know whether the thing was done."""
        return "passée" if self.due.is_late else self.due.wording


def calendar(seat: Seat | None, at: datetime) -> list[tuple[Campaign, list[BindingDeadline]]]:
    """The campaigns, latest first, with their deadlines.

    An extension is shown to its own territory and to the national level; it is the day that counts for a seat
    whose every territory has it.
    """
    contracts = Contract.objects.visible_to(seat).select_related("territory")
    zones = {contract.territory_id: contract.territory.time_zone for contract in contracts}
    granted = DeadlineExtension.objects.select_related("territory").order_by("due_on", "territory__code")
    seen = granted if is_national(seat) else granted.filter(territory__in=zones)
    deadlines = Deadline.objects.order_by("due_on", "kind").prefetch_related(Prefetch("extensions", seen))
    campaigns = Campaign.objects.filter(framework__in=frameworks_for(seat)).select_related("framework")
    campaigns = campaigns.order_by("-fiscal_year", "-framework__first_year")
    return [
        (campaign, [_binding(deadline, zones, at) for deadline in campaign.deadlines.all()])
        for campaign in campaigns.prefetch_related(Prefetch("deadlines", deadlines))
    ]


def coming_deadlines(contract: Contract, at: datetime) -> list[BindingDeadline]:
    """What is still due of a contract, the next first."""
    granted = DeadlineExtension.objects.filter(territory=contract.territory_id)
    deadlines = Deadline.objects.filter(
        campaign__framework=contract.framework_id, campaign__fiscal_year__in=contract.years
    ).prefetch_related(Prefetch("extensions", granted))
    zones = {contract.territory_id: contract.territory.time_zone}
    binding = [_binding(deadline, zones, at) for deadline in deadlines]
    return sorted((one for one in binding if not one.due.is_late), key=lambda one: one.due.due_on)


@dataclass(frozen=True)
class NextDate:
    """A date to come of a campaign; `places` names its territories where the seat has others, which have
    another day."""

    deadline: Deadline
    due: DueDate
    places: list[str]

    @property
    def label(self) -> str:
        """What is due."""
        return self.deadline.label

    @property
    def audience(self) -> str:
        """Of whom."""
        return str(self.deadline.get_audience_display())


def dates_of(contracts: Iterable[Contract], at: datetime) -> list[NextDate]:
    """Every deadline of the contracts on the day, and in the time, that bind each; those of one day and one
    time are one line. By date. The contracts come with their territory. Two queries."""
    groups: dict[Deadline, dict[DueDate, list[str]]] = {}
    for contract, deadline, due in bound_dates(contracts, at):
        groups.setdefault(deadline, {}).setdefault(due, []).append(contract.territory.name)
    dates = [
        NextDate(deadline, due, places if len(days) > 1 else [])
        for deadline, days in groups.items()
        for due, places in days.items()
    ]
    return sorted(dates, key=lambda one: (one.due.due_on, one.deadline.pk))


def bound_dates(contracts: Iterable[Contract], at: datetime) -> Iterator[tuple[Contract, Deadline, DueDate]]:
    """The same, contract by contract. Two queries."""
    held = list(contracts)
    deadlines = Deadline.objects.filter(campaign__framework__in={one.framework_id for one in held})
    granted = DeadlineExtension.objects.filter(deadline__in=deadlines)
    extended = {(row.deadline_id, row.territory_id): row.due_on for row in granted}
    for deadline in deadlines.select_related("campaign__framework"):
        for contract in held:
            if _binds(deadline, contract):
                yield contract, deadline, _due_there(contract, deadline, extended, at)


def national_dates(at: datetime) -> list[NextDate]:
    """Every deadline at its national date, in Paris, then at each of the later dates granted, with the
    territories that have it. By date. Two queries."""
    granted = DeadlineExtension.objects.select_related("territory").order_by("due_on", "territory__code")
    dates: list[NextDate] = []
    for deadline in Deadline.objects.prefetch_related(Prefetch("extensions", granted)):
        groups: dict[date, list[str]] = {deadline.due_on: []}
        for one in deadline.extensions.all():
            day, is_extended = _later(deadline, one.due_on)
            if is_extended:
                groups.setdefault(day, []).append(one.territory.name)
        dates += [NextDate(deadline, _paris(deadline, day, at), places) for day, places in groups.items()]
    return sorted(dates, key=lambda one: (one.due.due_on, one.deadline.pk))


def _paris(deadline: Deadline, day: date, at: datetime) -> DueDate:
    is_extended = day != deadline.due_on
    return due_date(day, at=at, time_zone=PARIS, legal_text=deadline.legal_text, is_extended=is_extended)


def _binds(deadline: Deadline, contract: Contract) -> bool:
    campaign = deadline.campaign
    return campaign.framework_id == contract.framework_id and campaign.fiscal_year in contract.years


def report_due_dates(contracts: Iterable[Contract], at: datetime) -> dict[tuple[int, int], DueDate]:
    """When the report of each year of each contract is due, by (contract id, year), in two queries.

    The first date of a campaign is the one that binds; a campaign without date gives nothing. The contracts
    come with their territory.
    """
    binding: dict[tuple[int, int], Deadline] = {}
    for deadline in Deadline.objects.filter(kind=DeadlineKind.REPORT).select_related("campaign"):
        binding.setdefault((deadline.campaign.framework_id, deadline.campaign.fiscal_year), deadline)
    granted = DeadlineExtension.objects.filter(deadline__kind=DeadlineKind.REPORT)
    extended = {(row.deadline_id, row.territory_id): row.due_on for row in granted}
    return {
        (contract.pk, year): _due_there(contract, binding[contract.framework_id, year], extended, at)
        for contract in contracts
        for year in contract.years
        if (contract.framework_id, year) in binding
    }


def binding_day(deadline: Deadline, contract: Contract) -> date:
    """The day that binds the contract's territory now."""
    granted = DeadlineExtension.objects.filter(deadline=deadline, territory=contract.territory_id).first()
    return _later(deadline, granted.due_on if granted else None)[0]


def _later(deadline: Deadline, granted_on: date | None) -> tuple[date, bool]:
    """The day that counts, and whether it is that of the extension: a national date that was moved since
    beyond what was granted to a territory is its date too."""
    if granted_on is None or granted_on <= deadline.due_on:
        return deadline.due_on, False
    return granted_on, True


def _due_there(
    contract: Contract, deadline: Deadline, extended: dict[tuple[int, int], date], at: datetime
) -> DueDate:
    due_on, is_extended = _later(deadline, extended.get((deadline.pk, contract.territory_id)))
    return due_date(
        due_on,
        at=at,
        time_zone=contract.territory.time_zone,
        legal_text=deadline.legal_text,
        is_extended=is_extended,
    )


def _binding(deadline: Deadline, zones: dict[int, str], at: datetime) -> BindingDeadline:
    """For territories by their id, each with its zone; where they differ, the day ends in Paris."""
    extensions = list(deadline.extensions.all())
    own = {one.territory_id: one.due_on for one in extensions if one.territory_id in zones}
    is_whole = bool(own) and set(own) == set(zones)
    due_on, is_extended = _later(deadline, min(own.values()) if is_whole else None)
    zone = next(iter(zones.values())) if len(set(zones.values())) == 1 else PARIS
    due = due_date(due_on, at=at, time_zone=zone, legal_text=deadline.legal_text, is_extended=is_extended)
    return BindingDeadline(deadline, due, extensions)

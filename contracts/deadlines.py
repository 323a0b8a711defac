"""The dates that bind: those of the campaigns, put back for the territories that were granted it."""

from collections.abc import Iterable
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


def _due_there(
    contract: Contract, deadline: Deadline, extended: dict[tuple[int, int], date], at: datetime
) -> DueDate:
    later = extended.get((deadline.pk, contract.territory_id))
    return due_date(
        later or deadline.due_on,
        at=at,
        time_zone=contract.territory.time_zone,
        legal_text=deadline.legal_text,
        is_extended=later is not None,
    )


def _binding(deadline: Deadline, zones: dict[int, str], at: datetime) -> BindingDeadline:
    """For territories by their id, each with its zone; where they differ, the day ends in Paris."""
    extensions = list(deadline.extensions.all())
    own = {one.territory_id: one.due_on for one in extensions if one.territory_id in zones}
    due_on = min(own.values()) if own and set(own) == set(zones) else deadline.due_on
    zone = next(iter(zones.values())) if len(set(zones.values())) == 1 else PARIS
    return BindingDeadline(deadline, due_date(due_on, at=at, time_zone=zone), extensions)

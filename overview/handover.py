"""The handover book of a seat: all that whoever takes it needs to know, on one page to be printed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.models import Contract, Party
from indicators.models import Indicator
from overview.calendar import NextDate, next_dates
from overview.tasks import Task, tasks_for
from reports.enums import DecisionState
from reports.models import Decision, Remark
from reports.queries import SUBJECTS

PAST_YEARS = 2


@dataclass(frozen=True)
class Followed:
    """A contract of the seat, with its parties in its order."""

    contract: Contract
    parties: list[Party]


class Handover:
    """What the page tells, each part in a constant number of queries.

    The people of other organisations are theirs to name: of them, only the service and the signatory that the
    contract itself gives. The national level, which follows every territory, has its board for their state.
    """

    def __init__(self, seat: Seat, at: datetime) -> None:
        self.seat, self.at = seat, at
        self.is_national = seat.kind == OrganisationKind.NATIONAL
        self._contracts = Contract.objects.visible_to(seat)

    @cached_property
    def contracts(self) -> list[Followed]:
        """The contracts that the seat follows, the latest framework first."""
        if self.is_national:
            return []
        rows = self._contracts.for_list().prefetch_related("parties__organisation")
        return [Followed(one, list(one.parties.all())) for one in rows]

    @cached_property
    def tasks(self) -> list[Task]:
        """What is to do and what is awaited."""
        return [] if self.is_national else tasks_for(self.seat, self.at)

    @cached_property
    def dates(self) -> list[NextDate]:
        """The next dates of the campaigns."""
        return next_dates(self.seat, self.at)

    @cached_property
    def colleagues(self) -> QuerySet[Seat]:
        """The seats held today in the organisation."""
        held = Seat.objects.visible_to(self.seat).open_on(timezone.localdate(self.at)).for_acting()
        return held.order_by("role", "user__email", "pk")

    @cached_property
    def remarks(self) -> list[Remark]:
        """What was remarked of the last years, the latest first, as far as the seat may read it."""
        if self.is_national:
            return []
        since = timezone.localdate(self.at).year - PAST_YEARS
        asked = Remark.objects.filter(report__contract__in=self._contracts, report__fiscal_year__gte=since)
        rows = asked.seen_by(self.seat).select_related(
            "report__contract__territory", "organisation", *SUBJECTS
        )
        return list(rows.order_by("-created_at", "-pk"))

    @cached_property
    def decisions(self) -> list[Decision]:
        """What committees decided and still waits."""
        if self.is_national:
            return []
        waiting = Decision.objects.filter(committee__contract__in=self._contracts, state=DecisionState.OPEN)
        rows = waiting.select_related("committee__contract__territory", "objective")
        return list(rows.order_by("due_on", "pk"))

    @cached_property
    def definitions(self) -> list[Indicator]:
        """The indicators followed, each once: what they count, in what, from where."""
        if self.is_national:
            return []
        retained = Q(objective__retained_by__contract__in=self._contracts)
        own = Q(contract=None) | Q(contract__in=self._contracts)
        rows = Indicator.objects.filter(retained, own).select_related("objective__framework").distinct()
        return list(rows.order_by("-objective__framework__first_year", "objective__number", "code", "pk"))

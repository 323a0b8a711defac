"""Where each contract stands in each of its ended years, read in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat
from contracts.deadlines import report_due_dates
from contracts.due import DueDate
from contracts.enums import ContractState
from contracts.models import Contract
from funding.models import FundingLine
from funding.rules import PAYER_FIELDS
from overview.completeness import Completeness, completeness_of
from reports.enums import RemarkState, SealDecision
from reports.models import Remark, Reminder, Report, Seal, SignedCopy

LIVE = [ContractState.SIGNED, ContractState.ENDED]
ABSENT = "absent"
Year = tuple[int, int]


@dataclass
class Said:
    """The remarks on a report that are not closed, internal notes apart: how many, how many of them wait for
    an answer, how many of the seat's organisation have one.

    `proposed_sources`: those of whose payer one that waits proposes another amount.
    """

    open_count: int = 0
    unanswered_count: int = 0
    own_answered_count: int = 0
    proposed_sources: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Situation:
    """One contract in one ended year. `report` is None until the département opens it.

    `decisions` holds what each organisation (by id) said of the current edition; `completeness` is None
    when it is not the seat's business; `has_own_lines`: whether the seat's organisation entered money for it;
    `reminders`: the last one that each organisation (by id) received of what is awaited now;
    `said` counts the remarks that are not closed; `signed`: the organisations (by id) that signed the current
    edition.
    """

    contract: Contract
    year: int
    report: Report | None = None
    due: DueDate | None = None
    completeness: Completeness | None = None
    decisions: dict[int, str] = field(default_factory=dict)
    has_own_lines: bool = False
    reminders: dict[int, Reminder] = field(default_factory=dict)
    said: Said = field(default_factory=Said)
    signed: frozenset[int] = frozenset()

    @property
    def state(self) -> str:
        """The report's state, or « absent »."""
        return self.report.state if self.report else ABSENT

    @property
    def is_closed(self) -> bool:
        """Whether the three parties have agreed."""
        return self.report is not None and self.report.is_closed

    @property
    def is_late(self) -> bool:
        """Whether the joint closing is overdue."""
        return self.due is not None and self.due.is_late and not self.is_closed

    @property
    def awaited(self) -> list[str]:
        """Who has said nothing yet of the current edition, by short names."""
        silent = [party for party in self._closing if party.pk not in self.decisions]
        return [party.short_name for party in silent]

    @property
    def refusing(self) -> list[str]:
        """Who refused the current edition, by short names."""
        refusals = [p for p in self._closing if self.decisions.get(p.pk) == SealDecision.REFUSED]
        return [party.short_name for party in refusals]

    @property
    def _closing(self) -> list[Organisation]:
        return [party.organisation for party in self.contract.closing_parties]


def situations_for(seat: Seat, at: datetime) -> list[Situation]:
    """Every ended year of every live contract in the seat's scope, oldest first."""
    visible = Contract.objects.visible_to(seat).filter(state__in=LIVE).for_list()
    contracts = {contract.pk: contract for contract in visible.prefetch_related("parties__organisation")}
    facts = _Facts(contracts, seat, at)
    this_year = timezone.localdate(at).year
    years = sorted((year, pk) for pk, contract in contracts.items() for year in contract.years)
    return [facts.situation(contracts[pk], year) for year, pk in years if year < this_year]


class _Facts:
    """All that the situations need, by contract and year."""

    def __init__(self, contracts: dict[int, Contract], seat: Seat, at: datetime) -> None:
        self.reports = _reports(contracts)
        self.seals = _seals(contracts)
        self.said = _said(contracts, seat)
        self.lines = _own_lines(contracts, seat)
        self.reminders = _reminders(contracts)
        self.signed = _signed(contracts)
        self.dues = report_due_dates(contracts.values(), at)
        enters = seat.kind == OrganisationKind.DEPARTEMENT
        self.following = completeness_of(contracts.values()) if enters else {}

    def situation(self, contract: Contract, year: int) -> Situation:
        key = (contract.pk, year)
        report, following = self.reports.get(key), self.following.get(contract.pk)
        return Situation(
            contract=contract,
            year=year,
            report=report,
            due=self.dues.get(key),
            completeness=following.in_year(year) if following else None,
            decisions=self.seals[report.current_edition_id] if report else {},
            has_own_lines=key in self.lines,
            reminders=self.reminders.get(report.pk, {}) if report else {},
            said=self.said[report.pk] if report else Said(),
            signed=frozenset(self.signed[report.pk] if report else ()),
        )


def _reports(contracts: dict[int, Contract]) -> dict[Year, Report]:
    # An edition holds the whole text of its report, which nobody reads here.
    reports = Report.objects.select_related("current_edition").defer("current_edition__canonical")
    reports = reports.filter(contract__in=contracts).order_by("fiscal_year", "contract")
    for report in reports:
        # The rights ask the contract for its parties, which are already here.
        report.contract = contracts[report.contract_id]
    return {(report.contract_id, report.fiscal_year): report for report in reports}


def _seals(contracts: Iterable[int]) -> dict[int | None, dict[int, str]]:
    standing = Seal.objects.valid().filter(report__contract__in=contracts)
    decisions: dict[int | None, dict[int, str]] = defaultdict(dict)
    for edition_id, organisation_id, decision in standing.values_list(
        "edition_id", "organisation_id", "decision"
    ):
        decisions[edition_id][organisation_id] = decision
    return decisions


def _said(contracts: Iterable[int], seat: Seat) -> dict[int, Said]:
    """By report, what is said of it and not closed."""
    remarks = Remark.objects.open().filter(report__contract__in=contracts, is_internal=False)
    found: dict[int, Said] = defaultdict(Said)
    for report, state, author, value, column, source in remarks.values_list(
        "report_id", "state", "organisation_id", "proposed_value", "cell", "funding_line__source"
    ):
        said = found[report]
        said.open_count += 1
        said.unanswered_count += state == RemarkState.OPEN
        said.own_answered_count += state == RemarkState.ANSWERED and author == seat.organisation_id
        if state == RemarkState.OPEN and value is not None and column in PAYER_FIELDS:
            said.proposed_sources.add(source)
    return found


def _reminders(contracts: Iterable[int]) -> dict[int, dict[int, Reminder]]:
    """By report and organisation: what has changed since is no longer awaited."""
    sent = Reminder.objects.filter(
        report__contract__in=contracts, state=F("report__state"), edition=F("report__current_edition")
    )
    found: dict[int, dict[int, Reminder]] = defaultdict(dict)
    for one in sent.select_related("seat__organisation").order_by("sent_at", "pk"):
        found[one.report_id][one.organisation_id] = one
    return found


def _signed(contracts: Iterable[int]) -> dict[int, set[int]]:
    """By report, the organisations that signed the edition in force."""
    copies = SignedCopy.objects.filter(
        edition__report__contract__in=contracts, edition=F("edition__report__current_edition")
    )
    found: dict[int, set[int]] = defaultdict(set)
    for report_id, organisation_id in copies.values_list("edition__report_id", "organisation_id"):
        found[report_id].add(organisation_id)
    return found


def _own_lines(contracts: Iterable[int], seat: Seat) -> set[Year]:
    lines = FundingLine.objects.filter(contract__in=contracts, payer=seat.organisation_id)
    return set(lines.values_list("contract_id", "fiscal_year"))

"""The closing of a year read backwards: by when each institution must act for the report to be closed in
time, and whether that can still be."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import rules

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.backward import Backward, Safe, backward
from contracts.closing.steps import PlannedStep, plan_of
from contracts.deadlines import report_due_dates
from contracts.due import DueDate
from contracts.enums import ClosingStepKind
from contracts.models import ClosingStep, Contract
from core.charts import Chart, Flag, Span, spans
from core.formats import NBSP, date_long, joined
from reports.enums import ReportState, SealDecision
from reports.models import Report, Seal

MARGIN = timedelta(days=7)
DONE, MISSED, NOW, COMING = "done", "missed", "now", "coming"
LABELS = {DONE: "fait", MISSED: "dernier jour passé", NOW: "à commencer", COMING: "à venir"}
RANKS = {DONE: 2, MISSED: 4, NOW: 0, COMING: 5}
READINGS = {
    ClosingStepKind.PREFECTURE_READING: OrganisationKind.PREFECTURE,
    ClosingStepKind.ARS_READING: OrganisationKind.ARS,
}
SEALS = {
    ClosingStepKind.PREFECTURE_SEAL: OrganisationKind.PREFECTURE,
    ClosingStepKind.ARS_SEAL: OrganisationKind.ARS,
    ClosingStepKind.DEPARTEMENT_SEAL: OrganisationKind.DEPARTEMENT,
}


@dataclass(frozen=True)
class Progress:
    """How far the closing of a year has gone: the state of the report (empty before it is opened), the rank
    of its edition, who sealed it, by kind of organisation."""

    state: str = ""
    edition: int = 0
    sealed: frozenset[str] = frozenset()

    @property
    def is_closed(self) -> bool:
        """Whether the three have agreed."""
        return self.state in ReportState.closed()

    def is_done(self, planned: PlannedStep, today: date) -> bool:
        """Whether a step asks for nothing any more."""
        if self.is_closed:
            return True
        kind = planned.kind
        if planned.is_meeting:
            return planned.meeting_on is not None and planned.meeting_on < today
        if kind == ClosingStepKind.WRITING:
            return self.state in (ReportState.SHARED, ReportState.RETURNED)
        if kind in READINGS:
            return self.state == ReportState.RETURNED or READINGS[kind] in self.sealed
        if kind == ClosingStepKind.ANSWERS:
            read = {*READINGS.values()} <= self.sealed
            return self.state == ReportState.SHARED and (self.edition > 1 or read)
        return SEALS[kind] in self.sealed


@dataclass(frozen=True)
class Facts:
    """What a closing is read from: its date, how far it has gone, what each step takes."""

    due: DueDate | None
    progress: Progress
    steps: list[PlannedStep]


def facts_of(contracts: Iterable[Contract], at: datetime) -> dict[tuple[int, int], Facts]:
    """By contract (its key) and year, in a constant number of queries, for contracts read with their
    territory and their parties."""
    held = list(contracts)
    dues, progress = report_due_dates(held, at), _progress_of(held)
    said: dict[int, list[ClosingStep]] = defaultdict(list)
    for row in ClosingStep.objects.filter(contract__in=held).order_by("fiscal_year"):
        said[row.contract_id].append(row)
    return {
        key: Facts(dues.get(key), progress.get(key, Progress()), plan_of(contract, year, said[contract.pk]))
        for contract in held
        for year in contract.years
        for key in [(contract.pk, year)]
    }


def _progress_of(contracts: Iterable[Contract]) -> dict[tuple[int, int], Progress]:
    kinds = {(one.pk, party.organisation_id): party.kind for one in contracts for party in one.parties.all()}
    reports = list(Report.objects.filter(contract__in=contracts).select_related("current_edition"))
    given = Seal.objects.valid().filter(report__in=reports).exclude(decision=SealDecision.REFUSED)
    sealed: dict[int, set[int]] = defaultdict(set)
    for edition, organisation in given.values_list("edition", "organisation"):
        sealed[edition].add(organisation)
    return {
        (one.contract_id, one.fiscal_year): Progress(
            one.state,
            one.current_edition.number if one.current_edition else 0,
            frozenset(kinds.get((one.contract_id, by), "") for by in sealed[one.current_edition_id or 0]),
        )
        for one in reports
    }


@dataclass(frozen=True)
class Row:
    """A line of the page: a step and its days (None for a meeting without a day), and where it stands."""

    planned: PlannedStep
    safe: Safe | None
    standing: str
    may_set: bool

    @property
    def standing_label(self) -> str:
        """In words."""
        return LABELS[self.standing]


class ClosingCalendar:
    """What the page shows of one year; nothing to count when no text dates the closing."""

    def __init__(
        self, contract: Contract, year: int, seat: Seat | None, at: datetime, facts: Facts | None = None
    ) -> None:
        self.contract, self.year, self.seat = contract, year, seat
        self.today = contract.day_there(at)
        known = facts or facts_of([contract], at)[contract.pk, year]
        self.due, self.progress, self.steps = known.due, known.progress, known.steps

    @cached_property
    def backward(self) -> Backward | None:
        """The calculation; None without a date."""
        if self.due is None:
            return None
        return backward(
            [one.step(is_done=self.progress.is_done(one, self.today)) for one in self.steps if one.counts],
            close_on=self.due.due_on,
            today=self.today,
            territory_code=self.contract.territory.code,
        )

    @cached_property
    def rows(self) -> list[Row]:
        """Every step in its order; the meetings without a day among them."""
        safe = iter(self.backward.steps if self.backward else [])
        return [self._row(one, next(safe, None) if one.counts else None) for one in self.steps]

    def _row(self, planned: PlannedStep, safe: Safe | None) -> Row:
        may_set = not self.progress.is_closed and rules.has_perm(
            planned.terms.permission, self.seat, self.contract
        )
        return Row(planned, safe, self._standing(safe), may_set)

    def _standing(self, safe: Safe | None) -> str:
        if safe is None:
            return COMING
        if safe.step.is_done:
            return DONE
        if safe.is_missed or safe.is_too_late_a_meeting:
            return MISSED
        return NOW if safe.start_by <= self.today + MARGIN else COMING

    @property
    def is_out_of_reach(self) -> bool:
        """Whether the closing cannot be in time any more."""
        return self.backward is not None and not self.progress.is_closed and self.backward.is_out_of_reach

    @property
    def warning(self) -> str:
        """Why the date is out of reach, in one sentence; empty when it is not."""
        if self.backward is None or not self.is_out_of_reach:
            return ""
        late = [_inside(one.step.label) for one in self.backward.culprits]
        told = f"Ce qui manque de temps{NBSP}: {joined(late)}. " if late else ""
        soonest = self.backward.soonest
        if soonest is None:
            return f"{told}Une réunion vient trop tard pour son dossier{NBSP}: changez-en la date."
        return f"{told}En commençant aujourd’hui, l’arrêté est possible le {date_long(soonest)}."

    @property
    def begin_by(self) -> date | None:
        """The last safe day to begin what is next."""
        left = [row.safe.start_by for row in self.rows if row.safe and row.standing != DONE]
        return min(left, default=None)

    @property
    def chart(self) -> Chart | None:
        """The steps drawn on one calendar."""
        dated = [(row, row.safe) for row in self.rows if row.safe is not None]
        if not dated or self.due is None:
            return None
        days = [day for _, safe in dated for day in (safe.start_by, safe.end_by)]
        days += [self.due.due_on, *(safe.step.meeting_on for _, safe in dated if safe.step.meeting_on)]
        last = max(days)
        return spans(
            [_span(row, safe) for row, safe in dated],
            title=f"Calendrier de l’arrêté {self.year}, contrat {self.contract.reference}",
            first=min(days).replace(day=1),
            last=last.replace(day=monthrange(last.year, last.month)[1]),
            today=self.today,
            heading="Étape",
            flagged="Réunion",
        )


def _inside(label: str) -> str:
    """A name inside a sentence: its acronyms stay in capitals."""
    return label[0].lower() + label[1:]


def _span(row: Row, safe: Safe) -> Span:
    meeting = safe.step.meeting_on
    flags = (Flag("Réunion", meeting, is_done=row.standing == DONE),) if meeting else ()
    end = min(meeting, safe.end_by) if meeting else safe.end_by
    return Span(safe.step.label, safe.start_by, end, row.standing_label, RANKS[row.standing], flags)

"""What the reports say of a year: open, locked, or re-opened in part; and to whom its figures are shown.

Given to `contracts.years` when the application starts, so that indicators and funding can ask without
knowing us.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Subquery
from django.urls import reverse

from accounts.models import Seat
from contracts.models import Action, ActionReview, ActionYear, Contract
from contracts.rules import is_departement_of
from contracts.years import (
    AgreedEdition,
    AgreedEditions,
    OpenRemark,
    OpenRemarks,
    Remarked,
    Reported,
    Said,
    Subject,
)
from core.models import JournalEntry
from funding.models import FundingLine
from indicators.checks import CheckPoint, YearChecks
from indicators.models import Indicator
from reports.enums import ReportState
from reports.models import Edition, Remark, Report, Section

# What a remark bears on, by the name of its field.
PLACES = {"indicator": Indicator, "section": Section, "funding_line": FundingLine, "action": Action}


def is_open(report: Report) -> bool:
    """Whether all of the report's year may be written to: what `refusals` says of the whole."""
    return None in Reopened.of(report)


class ReportYearPolicy:
    """The answers of the reports, with one query each."""

    def refusals(self, contract: Contract, year: int, subjects: Sequence[Any]) -> list[str]:
        """Why each subject of the year cannot be written to; empty when it can."""
        report = self._report(contract, year)
        if report is None or report.state in (ReportState.DRAFT, ReportState.CORRECTED):
            return [""] * len(subjects)
        if report.state == ReportState.RETURNED:
            reopened = Reopened.by_remarks_on(report)
            return ["" if subject in reopened else NOT_REMARKED for subject in subjects]
        locked = (
            f"L’exercice {year} du contrat {contract.reference} est dans l’état "
            f"«\u00a0{report.get_state_display()}\u00a0» ({str(report.current_edition).lower()})\u00a0: "
            "ses données ne se modifient plus."
        )
        return [locked] * len(subjects)

    def is_hidden(self, contract: Contract, year: int, seat: Seat | None) -> bool:
        """A year's figures are its département's alone until they are shared; the baseline belongs to the
        contract."""
        if is_departement_of(seat, contract) or year < contract.starts_on.year:
            return False
        report = self._report(contract, year)
        return report is None or not report.is_locked

    def agreed_editions(self, contracts: Iterable[Contract]) -> AgreedEditions:
        """The last of the agreed editions of each year: it stands until another is agreed."""
        rows = Edition.objects.filter(report__contract__in=[contract.pk for contract in contracts])
        rows = rows.filter(agreed_at__isnull=False).order_by("number")
        kept = ("report__contract_id", "report__fiscal_year", "number", "frozen_at", "agreed_at")
        return {(contract, year): AgreedEdition(*rest) for contract, year, *rest in rows.values_list(*kept)}

    def restricted_years(self, contracts: Iterable[Contract]) -> AbstractSet[tuple[int, int]]:
        """The years whose report is neither a draft nor under correction."""
        rows = Report.objects.filter(contract__in=[contract.pk for contract in contracts])
        rows = rows.exclude(state__in=(ReportState.DRAFT, ReportState.CORRECTED))
        return set(rows.order_by("pk").values_list("contract_id", "fiscal_year"))

    def shared_years(self, contracts: Iterable[Contract]) -> AbstractSet[tuple[int, int]]:
        """The years whose report is locked."""
        keys = [contract.pk for contract in contracts]
        locked = Report.objects.filter(contract__in=keys, state__in=ReportState.locked())
        return set(locked.values_list("contract_id", "fiscal_year"))

    def reports(self, contract: Contract, seat: Seat | None) -> dict[int, Reported]:
        """Their state and their page; what they say is another matter."""
        rows = Report.objects.visible_to(seat).filter(contract=contract)
        return {
            row.fiscal_year: Reported(
                row.state,
                str(row.get_state_display()),
                reverse("reports:detail", args=[contract.reference, row.fiscal_year]),
            )
            for row in rows.only("fiscal_year", "state")
        }

    def remarks(
        self, contract: Contract, year: int | None, subject: Any, seat: Seat | None
    ) -> list[Remarked]:
        """Those on an indicator, a section, a funding line or an action, of reports that the seat reads."""
        place = next((name for name, kind in PLACES.items() if isinstance(subject, kind)), None)
        if seat is None or place is None:
            return []
        readable = Report.objects.visible_to(seat).filter(contract=contract)
        if year is not None:
            readable = readable.filter(fiscal_year=year)
        rows = Remark.objects.filter(report__in=readable.values("pk"), **{place: subject}).seen_by(seat)
        rows = rows.select_related("report", "organisation", "indicator", "funding_line")
        rows = rows.prefetch_related("replies__organisation").order_by("created_at", "pk")
        return [_remarked(row, contract) for row in rows]

    def remarked(self, contract: Contract, year: int, seat: Seat | None) -> OpenRemarks:
        """Those of a report under discussion: a draft has none, and what is agreed is not discussed."""
        found: dict[Subject, list[OpenRemark]] = defaultdict(list)
        if seat is None:
            return found
        told = Report.objects.visible_to(seat).filter(contract=contract, fiscal_year=year)
        told = told.filter(state__in=(ReportState.SHARED, ReportState.RETURNED))
        rows = Remark.objects.open().filter(report__in=told.values("pk")).seen_by(seat)
        for row in rows.only(*(f"{name}_id" for name in PLACES), "cell").order_by("created_at", "pk"):
            cell = str(row.get_cell_display()).lower() if row.cell else ""
            for name, kind in PLACES.items():
                if pk := getattr(row, f"{name}_id"):
                    found[kind, pk].append(OpenRemark(row.cell, cell))
        return found

    @staticmethod
    def _report(contract: Contract, year: int) -> Report | None:
        known = Report.objects.select_related("current_edition")
        return known.filter(contract=contract, fiscal_year=year).first()


def _remarked(row: Remark, contract: Contract) -> Remarked:
    page = reverse("reports:detail", args=[contract.reference, row.report.fiscal_year])
    return Remarked(
        kind=str(row.get_kind_display()),
        state=str(row.get_state_display()),
        cell=str(row.get_cell_display()) if row.cell else "",
        quote=row.quote,
        edition_number=row.edition_number,
        body=row.body,
        thread=[Said(said.organisation.name, said.said_at, said.body) for said in row.replies.all()],
        answer=row.answer,
        proposal=row.proposal,
        organisation=row.organisation.name,
        made_at=row.created_at,
        is_internal=row.is_internal,
        url=f"{page}#remark-{row.pk}",
    )


NOT_REMARKED = (
    "Le rapport est renvoyé\u00a0: seul ce qui fait l’objet d’une remarque non close se modifie\u00a0; "
    "aucune remarque ne porte sur cet élément."
)


@dataclass(frozen=True)
class Reopened:
    """What a return re-opens: what is remarked, or everything when a remark bears on the whole report. A
    remark on one cell or one passage re-opens its row or its text, which are saved whole."""

    everything: bool
    places: frozenset[tuple[type, int]]

    @classmethod
    def of(cls, report: Report) -> Self:
        """What of the report's year may be written to, whatever its state."""
        if report.state == ReportState.RETURNED:
            return cls.by_remarks_on(report)
        return cls(everything=not report.is_locked, places=frozenset())

    @classmethod
    def by_remarks_on(cls, report: Report) -> Self:
        """Read the open remarks once, for any number of subjects."""
        rows = Remark.objects.open().filter(report=report, is_internal=False)
        remarked = list(rows.values_list(*PLACES))
        places = {(kind, pk) for row in remarked for kind, pk in zip(PLACES.values(), row, strict=True) if pk}
        return cls(everything=any(not any(row) for row in remarked), places=frozenset(places))

    def __contains__(self, subject: Any) -> bool:
        if isinstance(subject, ActionReview | ActionYear):
            # What an action did in the year, and what it was to do, are the action's.
            return self.everything or (Action, subject.action_id) in self.places
        return self.everything or (type(subject), getattr(subject, "pk", None)) in self.places


def to_correct(report: Report, checks: YearChecks) -> list[CheckPoint]:
    """The figures that hold back the sharing of a report: those that may be corrected. One that a return
    leaves closed was shared as it stands; were a rule made stricter since, nobody could mend it."""
    opened = Reopened.of(report)
    return [point for point in checks.blocking if point.row.indicator in opened]


def explainable(report: Report, checks: YearChecks) -> list[CheckPoint]:
    """The gaps of the report's year that wait for an explanation, or for why the report is shared without:
    those that a return left closed were let be, for a reason, when the report was first shared.

    What was remarked at the return waits even where its author has closed the remark since: that settles the
    remark, and says nothing of the gap.
    """
    opened, asked = Reopened.of(report), _remarked_then_closed(report)
    return [
        point
        for point in checks.open
        if point.row.indicator in opened or not {None, point.row.indicator.pk}.isdisjoint(asked)
    ]


def _remarked_then_closed(report: Report) -> set[int | None]:
    """The indicators remarked when the report was last returned, whose remarks were closed since; None for a
    remark on the whole report."""
    if report.state != ReportState.RETURNED:
        return set()
    acts = JournalEntry.objects.filter(chain=report.journal_chain, subject=f"reports.report:{report.pk}")
    returns = acts.filter(after__state=ReportState.RETURNED).exclude(before__state=ReportState.RETURNED)
    returned_at = returns.order_by("-number").values("at")[:1]
    elsewhere = dict.fromkeys(PLACES.keys() - {"indicator"})
    rows = Remark.objects.filter(report=report, is_internal=False, **elsewhere)
    rows = rows.filter(created_at__lte=Subquery(returned_at), closed_at__gt=Subquery(returned_at))
    return set(rows.values_list("indicator", flat=True))

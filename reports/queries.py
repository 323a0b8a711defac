"""Reading reports: what a seat may open, which edition it reads, and what a page shows of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import rules
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat
from contracts.models import Contract, Party
from core.formats import NBSP, moment
from core.models import JournalEntry
from reports.builder import build_report
from reports.canonical import read_report, write_report
from reports.changes import Change, changes_between
from reports.enums import ReportState, SealDecision
from reports.models import AssemblyReport, Edition, Remark, Reminder, Report, Seal, SignedCopy
from reports.papers import draft_frame, latest_frame
from reports.rules import reads_live, sits_for_a_party


def report_or_404(seat: Seat | None, reference: str, year: int) -> Report:
    """The report, with what its pages need; 404 for whoever may not read it."""
    reports = Report.objects.visible_to(seat).select_related(
        "contract__territory",
        "contract__framework",
        "current_edition__submitted",
        "current_edition__agreed",
        "draft_pdf",
    )
    # The rights ask the contract for its parties, each time they are asked.
    parties = Prefetch("contract__parties", Party.objects.select_related("organisation"))
    reports = reports.prefetch_related(parties)
    report = reports.filter(contract__reference=reference, fiscal_year=year).first()
    if report is None:
        raise Http404("Aucun rapport lisible à cette adresse.")
    return report


def is_party(seat: Seat | None, report: Report) -> bool:
    """Whether the report is of one's own contracts (or one is national), not merely an agreed one of
    others."""
    # The parties are known with the report: for them, nothing more is asked.
    if sits_for_a_party.test(seat, report.contract):
        return True
    return Contract.objects.visible_to(seat).filter(pk=report.contract_id).exists()


def readable_editions(seat: Seat | None, report: Report) -> QuerySet[Edition]:
    """The frozen editions a seat may open, latest first: all of one's own contract's, agreed ones of
    others'. Each knows the number of the agreed one that it `corrects`, if any."""
    before = Edition.objects.filter(report=OuterRef("report"), number__lt=OuterRef("number"))
    agreed = before.exclude(agreed_at=None).order_by("-number").values("number")[:1]
    editions = report.editions.select_related("submitted", "agreed").order_by("-number")
    editions = editions.annotate(corrects=Subquery(agreed))
    editions = editions.prefetch_related("signed_copies__organisation")
    return editions if is_party(seat, report) else editions.filter(agreed_at__isnull=False)


def edition_or_404(seat: Seat | None, report: Report, number: int) -> Edition:
    """One edition by its number; 404 for whoever may not read it."""
    edition = readable_editions(seat, report).filter(number=number).first()
    if edition is None:
        raise Http404("Aucune édition lisible à cette adresse.")
    return edition


def paper_for(seat: Seat | None, report: Report) -> tuple[str, dict[str, Any]]:
    """What the seat reads of a report, as canonical JSON and its frame: the work in progress for its own
    département, else the last edition."""
    if reads_live(seat, report) and report.state in ReportState.writable():
        return write_report(build_report(report)), draft_frame()
    edition = readable_editions(seat, report).first()
    if edition is None:
        raise Http404("Ce rapport n’a pas encore d’édition partagée.")
    return edition.canonical, latest_frame(edition)


# What a remark bears on, with what names it.
SUBJECTS = (
    "indicator__objective",
    "section__engagement",
    "section__objective",
    "funding_line__action",
    "funding_line__payer",
    "action",
)


@dataclass(frozen=True)
class PartyState:
    """Where one party stands on the current edition, for the strip of seats: what it said of it, then whether
    it signed it."""

    organisation_id: int
    name: str
    state: str
    state_label: str
    detail: str
    signed_at: datetime | None = None
    lacks_signature: bool = False

    @property
    def signature(self) -> str:
        """« signé le 12 juin 2025… », « signature attendue » once the report is agreed, or nothing."""
        if self.signed_at is not None:
            return f"signé {moment(self.signed_at)}"
        return "signature attendue" if self.lacks_signature else ""


def strip_of(report: Report) -> list[PartyState]:
    """The three parties in the contract's order: what each has said, or since when it is awaited."""
    given = Seal.objects.valid().filter(edition=report.current_edition_id)
    # What was never shared has no seal.
    seals = {seal.organisation_id: seal for seal in given} if report.current_edition_id else {}
    since, reminded = awaited_since(report), _reminders(report)
    told = [
        _party_state(report, party.organisation, seals.get(party.organisation_id), since, reminded)
        for party in report.contract.closing_parties
    ]
    return _with_signatures(report, told)


def _with_signatures(report: Report, parties: list[PartyState]) -> list[PartyState]:
    """The same, with what each signed: nothing before an edition is agreed, and nothing is awaited of anybody
    while it is being corrected."""
    edition = report.current_edition
    if edition is None or edition.agreed_at is None:
        return parties
    signed = dict(edition.signed_copies.values_list("organisation_id", "signed_at"))
    return [
        replace(
            party,
            signed_at=signed.get(party.organisation_id),
            lacks_signature=report.is_closed and party.organisation_id not in signed,
        )
        for party in parties
    ]


def awaited_since(report: Report) -> datetime | None:
    """Since when the report waits for what it waits for: its sharing, its return, its re-opening."""
    if report.state == ReportState.SHARED:
        return report.shared_at
    reason = last_reason(report)
    return reason.at if reason else None


def _reminders(report: Report) -> dict[int, Reminder]:
    """The last reminder of each organisation on what the report waits for now."""
    if report.current_edition_id is None:
        return {}
    sent = Reminder.objects.filter(report=report, edition=report.current_edition_id, state=report.state)
    return {one.organisation_id: one for one in sent.select_related("seat__organisation")}


def _party_state(
    report: Report,
    organisation: Organisation,
    seal: Seal | None,
    since: datetime | None,
    reminded: dict[int, Reminder],
) -> PartyState:
    state, label, detail = _standing(report, organisation, seal, since)
    if state == "waiting" and (sent := reminded.get(organisation.pk)):
        detail += f"{NBSP}; rappel de {sent.seat.organisation.short_name}, {moment(sent.sent_at)}"
    return PartyState(organisation.pk, organisation.name, state, label, detail)


def _standing(
    report: Report, organisation: Organisation, seal: Seal | None, since: datetime | None
) -> tuple[str, str, str]:
    if seal is not None:
        said = f". {seal.statement}" if seal.statement else ""
        detail = f"{seal.seat_label}, {moment(seal.sealed_at)}{said}"
        return seal.decision, str(seal.get_decision_display()), detail
    if report.state == ReportState.SHARED:
        return "waiting", "Visa attendu", f"depuis {moment(since)}"
    if organisation.kind == OrganisationKind.DEPARTEMENT and report.state in ReportState.writable():
        return "waiting", "Rédaction en cours", f"depuis {moment(since)}" if since else ""
    return "idle", "Visera après le partage", ""


def has_sealed(seat: Seat, parties: list[PartyState]) -> bool:
    """Whether the seat's organisation has said what it thinks of the current edition."""
    own = [party for party in parties if party.organisation_id == seat.organisation_id]
    return any(party.state in SealDecision.values for party in own)


def signing_acts(report: Report, seat: Seat, parties: list[PartyState]) -> set[str]:
    """The ways of signing that are open to the seat: « sign » here, « bring_back » what was signed elsewhere;
    none once its organisation has signed."""
    rights = {"sign": "reports.sign_report", "bring_back": "reports.return_signed_report"}
    is_missing = any(one.lacks_signature for one in parties if one.organisation_id == seat.organisation_id)
    return {act for act, right in rights.items() if is_missing and rules.has_perm(right, seat, report)}


@dataclass(frozen=True)
class Reason:
    """Why a report was last returned or re-opened: by whom (seat), when, and in whose words."""

    seat_label: str
    at: datetime
    text: str


def last_reason(report: Report) -> Reason | None:
    """The reason the parties gave for the state the report is in; None when it needs none."""
    if report.state not in (ReportState.RETURNED, ReportState.CORRECTED):
        return None
    acts = JournalEntry.objects.filter(chain=report.journal_chain, subject=f"reports.report:{report.pk}")
    given = acts.exclude(reason="").order_by("-number").first()
    return Reason(given.seat_label, given.at, given.reason) if given else None


def changes_of(edition: Edition | None) -> list[Change]:
    """What an edition changes from the one before it; nothing for the first."""
    if edition is None or edition.number == 1:
        return []
    before = Edition.objects.get(report=edition.report_id, number=edition.number - 1)
    return changes_between(read_report(before.canonical), read_report(edition.canonical))


def remarks_for(seat: Seat, report: Report) -> QuerySet[Remark]:
    """The remarks a seat may read, oldest first."""
    rows = Remark.objects.filter(report=report).seen_by(seat)
    rows = rows.select_related("organisation", "author", "answered_by", *SUBJECTS)
    return rows.prefetch_related("replies__organisation")


def remarks_read(seat: Seat, report: Report) -> list[Remark]:
    """The same, each with the report and the contract that are at hand: the rights ask them for the parties,
    without a query for each."""
    rows = list(remarks_for(seat, report))
    for one in rows:
        one.report = report
        if one.funding_line is not None:
            one.funding_line.contract = report.contract
    return rows


def has_looked_at(seat: Seat, report: Report, remarks: Iterable[Remark]) -> bool:
    """Whether the seat's organisation has read some point of the edition in force, or remarked it; `remarks`
    are those that it may read."""
    edition = report.current_edition
    if edition is None:
        return False
    own = (one for one in remarks if one.organisation_id == seat.organisation_id)
    if any(one.created_at >= edition.frozen_at for one in own):
        return True
    return edition.reading_marks.filter(seat__organisation=seat.organisation_id).exists()


def assembly_or_404(seat: Seat | None, slug: str, year: int) -> AssemblyReport:
    """The report to an assembly; 404 for whoever may not read it."""
    papers = AssemblyReport.objects.visible_to(seat).select_related("authority", "paper")
    paper = papers.filter(authority__slug=slug, fiscal_year=year).first()
    if paper is None:
        raise Http404("Aucun rapport à l’assemblée lisible à cette adresse.")
    return paper


def listed_reports(seat: Seat | None, contract: Contract | None = None) -> list[Report]:
    """Reports whose state one knows or whose agreed edition one may read, of a contract or of all.

    Each is marked `is_readable`, and `is_followed` when it is of one's own contracts; `signature_count` is
    how many parties signed its edition in force.
    """
    copies = SignedCopy.objects.filter(edition=OuterRef("current_edition")).order_by().values("edition")
    readable, followed = Report.objects.visible_to(seat), Report.objects.followed_by(seat)
    shown = Report.objects.filter(Q(pk__in=readable.values("pk")) | Q(pk__in=followed.values("pk")))
    shown = shown.annotate(
        is_readable=Exists(readable.filter(pk=OuterRef("pk"))),
        is_followed=Exists(followed.filter(pk=OuterRef("pk"))),
        signature_count=Coalesce(Subquery(copies.annotate(count=Count("pk")).values("count")), 0),
    )
    return list((shown.filter(contract=contract) if contract is not None else shown).for_list())

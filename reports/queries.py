"""Reading reports: what a seat may open, which edition it reads, and what a page shows of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from accounts.enums import OrganisationKind
from accounts.models import Seat
from contracts.models import Contract
from core.formats import instant
from reports.builder import build_report
from reports.canonical import write_report
from reports.enums import ReportState, SectionKind
from reports.models import AssemblyReport, Edition, Remark, Report, Seal, Section
from reports.papers import draft_frame, latest_frame
from reports.rules import reads_live


def report_or_404(seat: Seat | None, reference: str, year: int) -> Report:
    """The report, with what its pages need; 404 for whoever may not read it."""
    reports = Report.objects.visible_to(seat).select_related(
        "contract__territory",
        "contract__framework",
        "current_edition__submitted",
        "current_edition__agreed",
        "draft_pdf",
    )
    report = reports.filter(contract__reference=reference, fiscal_year=year).first()
    if report is None:
        raise Http404("Aucun rapport lisible à cette adresse.")
    return report


def is_party(seat: Seat | None, report: Report) -> bool:
    """Whether the report is of one's own contracts (or one is national), not merely an agreed one of
    others."""
    return Contract.objects.visible_to(seat).filter(pk=report.contract_id).exists()


def readable_editions(seat: Seat | None, report: Report) -> QuerySet[Edition]:
    """The frozen editions a seat may open, latest first: all of one's own contract's, agreed ones of
    others'."""
    editions = report.editions.select_related("submitted", "agreed").order_by("-number")
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


@dataclass(frozen=True)
class PartyState:
    """Where one party stands on the current edition, for the strip of seats."""

    name: str
    state: str
    state_label: str
    detail: str


def strip_of(report: Report) -> list[PartyState]:
    """The three parties in the contract's order: what each has said, or since when it is awaited."""
    seals = {
        seal.organisation_id: seal for seal in Seal.objects.valid().filter(edition=report.current_edition_id)
    }
    parties = report.contract.parties.filter(kind__in=OrganisationKind.parties()).select_related(
        "organisation"
    )
    ordered = sorted(parties, key=lambda party: OrganisationKind.parties().index(party.kind))
    return [_party_state(report, party.organisation, seals.get(party.organisation_id)) for party in ordered]


def _party_state(report: Report, organisation: Any, seal: Seal | None) -> PartyState:
    if seal is not None:
        detail = f"{seal.seat_label}, {instant(seal.sealed_at)}"
        return PartyState(organisation.name, seal.decision, str(seal.get_decision_display()), detail)
    if report.state == ReportState.SHARED:
        return PartyState(organisation.name, "waiting", "Visa attendu", f"depuis {instant(report.shared_at)}")
    if organisation.kind == OrganisationKind.DEPARTEMENT and report.state in ReportState.writable():
        return PartyState(organisation.name, "waiting", "Rédaction en cours", "")
    return PartyState(organisation.name, "idle", "Pas encore saisie", "")


def remarks_for(seat: Seat, report: Report) -> QuerySet[Remark]:
    """The remarks a seat may read, oldest first."""
    related = (
        "organisation",
        "author",
        "indicator",
        "section__engagement",
        "section__objective",
        "funding_line",
    )
    return Remark.objects.filter(report=report).seen_by(seat).select_related(*related)


def assembly_or_404(seat: Seat | None, slug: str, year: int) -> AssemblyReport:
    """The report to an assembly; 404 for whoever may not read it."""
    papers = AssemblyReport.objects.visible_to(seat).select_related("authority", "paper")
    paper = papers.filter(authority__slug=slug, fiscal_year=year).first()
    if paper is None:
        raise Http404("Aucun rapport à l’assemblée lisible à cette adresse.")
    return paper


def listed_reports(seat: Seat | None, year: int | None, contract: Contract | None = None) -> list[Report]:
    """Reports whose state one knows or whose agreed edition one may read, each marked `is_readable`."""
    readable = Report.objects.visible_to(seat).values("pk")
    shown = Report.objects.filter(
        Q(pk__in=readable) | Q(pk__in=Report.objects.followed_by(seat).values("pk"))
    )
    shown = shown.annotate(is_readable=Exists(Report.objects.visible_to(seat).filter(pk=OuterRef("pk"))))
    if year is not None:
        shown = shown.filter(fiscal_year=year)
    if contract is not None:
        shown = shown.filter(contract=contract)
    return list(shown.for_list())


def written_in_order(report: Report) -> list[Section]:
    """The sections in the report's order: general ones, then each engagement followed by its objectives."""
    sections = report.sections.select_related("engagement", "objective__engagement")
    return sorted(sections, key=_place_of)


LAST = 99


def _place_of(section: Section) -> tuple[int, int, int]:
    engagement = section.engagement or (section.objective and section.objective.engagement)
    rank = engagement.position if engagement else LAST if section.kind == SectionKind.OUTLOOK else 0
    return (rank, section.objective.number if section.objective else 0, section.pk)

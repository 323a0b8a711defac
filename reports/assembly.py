"""The report to the assembly: what it says, how it is opened and written."""

from dataclasses import dataclass

from django.db import transaction

from accounts.enums import OrganisationKind
from accounts.models import Organisation, Seat
from contracts.models import Contract
from core import journal
from core.acting import acting
from core.rights import require
from core.workflow import TransitionRefused
from reports.builder import build_report
from reports.canonical import read_report, write_assembly
from reports.content import AssemblyContent, ReportContent
from reports.enums import AssemblySectionKind, RenderingKind
from reports.letterheads import frozen_letterheads
from reports.models import AssemblyReport, AssemblySection, Edition, Rendering, Report
from reports.narrative import rewrite
from reports.papers import agreed_frame, draft_frame, request_paper, with_letterheads
from reports.rendering import FrameKind
from reports.rendering.figures import REFERENCE, SeveralFigures, unfound


@transaction.atomic
def open_assembly_report(*, authority: Organisation, fiscal_year: int, by: Seat) -> AssemblyReport:
    """The report of an authority to its assembly for a year, with its empty sections; the existing one if
    any."""
    require("reports.write_assembly_report", by, AssemblyReport(authority=authority), "préparer le rapport")
    if not presented_reports(authority, fiscal_year):
        raise TransitionRefused(
            f"Aucun rapport d’exécution {fiscal_year} n’est ouvert pour cette collectivité."
        )
    with acting(by):
        paper, is_new = AssemblyReport.objects.get_or_create(authority=authority, fiscal_year=fiscal_year)
        for kind in AssemblySectionKind:
            AssemblySection.objects.get_or_create(assembly_report=paper, kind=kind)
        if is_new:
            journal.record(
                chain=paper.journal_chain, act="Ouvrir le rapport à l’assemblée", subject=paper, by=by
            )
    return paper


@transaction.atomic
def write_assembly_section(
    section: AssemblySection, *, body: str, by: Seat, shown_version: int | None = None
) -> AssemblySection:
    """Replace the text of a section. Raises StaleVersion when somebody else wrote it meanwhile."""
    paper = section.assembly_report
    require("reports.write_assembly_report", by, paper, "rédiger le rapport à l’assemblée")
    if AssemblyReport.locked(paper.pk).adopted_on:
        raise TransitionRefused("Ce rapport est adopté\u00a0: il ne se modifie plus.")
    return rewrite(section, body, chain=paper.journal_chain, by=by, shown_version=shown_version)


def presented_reports(authority: Organisation, fiscal_year: int) -> list[Report]:
    """The reports it presents, one per contract of the authority, in the order of the territories."""
    contracts = Contract.objects.filter(
        parties__organisation=authority, parties__kind=OrganisationKind.DEPARTEMENT
    )
    reports = Report.objects.filter(contract__in=contracts, fiscal_year=fiscal_year)
    return list(
        reports.select_related("contract__territory", "current_edition").order_by("contract__territory__code")
    )


@dataclass(frozen=True)
class Lacking:
    """What keeps the paper a draft: the texts to write and the reports that were never agreed."""

    texts: list[AssemblySection]
    reports: list[Report]

    def __bool__(self) -> bool:
        return bool(self.texts or self.reports)


def lacking(paper: AssemblyReport, reports: list[Report]) -> Lacking:
    """What is still to be done before the paper can be submitted with the reports it presents; its PDF is
    marked as a draft until then."""
    agreed = Edition.objects.filter(report__in=reports, agreed_at__isnull=False)
    known = set(agreed.values_list("report_id", flat=True))
    return Lacking(
        texts=[section for section in paper.sections.all() if section.is_missing],
        reports=[report for report in reports if report.pk not in known],
    )


def build_assembly(paper: AssemblyReport) -> tuple[AssemblyContent, list[dict[str, object]]]:
    """What the paper says, and the frame of each annexed report (edition and hash, or draft)."""
    texts = {section.kind: section.body for section in paper.sections.all()}
    annexes = [_annex(report) for report in presented_reports(paper.authority, paper.fiscal_year)]
    content = AssemblyContent(
        authority=paper.authority.name,
        fiscal_year=paper.fiscal_year,
        meets_on=paper.meets_on,
        summary=texts.get(AssemblySectionKind.SUMMARY, ""),
        context=texts.get(AssemblySectionKind.CONTEXT, ""),
        funding_narrative=texts.get(AssemblySectionKind.FUNDING, ""),
        prevention=texts.get(AssemblySectionKind.PREVENTION, ""),
        protection=texts.get(AssemblySectionKind.PROTECTION, ""),
        proposal=texts.get(AssemblySectionKind.PROPOSAL, ""),
        annexes=[annex for annex, _ in annexes],
    )
    return content, [frame for _, frame in annexes]


def unfound_figures(paper: AssemblyReport, body: str) -> list[str]:
    """What is wrong, in French, with the figures that a text of the paper cites from the reports."""
    if not REFERENCE.search(body):
        return []
    return unfound(body, SeveralFigures(build_assembly(paper)[0].annexes))


def _annex(report: Report) -> tuple[ReportContent, dict[str, object]]:
    """An agreed report as it was agreed; one that is not, as it stands, and marked so."""
    edition: Edition | None = report.editions.filter(agreed_at__isnull=False).order_by("-number").first()
    if edition is not None:
        return read_report(edition.canonical), agreed_frame(edition)
    return build_report(report), draft_frame()


@transaction.atomic
def request_assembly_paper(paper: AssemblyReport, *, by: Seat) -> Rendering:
    """Ask for its PDF, made by the worker; one that lacks a text or an agreed report is marked as a draft.

    The rendering is the one that exists when nothing has changed since. Raises PermissionDenied.
    """
    require("reports.write_assembly_report", by, paper, "préparer le PDF")
    rendering = request_paper(RenderingKind.ASSEMBLY, *assembly_paper(paper))
    with acting(by):
        paper.paper = rendering
        paper.save(update_fields=["paper"])
    return rendering


def assembly_paper(paper: AssemblyReport) -> tuple[str, dict[str, object]]:
    """The canonical content of the paper and its frame: a draft until it lacks nothing."""
    content, annexes = build_assembly(paper)
    is_agreed = bool(annexes) and all(annex["kind"] == FrameKind.AGREED for annex in annexes)
    is_final = is_agreed and not any(section.is_missing for section in paper.sections.all())
    kind = FrameKind.ASSEMBLY if is_final else FrameKind.DRAFT
    own = with_letterheads(frozen_letterheads([paper.authority]))
    return write_assembly(content), {"kind": kind, "annexes": annexes} | own

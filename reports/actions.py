"""Writes on reports other than changes of state: opening, narrative, the PDF of the draft. Each atomic,
traced, version-checked."""

from typing import Any

from django.db import transaction

from accounts.models import Seat
from contracts import years
from contracts.enums import DocumentKind
from contracts.filing import file_document
from contracts.models import Contract
from core import journal
from core.acting import acting
from core.attachments import Attachment
from core.rights import require
from core.workflow import TransitionRefused
from reports.builder import build_report
from reports.canonical import write_report
from reports.enums import RenderingKind
from reports.models import Rendering, Report, Section
from reports.narrative import lay_sections, rewrite
from reports.papers import draft_frame, request_paper
from reports.workflow import deliberate


@transaction.atomic
def open_report(*, contract: Contract, fiscal_year: int, by: Seat) -> Report:
    """The draft report of a year, with its empty sections; the existing one when it is already open."""
    require("reports.open_report", by, contract, "ouvrir un rapport")
    if fiscal_year not in contract.years:
        raise TransitionRefused(f"L’exercice {fiscal_year} est hors de la période du contrat.")
    with acting(by):
        Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
        report, is_new = Report.objects.get_or_create(contract=contract, fiscal_year=fiscal_year)
        if is_new:
            lay_sections(report)
            journal.record(chain=report.journal_chain, act="Ouvrir le rapport", subject=report, by=by)
    return report


@transaction.atomic
def write_section(section: Section, *, body: str, by: Seat, shown_version: int | None = None) -> Section:
    """Replace a section's text. Raises StaleVersion when somebody else wrote it meanwhile."""
    report = section.report
    require("reports.write_report", by, report, "rédiger le rapport")
    years.check_open(report.contract, report.fiscal_year, section)
    return rewrite(section, body, chain=report.journal_chain, by=by, shown_version=shown_version)


@transaction.atomic
def record_deliberation(
    report: Report, *, by: Seat, attachment: Attachment | None = None, shown_version: int | None, **vote: Any
) -> None:
    """Record the assembly's vote; the deliberation, if it is attached, joins the pieces of the contract.

    Raises what `workflow.deliberate` and `contracts.filing.file_document` raise.
    """
    piece = None
    if attachment is not None:
        piece = file_document(
            report.contract,
            kind=DocumentKind.DELIBERATION,
            attachment=attachment,
            by=by,
            title=f"Délibération {vote['reference']}",
            dated_on=vote["deliberated_on"],
        )
    deliberate(report, by=by, shown_version=shown_version, document=piece, **vote)


@transaction.atomic
def request_draft(report: Report, *, by: Seat) -> Rendering:
    """Ask for the PDF of the work in progress, marked as a draft; for the département alone."""
    require("reports.write_report", by, report, "préparer le PDF du projet")
    canonical = write_report(build_report(report))
    with acting(by):
        locked = Report.locked(report.pk)
        locked.draft_pdf = request_paper(RenderingKind.DRAFT, canonical, draft_frame())
        locked.save(update_fields=["draft_pdf"])
    report.draft_pdf = locked.draft_pdf
    return locked.draft_pdf

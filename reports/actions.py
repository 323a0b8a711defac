"""Writes on reports other than changes of state: opening, narrative, remarks. Each atomic, traced,
version-checked."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Seat
from contracts import years
from contracts.models import Contract
from core import journal
from core.acting import acting
from core.rights import require
from core.workflow import TransitionRefused
from reports.builder import build_report
from reports.canonical import write_report
from reports.enums import RemarkState, RenderingKind
from reports.models import Remark, Rendering, Report, Section
from reports.narrative import lay_sections, rewrite
from reports.papers import draft_frame, request_paper


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
def make_remark(report: Report, *, by: Seat, body: str, **place: Any) -> Remark:
    """Say something of the shared report: on an indicator, a section, a funding line, or the whole.

    `place` takes `kind`, `indicator`, `section`, `funding_line`, `is_internal`.
    """
    require("reports.remark_report", by, report, "faire une remarque")
    with acting(by):
        standing = Report.locked(report.pk)
        if not standing.is_locked or standing.is_closed:
            raise TransitionRefused("Les remarques se font sur un rapport partagé et non encore arrêté.")
        remark = Remark.objects.create(
            report=report, organisation=by.organisation, author=by.user, body=body.strip(), **place
        )
        after = {} if remark.is_internal else {"body": remark.body, "place": remark.place}
        journal.record(
            chain=report.journal_chain, act="Faire une remarque", subject=report, by=by, after=after
        )
    return remark


@transaction.atomic
def answer_remark(remark: Remark, *, by: Seat, answer: str, shown_version: int | None = None) -> Remark:
    """The département's answer; the remark then waits for its author to close it."""
    require("reports.answer_remark", by, remark.report, "répondre à une remarque")
    with acting(by):
        if Report.locked(remark.report_id).is_closed:
            raise TransitionRefused("Ce rapport est arrêté\u00a0: il ne s’y répond plus.")
        locked = Remark.locked(remark.pk, shown_version)
        if locked.state == RemarkState.CLOSED:
            raise TransitionRefused("Cette remarque est close.")
        if not answer.strip():
            raise TransitionRefused("Écrivez votre réponse.")
        locked.answer, locked.state, locked.answered_at = answer.strip(), RemarkState.ANSWERED, timezone.now()
        locked.save_next()
        _journal_remark(locked, "Répondre à une remarque", by)
    return locked


@transaction.atomic
def close_remark(remark: Remark, *, by: Seat, shown_version: int | None = None) -> Remark:
    """Declare a remark settled; only the organisation that made it can."""
    require("reports.remark_report", by, remark.report, "clore une remarque")
    if remark.organisation_id != by.organisation_id:
        raise PermissionDenied("Seule l’organisation qui a fait la remarque peut la clore.")
    with acting(by):
        Report.locked(remark.report_id)
        locked = Remark.locked(remark.pk, shown_version)
        if locked.state == RemarkState.CLOSED:
            raise TransitionRefused("Cette remarque est déjà close.")
        locked.state, locked.closed_at = RemarkState.CLOSED, timezone.now()
        locked.save_next()
        _journal_remark(locked, "Clore une remarque", by)
    return locked


def _journal_remark(remark: Remark, act: str, by: Seat) -> None:
    after = {} if remark.is_internal else {"state": remark.state, "answer": remark.answer}
    label = "Note interne" if remark.is_internal else ""
    journal.record(chain=remark.journal_chain, act=act, subject=remark, by=by, after=after, label=label)


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

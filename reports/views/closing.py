"""The acts by which a report is shared, returned, deliberated and corrected, or no longer corrected."""

from collections.abc import Callable, Sequence

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from contracts.filing import FILE
from core.forms import SnppeForm
from core.numbers import whole
from core.rights import require
from core.tabular.texts import clean
from core.workflow import TransitionRefused
from reports import workflow
from reports.actions import record_deliberation
from reports.checks import review_of
from reports.enums import RemarkState
from reports.forms import DeliberationForm, ReasonForm
from reports.models import Report
from reports.queries import report_or_404
from reports.returning import Group, reopened_by_return, told_of_return
from reports.views.page import back, refusals_told, report_page, report_url

MAX_REASON = 500
REMARK_FIRST = (
    "Un renvoi dit au département ce qu’il doit reprendre\u00a0: faites d’abord au moins une remarque, "
    "sur l’indicateur, le texte, l’action ou le montant en cause."
)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def share_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Say what sharing does and what is still missing; then freeze the report and hand it over."""
    report = report_or_404(request.seat, reference, year)
    require("reports.share_report", request.seat, report, "partager le rapport")
    if request.method != "POST":
        return _before_sharing(request, report)
    shown = whole(request.POST.get("version", "")) or 0
    reason = clean(request.POST.get("reason", ""))[:MAX_REASON]
    edition = workflow.share(report, by=request.seat, shown_version=shown, reason=reason)
    messages.success(
        request, f"Le rapport est partagé\u00a0: {str(edition).lower()}, empreinte {edition.short_hash}."
    )
    return back(report)


def _before_sharing(request: HttpRequest, report: Report) -> HttpResponse:
    if report.is_locked:
        raise TransitionRefused(
            f"Ce rapport est déjà dans l’état «\u00a0{report.get_state_display()}\u00a0»."
        )
    context = report_page(report, "Partager") | {
        "review": review_of(report),
        "max_reason": MAX_REASON,
        "unchanged": workflow.nothing_corrected(report),
        "unanswered": report.remarks.filter(state=RemarkState.OPEN, is_internal=False).count(),
        "back_url": report_url(report),
    }
    return render(request, "reports/share.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def return_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Send the report back to the département, with a reason."""
    report = report_or_404(request.seat, reference, year)
    require("reports.return_report", request.seat, report, "renvoyer le rapport")
    form = ReasonForm(request.POST or None, initial={"version": report.version})
    reopened = reopened_by_return(report, request.seat)
    return _act(
        request,
        report,
        form,
        heading="Renvoyer au département",
        intro=told_of_return(reopened) if reopened else REMARK_FIRST,
        needed="" if reopened else report_url(report, "remark"),
        reopened=reopened,
        act=lambda: workflow.send_back(report, by=request.seat, **form.details),
        done="Le rapport est renvoyé au département.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def deliberate_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Record the vote of the assembly."""
    report = report_or_404(request.seat, reference, year)
    require("reports.deliberate_report", request.seat, report, "enregistrer la délibération")
    may_file = rules.has_perm(FILE, request.seat, report.contract)
    shown = {"version": report.version}
    form = DeliberationForm(request.POST or None, request.FILES or None, initial=shown, may_file=may_file)
    return _act(
        request,
        report,
        form,
        heading="Enregistrer la délibération",
        intro="L’assemblée a délibéré sur le rapport arrêté.",
        act=lambda: record_deliberation(report, by=request.seat, **form.details),
        done="La délibération est enregistrée.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def correct_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Open a correction of an agreed report."""
    report = report_or_404(request.seat, reference, year)
    require("reports.correct_report", request.seat, report, "ouvrir une correction")
    form = ReasonForm(request.POST or None, initial={"version": report.version})
    return _act(
        request,
        report,
        form,
        heading="Ouvrir une correction",
        intro=(
            "L’édition arrêtée reste lisible pour toujours\u00a0; la correction donnera "
            "une nouvelle édition à viser."
        ),
        act=lambda: workflow.open_correction(report, by=request.seat, **form.details),
        done="La correction est ouverte\u00a0: le rapport redevient modifiable.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def drop_correction(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Close a correction that has changed nothing."""
    report = report_or_404(request.seat, reference, year)
    require("reports.correct_report", request.seat, report, "renoncer à la correction")
    form = ReasonForm(request.POST or None, initial={"version": report.version})
    return _act(
        request,
        report,
        form,
        heading="Renoncer à la correction",
        intro="Si rien n’a changé, l’édition arrêtée reste celle du rapport, avec ses visas et son vote.",
        act=lambda: workflow.drop_correction(report, by=request.seat, **form.details),
        done="La correction est close\u00a0: le rapport est de nouveau tel qu’arrêté.",
    )


def _act(
    request: HttpRequest,
    report: Report,
    form: SnppeForm,
    *,
    heading: str,
    intro: str,
    act: Callable[[], object],
    done: str,
    needed: str = "",
    reopened: Sequence[Group] = (),
) -> HttpResponse:
    """One form, one act: shows it, or does it and goes back to the report.

    `needed` is the address of what has to be done first: the form is then not offered. `reopened` is what the
    act opens again, told before the form.
    """
    if request.method == "POST" and form.is_valid() and _is_done(form, act):
        messages.success(request, done)
        return back(report)
    context = report_page(report, heading) | {"form": form, "heading": heading, "intro": intro}
    context |= {"needed": needed, "reopened": reopened, "back_url": report_url(report)}
    return render(request, "reports/act.html", context)


def _is_done(form: SnppeForm, act: Callable[[], object]) -> bool:
    """Do it; a file that is not kept is told on the form."""
    try:
        act()
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return False
    return True

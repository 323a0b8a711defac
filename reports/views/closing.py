"""The acts by which a report is shared, returned, sealed, deliberated and corrected."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from core.forms import SnppeForm
from reports import workflow
from reports.enums import ReportState
from reports.forms import DeliberationForm, ReasonForm, SealForm
from reports.models import Report
from reports.views.page import back, refusals_told, report_for, report_page, report_url


@require_POST
@refusals_told
def share_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Freeze the report and hand it to the préfecture and the ARS."""
    report = report_for(request, reference, year)
    version = request.POST.get("version", "")
    shown = int(version) if version.isdigit() else None
    edition = workflow.share(report, by=request.seat, shown_version=shown)
    messages.success(
        request, f"Le rapport est partagé : {str(edition).lower()}, empreinte {edition.short_hash}."
    )
    return back(report)


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def return_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Send the report back to the département, with a reason."""
    report = report_for(request, reference, year, "reports.return_report")
    form = ReasonForm(request.POST or None)
    return _act(
        request,
        report,
        form,
        heading="Renvoyer au département",
        intro=(
            "Seul ce qui fait l’objet d’une remarque ouverte redevient modifiable ; les visas donnés tombent."
        ),
        act=lambda: workflow.send_back(report, by=request.seat, reason=form.cleaned_data["reason"]),
        done="Le rapport est renvoyé au département.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def deliberate_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Record the vote of the assembly."""
    report = report_for(request, reference, year, "reports.deliberate_report")
    form = DeliberationForm(request.POST or None)
    return _act(
        request,
        report,
        form,
        heading="Enregistrer la délibération",
        intro="L’assemblée a délibéré sur le rapport arrêté.",
        act=lambda: workflow.deliberate(report, by=request.seat, **form.cleaned_data),
        done="La délibération est enregistrée.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def correct_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Open a correction of an agreed report."""
    report = report_for(request, reference, year, "reports.correct_report")
    form = ReasonForm(request.POST or None)
    return _act(
        request,
        report,
        form,
        heading="Ouvrir une correction",
        intro=(
            "L’édition arrêtée reste lisible pour toujours ; la correction donnera "
            "une nouvelle édition à viser."
        ),
        act=lambda: workflow.open_correction(report, by=request.seat, reason=form.cleaned_data["reason"]),
        done="La correction est ouverte : le rapport redevient modifiable.",
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
) -> HttpResponse:
    """One form, one act: shows it, or does it and goes back to the report."""
    if request.method == "POST" and form.is_valid():
        act()
        messages.success(request, done)
        return back(report)
    context = report_page(report, heading) | {"form": form, "heading": heading, "intro": intro}
    return render(request, "reports/act.html", context | {"back_url": report_url(report)})


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def seal_report(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Seal exactly the edition that is shown."""
    report = report_for(request, reference, year, "reports.seal_report")
    edition = report.current_edition
    form = SealForm(request, request.POST or None, initial={"sha256": edition.sha256 if edition else ""})
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("decision", "statement", "sha256")}
        workflow.seal(report, by=request.seat, **chosen)
        agreed = report.state == ReportState.AGREED
        messages.success(
            request,
            "Les trois visas sont donnés : le rapport est arrêté."
            if agreed
            else "Votre visa est enregistré.",
        )
        return back(report)
    context = report_page(report, "Viser") | {
        "form": form,
        "edition": edition,
        "back_url": report_url(report),
    }
    return render(request, "reports/seal.html", context)

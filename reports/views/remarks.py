"""Remarks: made by the reviewers, answered by the département, closed by those who made them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from core.numbers import whole
from core.rights import require
from reports import actions
from reports.forms import AnswerForm, RemarkForm
from reports.models import Remark
from reports.places import address_of
from reports.queries import remarks_for, report_or_404
from reports.views.page import back, refusals_told, report_page, report_url


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def remark(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Make a remark on the shared report."""
    report = report_or_404(request.seat, reference, year)
    require("reports.remark_report", request.seat, report, "faire une remarque")
    form = RemarkForm(report, request.POST or None, instance=Remark(report=report))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("body", "kind", "is_internal")}
        actions.make_remark(report, by=request.seat, **said, **form.target())
        messages.success(request, "Votre remarque est enregistrée.")
        return back(report)
    context = report_page(report, "Faire une remarque") | {
        "form": form,
        "heading": "Faire une remarque",
        "submit": "Enregistrer la remarque",
    }
    return render(request, "reports/act.html", context | {"back_url": report_url(report)})


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def answer(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Answer a remark, for the département."""
    report = report_or_404(request.seat, reference, year)
    require("reports.answer_remark", request.seat, report, "répondre à une remarque")
    asked = get_object_or_404(remarks_for(request.seat, report).filter(is_internal=False), pk=pk)
    form = AnswerForm(request.POST or None, instance=asked)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["answer"]
        actions.answer_remark(asked, by=request.seat, answer=text, shown_version=form.shown_version)
        messages.success(request, "Votre réponse est enregistrée.")
        return back(report)
    context = report_page(report, "Répondre") | {
        "form": form,
        "heading": "Répondre à une remarque",
        "submit": "Enregistrer la réponse",
        "asked": asked,
        "asked_url": address_of(asked, report, writes=not report.is_locked),
        "back_url": report_url(report),
    }
    return render(request, "reports/act.html", context)


@require_POST
@refusals_told
def close(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Close a remark of one's own organisation."""
    report = report_or_404(request.seat, reference, year)
    settled = get_object_or_404(remarks_for(request.seat, report), pk=pk)
    shown = whole(request.POST.get("version", "")) or 0
    actions.close_remark(settled, by=request.seat, shown_version=shown)
    messages.success(request, "La remarque est close.")
    return back(report)

"""Remarks: made by the reviewers, answered by the département, pursued or closed by those who made them."""

from typing import Any

import rules
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contracts import years
from contracts.years import YearLocked
from core.numbers import whole
from core.rights import require
from reports import remarks
from reports.models import Remark, Report
from reports.places import address_of
from reports.proposed import standing_of
from reports.queries import remarks_for, report_or_404
from reports.remark_forms import WHOLE, AnswerForm, PursueForm, RemarkForm
from reports.views.page import back, refusals_told, report_page, report_url

SAID = ("body", "kind", "is_internal", "cell", "quote", "proposed_value", "proposed_source")
ADOPT = "adopt"
# In the address of a remark that was begun in the reading.
READING = "lecture"


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def remark(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Make a remark on the shared report; `?place=` names what it bears on, `cell`, `quote` or `passage` (its
    rank) what of it, `?note=1` an internal one."""
    report = report_or_404(request.seat, reference, year)
    require("reports.remark_report", request.seat, report, "faire une remarque")
    form = RemarkForm(report, request.POST or None, instance=Remark(report=report), initial=_asked(request))
    form.quote_passage(whole(request.GET.get("passage", "")))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in SAID}
        remarks.make_remark(report, by=request.seat, **said, **form.target())
        messages.success(request, "Votre remarque est enregistrée.")
        return redirect(_whence(request, report, form))
    context = report_page(report, "Faire une remarque") | {
        "form": form,
        "heading": "Faire une remarque",
        "submit": "Enregistrer la remarque",
    }
    return render(request, "reports/act.html", context | {"back_url": _whence(request, report, form)})


def _whence(request: HttpRequest, report: Report, form: RemarkForm) -> str:
    """Where the remark was begun: its point in the reading, or the page of the report."""
    if READING not in request.GET:
        return report_url(report)
    point = form.subjects.points.get(form["place"].value(), "")
    return f"{report_url(report, 'review')}#{point}"


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the place that one comes from says of the remark."""
    asked: dict[str, Any] = {name: request.GET.get(name, "") for name in ("cell", "quote")}
    return asked | {"place": request.GET.get("place", WHOLE), "is_internal": "note" in request.GET}


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def answer(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Answer a remark, for the département or the payer whose amount it discusses; adopt the value that it
    proposes, or not."""
    report = report_or_404(request.seat, reference, year)
    asked = get_object_or_404(remarks_for(request.seat, report).filter(is_internal=False), pk=pk)
    require("reports.answer_remark", request.seat, asked, "répondre à une remarque")
    form = AnswerForm(request.POST or None, instance=asked, is_adopting=ADOPT in request.POST)
    if request.method == "POST" and form.is_valid() and _is_answered(request, asked, form):
        return back(report)
    context = _about(report, asked, "Répondre") | {
        "form": form,
        "heading": "Répondre à une remarque",
        "submit": "Enregistrer la réponse",
    }
    if not asked.adopted_at and rules.has_perm("reports.adopt_proposal", request.seat, asked):
        refusal = years.refusal(report.contract, year, asked.subject)
        context |= {"adopt": ADOPT, "refusal": refusal, "standing": standing_of(asked)}
    return render(request, "reports/remark_act.html", context)


def _is_answered(request: HttpRequest, asked: Remark, form: AnswerForm) -> bool:
    """Keep the answer, and the value with it when it is adopted; what is refused is said above the form."""
    said = {"answer": form.cleaned_data["answer"], "shown_version": form.shown_version}
    try:
        if form.is_adopting:
            shown = request.POST.get("standing")
            remarks.adopt_proposal(asked, by=request.seat, **said, shown_standing=shown)
        else:
            remarks.answer_remark(asked, by=request.seat, **said)
    except YearLocked as refusal:
        form.add_error(None, str(refusal))
        return False
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    adopted = f"La valeur {asked.proposal} est enregistrée. " if form.is_adopting else ""
    messages.success(request, f"{adopted}Votre réponse est enregistrée.")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def pursue(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Ask again: say why the answer does not settle the remark of one's own organisation."""
    report = report_or_404(request.seat, reference, year)
    require("reports.remark_report", request.seat, report, "relancer une remarque")
    asked = get_object_or_404(remarks_for(request.seat, report), pk=pk)
    remarks.require_own(asked, request.seat, "la relancer")
    form = PursueForm(request.POST or None, initial={"version": asked.version})
    if request.method == "POST" and form.is_valid():
        body = form.cleaned_data["body"]
        remarks.pursue_remark(asked, by=request.seat, body=body, shown_version=form.shown_version)
        messages.success(request, "La remarque est de nouveau ouverte.")
        return back(report)
    context = _about(report, asked, "Relancer") | {
        "form": form,
        "heading": "Relancer une remarque",
        "submit": "Relancer le département",
    }
    return render(request, "reports/remark_act.html", context)


def _about(report: Report, asked: Remark, here: str) -> dict[str, Any]:
    return report_page(report, here) | {
        "asked": asked,
        "asked_url": address_of(asked, report, writes=not report.is_locked),
        "back_url": report_url(report),
    }


@require_POST
@refusals_told
def close(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Close a remark of one's own organisation."""
    report = report_or_404(request.seat, reference, year)
    settled = get_object_or_404(remarks_for(request.seat, report), pk=pk)
    shown = whole(request.POST.get("version", "")) or 0
    remarks.close_remark(settled, by=request.seat, shown_version=shown)
    messages.success(request, "La remarque est close.")
    return back(report)

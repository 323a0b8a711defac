"""Writing the sections of a report: by a form, or by a page that saves by itself; and their history."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from contracts import years
from contracts.years import YearLocked
from core.formats import counted, instant
from core.rights import require
from core.versions import StaleVersion
from core.words import compared
from reports.actions import write_section
from reports.beside import beside
from reports.builder import build_report
from reports.forms import SectionForm
from reports.models import Report, Section
from reports.narrative import written_in_order
from reports.proposals import proposal
from reports.queries import report_or_404
from reports.rendering.figures import Figures, unfound
from reports.rendering.rich import rich
from reports.rules import reads_live
from reports.views.page import refusals_told, report_page, report_url
from reports.writers import last_writer, writings_of

# What a button of the form asks for without saving anything.
ADDS, SEARCHES = "add", "search"
MOST_FOUND = 12


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("Accept")
@refusals_told
def section(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Write one section, its figures and a first draft beside it."""
    report = report_or_404(request.seat, reference, year)
    require("reports.write_report", request.seat, report, "rédiger le rapport")
    part = _part(report, pk)
    if request.headers.get("Accept") == "application/json":
        return _saved_by_itself(request, part) if request.method == "POST" else _as_it_stands(request, part)
    form = _form(request, part)
    if form.is_bound and form.is_valid() and _is_written(request, part, form):
        return redirect(_onwards(part, report) if "next" in request.POST else report_url(report))
    return render(request, "reports/section.html", _shown(request, report, part, form))


@require_safe
def section_history(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """What became of the text of a section, for those who read the work in progress."""
    report = report_or_404(request.seat, reference, year)
    if not reads_live(request.seat, report):
        raise Http404("L’historique d’un texte est à son département.")
    part = _part(report, pk)
    context = report_page(report, f"{part.heading}\u00a0: historique")
    context |= {"section": part, "writings": writings_of(part)}
    return render(request, "reports/section_history.html", context)


def _part(report: Report, pk: int) -> Section:
    return get_object_or_404(report.sections.select_related("engagement", "objective"), pk=pk)


def _form(request: HttpRequest, part: Section) -> SectionForm:
    """The form as it was sent; or, when a button asks for something to be added or searched, what was typed,
    completed and not yet saved."""
    typed = request.POST
    if not typed.keys() & {ADDS, SEARCHES}:
        return SectionForm(typed or None, instance=part)
    body = "\n\n".join(filter(None, [typed.get("body", "").strip(), typed.get(ADDS, "")]))
    return SectionForm(instance=part, initial={"body": body, "version": typed.get("version")})


def _shown(request: HttpRequest, report: Report, part: Section, form: SectionForm) -> dict[str, Any]:
    content = build_report(report)
    figures, typed = Figures(content), form["body"].value() or ""
    words = request.POST.get("words", "")
    found = figures.matching(words) if words else []
    return report_page(report, part.heading) | {
        "form": form,
        "section": part,
        "is_last": _onwards(part, report) == report_url(report),
        "beside": beside(part, content),
        "refusal": years.refusal(report.contract, report.fiscal_year, part),
        "remarks": years.remarks(report.contract, report.fiscal_year, part, request.seat),
        "back_url": report_url(report),
        "figures": figures,
        "typed": rich(typed, figures, level=2, is_edited=True) if not form.errors else "",
        "unfound": unfound(typed, figures),
        "draft": proposal(part, content),
        "words": words,
        "found": found[:MOST_FOUND],
        "is_more": len(found) > MOST_FOUND,
    }


def _onwards(part: Section, report: Report) -> str:
    """The page of the next section in the report's order; after the last, the report's own."""
    ordered = written_in_order(report)
    rank = ordered.index(part) + 1
    return report_url(report, "section", ordered[rank].pk) if rank < len(ordered) else report_url(report)


def _is_written(request: HttpRequest, part: Section, form: SectionForm) -> bool:
    """Save the text; what is refused is said above it, and it stays in its place."""
    try:
        write_section(part, body=form.cleaned_data["body"], by=request.seat, shown_version=form.shown_version)
    except YearLocked as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"«\u00a0{part.heading}\u00a0» est enregistré.")
    if form.removed:
        messages.info(request, _removed(form.removed))
    return True


def _removed(count: int) -> str:
    told = counted(count, "caractère invisible a été retiré", "caractères invisibles ont été retirés")
    return f"{told} du texte."


def _saved_by_itself(request: HttpRequest, part: Section) -> JsonResponse:
    """What the page sends while it is typed in: saved, refused with the reasons, or another's text."""
    form = SectionForm(request.POST, instance=part)
    if not form.is_valid():
        told = [problem.message for problem in form.problems]
        return JsonResponse({"state": "refused", "problems": told}, status=422)
    body = form.cleaned_data["body"]
    try:
        saved = write_section(part, body=body, by=request.seat, shown_version=form.shown_version)
    except YearLocked as refusal:
        return JsonResponse({"state": "locked", "problems": [str(refusal)]}, status=409)
    except StaleVersion as stale:
        return JsonResponse(_conflict(stale.theirs, body), status=409)
    figures = Figures(build_report(part.report))
    told = [*unfound(body, figures), *([_removed(form.removed)] if form.removed else [])]
    return JsonResponse({"state": "saved", "version": saved.version, "text": saved.body, "problems": told})


def _as_it_stands(request: HttpRequest, part: Section) -> JsonResponse:
    """The text as it stands, for a page that asks whether somebody else wrote."""
    if request.GET.get("version") == str(part.version):
        return JsonResponse({"state": "same", "version": part.version})
    return JsonResponse(_standing(part) | {"state": "other"})


def _standing(part: Section) -> dict[str, Any]:
    who, at = last_writer(part)
    figures = Figures(build_report(part.report))
    return {
        "version": part.version,
        "text": part.body,
        "html": rich(part.body, figures, level=2, is_edited=True),
        "who": who,
        "at": instant(at) if at else "",
    }


def _conflict(theirs: Any, mine: str) -> dict[str, Any]:
    told = {"theirs": theirs.body, "mine": mine, "pieces": compared(theirs.body, mine)}
    difference = render_to_string("reports/parts/two_texts.html", told)
    return _standing(theirs) | {"state": "conflict", "difference": difference}

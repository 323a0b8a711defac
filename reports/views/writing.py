"""The report's own page, its reading, and the writing of its sections."""

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from core.workflow import available_transitions
from reports.actions import write_section
from reports.canonical import read_report
from reports.checks import points_of
from reports.forms import SectionForm
from reports.queries import is_party, paper_for, readable_editions, remarks_for, strip_of, written_in_order
from reports.rendering import Frame, render_report_html
from reports.rules import reads_live
from reports.views.page import back, refusals_told, report_for, report_page, report_url


@require_safe
def detail(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Where the report stands: its parties, what to do next, its narrative, its remarks, its editions."""
    report = report_for(request, reference, year)
    seat = request.seat
    live = reads_live(seat, report)
    context = report_page(report) | {
        "parties": strip_of(report),
        "is_party": is_party(seat, report),
        "acts": {declared.name for declared in available_transitions(report, seat)},
        "may_write": rules.has_perm("reports.write_report", seat, report),
        "may_remark": rules.has_perm("reports.remark_report", seat, report) and report.state == "shared",
        "editions": readable_editions(seat, report),
        "remarks": remarks_for(seat, report) if is_party(seat, report) else [],
        "sections": written_in_order(report) if live and not report.is_locked else [],
        "points": points_of(report) if live and not report.is_locked else [],
    }
    return render(request, "reports/detail.html", context)


@require_safe
def reading(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """The whole report on one page, from the same template as the PDF."""
    report = report_for(request, reference, year)
    canonical, data = paper_for(request.seat, report)
    frame = Frame.read(kind=data["kind"], canonical=canonical, data=data)
    return HttpResponse(render_report_html(read_report(canonical), frame=frame, is_linked=True))


@require_http_methods(["GET", "HEAD", "POST"])
@refusals_told
def section(request: HttpRequest, reference: str, year: int, pk: int) -> HttpResponse:
    """Write one section."""
    report = report_for(request, reference, year, "reports.write_report")
    part = get_object_or_404(report.sections.select_related("engagement", "objective"), pk=pk)
    form = SectionForm(request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid():
        write_section(part, body=form.cleaned_data["body"], by=request.seat, shown_version=form.shown_version)
        messages.success(request, f"« {part.heading} » est enregistré.")
        return back(report)
    context = report_page(report, part.heading) | {
        "form": form,
        "section": part,
        "back_url": report_url(report),
    }
    return render(request, "reports/section.html", context)

"""The pages of the report to the assembly."""

import rules
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import made_file
from core.numbers import whole
from core.rights import require
from core.workflow import TransitionRefused
from reports.assembly import (
    lacking,
    open_assembly_report,
    presented_reports,
    request_assembly_paper,
    unfound_figures,
    write_assembly_section,
)
from reports.assembly_documents import ASSEMBLY_WRITERS, TYPES, assembly_document_of
from reports.forms import AssemblySectionForm
from reports.models import AssemblyReport
from reports.queries import assembly_or_404
from reports.views.files import pdf_response


def _crumbs(paper: AssemblyReport, here: str = "") -> list[tuple[str, str]]:
    title = f"Assemblée – {paper.authority.short_name} {paper.fiscal_year}"
    crumbs = [("Rapports", reverse("reports:list"))]
    return [*crumbs, (title, _url(paper)), (here, "")] if here else [*crumbs, (title, "")]


def _url(paper: AssemblyReport) -> str:
    return reverse("reports:assembly", args=[paper.authority.slug, paper.fiscal_year])


@require_POST
def open_assembly(request: HttpRequest) -> HttpResponse:
    """Open the paper of one's own authority for a year."""
    require("accounts.act", request.seat, None, "préparer le rapport à l’assemblée")
    try:
        paper = open_assembly_report(
            authority=request.seat.organisation,
            fiscal_year=whole(request.POST.get("year", "")) or 0,
            by=request.seat,
        )
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:list")
    return redirect(_url(paper))


@require_safe
def assembly(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The paper: its sections, the reports it presents, its PDF."""
    paper = assembly_or_404(request.seat, slug, year)
    reports = presented_reports(paper.authority, year)
    context = {
        "paper": paper,
        "sections": paper.sections.all(),
        "reports": reports,
        "lacking": lacking(paper, reports),
        "may_write": rules.has_perm("reports.write_assembly_report", request.seat, paper),
        "crumbs": _crumbs(paper),
    }
    return render(request, "reports/assembly.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assembly_section(request: HttpRequest, slug: str, year: int, pk: int) -> HttpResponse:
    """Write one section of the paper."""
    paper = assembly_or_404(request.seat, slug, year)
    require("reports.write_assembly_report", request.seat, paper, "rédiger le rapport à l’assemblée")
    part = get_object_or_404(paper.sections.select_related("assembly_report__authority"), pk=pk)
    form = AssemblySectionForm(request.POST or None, instance=part)
    if request.method == "POST" and form.is_valid():
        body = form.cleaned_data["body"]
        write_assembly_section(part, body=body, by=request.seat, shown_version=form.shown_version)
        messages.success(request, f"«\u00a0{part}\u00a0» est enregistré.")
        for fault in unfound_figures(paper, body):
            messages.warning(request, fault)
        return redirect(_url(paper))
    context = {
        "paper": paper,
        "form": form,
        "heading": str(part),
        "back_url": _url(paper),
        "crumbs": _crumbs(paper, str(part)),
    }
    return render(request, "reports/assembly_section.html", context)


@require_POST
def prepare_assembly(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Ask for the PDF."""
    paper = assembly_or_404(request.seat, slug, year)
    request_assembly_paper(paper, by=request.seat)
    messages.success(request, "La préparation du PDF est lancée.")
    return redirect(_url(paper))


@require_safe
def assembly_pdf(request: HttpRequest, slug: str, year: int) -> FileResponse:
    """The PDF, annexes included."""
    paper = assembly_or_404(request.seat, slug, year)
    return pdf_response(paper.paper, f"rapport-assemblee-{slug}-{year}.pdf")


@require_safe
def assembly_file(request: HttpRequest, slug: str, year: int, name: str, extension: str) -> HttpResponse:
    """One of `reports.assembly_documents.ASSEMBLY_WRITERS`, of what the last preparation froze."""
    paper = assembly_or_404(request.seat, slug, year)
    if paper.paper is None or (name, extension) not in ASSEMBLY_WRITERS:
        raise Http404("Ce document n’existe pas, ou le rapport n’a pas encore été préparé.")
    file_name = f"{name}-assemblee-{slug}-{year}.{extension}"
    return made_file(
        assembly_document_of(paper.paper, name, extension),
        name=file_name,
        content_type=TYPES[extension],
    )

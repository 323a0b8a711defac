"""The report's files: PDF papers, canonical content, table of figures. Served through rights, never
guessed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from core.downloads import made_file, stored_file
from core.rights import refusal, require
from core.tabular import download
from reports.actions import request_draft
from reports.canonical import read_report
from reports.exports import report_table
from reports.models import Edition, Rendering
from reports.papers import retry_paper
from reports.queries import edition_or_404, is_party, report_or_404
from reports.signing.analysis import resume_analyses
from reports.views.page import back, refusals_told

TAKE_OUT = "sortir les fichiers du rapport d’un autre contrat, qui se lit à l’écran"


def pdf_response(paper: Rendering | None, name: str) -> FileResponse:
    """A PDF that is ready, as a download named for its reader; 404 while it is not."""
    if paper is None or not paper.is_ready:
        raise Http404("Ce PDF n’est pas encore prêt.")
    return stored_file(paper.file, name=name, content_type="application/pdf", sha256=paper.pdf_sha256)


def report_file_name(reference: str, year: int, what: str) -> str:
    """What a PDF of the report is called once on its reader's machine."""
    return f"rapport-execution-{reference}-{year}-{what}.pdf"


@require_POST
@refusals_told
def prepare_draft(request: HttpRequest, reference: str, year: int) -> HttpResponse:
    """Ask for the PDF of the work in progress."""
    report = report_or_404(request.seat, reference, year)
    request_draft(report, by=request.seat)
    messages.success(request, "Le PDF du projet se prépare\u00a0: il sera ici dans quelques secondes.")
    return back(report)


@require_safe
def draft_pdf(request: HttpRequest, reference: str, year: int) -> FileResponse:
    """The PDF of the work in progress, for the département alone."""
    report = report_or_404(request.seat, reference, year)
    require("reports.write_report", request.seat, report, "lire le PDF du projet")
    return pdf_response(report.draft_pdf, report_file_name(reference, year, "projet"))


@require_POST
@refusals_told
def prepare_edition(request: HttpRequest, reference: str, year: int, number: int) -> HttpResponse:
    """Ask again for what was broken off of an edition: its PDF, the analysis of its signed copies."""
    edition = edition_taken_out(request, reference, year, number)
    for paper in filter(None, (edition.submitted, edition.agreed)):
        retry_paper(paper)
    resume_analyses(edition)
    messages.success(request, "La demande est transmise\u00a0: le résultat sera ici dans quelques secondes.")
    return back(edition.report)


def edition_taken_out(request: HttpRequest, reference: str, year: int, number: int) -> Edition:
    """An edition for whoever may take its files out: 404 for whoever may not read it, 403 for whoever may
    but read it."""
    report = report_or_404(request.seat, reference, year)
    edition = edition_or_404(request.seat, report, number)
    if not is_party(request.seat, report):
        raise PermissionDenied(refusal(TAKE_OUT))
    return edition


@require_safe
def submitted_pdf(request: HttpRequest, reference: str, year: int, number: int) -> FileResponse:
    """The PDF of an edition as it was submitted to the seals."""
    edition = edition_taken_out(request, reference, year, number)
    return pdf_response(edition.submitted, report_file_name(reference, year, f"edition-{number}"))


@require_safe
def agreed_pdf(request: HttpRequest, reference: str, year: int, number: int) -> FileResponse:
    """The PDF of an agreed edition, with the three decisions printed."""
    edition = edition_taken_out(request, reference, year, number)
    return pdf_response(edition.agreed, report_file_name(reference, year, "arrete"))


@require_safe
def edition_json(request: HttpRequest, reference: str, year: int, number: int) -> HttpResponse:
    """The canonical content: exactly the bytes whose SHA-256 was sealed."""
    edition = edition_taken_out(request, reference, year, number)
    name = f"rapport-execution-{reference}-{year}-edition-{number}.json"
    return made_file(edition.canonical, name=name, content_type="application/json; charset=utf-8")


@require_safe
def edition_table(
    request: HttpRequest, reference: str, year: int, number: int, extension: str
) -> HttpResponse:
    """The figures of an edition as CSV, XLSX or ODS."""
    edition = edition_taken_out(request, reference, year, number)
    return download(report_table(read_report(edition.canonical)), extension)

"""What else is made of one frozen edition: a synthesis, a page that stands alone, texts to be edited."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from core.wordprocessing import CONTENT_TYPES
from reports.canonical import read_report
from reports.content import ReportContent
from reports.enums import RenderingKind
from reports.papers import latest_frame
from reports.rendering import Frame, render_brief_pdf, render_report_html
from reports.rendering.editable import TITLES, editable_file
from reports.views.files import edition_taken_out

Writer = Callable[[ReportContent, Frame], bytes]
OTHER_TYPES = {"pdf": "application/pdf", "html": "text/html; charset=utf-8"}
TYPES = CONTENT_TYPES | OTHER_TYPES


def _brief(content: ReportContent, frame: Frame) -> bytes:
    return render_brief_pdf(content, frame=frame)


def _page(content: ReportContent, frame: Frame) -> bytes:
    return render_report_html(content, frame=frame).encode()


def _editable(name: str, extension: str) -> Writer:
    return lambda content, frame: editable_file(content, frame, name, extension)


WRITERS: dict[tuple[str, str], Writer] = {("synthese", "pdf"): _brief, ("rapport", "html"): _page}
WRITERS |= {(name, kind): _editable(name, kind) for name in TITLES for kind in CONTENT_TYPES}


@require_safe
def edition_document(
    request: HttpRequest, reference: str, year: int, number: int, name: str, extension: str
) -> HttpResponse:
    """One of WRITERS, made of the frozen content at each request: it is asked for once or twice."""
    edition = edition_taken_out(request, reference, year, number)
    writer = WRITERS.get((name, extension))
    if writer is None:
        raise Http404("Ce document n’existe pas\u00a0: suivez un lien de la page du rapport.")
    kind = RenderingKind.AGREED if edition.agreed_at else RenderingKind.SUBMITTED
    frame = Frame.read(kind=kind, canonical=edition.canonical, data=latest_frame(edition))
    file_name = f"{name}-{reference}-{year}-edition-{number}.{extension}"
    return HttpResponse(
        writer(read_report(edition.canonical), frame),
        content_type=TYPES[extension],
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )

"""What else is made of one frozen edition: a synthesis, a page that stands alone, texts to be edited."""

from collections.abc import Callable

from core.wordprocessing import CONTENT_TYPES
from reports.canonical import read_report
from reports.content import ReportContent
from reports.enums import RenderingKind
from reports.models import Edition
from reports.papers import latest_frame
from reports.rendering import Frame, render_brief_pdf, render_report_html
from reports.rendering.editable import TITLES, editable_file

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


def document_of(edition: Edition, name: str, extension: str) -> bytes:
    """One of WRITERS, made of the frozen content at each request: it is asked for once or twice.

    Raises KeyError for a document that does not exist.
    """
    writer = WRITERS[name, extension]
    kind = RenderingKind.AGREED if edition.agreed_at else RenderingKind.SUBMITTED
    frame = Frame.read(kind=kind, canonical=edition.canonical, data=latest_frame(edition))
    return writer(read_report(edition.canonical), frame)

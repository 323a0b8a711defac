"""The family of documents of a report to the assembly, all made of what was frozen when it was prepared."""

from collections.abc import Callable

from core.tabular import CONTENT_TYPES as TABLES
from core.tabular import export
from core.wordprocessing import CONTENT_TYPES as TEXTS
from reports.canonical import read_assembly
from reports.content import AssemblyContent
from reports.exports import assembly_table
from reports.models import Rendering
from reports.rendering import Frame, render_assembly_brief, render_assembly_html
from reports.rendering.assembly_texts import assembly_editable
from reports.rendering.editable import TITLES

Writer = Callable[[AssemblyContent, Frame], bytes]
OTHER_TYPES = {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "json": "application/json"}
TYPES = TEXTS | TABLES | OTHER_TYPES


def _brief(content: AssemblyContent, frame: Frame) -> bytes:
    return render_assembly_brief(content, frame=frame)


def _page(content: AssemblyContent, frame: Frame) -> bytes:
    return render_assembly_html(content, frame=frame).encode()


def _content(content: AssemblyContent, frame: Frame) -> bytes:
    """Exactly the bytes whose hash is printed."""
    return frame.canonical


def _editable(name: str, extension: str) -> Writer:
    return lambda content, frame: assembly_editable(content, frame, name, extension)


def _table(extension: str) -> Writer:
    return lambda content, frame: export(assembly_table(content), extension)


ASSEMBLY_WRITERS: dict[tuple[str, str], Writer] = {
    ("synthese", "pdf"): _brief,
    ("rapport", "html"): _page,
    ("contenu", "json"): _content,
}
ASSEMBLY_WRITERS |= {(name, kind): _editable(name, kind) for name in TITLES for kind in TEXTS}
ASSEMBLY_WRITERS |= {("tableaux", kind): _table(kind) for kind in TABLES}


def assembly_document_of(paper: Rendering, name: str, extension: str) -> bytes:
    """One of ASSEMBLY_WRITERS, made at each request. Raises KeyError for a document that does not exist."""
    writer = ASSEMBLY_WRITERS[name, extension]
    frame = Frame.read(kind=paper.kind, canonical=paper.canonical, data=paper.frame)
    return writer(read_assembly(paper.canonical), frame)

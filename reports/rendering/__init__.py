"""Reports as pages: one set of templates for the accessible, archivable PDF and for its HTML preview."""

from reports.content import AssemblyContent, ReportContent
from reports.rendering.assembly_texts import assembly_brief
from reports.rendering.brief import brief_document
from reports.rendering.document import as_html, as_pdf
from reports.rendering.faults import EngineMissing, RenderingError, SectionFault
from reports.rendering.frame import Frame, FrameKind
from reports.rendering.papers import assembly_document, report_document

__all__ = [
    "EngineMissing",
    "Frame",
    "FrameKind",
    "RenderingError",
    "SectionFault",
    "render_assembly_brief",
    "render_assembly_html",
    "render_assembly_pdf",
    "render_brief_pdf",
    "render_report_html",
    "render_report_pdf",
]


def render_report_html(
    content: ReportContent, *, frame: Frame, is_linked: bool = False, back: str = ""
) -> str:
    """An execution report as one HTML page; `is_linked` takes its style from the site, as its content policy
    wants, and `back` is the address of the page it leads back to. Raises `SectionFault`."""
    return as_html(report_document(content, frame), is_linked=is_linked, back=back)


def render_report_pdf(content: ReportContent, *, frame: Frame) -> bytes:
    """An execution report as PDF/A-3a and PDF/UA-1, its data attached; same arguments, same bytes.

    Raises `EngineMissing` when the machine lacks the engine, `SectionFault` when a part cannot be printed.
    """
    return as_pdf(report_document(content, frame))


def render_brief_pdf(content: ReportContent, *, frame: Frame) -> bytes:
    """The synthesis of a report on two pages; same arguments, same bytes."""
    return as_pdf(brief_document(content, frame))


def render_assembly_html(content: AssemblyContent, *, frame: Frame, is_linked: bool = False) -> str:
    """The report to the assembly, annexes included, as one HTML page. Raises `SectionFault`."""
    return as_html(assembly_document(content, frame), is_linked=is_linked)


def render_assembly_pdf(content: AssemblyContent, *, frame: Frame) -> bytes:
    """The report to the assembly and its annexes in one file, as `render_report_pdf` makes one report."""
    return as_pdf(assembly_document(content, frame))


def render_assembly_brief(content: AssemblyContent, *, frame: Frame) -> bytes:
    """The synthesis of a report to the assembly on two pages; same arguments, same bytes."""
    return as_pdf(assembly_brief(content, frame))

"""The execution report: its narrative, its remarks, its frozen editions and their seals."""

from reports.models.assembly import AssemblyReport, AssemblySection
from reports.models.bundle import Bundle
from reports.models.committee import Committee, Decision
from reports.models.edition import Edition, Seal
from reports.models.reading import ReadingMark
from reports.models.remark import Remark, Reply
from reports.models.reminder import Reminder
from reports.models.rendering import Rendering
from reports.models.report import Report, Section
from reports.models.signature import SignedCopy

__all__ = [
    "AssemblyReport",
    "AssemblySection",
    "Bundle",
    "Committee",
    "Decision",
    "Edition",
    "ReadingMark",
    "Remark",
    "Reminder",
    "Rendering",
    "Reply",
    "Report",
    "Seal",
    "Section",
    "SignedCopy",
]

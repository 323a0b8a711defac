"""The pages of the execution reports."""

from reports.views.assembly import (
    assembly,
    assembly_file,
    assembly_pdf,
    assembly_section,
    open_assembly,
    prepare_assembly,
)
from reports.views.bundles import archive_report, bundle, bundle_file, bundles, resume_bundle
from reports.views.calendar import backward, calendar
from reports.views.closing import (
    correct_report,
    deliberate_report,
    drop_correction,
    return_report,
    share_report,
)
from reports.views.committee import committee, committees, decision, minutes, projection
from reports.views.documents import edition_document
from reports.views.fiches import fiche_pdf
from reports.views.files import (
    agreed_pdf,
    draft_pdf,
    edition_json,
    edition_table,
    prepare_draft,
    prepare_edition,
    submitted_pdf,
)
from reports.views.lists import contract_reports, report_list
from reports.views.remarks import answer, close, pursue, remark
from reports.views.reminders import remind_party
from reports.views.results import results_page
from reports.views.review import review
from reports.views.sealing import seal_report
from reports.views.sections import section, section_history
from reports.views.signing import bring_back, sign_here, signed_pdf
from reports.views.verifying import verify, verify_code
from reports.views.writing import detail, reading

__all__ = [
    "agreed_pdf",
    "answer",
    "archive_report",
    "assembly",
    "assembly_file",
    "assembly_pdf",
    "assembly_section",
    "backward",
    "bring_back",
    "bundle",
    "bundle_file",
    "bundles",
    "calendar",
    "close",
    "committee",
    "committees",
    "contract_reports",
    "correct_report",
    "decision",
    "deliberate_report",
    "detail",
    "draft_pdf",
    "drop_correction",
    "edition_document",
    "edition_json",
    "edition_table",
    "fiche_pdf",
    "minutes",
    "open_assembly",
    "prepare_assembly",
    "prepare_draft",
    "prepare_edition",
    "projection",
    "pursue",
    "reading",
    "remark",
    "remind_party",
    "report_list",
    "results_page",
    "resume_bundle",
    "return_report",
    "review",
    "seal_report",
    "section",
    "section_history",
    "share_report",
    "sign_here",
    "signed_pdf",
    "submitted_pdf",
    "verify",
    "verify_code",
]

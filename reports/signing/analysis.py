"""The full analysis of a signed copy, which follows every path of the document.

It is made before a file brought back is recorded, then once by the worker, of every copy.
"""

from io import BytesIO

from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature

from core.jobs import enqueue, job
from reports.models import Edition, SignedCopy
from reports.signing.reading import FAULTS
from reports.signing.trust import trusted_until


def resume_analyses(edition: Edition) -> None:
    """Ask again for the analyses that were broken off; the others are left alone."""
    for copy in edition.signed_copies.filter(analysed_at=None):
        if copy.is_analysis_broken_off:
            enqueue(analyse_copy, copy.pk)


@job()
def analyse_copy(copy_id: int) -> None:
    """Keep what is found of a copy; doing it twice changes nothing."""
    copy = SignedCopy.objects.get(pk=copy_id)
    if copy.analysed_at is not None:
        return
    with copy.file.open("rb") as file:
        copy.analysis_fault = fault_of(file.read())
    copy.analysed_at = timezone.now()
    copy.save(update_fields=["analysed_at", "analysis_fault"])


def fault_of(pdf: bytes) -> str:
    """Why a signature is not sound, or what was changed after it; empty when all are."""
    try:
        signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
        judged = [(one.field_name, validate_pdf_signature(one, trusted_until())) for one in signatures]
    except FAULTS as error:
        return f"illisible\u00a0: {error}"[:500]
    wrong = [name for name, status in judged if not (status.intact and status.valid and status.docmdp_ok)]
    return f"champs en cause\u00a0: {', '.join(wrong)}"[:500] if wrong else ""

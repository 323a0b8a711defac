"""Asking for a PDF, and making it in the background."""

from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.canonical import sha256_hex
from core.disk import disk_fault
from core.jobs import enqueue, job
from reports.canonical import read_assembly, read_report
from reports.enums import RenderingKind, RenderingState
from reports.exports import report_csv
from reports.models import Edition, Rendering, Seal
from reports.rendering import Frame, FrameKind, render_assembly_pdf, render_report_pdf
from reports.rendering.faults import RenderingError


def draft_frame() -> dict[str, Any]:
    """What surrounds a working paper: neither edition nor date, so that the same content is made once."""
    return {"kind": FrameKind.DRAFT}


def submitted_frame(edition: Edition) -> dict[str, Any]:
    """What surrounds the content of an edition submitted to the seals."""
    return {
        "kind": FrameKind.SUBMITTED,
        "edition_number": edition.number,
        "sha256": edition.sha256,
        "frozen_at": edition.frozen_at.isoformat(),
        "seals": [],
        "verification": verification_address(edition.short_hash),
    } | with_letterheads(edition.letterheads)


def with_letterheads(frozen: list[dict[str, Any]]) -> dict[str, Any]:
    """What they add to a frame: nothing when there are none, so that the papers of before keep their key."""
    return {"letterheads": frozen} if frozen else {}


def verification_address(code: str) -> str:
    """Where anybody who holds the file may check it, as printed on its cover."""
    return f"{settings.SITE_URL}{reverse('reports:verify_code', args=[code])}"


def agreed_frame(edition: Edition) -> dict[str, Any]:
    """The same once agreed, with the three decisions as they are printed."""
    standing = edition.seals.valid().select_related("organisation").order_by("sealed_at")
    decisions = [_printed(seal) for seal in standing]
    return submitted_frame(edition) | {"kind": FrameKind.AGREED, "seals": decisions}


def latest_frame(edition: Edition) -> dict[str, Any]:
    """What surrounds an edition today: its seals once it is agreed."""
    return agreed_frame(edition) if edition.agreed_at else submitted_frame(edition)


def _printed(seal: Seal) -> dict[str, str]:
    return {
        "kind": seal.organisation.kind,
        "organisation": seal.organisation.name,
        "decision": seal.decision,
        "decision_label": str(seal.get_decision_display()),
        "statement": seal.statement,
        "seat_label": seal.seat_label,
        "sealed_at": seal.sealed_at.isoformat(),
    }


@transaction.atomic
def request_paper(kind: str, canonical: str, frame: dict[str, Any]) -> Rendering:
    """The PDF of this content, made once: asked of the worker when it is new or when it failed."""
    key = Rendering.key_of(kind, canonical, frame)
    paper, is_new = Rendering.objects.get_or_create(
        key=key, defaults={"kind": kind, "canonical": canonical, "frame": frame}
    )
    if is_new:
        enqueue(make_paper, paper.pk)
    else:
        retry_paper(paper)
    return paper


@transaction.atomic
def retry_paper(paper: Rendering) -> None:
    """Ask again for a paper whose making failed, or was broken off; the others are left alone."""
    failed = Rendering.objects.select_for_update().get(pk=paper.pk)
    if failed.may_be_retried:
        failed.state, failed.error, failed.requested_at = RenderingState.PENDING, "", timezone.now()
        failed.save()
        enqueue(make_paper, failed.pk)


@job()
def make_paper(paper_id: int) -> None:
    """Render a paper and keep its bytes; doing it twice changes nothing."""
    paper = Rendering.objects.get(pk=paper_id)
    if paper.is_ready:
        return
    try:
        pdf = render_paper(paper)
        paper.file.save(f"{paper.key}.pdf", ContentFile(pdf), save=False)
    except Exception as error:
        paper.file = ""
        _finish(paper, RenderingState.FAILED, error=_cause(error)[:2000])
        raise
    paper.pdf_sha256 = sha256_hex(pdf)
    _finish(paper, RenderingState.READY)


def _cause(error: Exception) -> str:
    """Why it failed, in words for a person; what only a programmer reads is in the log of the worker."""
    if isinstance(error, RenderingError):
        return str(error)
    if isinstance(error, OSError):
        return f"Rien n’est perdu\u00a0: {disk_fault(error)}. Prévenez l’administrateur, puis relancez."
    return f"Une erreur imprévue est notée au journal du serveur ({type(error).__name__})."


def _finish(paper: Rendering, state: str, error: str = "") -> None:
    paper.state, paper.error, paper.finished_at = state, error, timezone.now()
    paper.save()


def render_paper(paper: Rendering) -> bytes:
    """The bytes of a paper, from its frozen content alone."""
    frame = Frame.read(kind=paper.kind, canonical=paper.canonical, data=paper.frame)
    if paper.kind == RenderingKind.ASSEMBLY:
        return render_assembly_pdf(read_assembly(paper.canonical), frame=frame)
    content = read_report(paper.canonical)
    return render_report_pdf(content, frame=frame.with_csv(report_csv(content)))

"""PDF papers: asked once per content, made in the background, checked by other programs."""

import pytest

from reports import workflow
from reports.actions import request_draft
from reports.enums import RenderingKind, RenderingState
from reports.models import Rendering
from reports.papers import make_paper, request_paper, retry_paper
from tests.pdf_checks import faults, text_of


def test_the_same_content_is_made_once(draft, editor_67):
    first = request_draft(draft, by=editor_67)
    second = request_draft(draft, by=editor_67)

    assert first == second
    assert Rendering.objects.count() == 1


def test_a_shared_edition_becomes_an_archivable_accessible_pdf(draft, editor_67, tmp_path):
    edition = workflow.share(draft, by=editor_67)

    make_paper.call(edition.submitted_id)

    edition.submitted.refresh_from_db()
    written = tmp_path / "edition.pdf"
    written.write_bytes(edition.submitted.file.read())
    assert edition.submitted.state == RenderingState.READY
    assert faults(written) == []
    assert "Rapport d’exécution" in text_of(written)


def test_a_paper_made_twice_keeps_its_bytes(draft, editor_67):
    edition = workflow.share(draft, by=editor_67)

    make_paper.call(edition.submitted_id)
    first = Rendering.objects.get(pk=edition.submitted_id).pdf_sha256
    make_paper.call(edition.submitted_id)

    assert Rendering.objects.get(pk=edition.submitted_id).pdf_sha256 == first


def test_a_paper_that_cannot_be_made_says_why_and_can_be_asked_again(db):
    paper = request_paper(RenderingKind.SUBMITTED, "{}", {"kind": "submitted"})

    with pytest.raises(ValueError, match="validation error"):
        make_paper.call(paper.pk)

    paper.refresh_from_db()
    assert (paper.state, bool(paper.error)) == (RenderingState.FAILED, True)
    retry_paper(paper)
    paper.refresh_from_db()
    assert (paper.state, paper.error) == (RenderingState.PENDING, "")


def test_asking_again_for_a_failed_paper_puts_it_back_in_line(db):
    paper = request_paper(RenderingKind.SUBMITTED, "{}", {})
    paper.state, paper.error = RenderingState.FAILED, "panne"
    paper.save()

    again = request_paper(RenderingKind.SUBMITTED, "{}", {})

    again.refresh_from_db()
    assert (again.pk, again.state) == (paper.pk, RenderingState.PENDING)

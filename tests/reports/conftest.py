"""Reports in their states, reached by the real acts."""

from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.models import Seat
from reports import workflow
from reports.actions import open_report, write_section
from reports.enums import RenderingState
from reports.models import Edition, Rendering, Report
from tests.replayed import replayed


def finish_papers() -> None:
    """Stand in for the worker: every paper that waits gets a file, so that acts go on without rendering."""
    for paper in Rendering.objects.filter(state=RenderingState.PENDING):
        paper.file.save(f"{paper.key}.pdf", ContentFile(b"%PDF-1.7"), save=False)
        paper.pdf_sha256, paper.state = "1" * 64, RenderingState.READY
        paper.save()


def correct(report: Report, *, signatory: Seat, editor: Seat) -> Edition:
    """A correction of an agreed report that changes a text, shared again."""
    workflow.open_correction(report, by=signatory, reason="Erreur de saisie")
    write_section(report.sections.get(kind="summary"), body="Corrigé.", by=editor)
    return workflow.share(report, by=editor)


@pytest.fixture
@replayed
def draft(editor_67: Seat) -> Report:
    """The Bas-Rhin's draft of 2024, opened by its editor."""
    contract = editor_67.organisation.party_to.get(contract__territory__code="67").contract
    return open_report(contract=contract, fiscal_year=2024, by=editor_67)


@pytest.fixture
@replayed
def shared(draft: Report, editor_67: Seat) -> Report:
    """The same, shared, its PDF ready to be sealed."""
    workflow.share(draft, by=editor_67)
    finish_papers()
    draft.refresh_from_db()
    return draft


@pytest.fixture
def edition(shared: Report) -> Edition:
    """What is submitted to the seals."""
    return shared.current_edition


@pytest.fixture
def seal_by(shared: Report) -> Any:
    """`seal_by(seat, …)` seals the shared edition, favourably unless told otherwise."""

    def _seal(seat: Seat, decision: str = "given", **details: Any) -> Any:
        sha256 = details.pop("sha256", shared.current_edition.sha256)
        return workflow.seal(shared, by=seat, decision=decision, sha256=sha256, **details)

    return _seal


@pytest.fixture
def agreed(
    shared: Report, seal_by: Any, prefecture_67: Seat, ars_grand_est: Seat, signatory_67: Seat
) -> Report:
    """The same, closed jointly by its three parties."""
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        seal_by(seat)
    return shared

"""Where pages break: what is read together stands together, and no page is left nearly blank."""

from dataclasses import replace
from pathlib import Path

import pytest

from reports.rendering import render_assembly_pdf
from tests import pdf_checks
from tests.reports import sample

LINE = "La stratégie se poursuit dans les deux contrats de la collectivité."


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    return [pdf_checks.text_of(path, rank, rank) for rank in range(1, pdf_checks.page_count(path) + 1)]


@pytest.mark.parametrize("count", range(28, 40, 2))
def test_what_is_put_to_the_vote_is_not_cut_nor_parted_from_its_heading(count: int, tmp_path: Path) -> None:
    articles = "\n\n".join(f"Article {rank}. {LINE}" for rank in range(1, 6))
    letter = replace(sample.alsace(), context="\n\n".join([LINE] * count), proposal=articles, annexes=[])

    pages = pages_of(render_assembly_pdf(letter, frame=sample.before_assembly(letter)), tmp_path)

    (voted,) = (page for page in pages if "Proposition" in page)
    assert "il est proposé à l’assemblée" in voted
    assert "Article 5." in voted

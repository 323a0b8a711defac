"""Where pages break: what is read together stands together, and no page is left nearly blank."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from reports.content import ReportContent
from reports.rendering import render_assembly_pdf, render_report_pdf
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


def words_of(pdf: bytes, folder: Path) -> dict[str, tuple[int, float, float]]:
    """The page of each word and where it begins, from the left and from the top."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    found: dict[str, tuple[int, float, float]] = {}
    for page, part in enumerate(told.split("<page ")[1:], start=1):
        for left, top, word in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)</word>', part):
            found[word] = (page, float(left), float(top))
    return found


def with_series(count: int) -> ReportContent:
    """A report of so many objectives, each with an indicator that has earlier years."""
    content = sample.bas_rhin()
    objectives = [
        sample.objective(
            rank, LINE, replace(sample.disabled_children(), code=f"9.{rank}", label=f"Nom-{rank}")
        )
        for rank in range(1, count + 1)
    ]
    return replace(content, engagements=[replace(content.engagements[0], objectives=objectives)])


def test_the_curves_of_an_engagement_are_set_two_by_two(tmp_path: Path) -> None:
    content = with_series(4)

    words = words_of(render_report_pdf(content, frame=sample.agreed(content)), tmp_path)

    places = [words[f"Nom-{rank}"] for rank in range(1, 5)]
    rows = [(page, top) for page, _, top in places]
    assert rows[0] == rows[1] != rows[2] == rows[3]
    assert places[0][1] == places[2][1] < 300 < places[1][1] == places[3][1]


@pytest.mark.parametrize("count", range(0, 30, 3))
def test_what_opens_the_results_is_never_cut(count: int, tmp_path: Path) -> None:
    content = sample.bas_rhin()
    content = replace(content, funding=replace(content.funding, narrative="\n\n".join([LINE] * count)))

    pages = pages_of(render_report_pdf(content, frame=sample.agreed(content)), tmp_path)

    (opening,) = (page for page in pages if "Chaque indicateur est comparé à sa référence" in page)
    assert "5. Les résultats" in opening
    assert "si les deux valeurs couvrent le même territoire." in opening


def test_the_signatures_stand_together_under_the_outlook_where_they_have_room(tmp_path: Path) -> None:
    content = sample.bas_rhin()

    pages = pages_of(render_report_pdf(content, frame=sample.submitted(content)), tmp_path)

    (closing,) = (page for page in pages if "L’arrêté conjoint" in page and "Sommaire" not in page)
    assert closing.count("Décision, date et signature") == 3
    assert "Les perspectives" in closing


def lowest_by_page(pdf: bytes, folder: Path) -> list[float]:
    """Where the text of each page ends, from the top, in parts of its height; its foot left out."""
    path = folder / "document.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = [
        (float(height), [float(low) for low in re.findall(r'yMax="([\d.]+)"', part)])
        for height, part in re.findall(
            r'<page width="[\d.]+" height="([\d.]+)">(.*?)</page>', told, re.DOTALL
        )
    ]
    return [max(low for low in lows if low < 0.92 * height) / height for height, lows in pages]


@pytest.mark.parametrize("count", range(0, 22, 3))
def test_no_page_is_left_nearly_blank_before_the_decisions_which_stand_together(
    count: int, tmp_path: Path
) -> None:
    content = replace(sample.bas_rhin(), outlook="\n\n".join([LINE] * count))
    pdf = render_report_pdf(content, frame=sample.agreed(content))

    pages, ends = pages_of(pdf, tmp_path), lowest_by_page(pdf, tmp_path)

    opened = next(rank for rank, page in enumerate(pages) if "qui ont visé l’empreinte" in page)
    assert pages[opened].count("Visa donné") == 3
    assert ends[opened - 1] > 0.58

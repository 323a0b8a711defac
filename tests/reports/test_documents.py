"""What else is made of an edition: the synthesis, the page that stands alone, the texts to be edited."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from django.urls import reverse

from core.wordprocessing import BlockKind, blocks_of, to_docx, to_odt
from core.wordprocessing.blocks import PAGE_WIDTH, widths_of
from reports.content import DeadlineContent, EngagementContent, ReportContent
from reports.models import Edition, Report
from reports.rendering import render_brief_pdf, render_report_html
from reports.rendering.brief import MOST_ROWS, brief_document
from reports.rendering.editable import editable_file, editable_paper
from tests.libreoffice import Saved
from tests.pdf_checks import faults, page_count, text_of
from tests.reports import sample
from tests.reports.strained import strained

HOSTILE = "<script>alert(1)</script> & \x00 ‮ =1+1"


def address(report: Report, name: str, extension: str) -> str:
    keys = [report.contract.reference, report.fiscal_year, 1, name, extension]
    return reverse("reports:edition_document", args=keys)


@pytest.mark.parametrize("content", [sample.bas_rhin(), strained()], ids=["real", "strained"])
def test_a_synthesis_holds_on_two_sound_pages_and_bears_the_hash_of_the_report(
    content: ReportContent, tmp_path: Path
) -> None:
    frame, path = sample.agreed(content), tmp_path / "synthese.pdf"

    path.write_bytes(render_brief_pdf(content, frame=frame))

    assert faults(path) == []
    assert page_count(path) == 2
    text = text_of(path).replace("\u00a0", " ").replace("\u202f", " ")
    assert frame.short_hash.replace("\u00a0", " ") in text
    assert f"Synthèse du rapport d’exécution {content.fiscal_year}" in text


def test_a_synthesis_shows_first_what_is_behind_and_says_what_it_leaves_out() -> None:
    content = strained()

    context = brief_document(content, sample.submitted(content)).pieces[0].parts[1].context

    states = [row.status for row in context["rows"]]
    assert states == sorted(states, key=["behind", "on_track", "reached", "no_target"].index)
    assert len(states) <= MOST_ROWS
    assert context["left"].startswith(str(content.tally.indicators - len(states)))


def test_a_synthesis_shows_a_result_that_no_target_judges_after_the_others() -> None:
    content = sample.bas_rhin()

    context = brief_document(content, sample.submitted(content)).pieces[0].parts[1].context

    assert [(row.code, row.status) for row in context["rows"]] == [
        ("3.1", "behind"),
        ("9.L1", "reached"),
        ("1.1", "no_target"),
    ]
    assert context["left"] == ""


@pytest.mark.parametrize(("name", "extension"), [("note", "docx"), ("deliberation", "odt")])
def test_a_word_processor_opens_the_texts_with_the_figures_of_the_edition(
    name: str, extension: str, saved_by_libreoffice: Saved
) -> None:
    content = sample.bas_rhin()
    file = editable_file(content, sample.agreed(content), name, extension)

    told = saved_by_libreoffice(file, extension, "txt", writing="Text (encoded):UTF8").decode()

    text = told.replace("\u00a0", " ").replace("\u202f", " ")
    assert "3 031 261 €" in text
    assert sample.agreed(content).hash_lines[0].replace("\u00a0", " ") in text
    assert "À compléter" in text
    if name == "note":
        assert "12,5 %" in text


def test_what_was_typed_stays_text_in_the_texts_to_be_edited() -> None:
    content = sample.bas_rhin()
    first = replace(content.engagements[0], label=HOSTILE)
    hostile = replace(content, engagements=[first, *content.engagements[1:]])

    paper = editable_paper(hostile, sample.submitted(hostile), "note")

    document = docx.Document(io.BytesIO(to_docx(paper)))
    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert any("<script>alert(1)</script> &" in one for one in headings)
    assert to_odt(paper)


def test_the_note_speaks_in_sentences_and_has_no_empty_heading() -> None:
    content = sample.bas_rhin()
    bare = EngagementContent("E3", "Droits", "", [sample.objective(10, "Observatoires")])
    content = replace(content, engagements=[*content.engagements, bare])

    blocks = editable_paper(content, sample.submitted(content), "note").blocks

    said = ["".join(run.text for run in block.runs) for block in blocks]
    assert "Le contrat 67-2020 court du 1er janvier 2021 au 31 décembre 2024. Ses parties sont\u00a0:" in said
    parties = [text for text, block in zip(said, blocks, strict=True) if block.kind == BlockKind.ITEM]
    assert parties == ["Préfecture du Bas-Rhin\u00a0;", "ARS Grand Est\u00a0;", f"{sample.CEA}."]
    assert any(text.endswith("Sur 2 indicateurs évaluables, 1 atteint sa cible.") for text in said)
    assert not any(text.startswith("E3.") for text in said)


@pytest.mark.parametrize("name", ["note", "deliberation"])
def test_a_text_whose_number_is_unknown_is_cited_as_to_be_completed(name: str) -> None:
    unfound = "Instruction du 14 août 2024 (numéro non trouvé)"
    content = sample.bas_rhin()
    held = replace(content.contract, texts=[unfound])
    content = replace(content, contract=held, deadline=DeadlineContent(date(2025, 6, 30), unfound))
    frame = sample.submitted(content)

    paper = editable_paper(content, frame, name)

    said = "\n".join("".join(run.text for run in block.runs) for block in paper.blocks)
    for told in (said, render_report_html(content, frame=frame)):
        assert "Instruction du 14 août 2024 (numéro à compléter)" in told
        assert "non trouvé" not in told


def test_an_element_that_no_text_has_is_refused_rather_than_lost() -> None:
    with pytest.raises(ValueError, match="<img>"):
        blocks_of("<p>Un <img src='x'></p>")


def test_words_in_bold_lists_and_tables_are_read_as_such() -> None:
    html = (
        "<h2>Deux\n  mots</h2><p>Un <strong>seul</strong> mot</p><ul><li>a</li><li>b</li></ul><p> </p>"
        "<table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )

    heading, paragraph, *items, table = blocks_of(html)

    assert (heading.kind, heading.level, heading.runs[0].text) == (BlockKind.HEADING, 2, "Deux mots")
    assert [(run.text, run.is_bold) for run in paragraph.runs] == [
        ("Un ", False),
        ("seul", True),
        (" mot", False),
    ]
    assert [(one.kind, one.runs[0].text) for one in items] == [(BlockKind.ITEM, "a"), (BlockKind.ITEM, "b")]
    assert table.rows == [["x", "y"], ["1", "2"]]


@pytest.mark.parametrize(
    ("name", "extension", "begins"),
    [
        ("synthese", "pdf", b"%PDF-"),
        ("rapport", "html", b"\n<!doctype html>"),
        ("note", "docx", b"PK"),
        ("deliberation", "odt", b"PK"),
    ],
)
def test_each_is_taken_out_of_the_page_of_the_report(
    edition: Edition, editor_67: Any, sign_in: Any, name: str, extension: str, begins: bytes
) -> None:
    client, report = sign_in(editor_67), edition.report
    url = address(report, name, extension)
    page = reverse("reports:detail", args=[report.contract.reference, report.fiscal_year])

    answer = client.get(url)

    assert f'href="{url}"' in client.get(page).content.decode()
    assert answer.status_code == 200
    assert answer.content.strip().startswith(begins.strip())
    assert f"edition-{edition.number}.{extension}" in answer.headers["Content-Disposition"]


def test_a_document_that_is_not_made_is_not_found(edition: Edition, editor_67: Any, sign_in: Any) -> None:
    client = sign_in(editor_67)

    assert client.get(address(edition.report, "note", "pdf")).status_code == 404
    assert client.get(address(edition.report, "autre", "odt")).status_code == 404


def test_each_cell_of_the_page_says_its_header_where_a_phone_has_no_room_for_columns() -> None:
    content = sample.bas_rhin()
    page = render_report_html(content, frame=sample.agreed(content))

    tables = re.findall(r'<table class="(?:indicators|amounts|notes-table)[^>]*>.*?</table>', page, re.DOTALL)
    cells = [cell for table in tables for cell in re.findall(r"<td[^>]*>", table)]

    assert len(cells) > 50
    assert [cell for cell in cells if not re.search(r'data-label="[^"]+"', cell)] == []


def test_the_headers_of_six_columns_have_room_for_their_words() -> None:
    six, five = widths_of([["Cible"] * 6]), widths_of([["Cible"] * 5])

    assert round(sum(six), 6) == round(sum(five), 6) == PAGE_WIDTH
    assert min(six) > 2.6
    assert five[0] == 2 * five[1]

"""What else is made of a report to the assembly: one freeze, the same numbers and hashes everywhere."""

import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from django.urls import reverse

from core.canonical import sha256_hex
from core.tabular import export
from reports.assembly import open_assembly_report, request_assembly_paper
from reports.assembly_documents import ASSEMBLY_WRITERS
from reports.exports import assembly_table
from reports.rendering import render_assembly_brief
from reports.rendering.assembly_texts import assembly_text
from reports.rendering.figures import SeveralFigures, unfound
from tests.pdf_checks import faults, page_count, text_of
from tests.reports import sample
from tests.reports.conftest import finish_papers
from tests.reports.strained import strained


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("annexes", [None, [strained(), strained()]], ids=["real", "strained"])
def test_a_synthesis_of_several_contracts_holds_on_two_sound_pages(annexes, tmp_path: Path) -> None:
    content = sample.alsace() if annexes is None else replace(sample.alsace(), annexes=annexes)
    frame, path = sample.before_assembly(content), tmp_path / "synthese.pdf"

    path.write_bytes(render_assembly_brief(content, frame=frame))

    assert faults(path) == []
    assert page_count(path) == 2
    text = plain(text_of(path))
    hashes = [frame.short_hash, *(annex.short_hash for annex in frame.annexes)]
    assert all(plain(one) in text for one in hashes)
    assert text.count("Édition n° 2, arrêtée conjointement") == 2


@pytest.mark.parametrize("name", ["note", "deliberation"])
def test_the_texts_to_be_amended_name_each_contract_with_its_edition_and_its_hash(name: str) -> None:
    content = sample.alsace()
    frame = sample.before_assembly(content)

    paper = assembly_text(content, frame, name)

    told = plain("\n".join("".join(run.text for run in block.runs) for block in paper.blocks))
    for annex, of_annex in zip(content.annexes, frame.annexes, strict=True):
        assert annex.contract.reference in told
        assert plain(" ".join(of_annex.hash_lines)) in told
    assert "Édition n° 2, arrêtée conjointement" in told
    assert plain(" ".join(frame.hash_lines)) in told


def test_a_figure_of_the_letter_says_of_which_contract_it_is() -> None:
    first, second = sample.bas_rhin(), sample.haut_rhin()
    figures = SeveralFigures([first, second])
    code = first.engagements[0].objectives[0].indicators[0].code

    told = [figures.read(f"{place} notifié fir") for place in ("67", "67-2020", "68")]
    lost = unfound(f"[[résultat {code}]] [[69 résultat {code}]] [[67]]", figures)

    assert told[0] == told[1] != told[2]
    assert all(one.is_found for one in told)
    assert len(lost) == 3
    assert "67-2020" in lost[0]
    # Two contracts of one territory: only their own names part them.
    later = replace(first, contract=replace(first.contract, reference="67-2025"))
    both = SeveralFigures([first, later])
    assert not both.read("67 notifié fir").is_found
    assert both.read("67-2025 notifié fir") == told[0]


def test_each_document_is_served_once_the_paper_is_prepared_to_those_who_read_it(
    draft, cea, signatory_67, editor_17, sign_in
) -> None:
    paper = open_assembly_report(authority=cea, fiscal_year=2024, by=signatory_67)
    client = sign_in(signatory_67)

    def address(name: str, extension: str) -> str:
        return reverse("reports:assembly_file", args=[cea.slug, 2024, name, extension])

    assert client.get(address("note", "docx")).status_code == 404
    part = reverse("reports:assembly_section", args=[cea.slug, 2024, paper.sections.first().pk])
    saved = client.post(part, {"version": 1, "body": "Soit [[résultat 1.1]]."}, follow=True).text
    assert "commencez par le contrat\u00a0: 67-2020 ou 67" in saved
    rendering = request_assembly_paper(paper, by=signatory_67)
    finish_papers()
    page = client.get(reverse("reports:assembly", args=[cea.slug, 2024])).text
    files = {
        (name, kind): client.get(address(name, kind))
        for name, kind in ASSEMBLY_WRITERS
        if (name, kind) != ("synthese", "pdf")
    }

    assert all(address(*one) in page for one in ASSEMBLY_WRITERS)
    assert {one.status_code for one in files.values()} == {200}
    content = files["contenu", "json"].content
    assert sha256_hex(content) == sha256_hex(rendering.canonical.encode())
    assert "Projet" in docx.Document(io.BytesIO(files["note", "docx"].content)).paragraphs[2].text
    table = export(assembly_table(sample.alsace()), "csv")
    assert table.count(b"67-2020") > 5 < table.count(b"68-2020")
    assert sign_in(editor_17).get(address("note", "docx")).status_code == 404
    assert client.get(address("autre", "pdf")).status_code == 404

"""The report to the assembly: one paper for all the contracts of an authority."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.models import JournalEntry
from core.versions import StaleVersion
from core.workflow import TransitionRefused
from reports.actions import open_report
from reports.assembly import (
    assembly_paper,
    build_assembly,
    open_assembly_report,
    request_assembly_paper,
    write_assembly_section,
)
from reports.canonical import read_assembly
from reports.models import AssemblyReport
from reports.rendering import Frame
from tests.reports.conftest import finish_papers


@pytest.fixture
def paper(draft, cea, signatory_67):
    return open_assembly_report(authority=cea, fiscal_year=2024, by=signatory_67)


def test_it_is_opened_once_with_all_its_parts(paper, cea, signatory_67):
    again = open_assembly_report(authority=cea, fiscal_year=2024, by=signatory_67)

    assert again == paper
    assert paper.sections.count() == 6


def test_it_needs_a_report_to_present(cea, signatory_67):
    with pytest.raises(TransitionRefused, match="Aucun rapport"):
        open_assembly_report(authority=cea, fiscal_year=2024, by=signatory_67)


@pytest.mark.parametrize("who", ["prefecture_67", "ars_grand_est", "editor_17", "reader_67", "dgcs"])
def test_it_is_its_authoritys_alone(draft, cea, who, request):
    seat = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        open_assembly_report(authority=cea, fiscal_year=2024, by=seat)


def test_a_section_is_written_with_its_version_and_journalled(paper, signatory_67):
    section = paper.sections.get(kind="summary")

    write_assembly_section(section, body="  Le bilan. ", by=signatory_67, shown_version=1)

    section.refresh_from_db()
    assert (section.body, section.version) == ("Le bilan.", 2)
    assert JournalEntry.objects.filter(chain=paper.journal_chain).count() == 2
    with pytest.raises(StaleVersion):
        write_assembly_section(section, body="Autre.", by=signatory_67, shown_version=1)


def test_an_adopted_paper_is_no_longer_written(paper, signatory_67):
    paper.adopted_on, paper.deliberation_reference = "2025-06-20", "CD-1"
    paper.save()
    section = AssemblyReport.objects.get(pk=paper.pk).sections.first()

    with pytest.raises(TransitionRefused, match="adopté"):
        write_assembly_section(section, body="Trop tard.", by=signatory_67)


def test_it_presents_each_contract_of_the_authority_in_the_order_of_territories(
    paper, contract_68, editor_68
):
    open_report(contract=contract_68, fiscal_year=2024, by=editor_68)

    content, frames = build_assembly(paper)

    assert [annex.contract.reference for annex in content.annexes] == ["67-2020", "68-2020"]
    assert [frame["kind"] for frame in frames] == ["draft", "draft"]


@pytest.fixture
def written(paper, signatory_67):
    """The paper with the texts it cannot go without."""
    for section in paper.sections.exclude(kind="funding"):
        write_assembly_section(section, body=f"Ce que dit {section.kind}.", by=signatory_67)
    return paper


def test_agreed_reports_are_annexed_as_agreed(written, paper, agreed):
    canonical, frame = assembly_paper(paper)

    assert frame["kind"] == "assembly"
    assert frame["annexes"][0]["sha256"] == agreed.current_edition.sha256
    assert read_assembly(canonical).annexes[0].contract.reference == "67-2020"


def test_its_pdf_is_a_draft_as_long_as_a_report_is_not_agreed(paper, signatory_67):
    rendering = request_assembly_paper(paper, by=signatory_67)

    paper.refresh_from_db()
    assert (paper.paper, rendering.frame["kind"]) == (rendering, "draft")


def test_its_page_offers_nothing_to_download_or_prepare_while_its_pdf_is_made(sign_in, paper, signatory_67):
    where = reverse("reports:assembly", args=[paper.authority.slug, 2024])
    told = []
    for prepare in (lambda: None, lambda: request_assembly_paper(paper, by=signatory_67), finish_papers):
        prepare()
        page = sign_in(signatory_67).get(where).text
        told.append(["Préparer le PDF" in page, "note.docx" in page, "Préparer de nouveau" in page])

    assert told == [[True, False, False], [False, False, False], [False, True, True]]


def test_it_is_a_draft_that_says_so_as_long_as_a_text_is_missing(written, agreed, signatory_67):
    last = written.sections.get(kind="proposal")

    write_assembly_section(last, body="", by=signatory_67)
    canonical, data = assembly_paper(written)
    frame = Frame.read(kind=data["kind"], canonical=canonical, data=data)

    assert (frame.kind, frame.state) == ("draft", "Projet, non soumis à l’assemblée")
    write_assembly_section(last, body="D’approuver le rapport.", by=signatory_67)
    assert assembly_paper(written)[1]["kind"] == "assembly"


def test_its_page_lists_what_is_missing_with_its_link_before_it_is_prepared(
    sign_in, paper, draft, signatory_67
):
    where = reverse("reports:assembly", args=[paper.authority.slug, 2024])
    links = {section.kind: f'href="{where}sections/{section.pk}/"' for section in paper.sections.all()}

    lacks = sign_in(signatory_67).get(where).text.split('class="fr-alert fr-alert--warning"')[1]

    asked = lacks.split("Préparer le PDF")[0]
    assert [kind for kind, link in links.items() if link in asked] == [
        "summary",
        "context",
        "prevention",
        "protection",
        "proposal",
    ]
    assert reverse("reports:detail", args=["67-2020", 2024]) in asked


def test_its_page_warns_of_nothing_once_all_is_written_and_agreed(sign_in, written, agreed, signatory_67):
    page = sign_in(signatory_67).get(reverse("reports:assembly", args=[written.authority.slug, 2024])).text

    assert "fr-alert--warning" not in page
    assert "Préparer le PDF" in page

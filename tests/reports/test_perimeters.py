"""A figure measured over more than the contract says so wherever it stands, lest it pass for its own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from contracts.models import Perimeter
from reports.committee import save_committee
from reports.content import IndicatorContent
from reports.models import Committee
from reports.proposals import of_engagement, of_objective
from reports.rendering import render_assembly_html, render_report_html, wording
from reports.rendering.assembly_texts import assembly_brief, assembly_text
from reports.rendering.brief import brief_document
from reports.rendering.document import as_html
from reports.rendering.editable import editable_paper
from reports.rendering.figures import Figures
from tests import pdf_checks
from tests.factories import ActionFactory, FundingLineFactory, MeasurementFactory
from tests.reports import sample

N = "\u00a0"
ALSACE = "Alsace (67 et 68)"
OWN = "Bas-Rhin (67)"


def measured(baseline: str, result: str) -> IndicatorContent:
    """Visits whose reference and result cover these perimeters."""
    return replace(
        sample.home_visits(),
        baseline=sample.reading(2019, "3244", baseline) if baseline else None,
        result=sample.reading(2024, "5078", result) if result else None,
    )


@pytest.mark.parametrize(
    ("baseline", "result", "told"),
    [
        (ALSACE, ALSACE, f"périmètre{N}: {ALSACE}"),
        ("", ALSACE, f"périmètre{N}: {ALSACE}"),
        (OWN, ALSACE, f"périmètre du résultat{N}: {ALSACE}"),
        (ALSACE, OWN, f"périmètre de la référence{N}: {ALSACE}"),
        ("Est et Ouest", ALSACE, f"périmètre de la référence{N}: Est et Ouest, "
                                 f"périmètre du résultat{N}: {ALSACE}"),
        (OWN, OWN, ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_the_perimeter_is_told_of_the_figures_that_are_not_the_contracts_own(
    baseline: str, result: str, told: str
) -> None:
    assert wording.perimeters(measured(baseline, result)) == told


def test_an_absence_has_no_perimeter_to_tell() -> None:
    absent = replace(sample.reading(2024, None), kind="not_collected")

    assert wording.perimeters(replace(measured(OWN, ""), result=absent)) == ""


def test_each_row_of_the_dashboard_and_of_the_objectives_tells_it() -> None:
    content = sample.bas_rhin()

    page = render_report_html(content, frame=sample.agreed(content))

    board = page.split('class="indicators board"')[1].split("</table>")[0]
    assert [f"périmètre du résultat{N}: {ALSACE}" in row for row in rows_of(board, "1.1")] == [True]
    assert [f"en visites, périmètre{N}: {ALSACE}" in row for row in rows_of(board, "3.1")] == [True]
    objective = page.split('id="r67-2020-o3"')[1].split("</table>")[0]
    assert f"en visites, périmètre{N}: {ALSACE}" in objective


def rows_of(table: str, code: str) -> list[str]:
    """The rows of an indicator in the HTML of a table."""
    return [row for row in table.split("<tr") if f">{code}</" in row]


def test_the_syntheses_tell_it_under_each_result() -> None:
    content, alsace = sample.bas_rhin(), sample.alsace()

    one = as_html(brief_document(content, sample.agreed(content)))
    several = as_html(assembly_brief(alsace, sample.before_assembly(alsace)))

    assert f"5{N}078<small>{ALSACE}</small>" in one
    assert several.count(f"5{N}078<small>{ALSACE}</small>") == 2


def test_the_texts_to_be_amended_tell_it_beside_each_indicator() -> None:
    content, alsace = sample.bas_rhin(), sample.alsace()

    papers = [
        editable_paper(content, sample.agreed(content), "note"),
        assembly_text(alsace, sample.before_assembly(alsace), "note"),
    ]

    for paper in papers:
        rows = [row for block in paper.blocks for row in block.rows if row[0].startswith("3.1")]
        assert [ALSACE in "".join(row) for row in rows] == [True]


def test_it_is_told_beside_a_text_that_cites_the_figure_and_in_a_first_draft() -> None:
    content = sample.bas_rhin()
    first = content.engagements[0]

    cited = {one.reference: one.label for one in Figures(content).citable()}

    assert f"(périmètre{N}: {ALSACE})" in cited["[[résultat 3.1]]"]
    assert f"(périmètre{N}: {ALSACE})." in of_objective(first.objectives[1], content)
    assert f"3.1 ([[résultat 3.1]], {ALSACE})" in of_engagement(first)


def test_the_assemblys_page_tells_it_in_the_dashboard_of_each_annex() -> None:
    alsace = sample.alsace()

    page = render_assembly_html(alsace, frame=sample.before_assembly(alsace))

    boards = [part.split("</table>")[0] for part in page.split('class="indicators board"')[1:]]
    assert [board.count(f"périmètre{N}: {ALSACE}") for board in boards] == [2, 2]


def test_the_action_the_committee_and_the_money_tell_it_with_the_figure(
    contract_67: Any, contract_68: Any, editor_67: Any, sign_in: Any, tmp_path: Path
) -> None:
    alsace = Perimeter.objects.create(label=ALSACE)
    alsace.contracts.set([contract_67, contract_68])
    objective = contract_67.framework.objectives.get(number=3)
    MeasurementFactory(indicator=objective.indicators.get(), perimeter=alsace, year=2024, value=Decimal(5078))
    action = ActionFactory(contract=contract_67, number=1)
    action.objectives.add(objective)
    FundingLineFactory(contract=contract_67, action=action, fiscal_year=2024, notified_amount=100)
    met = Committee(contract=contract_67)
    save_committee(met, values={"fiscal_year": 2024, "held_on": date(2025, 5, 14)}, by=editor_67)
    client, fiche = sign_in(editor_67), tmp_path / "fiche.pdf"

    fiche.write_bytes(client.get(reverse("reports:fiche_pdf", args=["67-2020", 1])).content)
    pages = [
        client.get(reverse("reports:projection", args=["67-2020", met.pk, 3])).text,
        client.get(reverse("reports:money_results", args=["67-2020", 2024])).text,
        client.get(reverse("contracts:action", args=["67-2020", 1])).text,
        pdf_checks.text_of(fiche),
    ]

    assert [f"· {ALSACE}" in page for page in pages] == [True] * 4

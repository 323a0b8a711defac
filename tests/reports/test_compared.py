"""What the report to an assembly tells of several contracts: each result, the common ones once."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.content import AssemblyContent, IndicatorContent, ReportContent, TargetContent
from reports.rendering import render_assembly_html
from reports.rendering.assembly_texts import assembly_text
from reports.rendering.compared import Compared, ComparedRow, Told, compared
from tests.reports import sample

N = "\u00a0"
ALSACE = "Alsace (67 et 68)"


def holding(content: ReportContent, *indicators: IndicatorContent) -> ReportContent:
    """The report with these indicators alone."""
    first = content.engagements[0]
    alone = replace(first.objectives[0], indicators=list(indicators))
    return replace(content, engagements=[replace(first, objectives=[alone])])


def both(first: IndicatorContent | None, second: IndicatorContent | None) -> Compared:
    """The table of the Bas-Rhin and of the Haut-Rhin, each with its own state of an indicator."""
    held = zip([sample.bas_rhin(), sample.haut_rhin()], [first, second], strict=True)
    return compared([holding(content, *([one] if one else [])) for content, one in held])


def only(told: Compared) -> ComparedRow:
    """Its only row."""
    ((row,),) = (group.rows for group in told.groups)
    return row


def of_the_haut_rhin(item: IndicatorContent) -> IndicatorContent:
    """The same in the other contract, whose own reference is 3,6 %."""
    note = item.change_note.replace("Bas-Rhin (67)", "Haut-Rhin (68)")
    return replace(item, baseline=sample.reading(2019, "3.6", "Haut-Rhin (68)"), change_note=note)


def test_a_result_common_to_both_is_told_once_and_each_reference_with_its_perimeter() -> None:
    item = sample.early_interviews()

    told = both(item, of_the_haut_rhin(item))

    assert only(told).cells == [
        [Told(f"1,3{N}%", "2019, Bas-Rhin (67)"), Told(f"3,6{N}%", "2019, Haut-Rhin (68)")],
        [Told("non fixée")],
        [Told(f"12,5{N}%", ALSACE)],
        [Told("–")],
        [Told("Sans cible")],
    ]
    (note,) = told.notes
    assert [sentence.split(N)[0] for sentence in note.sentences] == ["Bas-Rhin", "Haut-Rhin"]


def test_what_two_contracts_aim_at_differently_names_each_territory() -> None:
    item = sample.home_visits()
    other = replace(
        item,
        target=TargetContent(2024, "quantity", "Quantité", Decimal(5000), None),
        status="reached",
        status_label="Cible atteinte",
    )

    row = only(both(item, other))

    assert row.note == "en visites"
    assert row.cells[1:] == [
        [Told(f"référence ×{N}2 (6{N}488)", "Bas-Rhin"), Told(f"5{N}000", "Haut-Rhin")],
        [Told(f"5{N}078", ALSACE)],
        [Told(f"+56,5{N}%", "En hausse depuis 2019, favorable")],
        [Told("En retard", "Bas-Rhin"), Told("Cible atteinte", "Haut-Rhin")],
    ]


def test_an_absence_is_of_the_contract_that_says_it_and_a_blank_is_not_hidden() -> None:
    item = sample.disabled_children()
    absent = replace(sample.reading(2024, None), kind="not_collected", kind_label="Non recueillie")

    row = only(both(replace(item, result=absent), replace(item, result=None)))

    assert row.cells[0] == [Told("à compléter", "Bas-Rhin"), Told("à compléter", "Haut-Rhin")]
    assert row.cells[2] == [Told("non recueillie", "Bas-Rhin"), Told("à compléter", "Haut-Rhin")]


def test_what_no_contract_says_anything_of_is_counted_and_left_to_the_annexes() -> None:
    blank = replace(sample.home_visits(), result=None)

    told = both(blank, None)

    assert (told.groups, told.left) == ([], f"1{N}indicateur")


def test_two_contracts_local_indicators_of_one_code_are_two_rows() -> None:
    item = sample.disabled_children()

    told = both(item, replace(item, label="Places en fratrie", unit="places"))

    assert [row.label for group in told.groups for row in group.rows] == [item.label, "Places en fratrie"]


def test_a_single_contract_names_no_territory() -> None:
    row = only(compared([holding(sample.bas_rhin(), sample.disabled_children())]))

    assert row.cells[0] == [Told("à compléter")]


@pytest.fixture
def alsace() -> AssemblyContent:
    return sample.alsace()


def test_the_letter_tells_the_results_on_the_page_too(alsace: AssemblyContent) -> None:
    page = render_assembly_html(alsace, frame=sample.before_assembly(alsace))

    letter = page.split("</main>")[0]
    table = letter.split('<table class="indicators compared"')[1].split("</table>")[0]
    assert [table.count(figure) for figure in (f"12,5{N}%", f"3{N}244", f"5{N}078", f"+56,5{N}%")] == [1] * 4
    assert f"5{N}078<small>{ALSACE}</small>" in table
    assert table.count('data-label="Résultat"') == 3


def test_the_note_tells_them_once_for_all_contracts(alsace: AssemblyContent) -> None:
    paper = assembly_text(alsace, sample.before_assembly(alsace), "note")

    rows = [row for block in paper.blocks for row in block.rows if row[0].startswith("3.1 ")]

    assert rows[0][1:] == [
        f"3{N}244\n2019, {ALSACE}",
        f"référence ×{N}2 (6{N}488)",
        f"5{N}078\n{ALSACE}",
        f"+56,5{N}%\nEn hausse depuis 2019, favorable",
        "En retard",
    ]
    assert len(rows) == 1

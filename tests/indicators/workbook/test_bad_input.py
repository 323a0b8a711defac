"""Clumsy and hostile workbooks: each cell gets the verdict it would get in the grid, and says where it is."""

from datetime import date
from decimal import Decimal

import pytest

from core.imports.plan import Standing
from core.imports.questions import written
from indicators.actions import record_measurement
from tests.indicators.workbook.conftest import standings

pytestmark = pytest.mark.django_db


def only(plan, code="1.1"):
    """The proposal of an indicator."""
    return next(one for one in plan.proposals if f", {code}," in one.subject)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("12 k€", "compté en milliers"),
        ("1e3", "notation scientifique"),
        ("=1+1", "formule"),
        ("(5)", "parenthèses"),
        ("½", "fraction"),
        ("12\u200b", "invisible"),
        (date(2024, 5, 1), "une date"),
        (True, "une valeur logique"),
        (120, "règle V3"),
        (-3, "règle V3"),
        (1e30, "chiffres"),
    ],
)
def test_what_is_no_value_is_refused_and_shown_as_it_stood(download, bring_back, typed, said):
    proposal = only(bring_back(download().fill("1.1", value=typed)))

    assert (proposal.standing, proposal.entry) == (Standing.REFUSED, None)
    assert said in proposal.message
    assert proposal.typed
    assert proposal.origin.row == 6


@pytest.mark.parametrize(
    ("typed", "meanings"),
    [
        ("1.234", 1),
        ("n.d.", 1),
        (12.345, 1),
    ],
)
def test_a_doubt_is_asked_and_never_guessed(download, bring_back, typed, meanings):
    proposal = only(bring_back(download().fill("1.1", value=typed)))

    assert (proposal.standing, proposal.entry) == (Standing.ASKED, None)
    assert len(proposal.questions[0].options) >= meanings


def test_a_doubt_that_was_settled_is_written_as_chosen(download, bring_back):
    workbook = download().fill("1.1", value="n.d.")
    ((meaning, _),) = only(bring_back(workbook)).questions[0].options

    settled = only(bring_back(workbook, {"result-1.1": f"value={meaning}"}))

    assert (settled.standing, settled.entry.figure.kind) == (Standing.NEW, "not_yet_known")
    assert [one.chosen for one in settled.questions] == [meaning]


def test_an_answer_that_was_not_offered_settles_nothing(download, bring_back):
    workbook = download().fill("1.1", value="n.d.")

    assert only(bring_back(workbook, {"result-1.1": "value=99"})).standing == Standing.ASKED


def test_the_doubts_of_a_line_are_all_asked_each_on_its_own(download, bring_back):
    workbook = download().fill("3.1", value="1.234", numerator="1.234", denominator=5000)

    asked = only(bring_back(workbook), "3.1")

    assert asked.standing == Standing.ASKED
    assert [one.about for one in asked.questions] == ["numerator", "value"]
    chosen = {one.about: one.options[-1][0] for one in asked.questions}
    settled = only(bring_back(workbook, {"result-3.1": written(chosen)}), "3.1")
    assert {one.about: one.chosen for one in settled.questions} == chosen


def test_a_choice_outside_its_list_is_refused_with_what_may_be_chosen(download, bring_back):
    proposal = only(bring_back(download().fill("1.1", value=12, source="Insee")))

    assert proposal.standing == Standing.REFUSED
    assert "«\u00a0Insee\u00a0» n’est pas dans la liste «\u00a0Source\u00a0»" in proposal.message
    assert "Enquête DREES" in proposal.message


def test_all_the_errors_come_at_once_and_the_good_lines_stand(download, bring_back):
    plan = bring_back(download().fill("1.1", value="douze").fill("3.1", value=120))

    assert standings(plan) == {"1.1": Standing.REFUSED, "3.1": Standing.NEW}
    assert not plan.is_whole


def test_an_unusual_share_of_one_is_asked_about_as_in_the_grid(
    download, bring_back, contract_67, rate, editor_67
):
    record_measurement(contract=contract_67, indicator=rate, year=2023, value=Decimal("12.5"), by=editor_67)

    assert only(bring_back(download().fill("1.1", value=0.1))).standing == Standing.ASKED


def test_lines_may_move_and_the_order_of_columns_too(download, bring_back):
    workbook = download().fill("3.1", value=120).fill("1.1", value=12.5)
    workbook.results.insert_rows(workbook.header_row + 1, amount=3)
    workbook.results.insert_cols(3)
    workbook.results.cell(workbook.header_row, 3).value = "Mes notes"
    workbook.results.cell(workbook.row_of("1.1"), 3).value = "à vérifier"

    plan = bring_back(workbook)

    assert standings(plan) == {"1.1": Standing.NEW, "3.1": Standing.NEW}
    assert any("Mes notes" in notice for notice in plan.notices)


def test_a_line_that_was_deleted_is_left_as_it_is_and_said(download, bring_back):
    workbook = download()
    workbook.results.delete_rows(workbook.row_of("3.1"))

    plan = bring_back(workbook)

    assert standings(plan) == {"1.1": Standing.UNCHANGED}
    assert plan.notices == ["Lignes absentes du fichier, laissées telles quelles\u00a0: 3.1."]


def test_a_column_that_was_deleted_changes_nothing_of_what_it_held(
    download, bring_back, contract_67, rate, editor_67
):
    figure = {"contract": contract_67, "indicator": rate, "year": 2024, "value": Decimal(11), "by": editor_67}
    record_measurement(**figure, comment="Enquête close en mars")
    workbook = download().fill("1.1", value=12)
    workbook.results.delete_cols(workbook.columns["Commentaire"])

    plan = bring_back(workbook)

    assert only(plan).entry.comment == "Enquête close en mars"
    assert any("Commentaire" in notice for notice in plan.notices)


def test_the_same_indicator_twice_is_refused_on_both_lines_beside_what_stands(
    download, bring_back, contract_67, rate, editor_67
):
    workbook = download().fill("1.1", value=12).fill("3.1", value=120)
    workbook.results.cell(workbook.row_of("3.1"), 1).value = "1.1"
    at = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67}
    record_measurement(**at, value=Decimal(80))

    plan = bring_back(workbook)

    assert [one.standing for one in plan.proposals] == [Standing.REFUSED, Standing.REFUSED]
    assert [one.before for one in plan.proposals] == ["80\u00a0%", "80\u00a0%"]
    assert "(6 et 8)\u00a0: n’en gardez qu’une" in plan.proposals[0].message


def test_a_code_turned_into_a_number_is_read(download, bring_back):
    workbook = download().fill("1.1", value=12)
    workbook.results.cell(workbook.row_of("1.1"), 1).value = 1.1

    assert only(bring_back(workbook)).standing == Standing.NEW


@pytest.mark.parametrize("code", ["1.9", "1.\u0430", "../1.1", "TOTAL", "", "1.1'; DROP TABLE"])
def test_figures_beside_an_unknown_code_are_a_fault_with_its_place(download, bring_back, code):
    workbook = download()
    row = workbook.results.max_row + 2
    workbook.results.cell(row, 1).value = code
    workbook.results.cell(row, workbook.columns["Résultat 2024"]).value = 7

    plan = bring_back(workbook)

    assert [(fault.origin.row, fault.typed) for fault in plan.faults] == [(row, "7")]
    assert standings(plan) == {"1.1": Standing.UNCHANGED, "3.1": Standing.UNCHANGED}


def test_text_under_the_table_is_no_figure(download, bring_back):
    workbook = download()
    workbook.results.cell(workbook.results.max_row + 3, 1).value = "Rempli par le service ODPE"

    assert bring_back(workbook).is_whole

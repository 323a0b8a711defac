"""What a spreadsheet does to a cell besides holding a value: formats, formulas, hiding, merging."""

from decimal import Decimal

import pytest

from core.imports.plan import Standing
from indicators.actions import record_measurement
from indicators.imports.actions import apply_batch, plan_of
from tests.indicators.workbook.conftest import read

pytestmark = pytest.mark.django_db


def only(plan):
    """The proposal of 1.1."""
    return next(one for one in plan.proposals if ", 1.1," in one.subject)


def test_a_number_shown_as_a_percentage_is_asked_about(download, bring_back):
    workbook = download().fill("1.1", value=0.125)
    workbook.cell("1.1", "value").number_format = "0.0%"

    asked = only(bring_back(workbook))
    (question,) = asked.questions
    share = next(value for value, label in question.options if "12,5" in label)
    settled = only(bring_back(workbook, {"result-1.1": f"{question.about}={share}"}))

    assert (asked.standing, asked.typed) == (Standing.ASKED, "12,5\u00a0%")
    assert (settled.standing, settled.entry.figure.value) == (Standing.NEW, Decimal("12.5"))


def test_a_hidden_line_that_was_filled_is_asked_about(download, bring_back):
    workbook = download().fill("1.1", value=12)
    workbook.results.row_dimensions[workbook.row_of("1.1")].hidden = True

    asked = only(bring_back(workbook))
    taken = only(bring_back(workbook, {"result-1.1": "hidden=take"}))

    assert [one.text for one in asked.questions] == [
        "Cette ligne est masquée dans le fichier\u00a0: faut-il la prendre\u00a0?"
    ]
    assert asked.standing == Standing.ASKED
    assert taken.standing == Standing.NEW
    left = only(bring_back(workbook, {"result-1.1": "hidden=leave"}))
    assert (left.standing, left.entry, left.after) == (Standing.UNCHANGED, None, "")


def test_merged_cells_over_a_value_are_asked_about(download, bring_back):
    workbook = download().fill("1.1", value=12)
    row = workbook.row_of("1.1")
    workbook.results.merge_cells(start_row=row, end_row=row, start_column=7, end_column=8)

    asked = only(bring_back(workbook))

    assert asked.standing == Standing.ASKED
    assert asked.questions[0].text.startswith("Cette ligne porte des cases fusionnées\u00a0: faut-il")


def test_a_formula_without_result_is_refused_with_how_to_mend_it(download, bring_back):
    workbook = download()
    workbook.cell("1.1", "value").value = "=6+6.5"

    proposal = only(bring_back(workbook))

    assert (proposal.standing, proposal.typed) == (Standing.REFUSED, "formule sans résultat")
    assert "pas de résultat" in proposal.message


def test_a_formula_in_a_comment_is_refused_too(download, bring_back):
    workbook = download().fill("1.1", value=12)
    workbook.cell("1.1", "comment").value = '=HYPERLINK("http://exemple.test")'

    assert only(bring_back(workbook)).standing == Standing.REFUSED


def test_an_error_of_the_spreadsheet_is_refused(download, bring_back):
    workbook = download()
    cell = workbook.cell("1.1", "value")
    cell.value, cell.data_type = "#N/A", "e"

    proposal = only(bring_back(workbook))

    assert (proposal.standing, proposal.typed) == (Standing.REFUSED, "#N/A")


def test_a_hidden_column_that_was_filled_is_asked_about(download, bring_back):
    workbook = download().fill("1.1", value=12, comment="Saisi avant de masquer")
    workbook.results.column_dimensions["N"].hidden = True

    asked = only(bring_back(workbook))

    assert asked.standing == Standing.ASKED
    assert asked.questions[0].text.startswith("Cette ligne a une case remplie dans une colonne masquée")


@pytest.mark.parametrize(("share", "value"), [("23,1", Decimal("23.1")), ("0,2", Decimal("0.2"))])
def test_a_percentage_in_conflict_is_asked_about_once(
    download, bring_back, contract_67, rate, editor_67, share, value
):
    at = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67}
    record_measurement(**at, value=Decimal(22))
    workbook = download().fill("1.1", value=0.231)
    workbook.cell("1.1", "value").number_format = "0.0%"
    record_measurement(**at, value=Decimal(24))

    asked = only(bring_back(workbook))
    chosen = only(bring_back(workbook, {"result-1.1": "side-value=mine"}))
    settled = only(bring_back(workbook, {"result-1.1": f"side-value=mine|share-value={share}"}))

    assert asked.questions[0].options[0] == ("mine", "Celle du classeur\u00a0: 23,1\u00a0%")
    assert [one.about for one in chosen.questions] == ["side-value", "share-value"]
    assert (settled.standing, settled.entry.figure.value) == (Standing.CHANGED, value)


def test_what_was_answered_of_a_percentage_is_not_asked_when_the_file_comes_again(
    download, contract_67, editor_67
):
    workbook = download().fill("1.1", value=0.231)
    workbook.cell("1.1", "value").number_format = "0.0%"
    batch = read(workbook.content, contract_67, editor_67)
    apply_batch(batch, {"result-1.1": "share-value=23,1"}, False, editor_67)

    again = only(plan_of(read(workbook.content, contract_67, editor_67)))

    assert (again.standing, again.questions) == (Standing.UNCHANGED, ())

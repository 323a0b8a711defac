"""What a spreadsheet does to a cell besides holding a value: formats, formulas, hiding, merging."""

from decimal import Decimal

import pytest

from core.imports.plan import Standing

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

    assert (asked.standing, "masquée" in asked.questions[0].text) == (Standing.ASKED, True)
    assert taken.standing == Standing.NEW
    left = only(bring_back(workbook, {"result-1.1": "hidden=leave"}))
    assert (left.standing, left.entry, left.after) == (Standing.UNCHANGED, None, "")


def test_merged_cells_over_a_value_are_asked_about(download, bring_back):
    workbook = download().fill("1.1", value=12)
    row = workbook.row_of("1.1")
    workbook.results.merge_cells(start_row=row, end_row=row, start_column=7, end_column=8)

    assert only(bring_back(workbook)).standing == Standing.ASKED


def test_a_formula_without_result_is_refused_with_how_to_mend_it(download, bring_back):
    workbook = download()
    workbook.cell("1.1", "value").value = "=6+6.5"

    proposal = only(bring_back(workbook))

    assert proposal.standing == Standing.REFUSED
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

    assert only(bring_back(workbook)).standing == Standing.ASKED

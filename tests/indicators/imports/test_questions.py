"""What a table asks before it is read: several doubts of a row, and what is hidden in the file."""

from decimal import Decimal
from io import BytesIO
from time import process_time

import openpyxl
import pytest
from openpyxl.worksheet.cell_range import CellRange

from core.imports.plan import Standing
from core.imports.questions import Question, parts_of, written
from indicators.enums import ImportKind
from indicators.imports.actions import bring, plan_of
from indicators.imports.foreseen import Foreseen
from indicators.imports.printing import plan_data, plan_lines

pytestmark = pytest.mark.django_db
RATIO = "Contrat;Indicateur;Année;Valeur;Numérateur;Dénominateur"


@pytest.fixture
def workbook(editor_67, rate, visits):
    """`workbook(change)` is the import of an XLSX of two values, its sheet changed by `change(sheet)`."""

    def _workbook(change):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Valeurs"
        for row in (
            ["Contrat", "Indicateur", "Année", "Valeur", "Commentaire"],
            ["67-2020", "1.1", 2024, 12.5, "Vu"],
            ["67-2020", "3.1", 2024, 120, None],
        ):
            sheet.append(row)
        change(sheet)
        output = BytesIO()
        book.save(output)
        return bring(ImportKind.TABLE, None, None, "valeurs.xlsx", output.getvalue(), editor_67)

    return _workbook


def asked(plan):
    return [one.about for one in plan.questions]


def test_a_meaning_that_no_percentage_has_is_not_offered(table, rate):
    (one,) = plan_of(table("67-2020;1.1;2024;1.234")).proposals

    assert [value for value, _ in one.questions[0].options] == ["1.2"]


def test_the_doubts_of_a_row_are_all_asked_and_answered_together(table, rate):
    batch = table("67-2020;1.1;2024;;1.234;2.345", titles=RATIO)

    (one,) = plan_of(batch).proposals
    assert (one.standing, [each.about for each in one.questions]) == (
        Standing.ASKED,
        ["numerator", "denominator"],
    )
    assert one.questions[0].text.startswith("Numérateur\u00a0: ")
    over, under = (each.options[-1][0] for each in one.questions)
    (half,) = plan_of(batch, {"2": written({"numerator": over})}).proposals
    assert (half.standing, [each.chosen for each in half.questions]) == (Standing.ASKED, [over, ""])
    (full,) = plan_of(batch, {"2": written({"numerator": over, "denominator": under})}).proposals
    assert (full.standing, full.entry.figure.numerator) == (Standing.NEW, Decimal(over))


def test_hidden_rows_are_asked_about_at_once_and_the_others_are_read(workbook):
    batch = workbook(lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True))

    plan, taken, left = (plan_of(batch, {"file": given}) for given in ("", "rows=take", "rows=leave"))

    assert asked(plan) == ["rows"]
    assert "(ligne 3)" in plan.questions[0].text
    assert [one.standing for one in plan.proposals] == [Standing.NEW, Standing.ASKED]
    assert not plan.is_whole
    assert [one.standing for one in taken.proposals] == [Standing.NEW, Standing.NEW]
    assert taken.is_whole
    assert [one.subject for one in left.proposals] == ["67-2020, 1.1, 2024"]
    assert "1\u00a0ligne masquée, laissée de côté." in left.notices


def test_a_hidden_column_is_asked_about_before_anything_is_read(workbook):
    batch = workbook(lambda sheet: setattr(sheet.column_dimensions["E"], "hidden", True))

    plan, taken, left = (
        plan_of(batch, {"file": given}) for given in ("", "column-comment=take", "column-comment=leave")
    )

    assert (asked(plan), plan.proposals, plan.is_readable, plan.is_whole) == (
        ["column-comment"],
        (),
        True,
        False,
    )
    assert plan.summary == "Une précision est attendue pour lire le fichier."
    assert [one.entry.comment for one in (taken.proposals[0], left.proposals[0])] == ["Vu", ""]


@pytest.mark.parametrize(
    ("given", "standings"),
    [("take", [Standing.NEW, Standing.NEW]), ("leave", [Standing.NEW, Standing.REFUSED])],
)
def test_cells_merged_over_several_rows_are_asked_about(workbook, given, standings):
    batch = workbook(lambda sheet: sheet.merge_cells("A2:A3"))

    plan, answered = plan_of(batch), plan_of(batch, {"file": f"merged={given}"})

    assert (asked(plan), plan.proposals) == (["merged"], ())
    assert "(A2:A3)" in plan.questions[0].text
    assert [one.standing for one in answered.proposals] == standings


@pytest.mark.parametrize("area", ["A1:A1", "A2:B2", "F2:F3", "E3:E4"])
def test_merged_cells_that_change_nothing_are_not_asked_about(workbook, area):
    """A single row, a column that is not read, or nothing in the first."""
    batch = workbook(lambda sheet: sheet.merge_cells(area))

    assert asked(plan_of(batch)) == []


def test_merged_cells_that_lie_over_one_another_are_refused_at_once(workbook):
    def change(sheet):
        for last in range(4, 2_004):
            sheet.append(["67-2020", "3.1", 2024, 1, None])
            sheet.merged_cells.ranges.add(CellRange(f"A2:A{last}"))

    started = process_time()
    batch = workbook(change)

    assert "s’y recouvrent" in batch.failure
    assert process_time() - started < 5


def test_a_percentage_merged_over_rows_is_one_on_each(workbook):
    def change(sheet):
        sheet["D2"], sheet["D2"].number_format, sheet["B3"] = 0.125, "0.0%", "1.1"
        sheet["C3"] = 2023
        sheet.merge_cells("D2:D3")

    answered = plan_of(workbook(change), {"file": "merged=take"})

    assert [one.typed for one in answered.proposals] == ["12,5\u00a0%", "12,5\u00a0%"]


def test_a_hidden_column_that_cannot_be_left_says_so_and_is_asked_again(workbook):
    batch = workbook(lambda sheet: setattr(sheet.column_dimensions["D"], "hidden", True))

    plan = plan_of(batch, {"file": "column-value=leave"})

    assert not plan.is_readable
    assert plan.faults[0].message.startswith("Sans la colonne Valeur")
    assert asked(plan) == ["column-value"]


def test_a_hidden_sheet_is_asked_about(workbook):
    def hide(sheet):
        sheet.sheet_state = "hidden"
        sheet.parent.create_sheet("Notes").append(["À faire"])
        sheet.parent.active = 1

    batch = workbook(hide)

    plan, taken, left = (plan_of(batch, {"file": given}) for given in ("", "sheet-0=take", "sheet-0=leave"))

    assert "«\u00a0Valeurs\u00a0» est masquée" in plan.questions[0].text
    assert [one.standing for one in taken.proposals] == [Standing.NEW, Standing.NEW]
    assert (left.is_readable, asked(left)) == (False, ["sheet-0"])
    assert "  La feuille" in "\n".join(plan_lines(plan, Foreseen()))
    assert plan_data(plan, Foreseen(), written=0)["questions"][0]["options"][0] == ["take", "Lire"]


def test_what_is_hidden_is_answered_on_the_page(workbook, sign_in, editor_67):
    batch = workbook(lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True))
    client, address = sign_in(editor_67), f"/indicateurs/imports/{batch.pk}/"

    shown = client.get(address).content.decode()
    again = client.post(address, {"answer-file|rows": "take"}).context["preview"]

    assert 'name="answer-file|rows" value="take"' in shown
    assert [choice for choice in again.questions[0].choices if choice[2]] == [("take", "Lire", True)]
    assert again.is_whole


def test_an_answer_is_written_and_read_back_whatever_it_holds():
    assert parts_of("") == parts_of("mine") == {}
    assert parts_of(written({"value": "absence:x=y", "erase": "take"})) == {
        "value": "absence:x=y",
        "erase": "take",
    }
    assert written({"value": "a|erase=take"}) == ""
    question = Question("value", "", (("1", "Un"),))
    assert [question.given({"value": one}).chosen for one in ("1", "2")] == ["1", ""]

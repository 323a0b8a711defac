"""Rows under their titles: what is read of a file, what is asked of it, what is refused before any row is."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from core.imports.plan import Standing
from core.imports.rows import keyed_rows
from core.imports.titled import Columns, Unanswered
from core.tabular.reading import UnreadableFile, read_book

TITLES = {"name": ("Nom", "Intitulé"), "day": ("Jour",), "note": ("Note",)}
COLUMNS = Columns(TITLES, ("name",), ("name", "day"))
PLAIN = [["Nom", "Jour"], ["Un", 1], ["Deux", 2]]


def workbook(*sheets, change=lambda book: None):
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Feuille {number}")
        for row in rows:
            sheet.append(row)
    change(book)
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def read(content, given=""):
    return keyed_rows(read_book(content, "fichier.xlsx"), COLUMNS, {"file": given})


def hide_row(book):
    book.worksheets[0].row_dimensions[2].hidden = True


def hide_first_column(book):
    book.worksheets[0].column_dimensions["A"].hidden = True


def hide_second_column(book):
    book.worksheets[0].column_dimensions["B"].hidden = True


def hide_sheet(book):
    book.create_sheet("Autre").append(["x"])
    book.worksheets[0].sheet_state = "hidden"


def waiting(content, given=""):
    """What is asked before anything is read, and why it is asked again."""
    with pytest.raises(Unanswered) as held:
        read(content, given)
    plan = held.value.plan
    return [one.about for one in plan.questions], [fault.message for fault in plan.faults]


def test_rows_are_read_by_the_keys_of_their_columns_blank_cells_left_out():
    rows = [
        ["Intitulé", "Jour", "Note"],
        ["Un", "01/02/2024", "non lue"],
        [None, None, None],
        ["Deux", 3, None],
    ]

    found = read(workbook(rows))

    assert found.keys == {"name", "day"}
    assert [(row.number, dict(row.texts)) for row in found.rows] == [
        (2, {"name": "Un", "day": "01/02/2024"}),
        (4, {"name": "Deux", "day": "3"}),
    ]


def test_a_cell_in_error_is_said():
    found = read(workbook([["Nom", "Jour"], ["Un", "#N/A"]]))

    assert "#N/A" in found.rows[0].unread["day"]


def test_a_hidden_row_waits_is_read_or_is_left_aside_as_people_say():
    content = workbook(PLAIN, change=hide_row)

    asked, taken, left = (read(content, given) for given in ("", "rows=take", "rows=leave"))

    assert "(ligne 2)" in asked.questions[0].text
    assert [row.is_waiting for row in asked.rows] == [True, False]
    assert asked.rows[0].held_back("Un", "").standing == Standing.ASKED
    assert asked.count_told == "1\u00a0ligne lue."
    assert [row.is_waiting for row in taken.rows] == [False, False]
    assert [row.number for row in left.rows] == [3]
    assert left.notices == ["1\u00a0ligne masquée, laissée de côté."]


def test_a_hidden_column_or_sheet_is_asked_about_before_anything_is_read():
    column, sheet = (workbook(PLAIN, change=change) for change in (hide_second_column, hide_sheet))

    assert waiting(column) == (["column-day"], [])
    assert read(column, "column-day=take").keys == {"name", "day"}
    assert read(column, "column-day=leave").keys == {"name"}
    assert waiting(sheet) == (["sheet-0"], [])
    assert len(read(sheet, "sheet-0=take").rows) == 2


def test_what_nothing_can_be_read_without_is_asked_again():
    column, sheet = (workbook(PLAIN, change=change) for change in (hide_first_column, hide_sheet))

    assert waiting(column, "column-name=leave") == (
        ["column-name"],
        ["Sans la colonne Nom, il n’y a rien à lire\u00a0: lisez-la."],
    )
    assert waiting(sheet, "sheet-0=leave")[0] == ["sheet-0"]


def test_what_cannot_be_used_is_refused_as_a_whole():
    for content, told in (
        (workbook([["Nom", "Salaire"], ["Un", 1]]), "Colonne inattendue"),
        (workbook([["Autre"], ["Un"]]), "Nom"),
        (workbook(PLAIN, PLAIN), "Plusieurs feuilles"),
    ):
        with pytest.raises(UnreadableFile, match=told):
            read(content)

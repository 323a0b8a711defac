"""Rows under their titles: what is read of a file, and what is refused before any row is."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from core.imports.rows import keyed_rows
from core.tabular.reading import UnreadableFile, read_book

TITLES = {"name": ("Nom", "Intitulé"), "day": ("Jour",), "note": ("Note",)}


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


def read(content, name="fichier.xlsx"):
    return keyed_rows(read_book(content, name), TITLES, ("name",), ("note",))


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


def test_a_hidden_row_and_a_cell_in_error_are_said():
    def hide(book):
        book.worksheets[0].row_dimensions[2].hidden = True

    found = read(workbook([["Nom", "Jour"], ["Un", 1], ["Deux", "#N/A"]], change=hide))

    assert "masquée" in found.rows[0].fault
    assert found.rows[1].fault == ""
    assert "#N/A" in found.rows[1].unread["day"]


def test_what_cannot_be_used_is_refused_as_a_whole():
    def hide_column(book):
        book.worksheets[0].column_dimensions["B"].hidden = True

    def hide_sheet(book):
        book.create_sheet("Autre").append(["x"])
        book.worksheets[0].sheet_state = "hidden"

    plain = [["Nom", "Jour"], ["Un", 1]]
    for content, told in (
        (workbook([["Nom", "Salaire"], ["Un", 1]]), "Colonne inattendue"),
        (workbook([["Autre"], ["Un"]]), "Nom"),
        (workbook(plain, plain), "Plusieurs feuilles"),
        (workbook(plain, change=hide_column), "Colonne masquée"),
        (workbook(plain, change=hide_sheet), "est masquée"),
    ):
        with pytest.raises(UnreadableFile, match=told):
            read(content)

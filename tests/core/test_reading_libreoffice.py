"""Files that LibreOffice wrote: the same cells from XLSX and ODS, whatever it does with them inside."""

import io
from datetime import date

import openpyxl
import pytest

from core.tabular.reading import Book, CellKind, SheetState, read_book
from tests.libreoffice import Saved

# LibreOffice holds a truth value as a formula, TRUE().
KINDS = [
    ("A1", "text", "Libellé", False),
    ("B1", "text", "Valeur", False),
    ("C1", "text", "Taux", False),
    ("D1", "text", "Le", False),
    ("A2", "text", " é  è\nà ", False),
    ("B2", "number", "1234,5", False),
    ("C2", "percent", "12,5\u00a0%", False),
    ("D2", "date", "30/06/2025", False),
    ("A3", "text", "12,5", False),
    ("B3", "number", "0,1", False),
    ("C3", "boolean", "VRAI", True),
    ("D3", "number", "1234,6", True),
    ("A4", "text", "12,5", False),
    ("B4", "number", "0,1", False),
    ("C4", "boolean", "VRAI", True),
    ("D4", "error", "#DIV/0!", True),
]


def made() -> bytes:
    """A workbook with one cell of each kind, two equal rows, and what is hidden or merged."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Données"
    sheet.append(["Libellé", "Valeur", "Taux", "Le"])
    sheet.append([" é  è\nà ", 1234.5, 0.125, date(2025, 6, 30)])
    sheet.append(["12,5", 0.1, True, "=B2+B3"])
    sheet.append(["12,5", 0.1, True, "=1/0"])
    sheet["C2"].number_format = "0.0%"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.merge_cells("A6:B6")
    book.create_sheet("Vide")
    hidden = book.create_sheet("Cachée")
    hidden["A1"] = 1
    hidden.sheet_state = "hidden"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def cells(book: Book) -> list[tuple[str, str, str, bool]]:
    return [
        (cell.address, str(cell.kind), cell.quoted, cell.is_formula)
        for row in book.sheets[0].rows
        for cell in row.cells
        if not cell.is_blank
    ]


@pytest.mark.parametrize("file_format", ["xlsx", "ods"])
def test_what_libreoffice_saves_is_read_cell_by_cell(file_format: str, saved_by_libreoffice: Saved) -> None:
    content = saved_by_libreoffice(made(), "xlsx", file_format)

    book = read_book(content, f"classeur.{file_format}")

    data = book.sheets[0]
    assert cells(book) == KINDS
    assert (data.hidden_rows, data.hidden_columns, data.merged) == ((3,), (2,), ("A6:B6",))
    assert [(sheet.name, sheet.state, sheet.is_empty) for sheet in book.sheets] == [
        ("Données", SheetState.VISIBLE, False),
        ("Vide", SheetState.VISIBLE, True),
        ("Cachée", SheetState.HIDDEN, False),
    ]


@pytest.mark.parametrize(
    ("writing", "notices"),
    [("59,34,76", 0), ("44,34,76", 0), ("9,34,76", 0), ("59,34,ANSI", 1), ("59,34,65535", 0)],
)
def test_the_csv_of_libreoffice_is_read(writing: str, notices: int, saved_by_libreoffice: Saved) -> None:
    content = saved_by_libreoffice(
        made(), "xlsx", "csv", writing=f"Text - txt - csv (StarCalc):{writing},1,,1036,false,true,false"
    )

    book = read_book(content, "classeur.csv")

    first, second, *_ = book.sheets[0].rows
    assert [cell.text for cell in first.cells] == ["Libellé", "Valeur", "Taux", "Le"]
    assert [cell.text for cell in second.cells][0:3] == [
        " é  è\nà ",
        "1234.5",
        "12.5%",
    ]
    assert len(book.notices) == notices
    assert {cell.kind for cell in second.cells} == {CellKind.TEXT}

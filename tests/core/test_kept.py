"""What is kept of a reading gives back the reading, whatever the cells held."""

import json
import zlib
from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook

from core.tabular.reading import NotKept, kept_book, kept_bytes, read_book

# A spreadsheet knows no zone.
INSTANT = datetime(2024, 2, 1, 8, 30)  # noqa: DTZ001


def workbook():
    book = Workbook()
    sheet = book.active
    sheet.title = "Été"
    sheet.append(["Texte", "Nombre", "Date", "Instant", "Heure", "Logique", "Erreur", "Part"])
    sheet.append(["é’\u00a0", 12.5, date(2024, 2, 1), INSTANT, time(8, 30), True, "#N/A", 0.125])
    sheet.append([None, -3, "=1+1", "", "x", False, None, 1e300])
    sheet["H2"].number_format = "0.0%"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("A4:B5")
    book.create_sheet("Cachée").sheet_state = "hidden"
    book["Cachée"]["B2"] = 4
    output = BytesIO()
    book.save(output)
    return output.getvalue()


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", workbook()), ("a.csv", "sep=;\na;b\n\n1;\u00a02\n".encode())]
)
def test_what_was_read_comes_back_as_it_was(name, content):
    book = read_book(content, name)

    again = kept_book(kept_bytes(book))

    assert (again.format, again.notices) == (book.format, book.notices)
    for one, other in zip(again.sheets, book.sheets, strict=True):
        for part in ("name", "state", "first_row", "hidden_rows", "hidden_columns", "merged"):
            assert getattr(one, part) == getattr(other, part), part
        assert list(one.rows) == list(other.rows)
        assert dict(one.marks) == dict(other.marks)


@pytest.mark.parametrize(
    "content", [b"", b"rien", zlib.compress(b"{"), zlib.compress(json.dumps([0, 1, 2, 3]).encode())]
)
def test_what_is_not_whole_or_of_another_form_is_not_taken(content):
    with pytest.raises(NotKept):
        kept_book(content)

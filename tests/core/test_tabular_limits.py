"""What the writing of tables must bear: two columns of one title, and a table as long as a sheet allows."""

import io
import subprocess
import sys
from decimal import Decimal

import openpyxl
import pytest

from core.tabular import Column, Table, export


def test_two_columns_may_bear_one_title() -> None:
    columns = [Column("a", "Valeur", "integer"), Column("b", "Valeur", "integer")]

    content = export(Table("Doubles", columns, [{"a": 1, "b": 2}]), "xlsx")

    rows = openpyxl.load_workbook(io.BytesIO(content))["Données"].iter_rows(values_only=True)
    assert list(rows) == [("Valeur", "Valeur"), (1, 2)]


def test_an_xlsx_opens_with_its_header_frozen_and_its_columns_filtered() -> None:
    columns = [Column("a", "Texte"), Column("b", "Versé", "euros"), Column("c", "Rang", "integer")]
    rows = [{"a": "x", "b": Decimal(1), "c": place} for place in range(3)]

    sheet = openpyxl.load_workbook(io.BytesIO(export(Table("Vue", columns, rows), "xlsx")))["Données"]

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:C4")
    assert [round(sheet.column_dimensions[letter].width) for letter in "ABC"] == [33, 19, 15]
    assert (sheet["A1"].font.bold, sheet["A1"].alignment.wrap_text, sheet["A1"].border.bottom.style) == (
        True,
        True,
        "thin",
    )
    assert (sheet["A2"].alignment.wrap_text, sheet["B2"].alignment.vertical) == (True, "top")


@pytest.mark.parametrize("file_format", ["xlsx", "ods"])
def test_a_long_table_is_written_in_little_memory(file_format: str) -> None:
    program = (
        "import resource; from core.tabular import Column, Table, export\n"
        "columns = [Column(str(place), f'C{place}', 'integer') for place in range(12)]\n"
        "rows = ({str(place): place for place in range(12)} for _ in range(20_000))\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"export(Table('Longue', columns, rows), '{file_format}')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert int(done.stdout) < 30 * 1024

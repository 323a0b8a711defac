"""A workbook made for the editor of the Bas-Rhin, filled by another program, brought back."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from accounts.models import Seat
from contracts.models import Contract
from contracts.pages import contract_or_404
from core.imports.plan import Plan
from indicators.enums import ImportKind
from indicators.imports.actions import bring, plan_of
from indicators.models import ImportBatch
from indicators.sheet import Sheet
from indicators.workbook.making import workbook_file

YEAR = 2024
FIELDS = {
    "value": "Résultat 2024",
    "kind": "Nature",
    "numerator": "Numérateur",
    "denominator": "Dénominateur",
    "source": "Source",
    "perimeter": "Périmètre",
    "cause": "Cause d’écart",
    "comment": "Commentaire",
}


class Filled:
    """An XLSX opened by openpyxl, as a person would in a spreadsheet."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(BytesIO(content))
        self.results = self.book["Résultats"]
        titles = next(row for row in self.results.iter_rows() if row[0].value == "Code")
        self.columns = {cell.value: cell.column for cell in titles}
        self.header_row = titles[0].row

    def row_of(self, code: str) -> int:
        """The number of the row of an indicator."""
        found = (row[0].row for row in self.results.iter_rows() if row[0].value == code)
        return next(found)

    def cell(self, code: str, field: str) -> Any:
        """A cell by the code of its indicator and its field."""
        return self.results.cell(self.row_of(code), self.columns[FIELDS[field]])

    def fill(self, code: str, **values: Any) -> "Filled":
        """Write in the cells of an indicator."""
        for field, value in values.items():
            cell = self.cell(code, field)
            cell.value = value
            # As typed in a cell of text: openpyxl takes « =1+1 » for a formula.
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
        return self

    def aim(self, code: str, title: str) -> Any:
        """A cell of « Cibles » by the code of its indicator and its title."""
        sheet = self.book["Cibles"]
        titles = next(row for row in sheet.iter_rows() if row[0].value == "Code")
        column = next(cell.column for cell in titles if cell.value == title)
        return next(row[column - 1] for row in sheet.iter_rows() if row[0].value == code)

    @property
    def content(self) -> bytes:
        """The file, saved."""
        output = BytesIO()
        self.book.save(output)
        return output.getvalue()


def read(content: bytes, contract: Contract, seat: Seat, name: str = "classeur.xlsx") -> ImportBatch:
    """Bring a file back on the page of the contract's year."""
    return bring(ImportKind.WORKBOOK, contract, YEAR, name, content, seat)


def sheet_of(seat: Seat, reference: str = "67-2020", year: int = YEAR) -> Sheet:
    """The year page of the contract, as the seat reads it."""
    return Sheet(contract_or_404(seat, reference), year, seat)


def standings(plan: Plan) -> dict[str, str]:
    """What becomes of each indicator, by its code."""
    return {one.subject.split(", ")[1]: one.standing for one in plan.proposals}


@pytest.fixture
def download(editor_67: Seat) -> Any:
    """`download()` is a workbook made now, opened."""
    return lambda: Filled(workbook_file(sheet_of(editor_67), "xlsx").content)


@pytest.fixture
def bring_back(contract_67: Contract, editor_67: Seat) -> Any:
    """`bring_back(filled, answers)` is the plan of a file, as read against today's data."""

    def _bring_back(filled: Filled, answers: dict[str, str] | None = None) -> Plan:
        return plan_of(read(filled.content, contract_67, editor_67), answers)

    return _bring_back

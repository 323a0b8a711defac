"""Workbooks that LibreOffice itself has opened and saved, in both formats, come back whole."""

from decimal import Decimal
from io import BytesIO

import pytest
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow
from odf.text import P

from core.imports.plan import Standing
from indicators.actions import record_measurement
from indicators.imports.actions import plan_of
from indicators.workbook.making import workbook_file
from tests.indicators.workbook.conftest import Filled, read, sheet_of, standings

pytestmark = pytest.mark.django_db
COMMENT = "Deux lignes :\n« =1+1 », <b>fin</b>"


@pytest.fixture
def figures(contract_67, rate, visits, editor_67):
    """1.1 is 11 %, with what may be lost on the way; 3.1 is not filled."""
    record_measurement(
        contract=contract_67,
        indicator=rate,
        year=2024,
        value=Decimal("11.1"),
        numerator=Decimal(111),
        denominator=Decimal(1000),
        comment=COMMENT,
        by=editor_67,
    )


def typed_in_ods(content, code, value):
    """The ODS with a number typed in the result of an indicator, as LibreOffice writes one."""
    document = load(BytesIO(content))
    rows = [
        row.getElementsByType(TableCell)
        for sheet in document.spreadsheet.getElementsByType(Table)
        for row in sheet.getElementsByType(TableRow)
    ]
    cell = next(cells for cells in rows if str(cells[0]) == code)[6]
    cell.setAttribute("valuetype", "float")
    cell.setAttribute("value", str(value))
    cell.addElement(P(text=str(value).replace(".", ",")))
    output = BytesIO()
    document.save(output)
    return output.getvalue()


@pytest.mark.parametrize("opened", ["xlsx", "ods"])
@pytest.mark.parametrize("saved", ["xlsx", "ods"])
def test_what_libreoffice_saved_comes_back_with_only_what_was_typed(
    opened, saved, saved_by_libreoffice, figures, contract_67, editor_67
):
    made = workbook_file(sheet_of(editor_67), opened).content
    typed = (
        Filled(made).fill("3.1", value=5078.5).content
        if opened == "xlsx"
        else typed_in_ods(made, "3.1", 5078.5)
    )

    untouched = saved_by_libreoffice(made, opened, saved)
    filled = saved_by_libreoffice(typed, opened, saved)

    whole = plan_of(read(untouched, contract_67, editor_67, f"classeur.{saved}"))
    assert (standings(whole), whole.notices, whole.is_whole) == (
        {"1.1": Standing.UNCHANGED, "3.1": Standing.UNCHANGED},
        [],
        True,
    )
    plan = plan_of(read(filled, contract_67, editor_67, f"classeur.{saved}"))
    assert standings(plan) == {"1.1": Standing.UNCHANGED, "3.1": Standing.ASKED}
    assert plan.proposals[1].typed == "5078,5"
    settled = plan_of(
        read(filled, contract_67, editor_67, f"classeur.{saved}"),
        {"result-3.1": f"value={plan.proposals[1].questions[0].options[0][0]}"},
    )
    assert settled.proposals[1].entry.figure.value == 5079


@pytest.mark.parametrize("opened", ["xlsx", "ods"])
def test_libreoffice_keeps_the_locks_the_lists_and_the_printed_page(
    opened, saved_by_libreoffice, figures, editor_67
):
    made = workbook_file(sheet_of(editor_67), opened).content

    book = Filled(saved_by_libreoffice(made, opened, "xlsx"))

    assert book.results.protection.sheet
    assert [book.cell("3.1", name).protection.locked for name in ("value", "kind", "comment")] == [False] * 3
    assert book.results.cell(book.row_of("3.1"), 2).protection.locked
    listed = {str(one.sqref) for one in book.results.data_validations.dataValidation if one.type == "list"}
    assert len(listed) >= 1
    setup = book.results.page_setup
    assert (setup.orientation, str(setup.paperSize)) == ("landscape", "9")
    # On one page its letters would be under six points: two stand side by side, each with code and label.
    assert (book.results.sheet_properties.pageSetUpPr.fitToPage, setup.fitToWidth) == (True, 2)
    assert (book.results.print_title_rows, book.results.print_title_cols) == ("$3:$3", "$A:$B")
    assert {one.title: one.sheet_state for one in book.book} == {
        "À lire": "visible",
        "Résultats": "visible",
        "Cibles": "visible",
        "Listes": "hidden",
        "Sceau": "hidden",
    }

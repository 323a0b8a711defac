"""The workbook as another program reads it: what is in it, what may be filled, how it prints."""

import re
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from odf.opendocument import load
from odf.table import ContentValidation, Table, TableCell, TableRow

from indicators.actions import record_measurement, set_target
from indicators.enums import Operator
from indicators.models import Applicability
from indicators.workbook.making import workbook_file
from indicators.workbook.seal import Seal, read_seal
from reports.enums import ReportState
from tests.factories import ReportFactory
from tests.indicators.workbook.conftest import FIELDS, Filled, sheet_of

pytestmark = pytest.mark.django_db
HOSTILE = '=HYPERLINK("http://exemple.test")'


@pytest.fixture
def filled(contract_67, rate, editor_67):
    """1.1 aims at 20 %, was 9 % in 2023 and is 11 % in 2024."""
    at = {"contract": contract_67, "indicator": rate, "by": editor_67}
    set_target(**at, year=2024, operator=Operator.AT_LEAST, value=Decimal(20))
    record_measurement(**at, year=2023, value=Decimal(9))
    record_measurement(**at, year=2024, value=Decimal(11), comment=HOSTILE)


def test_each_line_shows_what_is_known_and_holds_todays_values(filled, download):
    book = download()

    row = [cell.value for cell in book.results[book.row_of("1.1")]]
    assert row[0] == "1.1"
    assert row[2:] == [
        *("%", None, "au moins 20\u00a0%", 9, 11, "Définitive", None, None),
        *("Suivi interne", "67-2020 – Bas-Rhin", None, HOSTILE),
    ]
    assert [cell.value for cell in book.results[book.row_of("3.1")]][6:] == [None] * 8


def test_no_text_is_a_formula_in_either_format(filled, editor_67, download):
    ods = load(BytesIO(workbook_file(sheet_of(editor_67), "ods").content))

    assert download().cell("1.1", "comment").data_type == "s"
    cells = ods.spreadsheet.getElementsByType(TableCell)
    assert not any(cell.getAttribute("formula") for cell in cells)
    assert next(cell for cell in cells if str(cell) == HOSTILE).getAttribute("valuetype") == "string"


def test_only_the_cells_to_fill_are_unlocked(filled, download):
    book = download()

    unlocked = {cell.column for row in book.results.iter_rows() for cell in row if not cell.protection.locked}
    assert unlocked == {book.columns[title] for title in FIELDS.values()}
    assert book.results.protection.sheet
    assert book.results.protection.password is None


def test_the_sheet_opens_frozen_and_prints_on_landscape_pages(download):
    book = download()

    assert book.results.freeze_panes == "C4"
    assert book.book.active.title == "Résultats"
    setup = book.results.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert book.results.sheet_properties.pageSetUpPr.fitToPage
    assert book.results.print_title_rows == "$3:$3"
    assert "67-2020" in book.results.oddHeader.left.text
    assert "Résultats 2024" in book.results.oddHeader.right.text
    assert "&P" in book.results.oddFooter.right.text


def test_the_lists_offer_the_kinds_the_sources_the_perimeters_and_the_causes(download, alsace):
    book = download()

    lists = {row[0]: [one for one in row[1:] if one] for row in zip(*book.book["Listes"].values, strict=True)}
    assert lists["natures"][:2] == ["Définitive", "Provisoire"]
    assert lists["sources"][0] == "SNDS (actes télétransmis)"
    assert lists["perimetres"] == ["67-2020 – Bas-Rhin", "Alsace"]
    assert lists["causes"][0] == "Aucune"
    validated = {str(one.sqref): one.formula1 for one in book.results.data_validations.dataValidation}
    assert len(set(validated.values())) == 4


def test_the_ods_says_the_same_as_the_xlsx(filled, editor_67, download):
    ods = load(BytesIO(workbook_file(sheet_of(editor_67), "ods").content))

    sheets = {one.getAttribute("name"): one for one in ods.spreadsheet.getElementsByType(Table)}
    lines = [
        [str(cell) for cell in row.getElementsByType(TableCell)]
        for row in sheets["Résultats"].getElementsByType(TableRow)
    ]
    line = next(line for line in lines if line[0] == "1.1")
    assert line[2:8] == ["%", "", "au moins 20\u00a0%", "9,0", "11", "Définitive"]
    assert sheets["Résultats"].getAttribute("protected") == "true"
    assert len(ods.spreadsheet.getElementsByType(ContentValidation)) == 4
    xlsx = [[cell or "" for cell in row] for row in download().results.values]
    assert [line[0] for line in lines] == [row[0] for row in xlsx]


def test_the_seal_rests_in_a_hidden_sheet_and_tells_the_state_of_each_cell(filled, download, rate, visits):
    book = download()

    assert [book.book[name].sheet_state for name in ("Listes", "Sceau")] == ["hidden", "hidden"]
    seal = read_seal(row[0] for row in book.book["Sceau"].values)
    reading = rate.measurements.get(year=2024)
    assert isinstance(seal, Seal)
    assert (seal.contract, seal.year, seal.kit) == ("67-2020", 2024, "")
    assert seal.cells == {"1.1": (rate.pk, f"{reading.pk}:1"), "3.1": (visits.pk, "")}


def test_the_first_sheet_says_what_it_is_and_how_to_fill_it(download):
    book = download().book

    assert book.sheetnames[0] == "À lire"
    text = "\n".join(str(value) for row in book["À lire"].values for value in row if value)
    assert "67-2020 – Bas-Rhin" in text
    assert "par editor_67" in text
    assert "cases jaunes" in text
    named = {name.strip() for name in re.findall("«(.*?)»", text)}
    titles = {cell.value for sheet in ("Résultats", "Cibles") for cell in book[sheet][3]}
    # The page where it goes, and what an empty cell is said to be.
    assert named - titles - set(book.sheetnames) == {"Classeur", "non renseignée"}


def test_a_shared_year_has_no_cell_to_fill(contract_67, filled, download):
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state=ReportState.SHARED)

    book = download()

    assert book.cell("1.1", "value").value == 11
    assert all(cell.protection.locked for row in book.results.iter_rows() for cell in row)


def test_an_indicator_that_does_not_apply_is_shown_closed_with_its_reason(contract_67, rate, download):
    Applicability.objects.create(indicator=rate, territory=contract_67.territory, reason="Pas de maternité")

    book = download()

    assert [book.cell("1.1", name).value for name in ("kind", "comment")] == [
        "Sans objet",
        "Pas de maternité",
    ]
    assert book.cell("1.1", "value").protection.locked


def test_a_contract_of_fictitious_figures_says_so(contract_67, download):
    contract_67.is_fictitious = True
    contract_67.save()

    book = download()

    assert "fictives" in str(book.results["A2"].value)
    assert "fictives" in book.results.oddHeader.left.text


def test_a_workbook_costs_as_many_queries_whatever_its_size(
    contract_67, editor_67, filled, django_assert_num_queries
):
    sheet = sheet_of(editor_67)

    with django_assert_num_queries(2):
        content = workbook_file(sheet, "xlsx").content

    assert openpyxl.load_workbook(BytesIO(content)).sheetnames == [
        *("À lire", "Résultats", "Cibles", "Listes", "Sceau")
    ]
    assert Filled(content).cell("1.1", "value").value == 11

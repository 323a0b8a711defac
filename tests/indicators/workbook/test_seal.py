"""A workbook says whose it is, and nobody else can make it say otherwise."""

import pytest
from django.test import override_settings

from indicators.imports.actions import plan_of
from indicators.workbook.making import workbook_file
from tests.indicators.workbook.conftest import Filled, read, sheet_of

pytestmark = pytest.mark.django_db


def refusal(plan):
    """Why nothing of the file is read."""
    assert (plan.is_readable, list(plan.proposals)) == (False, [])
    return plan.faults[0].message


def test_a_workbook_of_another_contract_is_sent_where_it_goes(contract_67, contract_68, editor_67, editor_68):
    of_68 = Filled(workbook_file(sheet_of(editor_68, "68-2020"), "xlsx").content)

    assert "contrat 68-2020, exercice 2024" in refusal(plan_of(read(of_68.content, contract_67, editor_67)))


def test_a_workbook_of_another_year_is_sent_where_it_goes(contract_67, editor_67):
    of_2023 = workbook_file(sheet_of(editor_67, year=2023), "xlsx").content

    assert "exercice 2023" in refusal(plan_of(read(of_2023, contract_67, editor_67)))


def test_a_workbook_of_another_site_is_refused(contract_67, editor_67, download):
    with override_settings(SECRET_KEY="une autre clé, celle d’un autre site, assez longue pour signer"):
        other = download()

    assert "autre site" in refusal(plan_of(read(other.content, contract_67, editor_67)))


def test_a_seal_that_was_altered_is_refused(download, bring_back):
    workbook = download()
    cell = workbook.book["Sceau"]["A2"]
    cell.value = cell.value[:-3] + "AAA"

    assert "sceau" in refusal(bring_back(workbook))


def test_a_seal_that_lost_a_line_is_refused(download, bring_back):
    workbook = download()
    workbook.book["Sceau"].delete_rows(2)

    assert "sceau" in refusal(bring_back(workbook)) or "feuille cachée" in refusal(bring_back(workbook))


def test_a_workbook_without_its_hidden_sheet_is_refused_with_what_to_do(download, bring_back):
    workbook = download()
    del workbook.book["Sceau"]

    assert "Téléchargez un nouveau classeur" in refusal(bring_back(workbook))


def test_the_seals_of_two_workbooks_are_not_mixed(download, bring_back, editor_67):
    workbook = download()
    other = Filled(workbook_file(sheet_of(editor_67, year=2023), "xlsx").content)
    copied = workbook.book.create_sheet("Sceau 2")
    for row, line in enumerate(other.book["Sceau"].values, start=1):
        copied.cell(row, 1).value = line[0]

    assert "plusieurs classeurs" in refusal(bring_back(workbook))


def test_two_sheets_of_results_are_refused(download, bring_back):
    workbook = download()
    workbook.book.copy_worksheet(workbook.results)

    assert "n’en gardez qu’une" in refusal(bring_back(workbook))


def test_another_file_is_refused_in_plain_words(contract_67, editor_67):
    assert refusal(plan_of(read(b"code;valeur\r\n1.1;12\r\n", contract_67, editor_67, "table.csv")))
    assert refusal(plan_of(read(b"PK\x03\x04 casse", contract_67, editor_67)))

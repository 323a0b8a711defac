"""Locked cells that somebody unlocked and edited: ignored, and told; closed lines are left alone."""

import pytest

from core.imports.plan import Standing
from indicators.models import Applicability
from indicators.workbook.seal import Seal, read_seal
from tests.indicators.workbook.conftest import standings

pytestmark = pytest.mark.django_db


def test_edits_of_locked_cells_are_told_with_their_place(download, bring_back):
    book = download().fill("1.1", value=12.5)
    row = book.row_of("1.1")
    book.results.cell(row, 2).value = "Un autre libellé"
    book.results.cell(row, 5).value = 45
    book.aim("3.1", "Cible nationale").value = "au moins 3"

    plan = bring_back(book)

    assert standings(plan) == {"1.1": Standing.NEW, "3.1": Standing.UNCHANGED}
    assert [one.partition("\u00a0: ")[2] for one in plan.notices] == [
        "sa modification («\u00a0Un autre libellé\u00a0») est ignorée.",
        "sa modification («\u00a045\u00a0») est ignorée.",
        "sa modification («\u00a0au moins 3\u00a0») est ignorée.",
    ]
    assert plan.notices[0].startswith(f"La cellule B{row} de la feuille «\u00a0Résultats\u00a0» était")
    assert plan.is_whole


def test_many_edits_are_counted(download, bring_back, visits):
    book = download()
    for column in (2, 3, 4, 5, 6):
        for code in ("1.1", "3.1"):
            book.results.cell(book.row_of(code), column).value = "x"
    book.aim("1.1", "Indicateur").value = None

    notices = bring_back(book).notices

    assert len(notices) == 11
    assert "case vidée" in notices[-1]
    book.results.insert_rows(book.header_row + 1)
    assert len(bring_back(book).notices) == 11


def test_a_line_that_was_closed_is_left_alone_and_refused_once_filled(
    contract_67, rate, download, bring_back
):
    Applicability.objects.create(indicator=rate, territory=contract_67.territory, reason="Pas de maternité")
    left, filled = download(), download().fill("1.1", value=12)

    assert (standings(bring_back(left)), bring_back(left).is_whole) == ({"3.1": Standing.UNCHANGED}, True)
    assert standings(bring_back(filled)) == {"1.1": Standing.REFUSED, "3.1": Standing.UNCHANGED}


def test_a_workbook_sealed_before_the_locks_were_still_comes_back(download):
    seal = read_seal(row[0] for row in download().book["Sceau"].values)
    old = Seal(seal.contract, seal.year, seal.made_at, seal.made_by, seal.cells)

    assert read_seal(old.lines()).locked == {}
    assert set(seal.locked) == {"Résultats", "Cibles"}

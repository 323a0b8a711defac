"""Formulas that a file of values holds without their result: refused with what to do, wherever they stand."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from core.imports.plan import Standing
from core.tabular.reading import NO_RESULT
from indicators.actions import record_measurement
from indicators.enums import ImportKind
from indicators.imports.actions import bring, plan_of
from indicators.imports.foreseen import Foreseen
from indicators.imports.printing import plan_lines

pytestmark = pytest.mark.django_db
TITLES = ("Contrat", "Indicateur", "Année", "Valeur", "Commentaire")
GOOD = ("67-2020", "1.1", 2024, 12, "")


@pytest.fixture
def only(editor_67, rate):
    """`only("=1+1", 3)` is what becomes of a good row whose fourth cell is this formula."""

    def _only(formula, place):
        book, output = openpyxl.Workbook(), BytesIO()
        book.active.append(TITLES)
        book.active.append([*GOOD[:place], formula, *GOOD[place + 1 :]])
        book.save(output)
        plan = plan_of(bring(ImportKind.TABLE, None, None, "v.xlsx", output.getvalue(), editor_67))
        assert len(plan.proposals) == 1
        return plan

    return _only


@pytest.mark.parametrize("place", range(5))
def test_a_formula_without_result_says_what_to_do_and_quotes_nothing(only, place):
    (found,) = only("=1+1", place).proposals

    told = NO_RESULT if place == 3 else f"{TITLES[place]}\u00a0: {NO_RESULT}"
    assert (found.standing, found.entry) == (Standing.REFUSED, None)
    assert found.message.startswith(told)
    assert "«\u00a0\u00a0»" not in found.message


def test_what_it_would_have_replaced_and_what_it_is_are_printed(only, contract_67, rate, editor_67):
    at = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67}
    record_measurement(**at, value=Decimal(80))

    lines = list(plan_lines(only("=1+1", 3), Foreseen()))

    said = "Refusée\u00a0: 67-2020, 1.1, 2024, 80\u00a0% → formule sans résultat ("
    assert [line for line in lines if line.startswith(said)]

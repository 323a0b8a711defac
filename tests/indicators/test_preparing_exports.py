"""The checks of a year, who brings what and the journal of imports, taken out as files."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.tabular.reading import read_book
from indicators.assigning import assign
from indicators.enums import ImportKind
from indicators.imports.actions import apply_batch, bring, plan_of
from tests.factories import MeasurementFactory, TargetFactory

pytestmark = pytest.mark.django_db
CHECKS = reverse("indicators:checks", args=["67-2020", 2024])
ASSIGNMENTS = reverse("indicators:assignments", args=["67-2020", 2024])
IMPORTS = reverse("indicators:imports")


def rows_of(browser: Any, url: str, file_format: str) -> list[list[Any]]:
    """The rows of the file, titles included."""
    answer = browser.get(url, {"format": file_format})
    assert answer.status_code == 200
    return [list(row) for row in read_book(answer.content, f"a.{file_format}").sheets[0].values]


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_the_points_of_a_year_are_taken_out_as_they_are_listed(
    sign_in: Any, editor_67: Any, contract_67: Any, rate: Any, file_format: str
) -> None:
    TargetFactory(contract=contract_67, indicator=rate, year=2024, value=Decimal(90))
    MeasurementFactory(indicator=rate, contract=contract_67, year=2024, value=Decimal(10))
    browser = sign_in(editor_67)
    listed = [row.point for *_, rows in browser.get(CHECKS).context["sheet"].groups for row in rows]

    titles, *rows = rows_of(browser, CHECKS, file_format)

    assert titles[:2] == ["État", "Indicateur"]
    assert [row[5] for row in rows[: len(listed)]] == [point.message for point in listed]
    assert listed != []


def test_the_points_of_a_year_that_is_not_shared_are_taken_out_by_nobody_else(
    sign_in: Any, prefecture_67: Any, contract_67: Any, rate: Any
) -> None:
    TargetFactory(contract=contract_67, indicator=rate, year=2024, value=Decimal(90))
    MeasurementFactory(indicator=rate, contract=contract_67, year=2024, value=Decimal(10))

    _, *rows = rows_of(sign_in(prefecture_67), CHECKS, "xlsx")

    assert rows == []


def test_who_brings_what_is_taken_out(
    sign_in: Any, editor_67: Any, prefecture_67: Any, contract_67: Any, rate: Any, visits: Any
) -> None:
    assign(contract=contract_67, year=2024, indicators=[rate], by=editor_67, service="PMI, secteur nord")

    _, *rows = rows_of(sign_in(editor_67), ASSIGNMENTS, "xlsx")

    assert [(row[0], row[2], row[4]) for row in rows] == [
        ("1.1", "PMI, secteur nord", "attendu"),
        ("3.1", None, "attendu"),
    ]
    assert sign_in(prefecture_67).get(ASSIGNMENTS, {"format": "csv"}).status_code == 403


def test_what_was_brought_is_taken_out_by_its_organisation_alone(
    sign_in: Any, editor_67: Any, editor_17: Any, rate: Any
) -> None:
    content = "Contrat;Indicateur;Année;Valeur\n67-2020;1.1;2024;12,5".encode()
    batch = bring(ImportKind.TABLE, None, None, "=valeurs.csv", content, editor_67)
    apply_batch(batch, {}, False, editor_67, confirmed=plan_of(batch).mark)

    _, row = rows_of(sign_in(editor_67), IMPORTS, "xlsx")
    _, *others = rows_of(sign_in(editor_17), IMPORTS, "xlsx")

    assert (row[5], row[6], row[8]) == ("=valeurs.csv", batch.sha256, 1)
    assert others == []

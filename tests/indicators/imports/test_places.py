"""Where a value stands is told alike of every kind of file: the sheet of a workbook, the row, the column."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from core.imports.plan import Origin
from indicators.enums import ImportKind
from indicators.imports.actions import bring, plan_of
from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db
VALUES = (
    ["Contrat", "Indicateur", "Année", "Valeur"],
    ["67-2020", "1.1", 2024, 12.5],
    ["67-2020", "3.1", 2024, "x"],
)
ACTIONS = (["Contrat", "N°", "Intitulé", "Pilote"], ["67-2020", 1, "Visites", "PMI"])


def as_csv(rows):
    return "\n".join(";".join(str(one).replace(".5", ",5") for one in row) for row in rows).encode()


def as_xlsx(rows):
    book, output = Workbook(), BytesIO()
    book.active.title = "Suivi"
    for row in rows:
        book.active.append(row)
    book.save(output)
    return output.getvalue()


def in_sheet(rows):
    return [f"feuille « Suivi », {one}" for one in rows]


def places(kind, name, content, by):
    plan = plan_of(bring(kind, None, None, name, content, by))
    return [str(one.origin).replace("\u00a0", " ") for one in plan.proposals]


def test_the_place_of_a_value_names_the_sheet_of_a_workbook(editor_67, contract_67, rate, visits):
    """A row read plainly and one that is refused are told alike."""
    rows = ["ligne 2, colonne D (Valeur)", "ligne 3, colonne D (Valeur)"]

    assert places(ImportKind.TABLE, "v.csv", as_csv(VALUES), editor_67) == rows
    assert places(ImportKind.TABLE, "v.xlsx", as_xlsx(VALUES), editor_67) == in_sheet(rows)


def test_the_files_of_other_apps_tell_their_places_alike(editor_67, contract_67):
    ActionFactory(contract=contract_67, number=1, title="Autre")
    rows = ["ligne 2, colonne C (Intitulé)", "ligne 2, colonne D (Pilote)"]

    assert places("actions", "a.csv", as_csv(ACTIONS), editor_67) == rows
    assert places("actions", "a.xlsx", as_xlsx(ACTIONS), editor_67) == in_sheet(rows)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (Origin(3), "ligne 3"),
        (Origin(3, letter="B"), "ligne 3, colonne B"),
        (Origin(3, "Valeur"), "ligne 3, colonne Valeur"),
        (Origin(3, "Valeur", "Suivi", "B"), "feuille « Suivi », ligne 3, colonne B (Valeur)"),
    ],
)
def test_what_is_not_known_of_a_place_is_left_out(place, told):
    assert str(place).replace("\u00a0", " ") == told

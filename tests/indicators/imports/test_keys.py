"""What the rows of a table name: a contract of several, an indicator that became a number, a cause."""

import re
from datetime import datetime
from io import BytesIO
from time import process_time

import openpyxl
import pytest

from core.imports.plan import Origin, Proposal, Standing
from indicators.enums import ImportKind
from indicators.imports.actions import bring, plan_of
from indicators.imports.table.proposals import without_twins
from tests.factories import (
    ContractFactory,
    FrameworkFactory,
    GapCauseFactory,
    IndicatorFactory,
    TerritoryFactory,
)

pytestmark = pytest.mark.django_db
PLACE = (1, 1, 2024, "internal")
CAUSES = "Contrat;Indicateur;Année;Valeur;Périmètre;Cause d’écart"


@pytest.fixture
def sheets(editor_67):
    """`sheets({"Valeurs": rows})` is the import of an XLSX with these sheets."""

    def _sheets(rows_of):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in rows_of.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        output = BytesIO()
        book.save(output)
        return bring(ImportKind.TABLE, None, None, "valeurs.xlsx", output.getvalue(), editor_67)

    return _sheets


TITLES = ["Contrat", "Indicateur", "Année", "Valeur"]


def test_what_a_spreadsheet_took_for_a_date_is_refused_with_how_to_mend_it(sheets, rate):
    day = datetime(2020, 1, 1)  # noqa: DTZ001 (a spreadsheet has no zone)

    plan = plan_of(sheets({"Valeurs": [TITLES, [day, "1.1", 2024, 12], ["67-2020", day, 2024, 12]]}))

    first, second = plan.proposals
    assert "a pris la référence pour une date" in first.message
    assert "a pris le code pour une date" in second.message


def test_two_sheets_of_values_and_many_strange_columns_are_refused(sheets, rate):
    row = ["67-2020", "1.1", 2024, 12]
    twice = plan_of(sheets({"Un": [TITLES, row], "Deux": [TITLES, row]}))
    strange = plan_of(sheets({"Un": [[*TITLES, *(f"X{place}" for place in range(13))], row]}))
    untitled = plan_of(sheets({"Un": [TITLES, [*row, "note"]], "Notes": [["À faire"]]}))
    beside = plan_of(sheets({"Un": [TITLES, row], "Notes": [["À faire"]]}))

    assert "«\u00a0Un\u00a0» et «\u00a0Deux\u00a0»" in twice.faults[0].message
    assert "et 3 autres" in strange.faults[0].message
    assert "sans titre (E)" in untitled.faults[0].message
    assert beside.notices == [
        "Feuille lue\u00a0: «\u00a0Un\u00a0». Laissé de côté\u00a0: «\u00a0Notes\u00a0»."
    ]


def test_a_territory_of_two_contracts_is_asked_about(table, contract_67, rate, editor_67):
    later = FrameworkFactory(code="2025", first_year=2025, last_year=2027, baseline_year=2024)
    parties = [one.organisation for one in contract_67.parties.all()]
    ContractFactory(framework=later, territory=contract_67.territory, parties=parties)
    batch = table("67;1.1;2024;12")

    (asked,) = plan_of(batch).proposals
    (question,) = asked.questions

    assert (asked.standing, question.about) == (Standing.ASKED, "contract")
    assert question.text.startswith("Contrat\u00a0: «\u00a067\u00a0» désigne plusieurs contrats")
    (read,) = plan_of(batch, {"2": "contract=contract:67-2020"}).proposals
    assert (read.standing, read.subject) == (Standing.NEW, "67-2020, 1.1, 2024")
    assert "lu comme le contrat 67-2020" in read.reading


def test_a_number_that_names_two_indicators_is_asked_about(sheets, rate):
    tenth = IndicatorFactory(objective=rate.objective, code="1.10", unit="%", decimals=1)
    batch = sheets({"Valeurs": [TITLES, ["67-2020", 1.1, 2024, 12]]})

    (asked,) = plan_of(batch).proposals
    (read,) = plan_of(batch, {"2": f"indicator=indicator:{tenth.pk}"}).proposals

    assert [one.about for one in asked.questions] == ["indicator"]
    assert (read.standing, read.subject) == (Standing.NEW, "67-2020, 1.10, 2024")


def test_a_reference_in_small_letters_is_refused_with_the_right_one(told, editor_67, contract_67):
    parties = [one.organisation for one in contract_67.parties.all()]
    ContractFactory(territory=TerritoryFactory(code="69D", name="Rhône"), parties=parties)
    editor_67.territory = None
    editor_67.save()

    ((standing, message),) = told("69d-2020;1.1;2024;12")

    assert (standing, "en capitales, 69D-2020" in message) == (Standing.REFUSED, True)


def test_perimeters_and_causes_are_named_by_their_labels(table, rate, alsace):
    cause = GapCauseFactory(code="vacance", label="Vacance de poste")
    plan = plan_of(
        table(
            "67-2020;1.1;2024;12;alsace;VACANCE DE POSTE",
            "67-2020;1.1;2023;12;67-2020;vacance",
            "67-2020;1.1;2022;12;Lorraine;autre chose",
            titles=CAUSES,
        )
    )

    shared, own, wrong = plan.proposals
    assert (shared.entry.perimeter, shared.entry.gap_cause, shared.subject.endswith(alsace.label)) == (
        *(alsace, cause),
        True,
    )
    assert (own.entry.perimeter.own_contract_id, own.entry.gap_cause) == (own.contract_id, cause)
    assert "n’est pas un périmètre de ce contrat" in wrong.message
    assert "n’est pas une cause d’écart" in wrong.message


def test_a_value_given_many_times_names_the_first_rows(table, rate):
    twins = plan_of(table(*["67-2020;1.1;2024;12"] * 8)).proposals

    told = [re.findall(r"ligne (\d+) \(«\u00a012\u00a0»\)", one.message) for one in twins]
    assert told[0] == ["3", "4", "5", "6", "7"]
    assert told[2] == ["2", "3", "5", "6", "7"]
    assert told[7] == ["2", "3", "4", "5", "6"]
    assert all("2\u00a0autres" in one.message for one in twins)
    assert {one.standing for one in twins} == {Standing.REFUSED}


def test_a_value_given_by_each_row_of_a_long_file_is_told_in_a_time_that_follows_its_length():
    def seconds(count):
        rows = [(PLACE, Proposal(str(at), Origin(at), Standing.NEW, "")) for at in range(count)]
        start = process_time()
        assert len(without_twins(rows)) == count
        return process_time() - start

    seconds(1_000)

    # Ten times as many rows; a hundred times as long, were each compared with each.
    assert seconds(30_000) < 40 * max(seconds(3_000), 0.01)


def test_what_is_missing_is_told_of_the_sheet_that_resembles_most(sheets, rate):
    rows = {"Lisez-moi": [["Bonjour"]], "Saisie": [TITLES[:3], ["67-2020", "1.1", 2024]]}

    plan = plan_of(sheets(rows))

    told = plan.faults[0].message.replace("\u00a0", " ")
    assert told.startswith("Dans la feuille « Saisie » : la ligne des titres semble être la ligne 1")
    assert "il y manque « Valeur »" in told

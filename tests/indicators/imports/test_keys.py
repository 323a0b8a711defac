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
    ContractObjectiveFactory,
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


@pytest.fixture
def contract_of(contract_67, editor_67, rate):
    """`contract_of("69D", "Rhône")` is another contract that the same seat enters, and that follows 1.1."""
    parties = [one.organisation for one in contract_67.parties.all()]
    editor_67.territory = None
    editor_67.save()

    def _contract_of(code, name, **more):
        territory = TerritoryFactory(code=code, name=name, name_of=f"de la {name}")
        contract = ContractFactory(territory=territory, parties=parties, **more)
        ContractObjectiveFactory(contract=contract, objective=rate.objective)
        return contract

    return _contract_of


def named(plan):
    """The contract and the indicator that each row was read as, and how that is told."""
    return [(one.subject.rpartition(", ")[0], one.reading) for one in plan.proposals]


def test_a_contract_is_named_in_any_case_and_that_is_told(table, rate, contract_of):
    contract_of("69D", "Rhône")
    contract_of("B00", "Essai", reference="b00-2020")

    plan = plan_of(table("69d-2020;1.1;2024;12", "b00-2020;1.1;2024;12", "B00-2020;1.1;2023;12"))

    assert named(plan) == [
        ("69D-2020, 1.1", "«\u00a069d-2020\u00a0» lu comme le contrat 69D-2020."),
        ("b00-2020, 1.1", ""),
        ("b00-2020, 1.1", "«\u00a0B00-2020\u00a0» lu comme le contrat b00-2020."),
    ]
    assert {one.standing for one in plan.proposals} == {Standing.NEW}


def test_references_that_differ_by_their_case_alone_are_told_apart_or_asked_about(table, rate, contract_of):
    for reference, code in (("b00-2020", "B00"), ("B00-2020", "B01")):
        contract_of(code, code, reference=reference)

    for reference, code in (("c00-2020A", "C00"), ("C00-2020a", "C01")):
        contract_of(code, code, reference=reference)

    upper, lower, asked = plan_of(
        table("B00-2020;1.1;2024;12", "b00-2020;1.1;2024;12", "c00-2020a;1.1;2024;12")
    ).proposals

    assert [one.subject for one in (upper, lower)] == ["B00-2020, 1.1, 2024", "b00-2020, 1.1, 2024"]
    assert (asked.standing, len(asked.questions[0].options)) == (Standing.ASKED, 2)


def test_a_territory_is_named_by_its_code_or_its_name(table, rate, contract_of):
    contract_of("23", "Creuse")
    said = ["23", "Creuse", "CREUSE", "Département de la Creuse", "departement de la creuse"]

    plan = plan_of(
        table(
            *(f"{name};1.1;{2020 + place};12" for place, name in enumerate(said)),
            titles="Département;Indicateur;Année;Valeur",
        )
    )

    assert [(one.standing, one.contract_id is not None) for one in plan.proposals] == [
        (Standing.NEW, True)
    ] * 5
    assert {name for name, _ in named(plan)} == {"23-2020, 1.1"}


def test_what_only_resembles_a_territory_names_none(told, contract_of):
    contract_of("23", "Creuse")

    for text in ("-23", "2 3", "(23)", "Creus", "Creu\u200bse"):
        ((standing, _),) = told(f"{text};1.1;2024;12")
        assert standing == Standing.REFUSED, text


def test_an_indicator_is_named_as_people_write_its_code_and_that_is_told(table, rate, visits):
    IndicatorFactory(objective=rate.objective, code="L1", unit="visites", decimals=0)
    said = ["l1", "L 1", "Indicateur L1", "indicateur l1", " L1 "]
    numbers = ['"3,1"', "Indicateur 3.1", "Indicateur 3,1", "3.1"]

    letters = plan_of(table(*(f"67-2020;{text};{2020 + at};7" for at, text in enumerate(said))))
    digits = plan_of(table(*(f"67-2020;{text};{2020 + at};7" for at, text in enumerate(numbers))))

    assert [name for name, _ in named(letters)] == ["67-2020, L1"] * 5
    assert [name for name, _ in named(digits)] == ["67-2020, 3.1"] * 4
    assert {one.standing for one in (*letters.proposals, *digits.proposals)} == {Standing.NEW}
    assert letters.proposals[0].reading == "«\u00a0l1\u00a0» lu comme l’indicateur L1."
    assert (letters.proposals[4].reading, digits.proposals[3].reading) == ("", "")


def test_a_code_that_may_be_two_is_asked_about_unless_it_is_written_as_one(table, rate):
    for code in ("L1", "l1"):
        IndicatorFactory(objective=rate.objective, code=code, unit="visites", decimals=0)

    exact, asked = plan_of(table("67-2020;l1;2024;7", "67-2020;Indicateur L1;2024;7")).proposals

    assert (exact.standing, exact.subject) == (Standing.NEW, "67-2020, l1, 2024")
    assert (asked.standing, [one.about for one in asked.questions]) == (Standing.ASKED, ["indicator"])


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

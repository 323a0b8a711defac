"""`export_workbook` and `import_workbook`: what the page does, for scripts."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import Role
from indicators.actions import record_measurement
from indicators.models import ImportBatch, Measurement
from tests.factories import SeatFactory, UserFactory
from tests.indicators.workbook.conftest import Filled

pytestmark = pytest.mark.django_db


def run(command, *arguments, **options):
    """What the command prints, and the message with which it ends in error."""
    out, error = StringIO(), ""
    try:
        call_command(command, *map(str, arguments), stdout=out, **options)
    except CommandError as refused:
        error = str(refused)
    return out.getvalue(), error


@pytest.fixture
def exported(tmp_path, editor_67):
    """The workbook, as the command writes it, opened."""
    path = tmp_path / "classeur.xlsx"
    assert run("export_workbook", "67-2020", 2024, output=path)[1] == ""
    return Filled(path.read_bytes())


@pytest.fixture
def saved(tmp_path):
    """`saved(filled)` is the path of a workbook once filled."""

    def _saved(filled):
        path = tmp_path / "rempli.xlsx"
        path.write_bytes(filled.content)
        return path

    return _saved


def values():
    """The results stored, by indicator."""
    return dict(Measurement.objects.values_list("indicator__code", "value"))


def test_a_workbook_exported_filled_and_imported_is_stored(exported, saved):
    path = saved(exported.fill("1.1", value=12.5).fill("3.1", value=120))

    printed, error = run("import_workbook", "67-2020", 2024, path)

    assert (values(), error) == ({"1.1": Decimal("12.5"), "3.1": Decimal(120)}, "")
    assert "2\u00a0valeurs à enregistrer" in printed
    assert "Nouvelle\u00a0: 67-2020, 1.1, résultat 2024, non renseigné → 12,5\u00a0%" in printed
    assert "Valeurs enregistrées\u00a0: 2." in printed
    assert ImportBatch.objects.get().state == "applied"


def test_an_ods_is_written_too(tmp_path, editor_67):
    path = tmp_path / "classeur.ods"

    printed, error = run("export_workbook", "67-2020", 2024, output=path, seat="EDITOR_67@exemple.test")

    assert error == ""
    assert "67-2020 – Bas-Rhin" in printed
    assert path.read_bytes().startswith(b"PK")


def test_a_dry_run_tells_and_keeps_nothing(exported, saved):
    path = saved(exported.fill("1.1", value=12.5))

    printed, error = run("import_workbook", "67-2020", 2024, path, dry_run=True)

    assert "1\u00a0valeur à enregistrer" in printed
    assert (values(), ImportBatch.objects.count(), error) == ({}, 0, "")


def test_nothing_is_stored_when_a_value_is_refused_unless_the_valid_ones_are_accepted(exported, saved):
    path = saved(exported.fill("1.1", value="douze").fill("3.1", value=120))

    printed, refused = run("import_workbook", "67-2020", 2024, path)
    before = values()
    _, accepted = run("import_workbook", "67-2020", 2024, path, accept_valid=True)

    assert (before, values()) == ({}, {"3.1": Decimal(120)})
    assert refused == accepted == "Tout n’a pas été accepté."
    assert "Refusée\u00a0: 67-2020, 1.1" in printed
    assert "feuille «\u00a0Résultats\u00a0», ligne 6, colonne G (Résultat 2024)" in printed


def test_the_report_is_also_written_for_a_script(exported, saved, contract_67, rate, editor_67):
    path = saved(exported.fill("1.1", value=12.5))
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)

    printed, error = run("import_workbook", "67-2020", 2024, path, json=True, dry_run=True)

    report = json.loads(printed)
    assert (report["whole"], report["written"], report["counts"]["conflict"], bool(error)) == (
        False,
        0,
        1,
        True,
    )
    conflict = next(one for one in report["values"] if one["standing"] == "conflict")
    assert {name: conflict[name] for name in ("base", "before", "after", "row", "letter")} == {
        "base": "",
        "before": "13\u00a0%",
        "after": "12,5\u00a0%",
        "row": 6,
        "letter": "G",
    }


def test_a_conflict_is_settled_by_the_choice_that_was_printed(exported, saved, contract_67, rate, editor_67):
    path = saved(exported.fill("1.1", value=12.5))
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)
    printed, _ = run("import_workbook", "67-2020", 2024, path, dry_run=True)
    choice = next(line for line in printed.splitlines() if "12,5" in line and "--answer" in line)

    _, error = run("import_workbook", "67-2020", 2024, path, "--answer", choice.split("--answer ")[1])

    assert (values(), error) == ({"1.1": Decimal("12.5")}, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("99-2020", 2024), "Aucun contrat"),
        (("67-2020", 1999), "ne couvre pas 1999"),
    ],
)
def test_an_unknown_contract_or_year_is_said(arguments, said, tmp_path, editor_67):
    assert said in run("export_workbook", *arguments, output=tmp_path / "f.xlsx")[1]


def test_a_name_of_another_format_is_refused(tmp_path, editor_67):
    assert ".xlsx ou .ods" in run("export_workbook", "67-2020", 2024, output=tmp_path / "f.csv")[1]


def test_a_file_that_is_not_there_or_not_a_workbook_is_said(tmp_path, editor_67):
    missing, other = tmp_path / "absent.xlsx", tmp_path / "autre.xlsx"
    other.write_bytes(b"rien")

    assert "n’a pas été lu" in run("import_workbook", "67-2020", 2024, missing)[1]
    printed, error = run("import_workbook", "67-2020", 2024, other)
    assert "n’en est pas un" in printed
    assert error


def test_the_person_in_whose_name_it_acts_must_be_able_to_enter(
    tmp_path, editor_67, reader_67, prefecture_67
):
    refused = run(
        "export_workbook", "67-2020", 2024, output=tmp_path / "f.xlsx", seat="reader_67@exemple.test"
    )[1]

    assert "ne saisit pas ce contrat" in refused
    assert "editor_67@exemple.test" in refused


def test_one_of_several_editors_is_to_be_named(tmp_path, editor_67, cea):
    SeatFactory(user=UserFactory(email="deux@exemple.test"), organisation=cea, role=Role.EDITOR)

    assert "par --seat" in run("export_workbook", "67-2020", 2024, output=tmp_path / "f.xlsx")[1]

"""`import_values`: the same report as the page, on the command line."""

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from core.models import JournalEntry
from indicators.models import ImportBatch, Measurement
from tests.indicators.imports.conftest import files_kept

pytestmark = pytest.mark.django_db
GOOD, BAD = "67-2020;1.1;2024;12,5", "67-2020;3.1;2024;-4"


@pytest.fixture
def run(tmp_path, capsys, editor_67):
    """`run(lines, options)` gives the exit code and what was printed."""

    def _run(*lines, options=(), email=editor_67.user.email):
        file = tmp_path / "valeurs.csv"
        file.write_text("\n".join(["Contrat;Indicateur;Année;Valeur", *lines]))
        try:
            call_command("import_values", str(file), "--seat", email, *options)
        except CommandError as error:
            return error.returncode, capsys.readouterr().out or str(error)
        return 0, capsys.readouterr().out

    return _run


def values():
    return [row.value for row in Measurement.objects.all()]


def test_a_good_file_is_written(run):
    code, told = run(GOOD)

    assert code == 0
    assert "Valeurs enregistrées\u00a0: 1." in told
    assert values() == [Decimal("12.5")]


def test_a_rehearsal_writes_nothing(run):
    code, told = run(GOOD, options=["--dry-run"])

    assert (code, values()) == (0, [])
    assert "Valeurs enregistrées\u00a0: 0." in told


@pytest.mark.parametrize("lines", [(GOOD,), (GOOD, BAD), ("n’importe quoi",)])
def test_a_rehearsal_leaves_no_import_no_journal_and_no_file(run, lines):
    entries, files = JournalEntry.objects.count(), files_kept()
    run(*lines, options=["--dry-run"])

    assert (ImportBatch.objects.count(), JournalEntry.objects.count()) == (0, entries)
    assert files_kept() == files


def test_an_import_keeps_its_file(run):
    files = files_kept()
    run(GOOD)

    assert files_kept() > files


def test_what_is_refused_is_said_and_nothing_is_written_unless_the_rest_is_accepted(run):
    code, told = run(GOOD, BAD)
    assert (code, values()) == (1, [])
    assert "ligne 3, colonne D (Valeur)" in told

    code, _ = run(GOOD, BAD, options=["--accept-valid"])
    assert (code, values()) == (1, [Decimal("12.5")])


def test_the_report_is_read_by_machines_too(run):
    code, told = run(GOOD, BAD, options=["--json"])

    report = json.loads(told)
    assert (code, report["written"]) == (1, 0)


def test_an_unknown_seat_or_file_is_said(run, editor_67):
    code, told = run(GOOD, email="personne@exemple.test")
    assert (code, f"Peuvent l’apporter\u00a0: {editor_67.user.email}" in told) == (1, True)
    for path, why in (("/nulle/part.csv", "il n’existe pas à cet endroit"), ("/", "c’est un dossier")):
        with pytest.raises(CommandError, match=f"{path} n’a pas été lu\u00a0: {why}"):
            call_command("import_values", path, "--seat", editor_67.user.email)


def test_without_seat_those_that_may_bring_are_listed(run, editor_67, editor_17):
    _, told = run(GOOD, email="")

    assert told.startswith("Dites au nom de qui agir, par --seat. Peuvent l’apporter")
    assert editor_17.user.email in told
    assert editor_67.user.email in told


def test_without_seat_the_only_one_there_is_brings(run):
    assert run(GOOD, email="")[0] == 0

"""A national load: one file of the lines of all, each written by its own seat, all of it or nothing."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import journal
from funding.models import FundingLine
from indicators.models import ImportBatch
from tests.factories import ActionFactory, FundingLineFactory
from tests.indicators.imports.conftest import files_kept

HEADER = "Contrat;Exercice;Source;Demandé;Notifié;Dépensé"
ROWS = [
    "67-2020;2024;Programme 304;1000;900,10;800,05",
    "67-2020;2024;FIR;;500;",
    "67-2020;2024;Budget du département;;700;650",
]
FOREIGN = "17-2020;2024;FIR;;1;"


@pytest.fixture
def load(tmp_path, contract_67, contract_17, editor_67, prefecture_editor_67, ars_editor):
    """`load(rows, options)` is the exit code and what was printed; the département is named first."""
    others = [name for seat in (ars_editor, prefecture_editor_67) for name in ("--with", seat.user.email)]

    def _load(*rows, options=()):
        file, out = tmp_path / "lignes.csv", StringIO()
        file.write_text("\n".join([HEADER, *rows]))
        try:
            call_command(
                "import_funding", str(file), "--seat", editor_67.user.email, *others, *options, stdout=out
            )
        except CommandError as refused:
            return refused.returncode, out.getvalue()
        return 0, out.getvalue()

    return _load


def amounts():
    rows = FundingLine.objects.order_by("source").values_list(
        "source", "requested_amount", "notified_amount", "spent_amount"
    )
    return {row[0]: row[1:] for row in rows}


WRITTEN = {
    "departement": (None, Decimal(700), Decimal(650)),
    "fir": (None, Decimal(500), None),
    "p304": (Decimal(1000), Decimal("900.10"), Decimal("800.05")),
}


def test_each_writes_its_own_cells_of_one_file_and_what_is_spent_comes_last(load):
    code, told = load(*ROWS)
    again, told_again = load(*ROWS)

    assert (code, amounts()) == (0, WRITTEN)
    assert "Valeurs enregistrées\u00a0: 4." in told
    assert (again, "Valeurs enregistrées\u00a0: 0." in told_again) == (0, True)
    assert ImportBatch.objects.filter(state="applied").count() == 3
    assert list(journal.verify()) == []


def test_a_rehearsal_says_the_same_and_leaves_nothing(load):
    files = files_kept()
    code, told = load(*ROWS, options=["--dry-run"])

    assert (code, amounts(), ImportBatch.objects.count()) == (0, {}, 0)
    assert "Valeurs enregistrées\u00a0: 0." in told
    assert "dépensé" in told
    assert files_kept() == files


def test_what_nobody_there_may_write_holds_everything_back_unless_the_rest_is_accepted(load):
    code, told = load(*ROWS, FOREIGN)
    assert (code, amounts()) == (1, {})
    assert told.count("17-2020") == 1

    code, _ = load(*ROWS, FOREIGN, options=["--accept-valid"])
    assert (code, amounts()) == (1, WRITTEN)


def test_what_is_wrong_for_its_payer_is_told_beside_what_the_others_may_not_write(load):
    code, told = load("67-2020;2024;Programme 304;x;1;")

    assert (code, amounts()) == (1, {})
    assert "vous n’ajoutez pas de ligne de cette source" in told
    assert "Demandé\u00a0: " in told
    assert "contient des lettres" in told


def test_what_the_database_refuses_of_one_is_told_and_nothing_of_the_others_is_kept(
    contract_67, prefecture_editor_67, ars_editor, tmp_path
):
    action = ActionFactory(contract=contract_67, number=1)
    FundingLineFactory(contract=contract_67, source="p304", action=action, payee="departement")
    file = tmp_path / "lignes.csv"
    twin = "67-2020;2024;Programme 304;1;Un autre nom;Département;5"
    titles = "Contrat;Exercice;Source;Action;Bénéficiaire en clair;Bénéficiaire;Notifié"
    file.write_text(f"{titles}\n{twin}\n67-2020;2024;FIR;;;;500")
    seats = ["--seat", ars_editor.user.email, "--with", prefecture_editor_67.user.email]

    with pytest.raises(CommandError, match="existe déjà"):
        call_command("import_funding", str(file), *seats, stdout=StringIO())

    assert (FundingLine.objects.count(), ImportBatch.objects.count()) == (1, 0)


def test_a_row_that_only_another_may_write_is_held_for_nobody(
    contract_67, contract_17, editor_67, editor_17, tmp_path
):
    actions = [ActionFactory(contract=one, number=1, title="Visites") for one in (contract_67, contract_17)]
    file, out = tmp_path / "actions.csv", StringIO()
    file.write_text("Contrat;N°;Intitulé\n67-2020;1;Visites à domicile\n17-2020;1;Équipe mobile")
    seats = ["--seat", editor_67.user.email, "--with", editor_17.user.email]

    call_command("import_actions", str(file), *seats, stdout=out)

    for action in actions:
        action.refresh_from_db()
    assert [action.title for action in actions] == ["Visites à domicile", "Équipe mobile"]
    assert "Valeurs enregistrées\u00a0: 2." in out.getvalue()


def test_an_answer_to_one_of_them_serves_all(load):
    """The amount has two meanings for its payer alone: the others are asked nothing of it."""
    doubtful = ROWS[0].replace("1000", "1.234")
    code, told = load(doubtful, *ROWS[1:])
    choice = next(line for line in told.splitlines() if "point sépare les milliers" in line)

    answered, _ = load(doubtful, *ROWS[1:], options=["--answer", choice.split("--answer ")[1]])

    assert (code, answered) == (1, 0)
    assert amounts()["p304"][0] == Decimal(1234)


def test_an_answer_to_none_of_them_is_refused_with_the_rest(load):
    code, _ = load(*ROWS, options=["--answer", "2-requested:value=1"])

    assert (code, amounts(), ImportBatch.objects.count()) == (1, {}, 0)

"""Contracts as a table: opened by the national administration, their facts changed, all taken back."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from contracts.models import Contract
from core import journal
from core.imports.plan import Standing
from indicators.imports.actions import apply_batch, bring, plan_of, undo_batch
from indicators.models import ImportBatch
from tests.factories import ActionFactory

HEADER = (
    "Cadre;Territoire;Département;Préfecture;ARS;Du;Au;État;Information de l’ODPE;Part du département (%)"
)
NEW = "{framework};68;{cea};{prefecture};{ars};01/06/2022;31/12/2024;Signé;;50"


@pytest.fixture
def line(contract_67, bas_rhin, haut_rhin, cea, prefecture_of_68, ars):
    """A row that opens the contract of the Haut-Rhin beside that of the Bas-Rhin."""
    names = {"cea": cea.name, "prefecture": prefecture_of_68.name, "ars": ars.short_name}
    return NEW.format(framework=contract_67.framework.code, **names)


def brought(seat, *lines):
    return bring("contract", None, None, "contrats.csv", "\n".join([HEADER, *lines]).encode(), seat)


def test_contracts_are_opened_changed_and_taken_back(line, contract_67, dgcs):
    known = f"{contract_67.framework.code};67;;;;01/01/2020;31/12/2024;;15/06/2021;42,5"
    batch = brought(dgcs, line, known)
    plan = plan_of(batch)

    apply_batch(batch, {}, False, dgcs, confirmed=plan.mark)
    contract_67.refresh_from_db()
    opened = Contract.objects.get(reference="68-2020")
    written = (opened.state, opened.starts_on, opened.parties.count(), opened.departement_share_percent)
    facts = (contract_67.odpe_informed_on, contract_67.departement_share_percent)
    undone = undo_batch(batch, dgcs)
    contract_67.refresh_from_db()

    assert (plan.counts[Standing.NEW], plan.counts[Standing.CHANGED]) == (1, 2)
    assert written == ("signed", date(2022, 6, 1), 3, Decimal("50.00"))
    assert facts == (date(2021, 6, 15), Decimal("42.50"))
    assert (undone.restored, undone.kept) == (3, [])
    assert (contract_67.odpe_informed_on, contract_67.departement_share_percent) == (None, None)
    assert not Contract.objects.filter(reference="68-2020").exists()
    assert list(journal.verify()) == []


def test_a_contract_that_served_stays(line, dgcs):
    batch = brought(dgcs, line)
    apply_batch(batch, {}, False, dgcs)
    opened = Contract.objects.get(reference="68-2020")
    ActionFactory(contract=opened)

    undone = undo_batch(batch, dgcs)

    assert undone.restored == 0
    assert "employé depuis" in undone.kept[0]
    assert opened.parties.count() == 3


def test_what_a_file_may_not_say_is_refused_at_its_place(line, contract_67, dgcs, dgcs_reader, editor_67):
    code = contract_67.framework.code
    plan = plan_of(
        brought(
            dgcs,
            f"{code};67;;;;01/01/2020;31/12/2023;Échu;;",
            f"{code};67;;;;01/01/2020;31/12/2024;;;",
            "inconnu;67;;;;01/01/2020;31/12/2024;;;",
            f"{code};999;;;;01/01/2020;31/12/2024;;;",
            f"{code};68;;;;01/01/2019;31/12/2018;;;120",
        )
    )

    told = " ".join(one.message for one in plan.held)
    for fault in (
        "ne change que par un avenant",
        "ne se change pas par fichier",
        "déjà à la ligne 2",
        "n’est pas un cadre",
        "n’est pas le code d’un territoire",
        "à renseigner pour un nouveau contrat",
        "ne peut finir avant d’avoir commencé",
        "un pourcentage",
    ):
        assert fault in told, fault
    assert plan.entries == []
    for other in (dgcs_reader, editor_67):
        with pytest.raises(PermissionDenied):
            brought(other, line)


def test_a_fact_is_emptied_by_its_word_a_blank_leaves_it_and_the_period_always_stands(contract_67, dgcs):
    contract_67.odpe_informed_on, contract_67.departement_share_percent = date(2021, 6, 15), Decimal(40)
    contract_67.save()
    code = contract_67.framework.code
    batch = brought(dgcs, f"{code};67;;;;01/01/2020;(vide);;(vide);")
    plan = plan_of(batch)

    apply_batch(batch, {}, True, dgcs, confirmed=plan.mark)

    contract_67.refresh_from_db()
    told = {one.subject.rpartition(", ")[2]: one.message or one.reading for one in plan.proposals}
    assert told == {
        "au": "ne peut être vidé par fichier.",
        "information de l’ODPE": "Cette case sera vidée.",
    }
    assert (contract_67.odpe_informed_on, contract_67.departement_share_percent) == (None, Decimal(40))


def test_the_command_shows_then_writes_and_says_by_its_code_what_is_refused(line, dgcs, tmp_path, capsys):
    file = tmp_path / "contrats.csv"
    file.write_text("\n".join([HEADER, line]))

    call_command("import_contracts", file, "--dry-run", "--json")
    shown = json.loads(capsys.readouterr().out)
    rehearsed = Contract.objects.count()
    call_command("import_contracts", file)
    told = capsys.readouterr().out
    call_command("import_contracts", file)
    again = capsys.readouterr().out
    file.write_text("\n".join([HEADER, line.replace("50", "120")]))
    with pytest.raises(CommandError, match="Tout n’a pas été accepté"):
        call_command("import_contracts", file, "--seat", dgcs.user.email)
    with pytest.raises(CommandError, match="ne convient pas"):
        call_command("import_contracts", file, "--seat", "personne@exemple.fr")

    assert (shown["counts"]["new"], shown["written"], rehearsed) == (1, 0, 1)
    assert "Valeurs enregistrées\u00a0: 1." in told
    assert "Valeurs enregistrées\u00a0: 0." in again
    assert Contract.objects.filter(reference="68-2020").count() == 1
    assert ImportBatch.objects.filter(kind="contract", state="applied").count() == 1


def test_a_share_of_two_meanings_is_asked_of_a_contract_that_exists_and_of_a_new_one(line, contract_67, dgcs):
    known = f"{contract_67.framework.code};67;;;;01/01/2020;31/12/2024;;;42.125"
    batch = brought(dgcs, line.removesuffix("50") + "42.125", known)
    asked = plan_of(batch).proposals
    answers = {"2": "departement_share_percent=42.13", "3-departement_share_percent": "value=42.13"}

    apply_batch(batch, answers, False, dgcs, confirmed=plan_of(batch, answers).mark)

    assert [one.standing for one in asked] == [Standing.ASKED, Standing.ASKED]
    shares = Contract.objects.order_by("reference").values_list("departement_share_percent", flat=True)
    assert list(shares) == [Decimal("42.13"), Decimal("42.13")]

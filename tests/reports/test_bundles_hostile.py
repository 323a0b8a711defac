"""Exports of what people named to harm: no line, no column, no file is added to what an export says."""

import stat

import bagit
import pytest
from django.core.management import CommandError, call_command

from reports.bundles.asking import ask_archive, ask_signed
from tests.reports.conftest import agreed, draft, edition, seal_by, shared
from tests.reports.test_bundles import ALL, NAME, made, manifest_of, opened, own_folder, sign

__all__ = ["agreed", "draft", "edition", "own_folder", "seal_by", "shared"]

HOSTILE = "=1+1\r\nContrat: autre\n@somme\u2028..\\..\\a‮\t\x0b" + "é" * 60


@pytest.fixture
def named_to_harm(agreed):
    """The names of the parties and of the territory hold all that a line or a formula is made of."""
    for party in agreed.contract.parties.all():
        party.organisation.name = f"{HOSTILE} {party.kind}"
        party.organisation.save()
    agreed.contract.territory.name = HOSTILE[:60]
    agreed.contract.territory.save()
    return agreed


def test_a_name_adds_no_line_to_a_manifest_nor_to_its_sums(named_to_harm, dgcs, signatory_67):
    sign(named_to_harm, signatory_67)
    bundle = made(ask_signed(chosen=ALL, by=dgcs))

    found = opened(bundle)

    assert found.namelist() == [NAME, "manifeste.csv", "LISEZMOI.txt", "SHA256SUMS"]
    assert len(found.read("SHA256SUMS").splitlines()) == 3
    line = manifest_of(bundle)["67-2020", "2024"]
    assert line["Territoire"].startswith("'=1+1")
    assert line["Fichier"] == NAME


def test_a_name_adds_no_field_to_a_bag(named_to_harm, dgcs, tmp_path):
    bundle = made(ask_archive(named_to_harm, by=dgcs))
    opened(bundle).extractall(tmp_path / "out")

    root = tmp_path / "out" / "rapport-execution-67-2020-2024-archive"
    bag = bagit.Bag(str(root))
    assert bag.is_valid()
    assert bag.info["Contrat"] == "67-2020"
    assert len(bag.info["Source-Organization"]) == 3
    assert bag.info["Territoire"].startswith("=1+1 Contrat: autre @somme ")
    assert (root / "data/LISEZMOI.txt").read_text().splitlines()[1].startswith("Rapport d’exécution 2024")


def test_an_archive_written_by_a_command_is_its_writers_alone(agreed, tmp_path):
    out = tmp_path / "archive.zip"

    call_command("archive_report", "67-2020", "2024", output=out)

    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="n’a pas été écrite"):
        call_command("archive_report", "67-2020", "2024", output=tmp_path / "absent" / "a.zip")

"""Exports of what people named to harm: no line, no column, no file is added to what an export says."""

import stat

import bagit
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from reports.bundles.asking import ask_archive, ask_signed
from reports.bundles.making import NO_REPORT
from reports.bundles.working import work_root
from reports.enums import BundleState
from tests.reports.conftest import agreed, draft, edition, seal_by, shared
from tests.reports.test_bundles import ALL, NAME, PDF, made, manifest_of, opened, own_folder, sign

__all__ = ["agreed", "draft", "edition", "own_folder", "seal_by", "shared"]

HOSTILE = "=1+1\r\nContrat: autre\n@somme\u2028..\\..\\a‮\t\x0b" + "é" * 60

BAG = "rapport-execution-67-2020-2024-archive"


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

    root = tmp_path / "out" / BAG
    bag = bagit.Bag(str(root))
    assert bag.is_valid()
    assert bag.info["Contrat"] == "67-2020"
    assert len(bag.info["Source-Organization"]) == 3
    assert bag.info["Territoire"].startswith("=1+1 Contrat: autre @somme ")
    assert (root / "data/LISEZMOI.txt").read_text().splitlines()[1].startswith("Rapport d’exécution 2024")


def test_a_piece_altered_on_the_disk_stays_out_of_the_bag_which_says_so(agreed, dgcs, signatory_67, tmp_path):
    copy = sign(agreed, signatory_67)
    with copy.file.storage.open(copy.file.name, "wb") as file:
        file.write(PDF.replace(b"one", b"two"))

    bundle = made(ask_archive(agreed, by=dgcs))

    missing = "documents/edition-1/signe.pdf\u00a0: le fichier n’a plus l’empreinte qui est enregistrée"
    opened(bundle).extractall(tmp_path)
    bag = bagit.Bag(str(tmp_path / BAG))
    assert missing in bundle.missing
    assert missing.replace("\u00a0", " ") in " ".join(bag.info["Pieces-Manquantes"]).replace("\u00a0", " ")
    assert "signe.pdf" in (tmp_path / BAG / "data/LISEZMOI.txt").read_text()
    assert not (tmp_path / BAG / "data/documents/edition-1/signe.pdf").exists()
    assert bag.is_valid()


def test_a_piece_altered_in_a_bag_that_was_handed_out_is_named_by_its_check(
    agreed, dgcs, signatory_67, tmp_path
):
    sign(agreed, signatory_67)
    opened(made(ask_archive(agreed, by=dgcs))).extractall(tmp_path)
    piece = tmp_path / BAG / "data/documents/edition-1/signe.pdf"

    piece.write_bytes(PDF.replace(b"one", b"two"))

    with pytest.raises(bagit.BagValidationError) as found:
        bagit.Bag(str(tmp_path / BAG)).validate()
    assert {fault.path for fault in found.value.details} == {"data/documents/edition-1/signe.pdf"}


def test_an_archive_whose_report_leaves_its_askers_scope_is_not_made(agreed, editor_67, editor_17, sign_in):
    bundle = ask_archive(agreed, by=editor_67)
    # The contract passes to another département between the asking and the making.
    agreed.contract.parties.filter(kind="departement").update(organisation=editor_17.organisation)

    bundle = made(bundle)

    assert (bundle.state, bool(bundle.file)) == (BundleState.FAILED, False)
    assert bundle.failure == "Le siège qui a demandé cette archive ne lit plus ce rapport."
    assert bundle.failure in sign_in(editor_67).get(reverse("reports:bundle", args=[bundle.pk])).text
    assert not list(work_root().iterdir())


def test_a_stranger_to_the_contract_asks_for_no_archive_even_of_what_it_reads(agreed, editor_17, sign_in):
    address = reverse("reports:archive", args=["67-2020", 2024])

    assert sign_in(editor_17).get(reverse("reports:detail", args=["67-2020", 2024])).status_code == 200
    assert sign_in(editor_17).post(address).status_code == 404
    # Asked otherwise than by the page, it is refused when it is made.
    assert made(ask_archive(agreed, by=editor_17)).failure == NO_REPORT


def test_an_archive_written_by_a_command_is_its_writers_alone(agreed, tmp_path):
    out = tmp_path / "archive.zip"

    call_command("archive_report", "67-2020", "2024", output=out)

    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="n’a pas été écrite"):
        call_command("archive_report", "67-2020", "2024", output=tmp_path / "absent" / "a.zip")

"""The exports of reports: the signed PDFs of a campaign, the archive of one report, and how they are made."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256

import bagit
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from core.canonical import canonical_bytes
from core.models import JournalEntry
from reports.actions import open_report
from reports.bundles.asking import ask_signed
from reports.bundles.keeping import purge
from reports.bundles.making import make_bundle
from reports.enums import BundleKind, BundleState, SignatureLevel, SignatureOrigin
from reports.models import Bundle, SignedCopy
from reports.remarks import make_remark
from reports.selection import ReportFilter
from tests.refusals import refused
from tests.reports.conftest import agreed, draft, edition, finish_papers, seal_by, shared

__all__ = ["agreed", "draft", "edition", "seal_by", "shared"]

PDF = b"%PDF-1.7 signed by one"
NAME = "rapport-execution-67-2020-2024-edition-1.pdf"
ALL = ReportFilter()


def sign(report, seat, content=PDF):
    """A signed copy as the acts keep it, without the engine nor a certificate."""
    copy = SignedCopy(
        edition=report.current_edition, rank=1, organisation=seat.organisation, seat=seat,
        seat_label=str(seat), origin=SignatureOrigin.INSIDE, pdf_sha256=sha256(content).hexdigest(),
        signer="Cachet", issuer="Autorité", serial="1", level=SignatureLevel.BASIC, is_demonstration=True,
        signed_at=timezone.now(),
    )  # fmt: skip
    copy.file.save("copy.pdf", ContentFile(content), save=True)
    return copy


def made(bundle):
    """The bundle once the worker has passed."""
    make_bundle.call(bundle.pk, bundle.attempt)
    bundle.refresh_from_db()
    return bundle


def opened(bundle):
    with bundle.file.storage.open(bundle.file.name) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def manifest_of(bundle):
    """The lines of the manifest, by contract and year; its title after them is left out."""
    text = opened(bundle).read("manifeste.csv").decode("utf-8-sig").split("\r\n\r\n")[0]
    lines = csv.DictReader(io.StringIO(text), delimiter=";")
    return {(line["Contrat"], line["Exercice"]): line for line in lines}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def test_the_signed_pdfs_of_a_campaign_are_gathered_and_what_is_missing_is_told(
    agreed, contract_17, editor_17, contract_68, editor_68, dgcs, signatory_67, sign_in
):
    sign(agreed, signatory_67)
    open_report(contract=contract_17, fiscal_year=2024, by=editor_17)
    open_report(contract=contract_68, fiscal_year=2023, by=editor_68)
    client = sign_in(dgcs)
    shown = client.get(reverse("reports:bundles"), {"exercice": "2024"}).text

    answer = client.post(reverse("reports:bundles"), {"exercice": "2024"})
    bundle = made(Bundle.objects.get())
    file = client.get(reverse("reports:bundle_file", args=[bundle.pk]))

    assert "2\u00a0rapports de votre périmètre, dont 1\u00a0arrêté et 1\u00a0signé par une partie" in shown
    assert "aucun PDF" not in shown
    assert "aucun PDF" in client.get(reverse("reports:bundles"), {"exercice": "2023"}).text
    assert answer.url == reverse("reports:bundle", args=[bundle.pk])
    assert sha256(b"".join(file.streaming_content)).hexdigest() == bundle.sha256
    found = opened(bundle)
    assert found.namelist() == [NAME, "manifeste.csv", "LISEZMOI.txt", "SHA256SUMS"]
    assert found.read(NAME) == PDF
    sums = dict(reversed(line.split("  ")) for line in found.read("SHA256SUMS").decode().splitlines())
    assert sums == {
        name: sha256(found.read(name)).hexdigest() for name in (NAME, "manifeste.csv", "LISEZMOI.txt")
    }
    lines = manifest_of(bundle)
    assert list(lines) == [("17-2020", "2024"), ("67-2020", "2024"), ("68-2020", "2024")]
    assert lines["17-2020", "2024"]["Motif d’absence"] == "non arrêté (brouillon)"
    assert lines["68-2020", "2024"]["Motif d’absence"] == "aucun rapport ouvert"
    assert bundle.missing == [
        "17-2020, exercice 2024 (Charente-Maritime)\u00a0: non arrêté (brouillon)",
        "68-2020, exercice 2024 (Haut-Rhin)\u00a0: aucun rapport ouvert",
    ]
    page = client.get(reverse("reports:bundle", args=[bundle.pk])).text
    assert all(f"<li>{line}</li>" in page for line in bundle.missing)
    there = lines["67-2020", "2024"]
    assert (there["Fichier"], there["Empreinte de l’édition (SHA-256)"]) == (
        NAME, agreed.current_edition.sha256,
    )  # fmt: skip
    assert there["Signatures"].startswith("1\u00a0signature sur 3\u00a0; manquent\u00a0: ")
    assert bundle.sha256 == made(ask_signed(chosen=ReportFilter(exercice="2024"), by=dgcs)).sha256


def test_the_manifest_tells_a_copy_that_the_analysis_finds_at_fault(agreed, signatory_67, dgcs):
    sign(agreed, signatory_67)
    SignedCopy.objects.update(analysis_fault="champs en cause\u00a0: signature_departement")

    told = manifest_of(made(ask_signed(chosen=ALL, by=dgcs)))["67-2020", "2024"]["Signatures"]

    assert "défaut trouvé à l’analyse\u00a0: champs en cause\u00a0: signature_departement" in told


def test_each_seat_takes_out_its_own_contracts_and_what_it_asked_alone(
    agreed, editor_17, editor_67, signatory_67, sign_in
):
    sign(agreed, signatory_67)
    stranger, own = made(ask_signed(chosen=ALL, by=editor_17)), made(ask_signed(chosen=ALL, by=editor_67))

    # The years of its own contract, of which it opened no report.
    assert {contract for contract, _ in manifest_of(stranger)} == {"17-2020"}
    assert [line for line in manifest_of(own).values() if line["Édition"]] == [
        manifest_of(own)["67-2020", "2024"]
    ]
    assert {contract for contract, _ in manifest_of(own)} == {"67-2020"}
    file = reverse("reports:bundle_file", args=[own.pk])
    assert sign_in(editor_17).get(file).status_code == 404
    # The contract passes to another département between the making and the download.
    agreed.contract.parties.filter(kind="departement").update(organisation=editor_17.organisation)
    assert sign_in(editor_67).get(file).status_code == 404
    page = sign_in(editor_67).get(reverse("reports:bundle", args=[own.pk])).text
    assert "ne vous est plus ouvert" in page
    assert "Télécharger" not in page


def test_a_worker_that_stopped_is_told_and_a_late_one_writes_nothing(agreed, dgcs, signatory_67, sign_in):
    copy = sign(agreed, signatory_67)
    bundle = ask_signed(chosen=ALL, by=dgcs)
    assert ask_signed(chosen=ALL, by=dgcs) == bundle
    client, page = sign_in(dgcs), reverse("reports:bundle", args=[bundle.pk])
    Bundle.objects.update(state=BundleState.MAKING, done_count=3, total_count=9)
    resume = reverse("reports:resume_bundle", args=[bundle.pk])
    client.post(resume)
    bundle.refresh_from_db()
    assert bundle.attempt == 1
    assert '<progress max="9" value="3"' in client.get(page).text
    Bundle.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    assert "n’avance plus" in client.get(page).text

    client.post(resume)
    make_bundle.call(bundle.pk, 1)
    copy.file.storage.delete(copy.file.name)
    bundle.refresh_from_db()
    bundle = made(bundle)

    assert (bundle.state, bundle.attempt) == (BundleState.READY, 2)
    # A file that was lost is told as one that is missing.
    assert "introuvable" in manifest_of(bundle)["67-2020", "2024"]["Motif d’absence"]
    assert "Télécharger" in client.get(page).text


def test_a_making_that_breaks_or_whose_seat_ended_says_so(agreed, dgcs, editor_67, monkeypatch, sign_in):
    monkeypatch.setattr("reports.bundles.signed.manifest", lambda *_, **__: 1 / 0)
    broken, ended = ask_signed(chosen=ALL, by=dgcs), ask_signed(chosen=ALL, by=editor_67)
    editor_67.starts_on = timezone.localdate() - timedelta(days=9)
    editor_67.ends_on = timezone.localdate() - timedelta(days=1)
    editor_67.save()

    with pytest.raises(ZeroDivisionError):
        made(broken)
    made(ended)

    assert "a échoué" in sign_in(dgcs).get(reverse("reports:bundle", args=[broken.pk])).text
    assert "n’est plus ouvert" in ended.failure
    failures = JournalEntry.objects.filter(act="Échouer à faire un export de rapports")
    assert list(failures.order_by("at").values_list("seat_id", flat=True)) == [dgcs.pk, editor_67.pk]


def test_the_archive_of_a_report_is_a_valid_bag_within_the_rights_of_who_asked(
    shared, seal_by, prefecture_67, ars_grand_est, signatory_67, sign_in, tmp_path
):
    make_remark(shared, by=ars_grand_est, body="Entre nous seuls.", is_internal=True)
    for seat in (prefecture_67, ars_grand_est, signatory_67):
        seal_by(seat)
    finish_papers()
    shared.refresh_from_db()
    sign(shared, signatory_67)
    answer = sign_in(prefecture_67).post(reverse("reports:archive", args=["67-2020", 2024]))
    bundle = made(Bundle.objects.get())

    opened(bundle).extractall(tmp_path / "out")

    assert answer.url == reverse("reports:bundle", args=[bundle.pk])
    root = tmp_path / "out" / "rapport-execution-67-2020-2024-archive"
    bag = bagit.Bag(str(root))
    assert bag.is_valid()
    assert (bag.info["Exercice"], bag.version_info) == ("2024", (1, 0))
    data = root / "data"
    assert (data / "documents/edition-1/signe.pdf").read_bytes() == PDF
    assert (data / "donnees/edition-1/contenu.json").read_text() == shared.current_edition.canonical
    assert {"rapport.html", "synthese.pdf", "note.docx", "deliberation.odt"} <= {
        path.name for path in (data / "documents/edition-1").iterdir()
    }
    # The papers stood in for have not the hash that is kept of them.
    assert "documents/edition-1/arrete.pdf" in (data / "LISEZMOI.txt").read_text()
    rows = [json.loads(line) for line in (data / "journal/rapport.jsonl").read_text().splitlines()]
    assert "Signer" not in str(rows)
    assert "Entre nous" not in str(rows)
    assert len(rows) == JournalEntry.objects.filter(subject=f"reports.report:{shared.pk}").count()
    assert all(sha256(canonical_bytes(row["content"])).hexdigest() == row["sha256"] for row in rows)


def test_files_are_kept_for_a_time_then_erased_and_can_be_made_again(agreed, dgcs, sign_in, settings):
    bundle = made(ask_signed(chosen=ALL, by=dgcs))
    settings.EXPORT_FILES_DAYS = 3
    stored = bundle.file.storage, bundle.file.name
    left = settings.DATA_DIR / "exports-en-cours" / "999999-1"
    left.mkdir()
    Bundle.objects.update(finished_at=timezone.now() - timedelta(days=4))

    assert purge() == 1
    bundle.refresh_from_db()

    assert bundle.state == BundleState.ERASED
    assert JournalEntry.objects.filter(chain=bundle.journal_chain).count() == 3
    assert "a été effacé" in sign_in(dgcs).get(reverse("reports:bundle", args=[bundle.pk])).text
    assert stored[0].exists(stored[1])  # until the transaction is committed
    assert not left.exists()


def test_what_no_database_holds_narrows_nothing(agreed, dgcs, sign_in):
    client = sign_in(dgcs)

    for rank, value in enumerate(("\0", "\n=1", "‮", "../"), start=1):
        client.post(reverse("reports:bundles"), {"region": value, "territoire": value, "exercice": value})
        bundle = made(Bundle.objects.latest("pk"))
        assert (bundle.criteria, bundle.told) == (
            {},
            "0\u00a0PDF signé sur 1\u00a0rapport\u00a0: tous les rapports",
        )
        assert Bundle.objects.count() == rank


def test_a_file_that_the_disk_has_no_more_is_told_as_not_found(agreed, dgcs, signatory_67, sign_in):
    copy, bundle = sign(agreed, signatory_67), made(ask_signed(chosen=ALL, by=dgcs))
    for file in (copy.file, bundle.file):
        file.storage.delete(file.name)
    client = sign_in(dgcs)

    answers = [
        client.get(reverse("reports:bundle_file", args=[bundle.pk])),
        client.get(reverse("reports:signed_pdf", args=["67-2020", 2024, 1])),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("Cette page est introuvable" in answer.text for answer in answers)


def test_what_a_bundle_must_say_is_kept_by_the_database(dgcs):
    for state, constraint in (("ready", "bundle_ready_has_file"), ("failed", "bundle_failed_says_why")):
        refused(Bundle(kind=BundleKind.SIGNED, seat=dgcs, state=state), constraint)
    refused(Bundle(kind=BundleKind.ARCHIVE, seat=dgcs), "bundle_of_one_report_names_it")


def test_an_archive_needs_an_edition(draft, editor_67, sign_in):
    client = sign_in(editor_67)

    answer = client.post(reverse("reports:archive", args=["67-2020", 2024]), follow=True)

    assert "pas encore d’édition figée" in answer.text
    assert not Bundle.objects.exists()

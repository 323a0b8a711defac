"""The files that back a figure: who attaches, reads and takes them away, and what is left of them."""

from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from contracts.models import Document
from core.models import JournalEntry
from indicators.actions import record_measurement
from indicators.proofs import MAX_PROOFS
from reports import workflow
from reports.actions import open_report
from reports.enums import ReportState
from tests.core.test_attachments import HTML, PDF, image
from tests.factories import ReportFactory
from tests.reports.conftest import finish_papers

URL = "/contrats/67-2020/indicateurs/2024/1.1/"


@pytest.fixture
def new_files(db):
    """`new_files()` are the files stored since the test began."""
    before = set(stored("documents"))
    return lambda: set(stored("documents")) - before


def stored(folder):
    """The files of a folder of the storage, with those below it."""
    folders, files = default_storage.listdir(folder) if default_storage.exists(folder) else ([], [])
    return [f"{folder}/{name}" for name in files] + [
        path for name in folders for path in stored(f"{folder}/{name}")
    ]


@pytest.fixture
def row(contract_67, rate, editor_67):
    value = Decimal("12.5")
    return record_measurement(contract=contract_67, indicator=rate, year=2024, by=editor_67, value=value)


@pytest.fixture
def attach(sign_in, editor_67, row):
    """`attach(name, content)` sends a file from the panel, as the editor."""

    def _attach(name="acte.pdf", content=PDF, title="", client=None, **extra):
        sender = client or sign_in(editor_67)
        posted = {"file": SimpleUploadedFile(name, content), "title": title} | extra
        return sender.post(f"{URL}valeurs/{row.pk}/justificatifs/", posted)

    return _attach


def removal(row, proof):
    return f"{URL}valeurs/{row.pk}/justificatifs/{proof.pk}/retirer/"


def test_a_proof_is_kept_under_a_name_of_ours_and_given_back_as_it_came(
    attach, sign_in, editor_67, row, new_files
):
    response = attach("Délibération n° 12.pdf", title="Délibération")

    proof, (kept,) = row.proofs.get(), new_files()
    given = sign_in(editor_67).get(f"{URL}justificatifs/{proof.pk}/")
    assert response.status_code == 302
    assert (proof.title, proof.original_name, proof.kind) == (
        "Délibération",
        "Délibération n° 12.pdf",
        "proof",
    )
    assert "lib" not in kept
    assert b"".join(given.streaming_content) == PDF
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert given.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''D%C3%A9lib")


@pytest.mark.parametrize(
    "name",
    ["../../x.pdf", "a\r\nSet-Cookie: b=1.pdf", 'a"; filename="b.exe.pdf', "a\u202efdp.pdf", "é" * 250],
)
def test_no_name_breaks_the_header(attach, sign_in, editor_67, row, name):
    attach()
    proof = row.proofs.get()
    proof.original_name = name
    proof.save()

    given = sign_in(editor_67).get(f"{URL}justificatifs/{proof.pk}/")

    disposition = given.headers["Content-Disposition"]
    assert "Set-Cookie" not in given.headers
    assert disposition.startswith("attachment; filename")
    assert not {"\r", "\n", "\u202e", "/", "\\"} & set(disposition)
    assert disposition.count('"') in (0, 2)


def test_a_refused_file_is_told_and_leaves_nothing(attach, row, new_files):
    response = attach("page.pdf", HTML)

    assert response.status_code == 422
    assert "n’est pas celui d’un fichier PDF" in response.content.decode()
    assert (row.proofs.count(), new_files()) == (0, set())


def test_no_file_and_the_same_file_twice_are_refused(attach, row, sign_in, editor_67):
    bare = sign_in(editor_67).post(f"{URL}valeurs/{row.pk}/justificatifs/", {"title": "Rien"})
    attach()
    twice = attach("autre.pdf")

    assert (bare.status_code, twice.status_code) == (422, 422)
    assert "Choisissez un fichier." in bare.content.decode()
    assert "déjà joint" in twice.content.decode()
    assert row.proofs.count() == 1


def test_a_figure_has_a_bounded_number_of_proofs(attach, row, contract_67):
    for number in range(MAX_PROOFS):
        row.proofs.add(Document.objects.create(contract=contract_67, kind="proof", title=str(number)))

    response = attach()

    assert response.status_code == 422
    assert row.proofs.count() == MAX_PROOFS


def test_other_fields_of_a_document_are_never_written(attach, row, contract_68):
    attach(contract=contract_68.pk, kind="contract", sha256="0" * 64, source_url="https://exemple.test")

    proof = row.proofs.get()
    assert (proof.contract.reference, proof.kind, proof.source_url) == ("67-2020", "proof", "")


def test_a_proof_is_journalled_and_taken_away_with_its_file(
    attach, row, sign_in, editor_67, new_files, django_capture_on_commit_callbacks
):
    attach(title="Convention")
    proof = row.proofs.get()

    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(editor_67).post(removal(row, proof))

    acts = list(JournalEntry.objects.order_by("number").values_list("act", flat=True))
    assert response.status_code == 302
    assert acts[-2:] == ["Joindre un justificatif", "Retirer un justificatif"]
    assert JournalEntry.objects.latest("number").before["justificatif"] == "Convention"
    assert not Document.objects.filter(pk=proof.pk).exists()
    assert Document.history.filter(id=proof.pk).count() == 2
    assert new_files() == set()


def test_a_proof_of_an_unshared_year_is_its_departement_s_alone(
    attach, row, sign_in, prefecture_67, editor_17, dgcs, contract_67
):
    attach(title="secret de brouillon")
    proof = row.proofs.get()
    roads = [f"{URL}justificatifs/{proof.pk}/", f"/contrats/67-2020/documents/{proof.pk}/"]

    for seat in (prefecture_67, editor_17, dgcs):
        client = sign_in(seat)
        assert [client.get(road).status_code for road in roads] == [404, 404]
        for page in (URL, "/contrats/67-2020/", "/contrats/67-2020/historique/"):
            assert "secret de brouillon" not in client.get(page).content.decode()


def test_a_proof_of_a_shared_year_is_read_by_the_parties_and_no_longer_moves(
    attach, row, sign_in, prefecture_67, editor_67, contract_67
):
    attach()
    proof = row.proofs.get()
    workflow.share(open_report(contract=contract_67, fiscal_year=2024, by=editor_67), by=editor_67)

    read = sign_in(prefecture_67).get(f"{URL}justificatifs/{proof.pk}/")
    added = attach("autre.png", image("PNG"))
    taken = sign_in(editor_67).post(removal(row, proof))

    assert read.status_code == 200
    assert (added.status_code, taken.status_code) == (409, 409)
    assert "ne se modifient plus" in taken.content.decode()
    assert list(row.proofs.all()) == [proof]


def test_a_proof_that_an_agreed_edition_holds_is_taken_away_but_kept(
    attach, row, sign_in, editor_67, contract_67, new_files
):
    attach()
    proof = row.proofs.get()
    report = ReportFactory(contract=contract_67, in_state=ReportState.CORRECTED)
    first = row.history.last()
    first.history_date = report.editions.get().frozen_at
    first.save()

    sign_in(editor_67).post(removal(row, proof))

    assert not row.proofs.exists()
    assert Document.objects.filter(pk=proof.pk).exists()
    assert len(new_files()) == 1


def test_a_proof_of_another_figure_is_not_reached_from_here(
    attach, row, sign_in, editor_67, visits, contract_67
):
    other = record_measurement(
        contract=contract_67, indicator=visits, year=2024, by=editor_67, value=Decimal(5)
    )
    proof = Document.objects.create(contract=contract_67, kind="proof", title="Ailleurs")
    other.proofs.add(proof)
    client = sign_in(editor_67)

    assert client.get(f"{URL}justificatifs/{proof.pk}/").status_code == 404
    assert client.post(removal(row, proof)).status_code == 404
    assert other.proofs.exists()


def test_a_proof_of_a_common_figure_is_read_from_the_other_contract(
    attach, row, alsace, sign_in, editor_67, editor_68, contract_67, rate
):
    attach()
    shared = {"contract": contract_67, "indicator": rate, "year": 2024, "value": row.value, "by": editor_67}
    record_measurement(**shared, perimeter=alsace, replacing=row.pk)
    finish_papers()

    given = sign_in(editor_68).get(
        f"/contrats/68-2020/indicateurs/2024/1.1/justificatifs/{row.proofs.get().pk}/"
    )

    assert given.status_code == 200

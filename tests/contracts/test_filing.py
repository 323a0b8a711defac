"""The pieces of a contract and its parties: who files, who takes away, what is kept."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contracts.filing import file_document, remove_document
from contracts.models import Document, Party
from core.attachments import inspected
from core.models import JournalEntry
from tests.core.test_attachments import HTML, PDF
from tests.factories import AmendmentFactory, OrganisationFactory


def sent(content=PDF, name="délibération.pdf", **fields):
    """What the page sends."""
    return {"kind": "deliberation", "file": SimpleUploadedFile(name, content)} | fields


def test_a_piece_is_filed_with_its_type_its_date_and_its_hash_then_taken_away(
    contract_67, editor_67, reader_67, sign_in, django_capture_on_commit_callbacks
):
    client, new = sign_in(editor_67), reverse("contracts:document_new", args=["67-2020"])
    amendment = AmendmentFactory(contract=contract_67, number=1)
    wrong = client.post(new, sent(HTML, dated_on="hier")).content.decode()
    client.post(new, sent(dated_on="2020-09-21", amendment=amendment.pk))
    twice = client.post(new, sent()).content.decode()
    piece = Document.objects.get()
    summary = sign_in(reader_67).get(reverse("contracts:detail", args=["67-2020"])).content.decode()
    given = sign_in(reader_67).get(reverse("contracts:document", args=["67-2020", piece.pk]))
    path, removal = piece.file.name, reverse("contracts:document_removal", args=["67-2020", piece.pk])
    bare = client.post(removal, {"reason": " "}).content.decode()
    assert default_storage.exists(path)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(removal, {"reason": "Version de travail."})

    assert "Le contenu n’est pas celui d’un fichier PDF" in wrong
    assert "Écrivez une date" in wrong
    assert "Ce fichier est déjà déposé au contrat." in twice
    assert (piece.kind, piece.title, piece.dated_on, piece.amendment, len(piece.sha256)) == (
        "deliberation", "délibération.pdf", date(2020, 9, 21), amendment, 64,
    )  # fmt: skip
    assert piece.sha256 in summary
    assert "Retirer<span" not in summary
    assert b"".join(given.streaming_content) == PDF
    assert "Renseignez «\u00a0Motif\u00a0»." in bare
    assert (Document.objects.count(), default_storage.exists(path)) == (0, False)
    acts = JournalEntry.objects.filter(chain="67-2020").values_list("act", "reason")
    assert list(acts) == [("Déposer une pièce", ""), ("Retirer une pièce", "Version de travail.")]


def test_pieces_are_filed_by_the_departement_the_prefecture_and_the_nation(
    contract_67, contract_17, prefecture_editor_67, ars_editor, dgcs
):
    file = inspected(SimpleUploadedFile("acte.pdf", PDF))
    with pytest.raises(PermissionDenied):
        file_document(contract_67, kind="contract", attachment=file, by=ars_editor)
    other = AmendmentFactory(contract=contract_17)
    with pytest.raises(ValidationError, match="autre contrat"):
        file_document(contract_67, kind="amendment", attachment=file, by=dgcs, amendment=other)
    piece = file_document(contract_67, kind="contract", attachment=file, by=prefecture_editor_67)

    with pytest.raises(ValidationError, match="Dites pourquoi"):
        remove_document(piece, by=dgcs, reason=" ")
    with pytest.raises(PermissionDenied):
        remove_document(piece, by=ars_editor, reason="Erreur.")
    piece.file.delete(save=False)


def test_the_parties_say_who_signs_and_a_cosignatory_joins_before_the_signature(contract_67, dgcs, sign_in):
    parquet = OrganisationFactory(name="Parquet de Strasbourg", kind="cosignatory")
    client, address = sign_in(dgcs), reverse("contracts:parties", args=["67-2020"])
    joining = {"cosignataire-organisation": parquet.pk, "cosignataire-signatory_title": "Procureur"}
    late = client.post(reverse("contracts:cosignatory", args=["67-2020"]), joining, follow=True)
    contract_67.state = "draft"
    contract_67.save()
    client.post(reverse("contracts:cosignatory", args=["67-2020"]), joining)
    bare = client.post(reverse("contracts:cosignatory", args=["67-2020"]), {}).content.decode()
    own = contract_67.parties.get(kind="ars")

    marks = {f"{one.prefix}-shown": one["shown"].value() for one in client.get(address).context["forms"]}
    client.post(address, marks | {f"partie-{own.pk}-signatory_title": "Directrice générale"})

    own.refresh_from_db()
    joined = Party.objects.get(organisation=parquet)
    assert "un cosignataire s’ajoute par avenant" in late.content.decode()
    assert "Renseignez «\u00a0Organisation\u00a0»." in bare
    assert (own.signatory_title, joined.kind) == ("Directrice générale", "cosignatory")
    # What the page did not send of the others is blank, as it showed it.
    assert JournalEntry.objects.filter(act="Modifier une partie").count() == 2

"""The pieces of a contract (signed act, deliberation, ODPE notice, diagnosis): filed, and taken away."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import Seat
from contracts.models import Amendment, Contract, Document
from core import journal
from core.acting import acting
from core.attachments import Attachment
from core.history import because
from core.rights import require

MAX_TITLE = 200
MAX_PIECES = 200
FILE = "contracts.file_documents"


@transaction.atomic
def file_document(
    contract: Contract,
    *,
    kind: str,
    attachment: Attachment,
    by: Seat,
    title: str = "",
    dated_on: date | None = None,
    amendment: Amendment | None = None,
) -> Document:
    """Keep a checked file among the pieces of a contract, or of one of its amendments.

    Without a title it takes the name of the file. Raises PermissionDenied, ValidationError (the same file
    twice, too many pieces, an amendment of another contract).
    """
    require(FILE, by, contract, "déposer une pièce")
    with acting(by):
        Contract.locked(contract.pk)
        filed = contract.documents.filed()
        if filed.filter(sha256=attachment.sha256).exists():
            raise ValidationError({"file": "Ce fichier est déjà déposé au contrat."})
        if filed.count() >= MAX_PIECES:
            raise ValidationError({"file": f"Un contrat a au plus {MAX_PIECES} pièces."})
        if amendment and amendment.contract_id != contract.pk:
            raise ValidationError({"amendment": "Cet avenant est celui d’un autre contrat."})
        piece = Document(
            contract=contract,
            amendment=amendment,
            kind=kind,
            title=(title.strip() or attachment.name)[:MAX_TITLE],
            dated_on=dated_on,
            original_name=attachment.name,
            sha256=attachment.sha256,
            added_by=by.user,
        )
        _store(piece, attachment)
        _record(piece, "Déposer une pièce", by)
    return piece


@transaction.atomic
def remove_document(piece: Document, *, by: Seat, reason: str) -> None:
    """Take a piece away, with why; its file is erased, the history and the journal keep its title and hash.

    Raises PermissionDenied, ValidationError without a reason.
    """
    require(FILE, by, piece.contract, "retirer une pièce")
    if not reason.strip():
        raise ValidationError({"reason": "Dites pourquoi cette pièce est retirée."})
    with acting(by):
        Contract.locked(piece.contract_id)
        _record(piece, "Retirer une pièce", by, reason)
        because(piece, reason[:500])
        storage, name = piece.file.storage, str(piece.file.name)
        piece.delete()
        if name:
            transaction.on_commit(lambda: storage.delete(name))


def _store(piece: Document, attachment: Attachment) -> None:
    """Write the file, and take it back when the row is refused."""
    piece.full_clean(exclude=["file"])
    piece.file.save(attachment.stored_name, ContentFile(attachment.content), save=False)
    try:
        piece.save()
    except BaseException:
        piece.file.storage.delete(str(piece.file.name))
        raise


def _record(piece: Document, act: str, by: Seat, reason: str = "") -> None:
    told = {"kind": piece.kind, "title": piece.title, "dated_on": piece.dated_on, "sha256": piece.sha256}
    before, after = (told, {}) if reason else ({}, told)
    journal.record(
        chain=piece.contract.journal_chain,
        act=act,
        subject=piece,
        by=by,
        before=before,
        after=after,
        reason=reason,
    )

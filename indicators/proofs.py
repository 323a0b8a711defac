"""The files that back a figure: attached and taken away while its year is open, journalled either way."""

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import Seat
from contracts.enums import DocumentKind
from contracts.models import Contract, Document
from core import journal
from core.acting import acting
from core.attachments import Attachment
from indicators.gate import EntryRefused, Gate
from indicators.models import Measurement

MAX_PROOFS = 20
MAX_TITLE = 200


@transaction.atomic
def attach_proof(
    *, contract: Contract, measurement: Measurement, attachment: Attachment, by: Seat, title: str = ""
) -> Document:
    """Keep a checked file as the proof of a reading; without a title it takes the name of the file.

    Raises PermissionDenied, YearLocked, EntryRefused (the same file twice, too many files).
    """
    with acting(by):
        gate = _admitted(contract, measurement, by)
        held = list(measurement.proofs.order_by("pk"))
        if any(one.sha256 == attachment.sha256 for one in held):
            raise EntryRefused({"file": "Ce fichier est déjà joint à cette valeur."})
        if len(held) >= MAX_PROOFS:
            raise EntryRefused({"file": f"Une valeur a au plus {MAX_PROOFS} justificatifs."})
        proof = Document(
            contract=contract,
            kind=DocumentKind.PROOF,
            title=(title.strip() or attachment.name)[:MAX_TITLE],
            original_name=attachment.name,
            sha256=attachment.sha256,
            added_by=by.user,
        )
        proof.file.save(attachment.stored_name, ContentFile(attachment.content), save=False)
        try:
            proof.save()
            measurement.proofs.add(proof)
            _record(gate, measurement, "Joindre un justificatif", after=proof)
        except BaseException:
            proof.file.storage.delete(str(proof.file.name))
            raise
    return proof


@transaction.atomic
def detach_proof(*, contract: Contract, measurement: Measurement, proof: Document, by: Seat) -> None:
    """Take a proof away from a reading. Its file is erased, unless an agreed edition holds the figure.

    The history and the journal keep its title and its hash. Raises PermissionDenied, YearLocked.
    """
    with acting(by):
        gate = _admitted(contract, measurement, by)
        measurement.proofs.remove(proof)
        _record(gate, measurement, "Retirer un justificatif", before=proof)
        if not gate.is_held(measurement, measurement.perimeter) and not proof.measurements.exists():
            storage, name = proof.file.storage, str(proof.file.name)
            proof.delete()
            transaction.on_commit(lambda: storage.delete(name))


def _admitted(contract: Contract, measurement: Measurement, by: Seat) -> Gate:
    gate = Gate(contract, by, [measurement.indicator], [measurement.perimeter])
    gate.admit(measurement.perimeter, measurement.year, measurement.indicator)
    if not Measurement.objects.filter(pk=measurement.pk).exists():
        raise EntryRefused({"file": "Cette valeur a été effacée entre-temps."})
    return gate


def _record(
    gate: Gate,
    measurement: Measurement,
    act: str,
    before: Document | None = None,
    after: Document | None = None,
) -> None:
    sides = [{"justificatif": one.title, "empreinte": one.sha256} if one else {} for one in (before, after)]
    for chain in gate.chains(measurement.perimeter):
        journal.record(chain=chain, act=act, subject=measurement, by=gate.by, before=sides[0], after=sides[1])

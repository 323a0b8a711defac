"""The signatures that a PDF carries: who, when, whether each stands, and why not."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel

from core.formats import date_long
from reports.enums import SignatureLevel
from reports.signing.certificates import Holder
from reports.signing.changes import shown_signatures
from reports.signing.fields import is_kept
from reports.signing.proofs import Proofs, proofs_of
from reports.signing.revisions import HOSTILE
from reports.signing.trust import is_revoked, trusted_until

UNREADABLE = "une signature est illisible"
FILLED = "l’emplacement d’une signature y est rempli par autre chose"
FAULTS = (*HOSTILE, SigningError, SignatureValidationError)
# It tells of each certificate that is not trusted, which is told to the person.
for name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(name).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class ReadSignature:
    """One signature, judged: it covers `end` bytes of the file; `fault` is empty when it stands."""

    field: str
    holder: Holder
    at: datetime
    is_timed: bool
    level: str
    end: int
    fault: str


class UnreadableSignature(Exception):
    """The file's signatures cannot be read at all."""


def read_signatures(pdf: bytes, moment_of: Callable[[int], datetime | None]) -> list[ReadSignature]:
    """The signatures, in the order in which they were given.

    `moment_of` says, from how many bytes a signature covers, since when it is known to exist: its certificate
    is judged on that day, for it may have ended since. None for one that is met now. Raises
    UnreadableSignature, also when a field is filled by something that is none of them.
    """
    try:
        reader = PdfFileReader(BytesIO(pdf))
        if _has_strange_places(reader):
            raise UnreadableSignature(FILLED)
        proofs = proofs_of(reader)
        return [_judged(one, moment_of, proofs) for one in reader.embedded_regular_signatures]
    except FAULTS as error:
        raise UnreadableSignature(UNREADABLE) from error


def _has_strange_places(reader: PdfFileReader) -> bool:
    """Whether a field is filled by what is not read as a signature: seen as one, nobody would have judged it.

    The hour that a tool attests of the whole file is none; it has no place among those of the parties.
    """
    hours = [one for one in reader.embedded_timestamp_signatures if not is_kept(one.field_name)]
    read = [one.sig_field.raw_get("/V") for one in [*reader.embedded_regular_signatures, *hours]]
    return bool({*shown_signatures(reader)} - {getattr(held, "reference", None) for held in read})


def _judged(signature: Any, moment_of: Callable[[int], datetime | None], proofs: Proofs) -> ReadSignature:
    end = _end(signature)
    known_at = moment_of(end)
    holder = Holder.of(signature.signer_cert)
    status = _status(signature, known_at)
    timed_at = _timed_at(status)
    if timed_at and known_at is None:
        # A third party attests the hour: the certificate is judged at that hour.
        status = _status(signature, timed_at)
    level = SignatureLevel.TIMED if timed_at else SignatureLevel.BASIC
    return ReadSignature(
        field=signature.field_name,
        holder=holder,
        at=timed_at or status.signer_reported_dt or known_at or timezone.now(),
        is_timed=timed_at is not None,
        level=SignatureLevel.LONG_TERM if timed_at and proofs.tell_of(signature.signer_cert) else level,
        end=end,
        fault=_fault(status, holder, known_at or timed_at or timezone.now()),
    )


def _status(signature: Any, moment: datetime | None) -> Any:
    return validate_pdf_signature(signature, trusted_until(moment), trusted_until(), skip_diff=True)


def _timed_at(status: Any) -> datetime | None:
    """The hour that a trusted third party attests."""
    stamp = status.timestamp_validity
    return stamp.timestamp if stamp is not None and stamp.valid and stamp.trusted else None


def _end(signature: Any) -> int:
    _, _, start, length = (int(one) for one in signature.byte_range)
    return start + length


def _fault(status: Any, holder: Holder, moment: datetime) -> str:
    """Why the signature does not stand, in the words of its verdict."""
    covers = status.coverage in (
        SignatureCoverageLevel.ENTIRE_REVISION,
        SignatureCoverageLevel.ENTIRE_FILE,
    )
    if not status.intact or not status.valid or not covers:
        return f"la signature de «\u00a0{holder.name}\u00a0» ne correspond plus au fichier"
    revoked = status.revoked or is_revoked(status.signing_cert, moment)
    if status.trusted and not revoked:
        return ""
    return certificate_fault(holder, moment, has_been_revoked=revoked)


def certificate_fault(holder: Holder, moment: datetime, *, has_been_revoked: bool) -> str:
    """Why a certificate is not trusted on that day."""
    told = f"le certificat de «\u00a0{holder.name}\u00a0»"
    if has_been_revoked:
        return f"{told} est révoqué"
    if moment > holder.until:
        return f"{told} a expiré le {date_long(timezone.localdate(holder.until))}"
    if moment < holder.since:
        return f"{told} n’est valable qu’à partir du {date_long(timezone.localdate(holder.since))}"
    return f"{told} vient d’une autorité qui n’est pas reconnue ici («\u00a0{holder.issuer}\u00a0»)"

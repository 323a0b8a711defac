"""A signature given here, with the seal certificate of an organisation, in the place the PDF keeps for it."""

from io import BytesIO
from typing import Any

from asn1crypto import cms
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko_certvalidator.errors import PathError, ValidationError

from reports.signing.appearance import appearance
from reports.signing.certificates import SealingRefused
from reports.signing.opening import SealCertificate
from reports.signing.revisions import HOSTILE
from reports.signing.trust import trusted_until

# Room for the certificates of a chain and a time stamp, which would else be asked for twice. Without one the
# place is measured: each reading goes through it all.
RESERVED = 16_384
TSA_SECONDS = 10


class Clock(timestamps.HTTPTimeStamper):
    """The time-stamping authority; whatever it answers that is no time stamp is told as such."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The stamp on a digest; TimestampRequestError without one."""
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except HOSTILE as error:
            raise timestamps.TimestampRequestError("this is no time stamp") from error


def sign(pdf: bytes, field: str, found: SealCertificate, *, is_first: bool) -> bytes:
    """The PDF with one more signature in this field, all its bytes kept.

    The first certifies the document: readers then refuse any change but the other signatures. With a time
    stamp when an authority gives them, and then with what will prove the certificates later when it can be
    had today. Raises SealingRefused when the authority gives no stamp.
    """
    try:
        if not settings.TSA_URL:
            return _signed(pdf, field, found, is_first)
        try:
            return _signed(pdf, field, found, is_first, has_proofs=True)
        except (SigningError, PathError, ValidationError, PdfError):
            # Some revocation list is missing: the time alone is attested.
            return _signed(pdf, field, found, is_first)
    except timestamps.TimestampRequestError as error:
        raise SealingRefused(
            "Le service d’horodatage ne répond pas\u00a0: rien n’est signé, réessayez dans un instant."
        ) from error
    except (SigningError, PdfError) as error:
        raise SealingRefused(f"Le PDF ne peut pas être signé\u00a0: {error}") from error


def _signed(
    pdf: bytes, field: str, found: SealCertificate, is_first: bool, *, has_proofs: bool = False
) -> bytes:
    proving = trusted_until(may_fetch=settings.SIGNATURE_FETCH, must_prove=True) if has_proofs else None
    described = signers.PdfSignatureMetadata(
        field_name=field,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        certify=is_first,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        embed_validation_info=has_proofs,
        validation_context=proving,
    )
    clock = Clock(settings.TSA_URL, timeout=TSA_SECONDS) if settings.TSA_URL else None
    author = signers.PdfSigner(
        described, signer=found.signer, timestamper=clock, stamp_style=appearance(found.holder)
    )
    written: Any = author.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        existing_fields_only=True,
        bytes_reserved=RESERVED if clock else None,
    )
    return bytes(written.getvalue())

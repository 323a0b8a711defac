"""A signature given here, with the seal certificate of an organisation, in the place the PDF keeps for it."""

import asyncio
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509
from django.conf import settings
from django.utils import timezone
from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError

from accounts.models import Organisation
from core.formats import instant
from core.workflow import TransitionRefused
from reports.enums import SignatureLevel
from reports.signing.certificates import Holder
from reports.signing.reading import certificate_fault
from reports.signing.trust import is_revoked, trusted_until

FONT = settings.BASE_DIR / "static" / "fonts" / "SourceSans3-Regular.ttf"
# Room for the certificates of a chain and a time stamp.
RESERVED = 16_384
TSA_SECONDS = 10


class SealingRefused(TransitionRefused):
    """The signature is not given; the message says why, in French."""


@dataclass(frozen=True)
class SealCertificate:
    """An organisation's certificate with its key, opened."""

    signer: signers.SimpleSigner
    holder: Holder

    @property
    def certificate(self) -> x509.Certificate:
        """As the signature will carry it."""
        held: x509.Certificate = self.signer.signing_cert
        return held


def certificate_file(organisation: Organisation) -> Path:
    """Where the machine keeps the organisation's certificate; the folder is its administrator's alone."""
    return Path(settings.SIGNATURE_DIR) / f"{organisation.slug}.p12"


def has_certificate(organisation: Organisation) -> bool:
    """Whether the organisation can sign here."""
    return certificate_file(organisation).is_file()


def kept_password(organisation: Organisation) -> str:
    """The password given by the environment; empty when it has to be asked."""
    return str(settings.SIGNATURE_PASSWORDS.get(organisation.slug, ""))


def open_certificate(organisation: Organisation, password: str) -> SealCertificate:
    """The organisation's certificate, able to sign today; SealingRefused with the reason."""
    try:
        content = certificate_file(organisation).read_bytes()
    except OSError as error:
        raise SealingRefused(
            "Aucun certificat de cachet n’est installé pour votre organisation\u00a0: signez dans votre "
            "parapheur, ou demandez son installation à l’administrateur."
        ) from error
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(
            content, other_certs=[], passphrase=(password or kept_password(organisation)).encode()
        )
    except (ValueError, TypeError, SigningError) as error:
        raise SealingRefused("Ce mot de passe n’ouvre pas le certificat de cachet.") from error
    if signer is None or signer.signing_cert is None:
        raise SealingRefused("Ce mot de passe n’ouvre pas le certificat de cachet.")
    found = SealCertificate(signer, Holder.of(signer.signing_cert))
    if fault := _fault(found, organisation):
        raise SealingRefused(f"{fault[:1].upper()}{fault[1:]}.")
    return found


def _fault(found: SealCertificate, organisation: Organisation) -> str:
    """Why the certificate cannot sign for the organisation today."""
    holder, now = found.holder, timezone.now()
    if not holder.is_of(organisation):
        named = holder.organisation or holder.name
        return f"le certificat est celui de «\u00a0{named}\u00a0», non de «\u00a0{organisation.name}\u00a0»"
    validator = CertificateValidator(
        found.certificate,
        intermediate_certs=list(found.signer.cert_registry),
        validation_context=trusted_until(may_fetch=settings.SIGNATURE_FETCH),
    )
    try:
        asyncio.run(validator.async_validate_usage(set()))
    except RevokedError:
        return certificate_fault(holder, now, has_been_revoked=True)
    except (PathError, ValidationError):
        return certificate_fault(holder, now, has_been_revoked=False)
    revoked = is_revoked(found.certificate, now)
    return certificate_fault(holder, now, has_been_revoked=True) if revoked else ""


def sign(pdf: bytes, field: str, found: SealCertificate, *, is_first: bool) -> tuple[bytes, str]:
    """The PDF with one more signature in this field, all its bytes kept, and the level reached.

    The first certifies the document: readers then refuse any change but the other signatures. Raises
    SealingRefused when the time-stamping authority does not answer.
    """
    wanted = SignatureLevel.TIMED if settings.TSA_URL else SignatureLevel.BASIC
    if settings.TSA_URL and settings.SIGNATURE_FETCH:
        try:
            return _signed(pdf, field, found, is_first, SignatureLevel.LONG_TERM), SignatureLevel.LONG_TERM
        except (SigningError, PathError, ValidationError, PdfError):
            # What would prove the certificate later cannot be had today: the time alone is attested.
            wanted = SignatureLevel.TIMED
    try:
        return _signed(pdf, field, found, is_first, wanted), wanted
    except timestamps.TimestampRequestError as error:
        raise SealingRefused(
            "Le service d’horodatage ne répond pas\u00a0: rien n’est signé, réessayez dans un instant."
        ) from error
    except (SigningError, PdfError) as error:
        raise SealingRefused(f"Le PDF ne peut pas être signé\u00a0: {error}") from error


def _signed(pdf: bytes, field: str, found: SealCertificate, is_first: bool, level: str) -> bytes:
    is_long = level == SignatureLevel.LONG_TERM
    described = signers.PdfSignatureMetadata(
        field_name=field,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        certify=is_first,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        embed_validation_info=is_long,
        validation_context=trusted_until(may_fetch=True) if is_long else None,
    )
    stamper = timestamps.HTTPTimeStamper(settings.TSA_URL, timeout=TSA_SECONDS) if settings.TSA_URL else None
    author = signers.PdfSigner(
        described, signer=found.signer, timestamper=stamper, stamp_style=_appearance(found.holder)
    )
    written: Any = author.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), existing_fields_only=True, bytes_reserved=RESERVED
    )
    return bytes(written.getvalue())


def _appearance(holder: Holder) -> TextStampStyle:
    """What is drawn in the field: the seal, its day, and that it is worth nothing when it is."""
    lines = ["Signé électroniquement par", holder.name, instant(timezone.now())]
    if holder.is_demonstration:
        lines += ["DÉMONSTRATION – SANS VALEUR LÉGALE"]
    text = "\n".join(line for whole in lines for line in _folded(whole)).replace("%", "%%")
    box = TextBoxStyle(
        font=GlyphAccumulatorFactory(str(FONT)),
        font_size=8,
        leading=10,
        box_layout_rule=SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MIN, y_align=AxisAlignment.ALIGN_MID),
    )
    return TextStampStyle(stamp_text=text, text_box_style=box, border_width=0, background=None)


LINE = 44


def _folded(text: str) -> list[str]:
    """A long name on several lines."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines

"""Which authorities are trusted: the certificates and revocation lists of one folder of the machine."""

from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import crl, pem, x509
from django.conf import settings
from pyhanko_certvalidator import ValidationContext

CERTIFICATES, LISTS = ("*.pem", "*.crt", "*.cer"), ("*.crl",)


def trusted_until(
    moment: datetime | None = None, *, may_fetch: bool = False, must_prove: bool = False
) -> ValidationContext:
    """What a chain of certificates is checked with, as of `moment` (now when None).

    Revocation is told by the lists of the folder, and asked of the network where `may_fetch`. A list made
    later tells of an earlier day too: it gives the date of each revocation. Where the answers `must_prove`
    that each certificate was good, one about which nothing is told is refused.
    """
    return ValidationContext(
        trust_roots=[x509.Certificate.load(one) for one in _read(CERTIFICATES)],
        crls=[crl.CertificateList.load(one) for one in _read(LISTS)],
        moment=moment,
        allow_fetching=may_fetch,
        revocation_mode="require" if must_prove else "soft-fail",
        retroactive_revinfo=True,
    )


def is_revoked(certificate: x509.Certificate, moment: datetime) -> bool:
    """Whether a list of the folder says that the certificate was revoked by then.

    pyHanko reads a list only for a certificate that names where to find it; those of the folder were put
    there by the administrator, for any certificate of their issuer.
    """
    for der in _read(LISTS):
        told = crl.CertificateList.load(der)["tbs_cert_list"]
        if told["issuer"].native != certificate.issuer.native:
            continue
        for one in told["revoked_certificates"]:
            if one["user_certificate"].native == certificate.serial_number:
                return bool(one["revocation_date"].native <= moment)
    return False


def _read(patterns: tuple[str, ...]) -> list[bytes]:
    """The DER of each object in the folder's files; a file that holds none is passed over."""
    folder = Path(settings.TRUST_DIR)
    files = [path for pattern in patterns for path in sorted(folder.glob(pattern)) if path.is_file()]
    return [der for path in files for der in _objects(path.read_bytes())]


def _objects(content: bytes) -> list[bytes]:
    if not pem.detect(content):
        return [content] if content[:1] == b"0" else []
    found: Any = pem.unarmor(content, multiple=True)
    return [der for _, _, der in found]

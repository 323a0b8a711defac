"""What a PDF keeps to prove its certificates later: revocation lists, and answers about one certificate."""

from dataclasses import dataclass
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError


@dataclass(frozen=True)
class Proofs:
    """Of whom a file's lists and answers tell: the issuers (DER), the serial numbers."""

    issuers: frozenset[bytes] = frozenset()
    serials: frozenset[int] = frozenset()

    def tell_of(self, certificate: x509.Certificate) -> bool:
        """Whether something there says if the certificate was revoked; what it says is not judged here."""
        return certificate.issuer.dump() in self.issuers or certificate.serial_number in self.serials


def proofs_of(reader: PdfFileReader) -> Proofs:
    """What the file keeps; nothing when it keeps none."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Proofs()
    lists = [crl.CertificateList.load(_content(one)) for one in store.crls]
    answers = [ocsp.OCSPResponse.load(_content(one)).response_data for one in store.ocsps]
    return Proofs(
        frozenset(one["tbs_cert_list"]["issuer"].dump() for one in lists),
        frozenset(one["cert_id"]["serial_number"].native for told in answers for one in told["responses"]),
    )


def _content(reference: Any) -> bytes:
    return bytes(reference.get_object().data)

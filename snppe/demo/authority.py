"""A local authority for the demonstration: certificates that anybody can see are worth nothing in law."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

NAME = "Autorité de démonstration – sans valeur légale"
YEARS = timedelta(days=3650)
KEY_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


@dataclass(frozen=True)
class Authority:
    """A key, and the certificate it gave itself."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def create(cls, *, since: datetime, name: str = NAME) -> "Authority":
        """A new one, valid for ten years."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        built = _begun(subject, subject, key, since, since + YEARS)
        built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        built = built.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        return cls(key, built.sign(key, hashes.SHA256()))

    @property
    def pem(self) -> bytes:
        """What is put in the folder of trusted authorities."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def seal(
        self,
        organisation: str,
        password: str,
        *,
        since: datetime,
        until: datetime,
        siren: str = "",
        list_at: str = "",
    ) -> bytes:
        """The seal certificate of an organisation with its key, as a PKCS#12 file under a password; it says
        where the list of what is revoked is found, when there is one."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._issue(_subject(organisation, siren), key, since, until, list_at)
        encryption = serialization.BestAvailableEncryption(password.encode())
        return pkcs12.serialize_key_and_certificates(
            organisation[:40].encode(), key, certificate, [self.certificate], encryption
        )

    def _issue(
        self, subject: x509.Name, key: Any, since: datetime, until: datetime, list_at: str
    ) -> x509.Certificate:
        built = _begun(subject, self.certificate.subject, key, since, until)
        built = built.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        built = built.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        if list_at:
            built = built.add_extension(_listed_at(list_at), critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        return built.add_extension(issuer, critical=False).sign(self.key, hashes.SHA256())

    def revocations(self, *serials: int, on: datetime) -> bytes:
        """The list of the certificates it has revoked, as PEM, good for ten years."""
        built = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        built = built.last_update(on).next_update(on + YEARS)
        for serial in serials:
            revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(on)
            built = built.add_revoked_certificate(revoked.build())
        return built.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: Any, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _subject(organisation: str, siren: str) -> x509.Name:
    """What French seal certificates write: the organisation, and its SIREN in `organizationIdentifier`."""
    told = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
        x509.NameAttribute(NameOID.COMMON_NAME, f"Cachet – {organisation}"[:64]),
    ]
    if siren:
        told.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"NTRFR-{siren}"))
    return x509.Name(told)


def _listed_at(url: str) -> x509.CRLDistributionPoints:
    place = [x509.UniformResourceIdentifier(url)]
    return x509.CRLDistributionPoints([x509.DistributionPoint(place, None, None, None)])


def _usage(*given: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in given for usage in KEY_USAGES})

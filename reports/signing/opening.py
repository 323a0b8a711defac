"""An organisation's seal certificate, opened to sign: a file of the machine, or a token with its key."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import x509
from django.conf import settings
from django.utils import timezone
from pyhanko.sign import signers
from pyhanko.sign.general import SigningError
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError

from accounts.models import Organisation
from reports.signing.certificates import Holder, SealingRefused
from reports.signing.reading import certificate_fault
from reports.signing.tokens import token_of, token_opened
from reports.signing.trust import is_revoked, trusted_until

NO_CERTIFICATE = (
    "Aucun certificat de cachet n’est installé pour votre organisation\u00a0: signez dans votre parapheur, "
    "ou demandez son installation à l’administrateur."
)
WRONG_PASSWORD = "Ce mot de passe n’ouvre pas le certificat de cachet."  # noqa: S105 (a message)


@dataclass(frozen=True)
class SealCertificate:
    """An organisation's certificate with its key, opened."""

    signer: signers.Signer
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
    return bool(token_of(organisation)) or certificate_file(organisation).is_file()


def kept_password(organisation: Organisation) -> str:
    """The password, or the token's code, given by the environment; empty when it has to be asked."""
    return str(settings.SIGNATURE_PASSWORDS.get(organisation.slug, ""))


@contextmanager
def certificate_opened(organisation: Organisation, password: str) -> Iterator[SealCertificate]:
    """The organisation's certificate, able to sign today and as long as the block lasts; SealingRefused with
    the reason. Its token comes before its file."""
    password = password or kept_password(organisation)
    if token := token_of(organisation):
        with token_opened(token, password) as signer:
            yield _checked(signer, organisation)
    else:
        yield _checked(_signer_of_file(organisation, password), organisation)


def _signer_of_file(organisation: Organisation, password: str) -> signers.Signer | None:
    try:
        content = certificate_file(organisation).read_bytes()
    except OSError as error:
        raise SealingRefused(NO_CERTIFICATE) from error
    try:
        return signers.SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=password.encode())
    except (ValueError, TypeError, SigningError) as error:
        raise SealingRefused(WRONG_PASSWORD) from error


def _checked(signer: signers.Signer | None, organisation: Organisation) -> SealCertificate:
    if signer is None or signer.signing_cert is None:
        raise SealingRefused(WRONG_PASSWORD)
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
    try:
        asyncio.run(_validate(found))
    except RevokedError:
        return certificate_fault(holder, now, has_been_revoked=True)
    except (PathError, ValidationError):
        return certificate_fault(holder, now, has_been_revoked=False)
    revoked = is_revoked(found.certificate, now)
    return certificate_fault(holder, now, has_been_revoked=True) if revoked else ""


async def _validate(found: SealCertificate) -> None:
    """Raise what pyHanko raises of a certificate that is not good today; what asked the network is closed."""
    async with aclosing(trusted_until(may_fetch=settings.SIGNATURE_FETCH)) as context:
        validator = CertificateValidator(
            found.certificate,
            intermediate_certs=list(found.signer.cert_registry),
            validation_context=context,
        )
        await validator.async_validate_usage(set())

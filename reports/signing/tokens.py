"""The seal certificates that a cryptographic device keeps (PKCS#11): the key signs inside, and never leaves.

A device is a smart card, a security module, or SoftHSM where there is none. One token for each organisation,
with one key and its certificate under the same identifier.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pkcs11
from asn1crypto import x509
from django.conf import settings
from pkcs11 import Attribute, ObjectClass, Session
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from accounts.models import Organisation
from reports.signing.certificates import SealingRefused

WRONG_CODE = (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange)
SILENT = (
    "Le module qui garde le certificat de cachet ne répond pas\u00a0: rien n’est signé. Prévenez "
    "l’administrateur."
)


def token_of(organisation: Organisation) -> str:
    """The label of the token that keeps its certificate; empty when none does."""
    return str(settings.PKCS11_TOKENS.get(organisation.slug, "")) if settings.PKCS11_MODULE else ""


@contextmanager
def token_opened(label: str, code: str) -> Iterator[PKCS11Signer]:
    """What signs with a token, as long as the block lasts; SealingRefused with the reason."""
    try:
        session = open_pkcs11_session(
            settings.PKCS11_MODULE, token_criteria=TokenCriteria(label=label), user_pin=code
        )
    except WRONG_CODE as error:
        raise SealingRefused("Ce code n’ouvre pas le module qui garde le certificat de cachet.") from error
    except pkcs11.PinLocked as error:
        raise SealingRefused(
            "Le module qui garde le certificat de cachet est bloqué après trop de codes faux\u00a0: son "
            "administrateur le débloque."
        ) from error
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise SealingRefused(SILENT) from error
    with session:
        try:
            yield _signer(session)
        except pkcs11.PKCS11Error as error:
            raise SealingRefused(SILENT) from error


def _signer(session: Session) -> PKCS11Signer:
    """The one key of the token that has a certificate."""
    held = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    certificates = {bytes(one[Attribute.ID]): x509.Certificate.load(one[Attribute.VALUE]) for one in held}
    keys = session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True})
    known = [key for key in (bytes(one[Attribute.ID]) for one in keys) if key in certificates]
    if len(known) != 1:
        raise SealingRefused(
            f"Le module de votre organisation garde {len(known)}\u00a0certificat(s) avec leur clé\u00a0: il "
            "en faut un, et un seul. Prévenez l’administrateur."
        )
    own = certificates[known[0]]
    return PKCS11Signer(
        session,
        signing_cert=own,
        key_id=known[0],
        ca_chain=list(certificates.values()),
        # Not every device hashes by itself before it signs on a curve.
        use_raw_mechanism=own.public_key.algorithm == "ec",
    )

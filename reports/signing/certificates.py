"""Who a certificate names, for how long, and whether it is an organisation's."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509

from accounts.models import Organisation
from core.workflow import TransitionRefused

# « NTRFR-130004005 » (ETSI EN 319 412-1) in the identifier, « 0002 130004005 » (RGS) in the unit.
SIREN = re.compile(r"(?:NTRFR-|SI:FR-|0002[ -])(\d{9})")
IDENTIFIERS = ("organization_identifier", "organizational_unit_name")
NO_LEGAL_VALUE = "sans valeur légale"


class SealingRefused(TransitionRefused):
    """The signature is not given; the message says why, in French."""


@dataclass(frozen=True)
class Holder:
    """What a certificate says: who holds it, who vouches for it, from when to when."""

    name: str
    organisation: str
    siren: str
    issuer: str
    serial: str
    since: datetime
    until: datetime

    @classmethod
    def of(cls, certificate: x509.Certificate) -> "Holder":
        """Read from the certificate itself."""
        subject = certificate.subject.native
        told = " ".join(_told(subject, key) for key in IDENTIFIERS)
        found = SIREN.search(told)
        organisation = _told(subject, "organization_name")
        return cls(
            name=(_told(subject, "common_name") or organisation)[:200],
            organisation=organisation,
            siren=found[1] if found else "",
            issuer=_name(certificate.issuer.native)[:200],
            serial=f"{certificate.serial_number:x}"[:64],
            since=certificate.not_valid_before,
            until=certificate.not_valid_after,
        )

    @property
    def is_demonstration(self) -> bool:
        """Whether its authority says of itself that it is worth nothing in law."""
        return NO_LEGAL_VALUE in self.issuer.lower()

    def is_of(self, organisation: Organisation) -> bool:
        """Whether it is the organisation's own: by its SIREN when both give one, else by its name."""
        if self.siren and organisation.siren:
            return self.siren == organisation.siren
        return _folded(self.organisation) in {_folded(organisation.name), _folded(organisation.name[:64])}


def _name(native: dict[str, object]) -> str:
    return _told(native, "common_name") or _told(native, "organization_name")


def _told(native: dict[str, object], key: str) -> str:
    """A name may be given several times."""
    held = native.get(key) or ""
    return " ".join(map(str, held)) if isinstance(held, list) else str(held)


def _folded(text: str) -> str:
    """Without case, accents nor signs, which differ from one file to another."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", " ").replace("'", " "))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(one for one in plain if not unicodedata.combining(one))))

"""What may be told to anybody of an edition: who sealed and signed it, and what has come since."""

from dataclasses import dataclass
from datetime import datetime

from core.formats import instant, moment
from reports.enums import SealDecision
from reports.models import Edition, SignedCopy

CODE = 12


@dataclass(frozen=True)
class Sealed:
    """A party that agreed: its name, whether with reservations, and when."""

    organisation: str
    label: str
    at: datetime


@dataclass(frozen=True)
class Signed:
    """A party that signed, as recorded: by which certificate, and whether that is worth anything in law."""

    organisation: str
    signer: str
    at: datetime
    is_demonstration: bool


@dataclass(frozen=True)
class Standing:
    """Where an edition stands, without a word of what it says."""

    reference: str
    territory: str
    fiscal_year: int
    number: int
    code: str
    frozen_at: datetime
    agreed_at: datetime | None
    is_fictitious: bool
    seals: list[Sealed]
    signed: list[Signed]
    later: int | None
    later_agreed_at: datetime | None

    @property
    def title(self) -> str:
        """« Exécution 2024 du contrat 67-2020 (Bas-Rhin) »."""
        return f"Exécution {self.fiscal_year} du contrat {self.reference} ({self.territory})"

    @property
    def frozen_told(self) -> str:
        """« Contenu figé le 12 juin 2025… »."""
        return f"Contenu figé {instant(self.frozen_at)}"

    @property
    def agreed_told(self) -> str:
        """When the three parties agreed, or that they have not."""
        return moment(self.agreed_at) if self.agreed_at else "Non\u00a0: il attend le visa des trois parties"


def edition_of_code(code: str) -> Edition | None:
    """The edition whose hash begins so; the agreed one when several hold the same content, else the last."""
    found = Edition.objects.filter(sha256__startswith=code).select_related("report__contract__territory")
    ordered = sorted(found, key=lambda edition: (edition.agreed_at is not None, edition.number))
    return ordered[-1] if len(code) >= CODE and ordered else None


def standing_of_edition(edition: Edition) -> Standing:
    """What may be told of it."""
    report = edition.report
    contract = report.contract
    # A part that was shared but is not agreed yet takes nothing away from the one that is.
    later = report.editions.filter(number__gt=edition.number)
    agreed = later.exclude(agreed_at=None).order_by("-number").first()
    last = agreed or (None if edition.agreed_at else later.order_by("-number").first())
    return Standing(
        reference=contract.reference,
        territory=contract.territory.name,
        fiscal_year=report.fiscal_year,
        number=edition.number,
        code=edition.sha256[:CODE],
        frozen_at=edition.frozen_at,
        agreed_at=edition.agreed_at,
        is_fictitious=contract.is_fictitious,
        seals=_seals(edition) if edition.agreed_at else [],
        signed=[_signed(copy) for copy in edition.signed_copies.select_related("organisation")],
        later=last.number if last else None,
        later_agreed_at=agreed.agreed_at if agreed else None,
    )


def _seals(edition: Edition) -> list[Sealed]:
    """Who agreed; what a reservation says belongs to the report."""
    given = edition.seals.valid().filter(decision__in=SealDecision.favourable())
    return [
        Sealed(seal.organisation.name, str(seal.get_decision_display()), seal.sealed_at)
        for seal in given.select_related("organisation").order_by("sealed_at")
    ]


def _signed(copy: SignedCopy) -> Signed:
    return Signed(copy.organisation.name, copy.signer, copy.signed_at, copy.is_demonstration)

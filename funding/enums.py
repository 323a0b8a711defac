"""Closed lists of the money, stored in English (official names kept), shown in French."""

from django.db import models

from accounts.enums import OrganisationKind


class FundingSource(models.TextChoices):
    """Where the money comes from (domain.md § 2.5)."""

    P304 = "p304", "Programme 304"
    FIR = "fir", "FIR"
    ONDAM = "ondam", "ONDAM médico-social"
    DEPARTEMENT = "departement", "Budget du département"
    OTHER = "other", "Autre cofinanceur"

    @classmethod
    def state(cls) -> list[str]:
        """The sources by which the State and its agency support a contract."""
        return [cls.P304, cls.FIR, cls.ONDAM]

    @property
    def payer_kind(self) -> str:
        """The kind of organisation that pays from this source, and that enters its amounts."""
        return {
            "p304": OrganisationKind.PREFECTURE,
            "fir": OrganisationKind.ARS,
            "ondam": OrganisationKind.ARS,
        }.get(self.value, OrganisationKind.DEPARTEMENT)


class Payee(models.TextChoices):
    """Who receives: « versé au département » is not « total du contrat »."""

    DEPARTEMENT = "departement", "Département"
    ESTABLISHMENTS = "establishments", "Établissements et services médico-sociaux"
    OTHER = "other", "Autre bénéficiaire"


AMOUNT_FIELDS = (
    "requested_amount",
    "notified_amount",
    "committed_amount",
    "paid_amount",
    "spent_amount",
    "carried_over_amount",
)

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


class CarryOverState(models.TextChoices):
    """What becomes of credits that the département asks to keep for the year after."""

    PROPOSED = "proposed", "Proposé"
    ACCEPTED = "accepted", "Accepté"
    REFUSED = "refused", "Refusé"


# « Notifié » is what a payer grants; where it counts in AE and CP (autorisations d’engagement, crédits de
# paiement), it is the AE, and the CP have an amount of their own.
AMOUNT_FIELDS = (
    "carried_in_amount",
    "requested_amount",
    "notified_amount",
    "payment_credits_amount",
    "committed_amount",
    "paid_amount",
    "spent_amount",
    "carried_over_amount",
)

"""Kinds of organisations and roles, stored in English, shown in French."""

from django.db import models


class OrganisationKind(models.TextChoices):
    """What an organisation is in the tripartite contract."""

    DEPARTEMENT = "departement", "Département ou collectivité compétente"
    PREFECTURE = "prefecture", "Préfecture"
    ARS = "ars", "Agence régionale de santé"
    NATIONAL = "national", "Administration centrale"
    COSIGNATORY = "cosignatory", "Cosignataire"
    CARRIER = "carrier", "Porteur d’actions"

    @classmethod
    def parties(cls) -> list[str]:
        """The three parties that close a report jointly, in the order of the contract."""
        return [cls.PREFECTURE, cls.ARS, cls.DEPARTEMENT]


class Role(models.TextChoices):
    """What a seat allows inside its organisation."""

    READER = "reader", "Lecture"
    EDITOR = "editor", "Saisie"
    REVIEWER = "reviewer", "Relecture"
    SIGNATORY = "signatory", "Signature"
    MANAGER = "manager", "Gestion"


class Zone(models.TextChoices):
    """Where a territory is; overseas territories live in another time."""

    METROPOLE = "metropole", "Métropole"
    DROM = "drom", "Département et région d’outre-mer"
    COM = "com", "Collectivité d’outre-mer"

"""Closed lists of the contract's world, stored in English, shown in French."""

from django.db import models


class ObjectiveKind(models.TextChoices):
    """Whether a contract must pursue the objective (« obligatoire » is the word of 2025-2027)."""

    FUNDAMENTAL = "fundamental", "Fondamental"
    OPTIONAL = "optional", "Facultatif"
    UNKNOWN = "unknown", "À compléter"


class LabelStatus(models.TextChoices):
    """How far an official wording is founded."""

    QUOTED = "quoted", "Libellé lu dans une source"
    DEDUCED = "deduced", "Déduit de l’intitulé"
    MISSING = "missing", "À compléter"
    LOCAL = "local", "Propre au contrat"


class LinkGrade(models.TextChoices):
    """How far a definition of one framework continues one of the framework before."""

    EQUAL = "equal", "Identique"
    CLOSE = "close", "Proche"
    PARTIAL = "partial", "Partielle"
    BROKEN = "broken", "Rompue"

    @classmethod
    def crossing(cls) -> list["LinkGrade"]:
        """Those over which a series is carried, the surest first; a broken one is only told."""
        return [cls.EQUAL, cls.CLOSE, cls.PARTIAL]


class ContractState(models.TextChoices):
    """The life of a contract."""

    DRAFT = "draft", "En préparation"
    SIGNING = "signing", "En signature"
    SIGNED = "signed", "Signé"
    ENDED = "ended", "Échu"


class AmendmentKind(models.TextChoices):
    """What an amendment brings."""

    CREDITS = "credits", "Crédits de l’année"
    PERIOD = "period", "Période"
    OBJECTIVES = "objectives", "Objectifs"
    ACTIONS = "actions", "Plan d’action"
    PARTIES = "parties", "Parties"


class AmendmentState(models.TextChoices):
    """The life of an amendment."""

    DRAFT = "draft", "En préparation"
    SIGNED = "signed", "Signé"


class ActionState(models.TextChoices):
    """The life of an action."""

    PLANNED = "planned", "Prévue"
    ONGOING = "ongoing", "En cours"
    DONE = "done", "Terminée"
    SUSPENDED = "suspended", "Suspendue"
    ABANDONED = "abandoned", "Abandonnée"


class DeadlineKind(models.TextChoices):
    """What is due."""

    APPLICATION = "application", "Candidature ou projet de contrat"
    SIGNATURE = "signature", "Signature du contrat ou de l’avenant"
    REPORT = "report", "Rapport d’exécution arrêté conjointement"
    DOCUMENTS = "documents", "Pièces complémentaires"
    END = "end", "Fin des contrats"


class Audience(models.TextChoices):
    """Whom a deadline binds."""

    ALL = "all", "Tous"
    SIGNATORIES = "signatories", "Signataires"
    NEWCOMERS = "newcomers", "Nouveaux territoires"


class ExtensionState(models.TextChoices):
    """What became of a later date that was asked for."""

    ASKED = "asked", "Demandé"
    GRANTED = "granted", "Accordé"
    REFUSED = "refused", "Refusé"
    WITHDRAWN = "withdrawn", "Retiré"
    LIFTED = "lifted", "Levé"


class ClosingStepKind(models.TextChoices):
    """What the closing of a report goes through, in its order."""

    WRITING = "writing", "Saisie et rédaction"
    ODPE = "odpe", "Information de l’ODPE"
    PREFECTURE_READING = "prefecture_reading", "Lecture par la préfecture"
    ARS_READING = "ars_reading", "Lecture par l’ARS"
    ANSWERS = "answers", "Réponses aux remarques et reprise"
    ASSEMBLY = "assembly", "Passage devant l’assemblée"
    PREFECTURE_SEAL = "prefecture_seal", "Visa de la préfecture"
    ARS_SEAL = "ars_seal", "Visa de l’ARS"
    DEPARTEMENT_SEAL = "departement_seal", "Visa du département"


class DocumentKind(models.TextChoices):
    """What a filed document is."""

    CONTRACT = "contract", "Contrat signé"
    AMENDMENT = "amendment", "Avenant signé"
    DELIBERATION = "deliberation", "Délibération"
    ODPE_NOTICE = "odpe_notice", "Information de l’ODPE"
    DIAGNOSIS = "diagnosis", "Diagnostic territorial"
    PROOF = "proof", "Justificatif"
    OTHER = "other", "Autre pièce"

"""Closed lists of the report, stored in English, shown in French."""

from django.db import models


class ReportState(models.TextChoices):
    """draft → shared → (returned → shared)* → agreed → deliberated; corrected opens a new numbered
    edition."""

    DRAFT = "draft", "Brouillon"
    SHARED = "shared", "Partagé"
    RETURNED = "returned", "Renvoyé au département"
    AGREED = "agreed", "Arrêté conjointement"
    DELIBERATED = "deliberated", "Délibéré"
    CORRECTED = "corrected", "En correction"

    @classmethod
    def locked(cls) -> list[str]:
        """States in which the year's figures may not move."""
        return [cls.SHARED, cls.AGREED, cls.DELIBERATED]

    @classmethod
    def closed(cls) -> list[str]:
        """States of a report the three parties have closed."""
        return [cls.AGREED, cls.DELIBERATED]

    @classmethod
    def writable(cls) -> list[str]:
        """States in which the département writes."""
        return [cls.DRAFT, cls.RETURNED, cls.CORRECTED]


class SectionKind(models.TextChoices):
    """Where a piece of narrative stands in the report."""

    SUMMARY = "summary", "Résumé"
    CONTEXT = "context", "Contexte et axes"
    FUNDING = "funding", "Bilan financier"
    ENGAGEMENT = "engagement", "Bilan de l’engagement"
    OBJECTIVE = "objective", "Bilan de l’objectif"
    OUTLOOK = "outlook", "Perspectives"


class AssemblySectionKind(models.TextChoices):
    """The parts of the report to the assembly, in their order."""

    SUMMARY = "summary", "Résumé"
    CONTEXT = "context", "Contexte et axes de la stratégie"
    FUNDING = "funding", "Financements de l’État"
    PREVENTION = "prevention", "Protection maternelle et infantile"
    PROTECTION = "protection", "Aide sociale à l’enfance"
    PROPOSAL = "proposal", "Dispositif de délibération"

    @classmethod
    def needed(cls) -> list[str]:
        """Those without which the paper is a draft; the amounts of the State are told without a text."""
        return [kind for kind in cls if kind != cls.FUNDING]


class SealDecision(models.TextChoices):
    """What a party says of one frozen content."""

    GIVEN = "given", "Visa donné"
    RESERVED = "reserved", "Visa donné avec réserves"
    REFUSED = "refused", "Visa refusé"

    @classmethod
    def favourable(cls) -> list[str]:
        """Decisions by which a party agrees (reservations are printed in the report)."""
        return [cls.GIVEN, cls.RESERVED]


class Acquaintance(models.TextChoices):
    """How an organisation came to know an edition, the strongest first."""

    SEALED = "sealed", "que votre organisation a visée"
    RETURNED = "returned", "que votre organisation a renvoyée"
    REMARKED = "remarked", "sur laquelle votre organisation a fait une remarque"
    READ = "read", "que votre organisation a lue"


class RemarkState(models.TextChoices):
    """The life of a remark."""

    OPEN = "open", "Ouverte"
    ANSWERED = "answered", "Répondue"
    CLOSED = "closed", "Close"


class RemarkKind(models.TextChoices):
    """What a remark says."""

    WRONG = "wrong", "Inexact"
    INCOMPLETE = "incomplete", "Incomplet"
    EXPLAIN = "explain", "À expliquer"
    OUTDATED = "outdated", "Périmé"


class IndicatorCell(models.TextChoices):
    """The figure of an indicator that a remark discusses."""

    BASELINE = "baseline", "référence"
    TARGET = "target", "cible"
    RESULT = "result", "résultat"


class RenderingKind(models.TextChoices):
    """Which paper is made."""

    DRAFT = "draft", "Projet"
    SUBMITTED = "submitted", "Édition soumise aux visas"
    AGREED = "agreed", "Rapport arrêté"
    ASSEMBLY = "assembly", "Rapport à l’assemblée"


class RenderingState(models.TextChoices):
    """Where the making of a PDF stands."""

    PENDING = "pending", "En préparation"
    READY = "ready", "Prêt"
    FAILED = "failed", "En échec"


class DecisionState(models.TextChoices):
    """What became of a decision of the committee."""

    OPEN = "open", "En cours"
    DONE = "done", "Réalisée"
    DROPPED = "dropped", "Abandonnée"


class SignatureOrigin(models.TextChoices):
    """Where a signature was made."""

    INSIDE = "inside", "Dans l’application"
    OUTSIDE = "outside", "Dans un parapheur"


class SignatureLevel(models.TextChoices):
    """What a PAdES signature carries to be checked later (ETSI EN 319 142-1)."""

    BASIC = "B-B", "Sans horodatage"
    TIMED = "B-T", "Avec un horodatage"
    LONG_TERM = "B-LT", "Avec un horodatage et de quoi vérifier le certificat"


class BundleKind(models.TextChoices):
    """What is gathered in one file."""

    SIGNED = "signed", "PDF signés (ZIP)"
    ARCHIVE = "archive", "Rapport complet, pour le service d’archives"


class BundleState(models.TextChoices):
    """Where the making of a bundle stands."""

    PENDING = "pending", "En attente"
    MAKING = "making", "En préparation"
    READY = "ready", "Prêt"
    FAILED = "failed", "En échec"
    ERASED = "erased", "Effacé"

    @classmethod
    def at_work(cls) -> list[str]:
        """States in which the worker has still to finish it."""
        return [cls.PENDING, cls.MAKING]

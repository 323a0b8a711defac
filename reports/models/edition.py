"""Editions: what was shared, frozen with its hash and its PDF; and the seals that stand on it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, Seat
from core.formats import NBSP
from reports.enums import SealDecision
from reports.models.rendering import Rendering
from reports.models.report import Report


class Edition(models.Model):
    """A numbered, frozen content: canonical JSON (RFC 8785), its SHA-256, and the PDF made from it alone."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="editions", verbose_name="rapport")
    number = models.PositiveSmallIntegerField("numéro")
    canonical = models.TextField("contenu canonique")
    sha256 = models.CharField("empreinte SHA-256", max_length=64, db_index=True)
    frozen_at = models.DateTimeField("figée le", default=timezone.now)
    frozen_by = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )
    submitted = models.ForeignKey(
        Rendering,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="PDF soumis aux visas",
    )
    agreed_at = models.DateTimeField("arrêtée le", null=True, blank=True)
    agreed = models.ForeignKey(
        Rendering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="PDF arrêté"
    )

    class Meta:
        verbose_name = "édition"
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="edition_number_unique_in_report",
                violation_error_message="Ce rapport a déjà une édition de ce numéro.",
            ),
            models.CheckConstraint(
                name="edition_hash_is_sha256",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="Une empreinte SHA-256 a soixante-quatre chiffres hexadécimaux.",
            ),
        ]

    def __str__(self) -> str:
        return f"Édition n° {self.number}"

    @property
    def letterheads(self) -> list[dict[str, Any]]:
        """What the parties put on their papers the day it was frozen, as the first paper made of it keeps."""
        return self.submitted.frame.get("letterheads", []) if self.submitted else []

    @property
    def short_hash(self) -> str:
        """The first twelve digits of the hash, as printed at the foot of each page."""
        return self.sha256[:12]

    @property
    def has_analysis_broken_off(self) -> bool:
        """Whether the analysis of one of its signed copies has to be asked for again."""
        return any(copy.is_analysis_broken_off for copy in self.signed_copies.all())

    def journal_facts(self) -> dict[str, Any]:
        """What a journal entry that froze it, or bears on it, says of it."""
        return {"edition": self.number, "sha256": self.sha256}


class SealQuerySet(models.QuerySet["Seal"]):
    """Which seals."""

    def valid(self) -> "SealQuerySet":
        """Seals that still stand."""
        return self.filter(voided_at=None)

    def favourable(self) -> "SealQuerySet":
        """Seals by which a party agrees."""
        return self.filter(decision__in=SealDecision.favourable())


class Seal(models.Model):
    """What one party says of one frozen content. One seal per edition and organisation, whoever clicks
    first."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="seals", verbose_name="rapport")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="seals", verbose_name="édition")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="seals", verbose_name="organisation"
    )
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="seals", verbose_name="siège")
    seat_label = models.CharField("siège, en clair", max_length=200)
    decision = models.CharField("décision", max_length=8, choices=SealDecision)
    statement = models.TextField("réserves ou motif", blank=True, max_length=4000)
    sealed_sha256 = models.CharField("empreinte visée", max_length=64)
    sealed_at = models.DateTimeField("visé le", default=timezone.now)
    voided_at = models.DateTimeField("tombé le", null=True, blank=True)
    voided_reason = models.CharField("motif de la chute", max_length=250, blank=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = "visa"
        verbose_name_plural = "visas"
        ordering = ["edition", "sealed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "organisation"],
                name="seal_one_per_edition_and_organisation",
                violation_error_message="Cette organisation a déjà visé cette édition.",
            ),
            models.CheckConstraint(
                name="seal_reserved_or_refused_says_why",
                condition=Q(decision=SealDecision.GIVEN) | ~Q(statement=""),
                violation_error_message="Une réserve ou un refus est motivé.",
            ),
            models.CheckConstraint(
                name="seal_voided_says_why",
                condition=Q(voided_at=None, voided_reason="")
                | (Q(voided_at__isnull=False) & ~Q(voided_reason="")),
                violation_error_message="La chute d’un visa est datée et motivée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} – {self.seat_label}"

    @property
    def told(self) -> str:
        """What was decided, of which edition and in which words: « Visa refusé, édition n° 1 : … »."""
        said = f"{self.get_decision_display()}, {str(self.edition).lower()}"
        return f"{said}{NBSP}: {self.statement}" if self.statement else said

    def journal_facts(self) -> dict[str, Any]:
        """What the journal keeps of it: what was decided, in which words, of which content."""
        content = {"edition": self.edition.number, "sha256": self.sealed_sha256}
        return content | {"decision": self.decision, "statement": self.statement}

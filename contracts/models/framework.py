"""The national framework that contracts point at: its texts, engagements and objectives, by version."""

from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst

from contracts.enums import LabelStatus, ObjectiveKind
from core.formats import UNKNOWN_LABEL
from core.history import tracked


class Framework(models.Model):
    """One version of the national strategy's contract framework (2020-2024: 26 objectives; 2025-2027: 14)."""

    code = models.SlugField("code", max_length=20, unique=True)
    title = models.CharField("intitulé", max_length=250)
    first_year = models.PositiveSmallIntegerField("première année", unique=True)
    last_year = models.PositiveSmallIntegerField("dernière année")
    baseline_year = models.PositiveSmallIntegerField("année de référence", null=True, blank=True)
    is_published = models.BooleanField("publié", default=False)
    completeness = models.JSONField("ce qui reste à compléter", default=dict, blank=True)
    mandatory_count = models.PositiveSmallIntegerField(
        "nombre d’objectifs obligatoires", null=True, blank=True
    )

    history = tracked()

    class Meta:
        verbose_name = "cadre national"
        verbose_name_plural = "cadres nationaux"
        ordering = ["first_year"]
        constraints = [
            models.CheckConstraint(
                name="framework_years_in_order",
                condition=Q(last_year__gte=F("first_year")),
                violation_error_message="La dernière année ne peut précéder la première.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_year}-{self.last_year}"


class LegalText(models.Model):
    """A circular or instruction that founds a framework for a year."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="texts", verbose_name="cadre")
    year = models.PositiveSmallIntegerField("année")
    reference = models.CharField("référence", max_length=200)
    nor = models.CharField("NOR", max_length=12, blank=True)
    published_note = models.CharField("publication", max_length=200, blank=True)
    source_url = models.URLField("source", max_length=400, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "texte"
        ordering = ["framework", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "reference"],
                name="legal_text_unique_in_framework",
                violation_error_message="Ce texte est déjà cité par ce cadre.",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Engagement(models.Model):
    """An axis of the framework (« engagement » ; « engagement transverse » in 2020)."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="engagements", verbose_name="cadre")
    code = models.CharField("code", max_length=4)
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("intitulé", max_length=250)
    source_url = models.URLField("source", max_length=400, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "engagement"
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"],
                name="engagement_code_unique_in_framework",
                violation_error_message="Ce cadre a déjà un engagement de ce code.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.label}"


class Objective(models.Model):
    """What contracts pursue. A wording that no source gives is empty and shown « À compléter », never
    invented."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="objectives", verbose_name="cadre")
    number = models.PositiveSmallIntegerField("numéro")
    engagement = models.ForeignKey(
        Engagement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objectives",
        verbose_name="engagement",
    )
    label = models.TextField("libellé", blank=True)
    kind = models.CharField("nature", max_length=12, choices=ObjectiveKind, default=ObjectiveKind.UNKNOWN)
    label_status = models.CharField("fondement du libellé", max_length=10, choices=LabelStatus)
    notes = models.TextField("notes", blank=True)
    source_url = models.URLField("source", max_length=400, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "objectif"
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "number"],
                name="objective_number_unique_in_framework",
                violation_error_message="Ce cadre a déjà un objectif de ce numéro.",
            ),
            models.CheckConstraint(
                name="objective_without_label_is_missing",
                condition=Q(label="", label_status=LabelStatus.MISSING)
                | (~Q(label="") & ~Q(label_status=LabelStatus.MISSING)),
                violation_error_message=(
                    "Un objectif sans libellé est «\u00a0à compléter\u00a0»\u00a0; un libellé a un fondement."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.label or capfirst(UNKNOWN_LABEL)}"

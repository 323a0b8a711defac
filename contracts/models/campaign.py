"""The calendar: campaigns, their dated deadlines with the text that sets them, and extensions by
territory."""

from django.db import models

from accounts.models import Territory
from contracts.enums import Audience, DeadlineKind
from contracts.models.framework import Framework
from core.history import tracked


class Campaign(models.Model):
    """One year of the contracts of a framework, with the dates its text sets."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="campaigns", verbose_name="cadre")
    fiscal_year = models.PositiveSmallIntegerField("exercice")
    notes = models.TextField("notes", blank=True)

    history = tracked()

    class Meta:
        verbose_name = "campagne"
        ordering = ["-fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "fiscal_year"],
                name="campaign_once_a_year",
                violation_error_message="Ce cadre a déjà une campagne pour cet exercice.",
            )
        ]

    def __str__(self) -> str:
        return f"Campagne {self.fiscal_year}"


class Deadline(models.Model):
    """What is due, by when, from whom, under which text. A date changes every year: it is data, never a
    constant.

    It ends at 23:59:59 in the time zone of the contract's territory.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="deadlines", verbose_name="campagne")
    kind = models.CharField("objet", max_length=12, choices=DeadlineKind)
    label = models.CharField("pièce attendue", max_length=200)
    due_on = models.DateField("date")
    audience = models.CharField("public", max_length=12, choices=Audience, default=Audience.ALL)
    legal_text = models.CharField("texte", max_length=250, blank=True)
    source_url = models.URLField("source", max_length=400, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "échéance"
        ordering = ["due_on", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind", "audience", "due_on"],
                name="deadline_not_set_twice",
                violation_error_message="Cette échéance existe déjà dans la campagne.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.due_on:%d/%m/%Y})"


class DeadlineExtension(models.Model):
    """A later date granted to one territory, with its reason."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="extensions", verbose_name="échéance")
    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="deadline_extensions", verbose_name="territoire"
    )
    due_on = models.DateField("nouvelle date")
    reason = models.TextField("motif")

    history = tracked()

    class Meta:
        verbose_name = "report d’échéance"
        verbose_name_plural = "reports d’échéance"
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "territory"],
                name="deadline_extended_once_per_territory",
                violation_error_message="Ce territoire a déjà un report de cette échéance.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deadline} → {self.due_on:%d/%m/%Y}, {self.territory.name}"

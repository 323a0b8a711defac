"""What an action plans and delivers: its deliverables, and what each year is to bring."""

from django.db import models
from django.db.models import F, Q

from contracts.models.action import Action
from core.history import tracked
from core.versions import Versioned


class Deliverable(models.Model):
    """One thing an action hands over: due on a day, delivered on another; edited with its action."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="deliverables", verbose_name="action")
    position = models.PositiveSmallIntegerField("rang", default=0)
    label = models.CharField("livrable", max_length=200)
    due_on = models.DateField("attendu le", null=True, blank=True)
    delivered_on = models.DateField("remis le", null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "livrable"
        ordering = ["action", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "label"],
                name="deliverable_once_per_action",
                violation_error_message="Cette action a déjà un livrable de ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class ActionYear(Versioned):
    """What an action is to do in a year: the expected result, in words and in number, and its posts.

    `carried_from` is the year from which it was carried over, None when it was written for this year.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="years", verbose_name="action")
    fiscal_year = models.PositiveSmallIntegerField("exercice")
    expected = models.TextField("prévu", blank=True)
    expected_count = models.DecimalField(
        "quantité prévue", max_digits=12, decimal_places=2, null=True, blank=True
    )
    expected_unit = models.CharField("unité", max_length=60, blank=True)
    staff_fte = models.DecimalField(
        "postes prévus (ETP)", max_digits=7, decimal_places=2, null=True, blank=True
    )
    carried_from = models.PositiveSmallIntegerField("reconduit de", null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "prévision d’action"
        verbose_name_plural = "prévisions d’action"
        ordering = ["action", "fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "fiscal_year"],
                name="action_year_once",
                violation_error_message="Cette action a déjà une prévision pour cet exercice.",
            ),
            models.CheckConstraint(
                name="action_year_not_negative",
                condition=(Q(staff_fte=None) | Q(staff_fte__gte=0))
                & (Q(expected_count=None) | Q(expected_count__gte=0)),
                violation_error_message="Une prévision ne peut être négative.",
            ),
            models.CheckConstraint(
                name="action_year_carried_forward",
                condition=Q(carried_from=None) | Q(carried_from__lt=F("fiscal_year")),
                violation_error_message="Une prévision se reconduit d’un exercice antérieur.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} (prévu {self.fiscal_year})"

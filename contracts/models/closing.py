"""The time that each step of the closing of a report takes, as each institution says it."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from contracts.enums import ClosingStepKind
from contracts.models.contract import Contract
from core.history import tracked
from core.versions import Versioned

LONGEST = 120
MEETINGS = (ClosingStepKind.ODPE, ClosingStepKind.ASSEMBLY)


class ClosingStep(Versioned):
    """How many working days a step of the closing takes in a contract, said by who holds it for a fiscal year
    and taken again the years after; for a meeting, how long before it its papers leave, and its day."""

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="closing_steps", verbose_name="contrat"
    )
    fiscal_year = models.PositiveSmallIntegerField("exercice")
    step = models.CharField("étape", max_length=20, choices=ClosingStepKind)
    working_days = models.PositiveSmallIntegerField("jours ouvrés", validators=[MaxValueValidator(LONGEST)])
    meeting_on = models.DateField("date de la réunion", null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "délai d’une étape"
        verbose_name_plural = "délais des étapes"
        ordering = ["contract", "fiscal_year", "step"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "fiscal_year", "step"],
                name="closing_step_once_a_year",
                violation_error_message="Cette étape a déjà son délai pour cet exercice.",
            ),
            models.CheckConstraint(
                name="closing_step_within_reason",
                condition=Q(working_days__lte=LONGEST),
                violation_error_message=f"Une étape ne prend pas plus de {LONGEST} jours ouvrés.",
            ),
            models.CheckConstraint(
                name="closing_step_is_a_meeting_to_have_a_day",
                condition=Q(meeting_on=None) | Q(step__in=MEETINGS),
                violation_error_message="Seules l’ODPE et l’assemblée se réunissent à une date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}, exercice {self.fiscal_year}"

"""The committee that meets over a year's report, objective by objective, and what it decides."""

from django.db import models
from django.db.models import Q

from contracts.models import Contract, Objective
from core.history import tracked
from core.versions import Versioned
from reports.enums import DecisionState


class Committee(Versioned):
    """A meeting of the parties over a year of a contract (comité de suivi)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="committees", verbose_name="contrat")
    fiscal_year = models.PositiveSmallIntegerField("exercice examiné")
    held_on = models.DateField("réuni le")
    attendees = models.TextField(
        "participants", blank=True, max_length=4_000, help_text="Par leur fonction, une par ligne."
    )

    history = tracked()

    class Meta:
        verbose_name = "comité de suivi"
        verbose_name_plural = "comités de suivi"
        ordering = ["contract", "-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "held_on"],
                name="committee_once_a_day",
                violation_error_message="Ce contrat a déjà un comité ce jour-là.",
            )
        ]

    def __str__(self) -> str:
        return f"Comité du {self.held_on:%d/%m/%Y}, exercice {self.fiscal_year}"


class Decision(Versioned):
    """What a committee decided on an objective, or on the whole contract: who does what by when, and what
    became of it."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="decisions", verbose_name="comité")
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="objectif"
    )
    text = models.TextField("décision", max_length=2_000)
    owner = models.CharField("à la charge de", max_length=160)
    due_on = models.DateField("pour le", null=True, blank=True)
    state = models.CharField("suite", max_length=8, choices=DecisionState, default=DecisionState.OPEN)
    outcome = models.TextField("ce qui a été fait", blank=True, max_length=2_000)

    history = tracked()

    class Meta:
        verbose_name = "décision"
        ordering = ["committee", "pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_closed_says_how",
                condition=Q(state=DecisionState.OPEN) | ~Q(outcome=""),
                violation_error_message="Une décision réalisée ou abandonnée dit ce qui a été fait.",
            )
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

"""Actions of a contract (« fiches action ») and their yearly reviews."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from contracts.enums import ActionState
from contracts.models.amendment import Amendment
from contracts.models.contract import Contract
from contracts.models.framework import Objective
from core.history import tracked
from core.versions import Versioned


class Action(Versioned):
    """A project of the contract's action plan: purpose, audience, actors, calendar, staff, money
    elsewhere."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="actions", verbose_name="contrat")
    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("intitulé", max_length=200)
    purpose = models.TextField("objet", blank=True)
    audience = models.TextField("public cible", blank=True)
    actors = models.TextField("acteurs concernés", blank=True)
    lead = models.CharField("pilote", max_length=160, blank=True)
    carrier = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_actions",
        verbose_name="porteur",
    )
    delegate = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegated_actions",
        verbose_name="délégataire",
    )
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)
    staff_fte = models.DecimalField("postes (ETP)", max_digits=7, decimal_places=2, null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=ActionState, default=ActionState.PLANNED)
    objectives = models.ManyToManyField(
        Objective, related_name="actions", blank=True, verbose_name="objectifs"
    )
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name="avenant"
    )
    provenance = models.TextField("origine des données", blank=True)

    history = tracked("objectives")

    class Meta:
        verbose_name = "action"
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"],
                name="action_number_unique_in_contract",
                violation_error_message="Ce contrat a déjà une action de ce numéro.",
            ),
            models.CheckConstraint(
                name="action_calendar_in_order",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Une action ne peut finir avant d’avoir commencé.",
            ),
            models.CheckConstraint(
                name="action_staff_not_negative",
                condition=Q(staff_fte=None) | Q(staff_fte__gte=0),
                violation_error_message="Un nombre de postes ne peut être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def journal_chain(self) -> str:
        """An action is journalled with its contract."""
        return self.contract.journal_chain


class ActionReview(Versioned):
    """What an action did in a year, told by the département beside its figures."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="reviews", verbose_name="action")
    fiscal_year = models.PositiveSmallIntegerField("exercice")
    done = models.TextField("ce qui a été fait", blank=True)
    difficulties = models.TextField("difficultés", blank=True)
    gap_cause = models.TextField("cause de l’écart", blank=True)
    next_steps = models.TextField("suite prévue", blank=True)
    outcome_count = models.DecimalField("réalisé", max_digits=12, decimal_places=2, null=True, blank=True)
    outcome_unit = models.CharField("unité du réalisé", max_length=60, blank=True)
    filled_fte = models.DecimalField(
        "postes pourvus (ETP)", max_digits=7, decimal_places=2, null=True, blank=True
    )
    provenance = models.TextField("origine des données", blank=True)

    history = tracked()

    class Meta:
        verbose_name = "bilan d’action"
        verbose_name_plural = "bilans d’action"
        ordering = ["action", "fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "fiscal_year"],
                name="action_review_once_a_year",
                violation_error_message="Cette action a déjà un bilan pour cet exercice.",
            ),
            models.CheckConstraint(
                name="action_review_staff_not_negative",
                condition=Q(filled_fte=None) | Q(filled_fte__gte=0),
                violation_error_message="Un nombre de postes ne peut être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} ({self.fiscal_year})"

    @property
    def difficulties_told(self) -> str:
        """The difficulties, then the cause of the gap, as the report prints them."""
        cause = f"Cause de l’écart\u00a0: {self.gap_cause}" if self.gap_cause else ""
        return "\n\n".join(part for part in (self.difficulties, cause) if part)

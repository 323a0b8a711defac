"""The calendar: campaigns, their dated deadlines with the text that sets them, and extensions by
territory, asked and granted."""

from django.db import models
from django.db.models import Q

from accounts.models import Seat, Territory
from contracts.enums import Audience, DeadlineKind, ExtensionState
from contracts.models.contract import Contract
from contracts.models.framework import Framework
from core.history import tracked
from core.versions import Versioned


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


class ExtensionRequestQuerySet(models.QuerySet["ExtensionRequest"]):
    """Which requests, and with what."""

    def visible_to(self, seat: Seat | None) -> "ExtensionRequestQuerySet":
        """Those of the contracts that the seat may see."""
        return self.filter(contract__in=Contract.objects.visible_to(seat))

    def waiting(self) -> "ExtensionRequestQuerySet":
        """Those that nobody has answered."""
        return self.filter(state=ExtensionState.ASKED)

    def answered(self) -> "ExtensionRequestQuerySet":
        """The others."""
        return self.exclude(state=ExtensionState.ASKED)

    def for_list(self) -> "ExtensionRequestQuerySet":
        """With what a list shows, the latest first."""
        related = self.select_related("contract__territory", "contract__framework", "deadline__campaign")
        return related.order_by("-pk")


class ExtensionRequest(Versioned):
    """A later date asked for one contract's territory, with why, and what the national level answered.

    Granted, it makes the territory's extension of the deadline; lifted, it takes it away.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="extension_requests", verbose_name="contrat"
    )
    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="requests", verbose_name="échéance")
    state = models.CharField(
        "état", max_length=9, choices=ExtensionState, default=ExtensionState.ASKED, editable=False
    )
    wished_on = models.DateField("date souhaitée")
    reason = models.TextField("motif", max_length=2000)
    granted_on = models.DateField("date accordée", null=True, blank=True)
    answer = models.TextField("réponse", blank=True, max_length=2000)

    objects = ExtensionRequestQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "demande de report d’échéance"
        verbose_name_plural = "demandes de report d’échéance"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "deadline"],
                condition=Q(state=ExtensionState.ASKED),
                name="extension_asked_once_at_a_time",
                violation_error_message="Une demande de report attend déjà une réponse pour cette échéance.",
            ),
            models.CheckConstraint(
                name="extension_granted_iff_dated",
                condition=Q(state=ExtensionState.GRANTED, granted_on__isnull=False)
                | Q(state=ExtensionState.LIFTED, granted_on__isnull=False)
                | (~Q(state__in=[ExtensionState.GRANTED, ExtensionState.LIFTED]) & Q(granted_on=None)),
                violation_error_message="Un report accordé porte sa date\u00a0; les autres n’en ont pas.",
            ),
            models.CheckConstraint(
                name="extension_refused_with_a_reason",
                condition=~Q(state=ExtensionState.REFUSED) | ~Q(answer=""),
                violation_error_message="Un refus est motivé.",
            ),
        ]

    def __str__(self) -> str:
        return f"Report au {self.granted_on or self.wished_on:%d/%m/%Y}, {self.deadline.label}"

    @property
    def journal_chain(self) -> str:
        """A request is journalled with its contract."""
        return self.contract.journal_chain

"""How the entry of a year is shared out: who brings which figure, by when, and who else asks for it."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Seat
from contracts.models import Action, Contract
from core.history import tracked
from core.versions import Versioned
from indicators.models.indicator import Indicator

TOKEN_BYTES = 16


class Assignment(Versioned):
    """An indicator of a year entrusted to somebody: a seat, or a service without an account, by a date."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="assignments", verbose_name="contrat")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="assignments", verbose_name="indicateur"
    )
    fiscal_year = models.PositiveSmallIntegerField("exercice")
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="siège"
    )
    service = models.CharField("service sans compte", max_length=160, blank=True)
    due_on = models.DateField("attendu le", null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "affectation"
        ordering = ["contract", "fiscal_year", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "indicator", "fiscal_year"],
                name="assignment_once_a_year",
                violation_error_message="Cet indicateur est déjà confié à quelqu’un pour cet exercice.",
            ),
            models.CheckConstraint(
                name="assignment_to_a_seat_or_a_service",
                condition=Q(seat__isnull=False, service="") | (Q(seat=None) & ~Q(service="")),
                violation_error_message="Un indicateur est confié à un siège ou à un service, pas aux deux.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}, {self.fiscal_year}\u00a0: {self.holder}"

    @property
    def holder(self) -> str:
        """Who brings the figure, as people read it."""
        return str(self.seat) if self.seat_id else self.service


class ActionIndicator(models.Model):
    """An indicator by which an action is followed, besides those of its objectives; edited with it."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="indicator_ties", verbose_name="action")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="action_ties", verbose_name="indicateur"
    )

    history = tracked()

    class Meta:
        verbose_name = "indicateur d’une action"
        verbose_name_plural = "indicateurs des actions"
        ordering = ["action", "indicator__objective__number", "indicator__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "indicator"],
                name="indicator_once_per_action",
                violation_error_message="Cette action a déjà cet indicateur.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action}\u00a0: {self.indicator.code}"


def new_token() -> str:
    """What names a kit, and cannot be guessed."""
    return secrets.token_hex(TOKEN_BYTES)


class ContributorKit(models.Model):
    """A sealed workbook handed to a service without an account, with the cells it is to fill and no other."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="kits", verbose_name="contrat")
    fiscal_year = models.PositiveSmallIntegerField("exercice")
    service = models.CharField("service", max_length=160)
    indicators = models.ManyToManyField(Indicator, related_name="kits", verbose_name="indicateurs")
    token = models.CharField("clé", max_length=32, unique=True, default=new_token, editable=False)
    due_on = models.DateField("attendu le", null=True, blank=True)
    made_at = models.DateTimeField("préparé le", default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )
    returned_at = models.DateTimeField("revenu le", null=True, blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)

    history = tracked("indicators")

    class Meta:
        verbose_name = "classeur de contributeur"
        verbose_name_plural = "classeurs de contributeurs"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.service}, {self.fiscal_year}"


class Survey(models.Model):
    """Another collection that asks for figures held here (tell us once): a yearly survey, an observatory."""

    code = models.SlugField("code", max_length=40, unique=True)
    label = models.CharField("intitulé", max_length=200)
    publisher = models.CharField("organisme", max_length=160, blank=True)
    source_url = models.URLField("source", max_length=400, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "autre enquête"
        verbose_name_plural = "autres enquêtes"
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class SurveyQuestion(models.Model):
    """The place of an indicator in another survey: the heading under which that survey wants it."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="questions", verbose_name="enquête")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="survey_questions", verbose_name="indicateur"
    )
    position = models.PositiveSmallIntegerField("rang", default=0)
    heading = models.CharField("intitulé demandé", max_length=200)
    notes = models.TextField("différences de définition", blank=True)

    history = tracked()

    class Meta:
        verbose_name = "question d’une autre enquête"
        verbose_name_plural = "questions d’autres enquêtes"
        ordering = ["survey", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "indicator"],
                name="survey_asks_once",
                violation_error_message="Cette enquête demande déjà cet indicateur.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey.code}\u00a0: {self.heading}"

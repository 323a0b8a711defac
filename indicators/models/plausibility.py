"""What surprises in a figure, and what was answered: the rules of a campaign, the explanations given."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from contracts import years
from contracts.models import Campaign, Contract
from core.formats import joined
from core.history import tracked
from core.versions import Versioned
from indicators.enums import Severity
from indicators.models.indicator import GapCause, Indicator
from indicators.plausibility import RULES_BY_NUMBER


class CampaignRule(models.Model):
    """How a campaign applies a numbered rule of plausibility; where it says nothing, the rule's own default
    holds. A closed year keeps the rules of its campaign."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="indicator_rules", verbose_name="campagne"
    )
    number = models.CharField("règle", max_length=4)
    severity = models.CharField("effet", max_length=8, choices=Severity, default=Severity.JUSTIFY)
    threshold = models.DecimalField("seuil", max_digits=10, decimal_places=2, null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "règle d’une campagne"
        verbose_name_plural = "règles des campagnes"
        ordering = ["campaign", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "number"],
                name="campaign_rule_once",
                violation_error_message="Cette campagne règle déjà cette vérification.",
            ),
            models.CheckConstraint(
                name="campaign_rule_threshold_not_negative",
                condition=Q(threshold=None) | Q(threshold__gte=0),
                violation_error_message="Un seuil n’est pas négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}, règle {self.number}"

    def clean(self) -> None:
        """Refuse a rule that does not exist, and to change those of a campaign that was closed."""
        rule = RULES_BY_NUMBER.get(self.number)
        if rule is None:
            known = joined(sorted(RULES_BY_NUMBER), "ou")
            raise ValidationError({"number": f"Cette règle n’existe pas\u00a0: {known}."})
        if self.threshold is not None and rule.default.threshold is None:
            raise ValidationError({"threshold": f"La règle {self.number} n’a pas de seuil."})
        before = CampaignRule.objects.filter(pk=self.pk).select_related("campaign").first()
        for campaign in {row.campaign for row in (before, self) if row and row.campaign_id}:
            if refusal := years.campaign_refusal(campaign):
                raise ValidationError(f"{campaign}\u00a0: {refusal} Ses règles ne se modifient plus.")


class Explanation(Versioned):
    """Why a figure that surprises is right: a coded cause and a sentence, remembered until the cause ends.

    `fingerprint` is what was explained: in its own year, a figure that moves is asked about again. Until
    `until_year`, the same surprise does not come back.
    """

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="explanations", verbose_name="contrat"
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="explanations", verbose_name="indicateur"
    )
    rule = models.CharField("règle", max_length=4)
    from_year = models.PositiveSmallIntegerField("exercice")
    until_year = models.PositiveSmallIntegerField("vaut jusqu’à l’exercice")
    cause = models.ForeignKey(
        GapCause, models.PROTECT, related_name="explanations", verbose_name="cause d’écart"
    )
    sentence = models.TextField("explication", max_length=2000)
    fingerprint = models.CharField("ce qui est expliqué", max_length=64, editable=False)

    history = tracked()

    class Meta:
        verbose_name = "explication"
        ordering = ["contract", "indicator", "from_year", "rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "indicator", "rule", "from_year"],
                name="explanation_once_a_year",
                violation_error_message="Cet écart est déjà expliqué pour cet exercice.",
            ),
            models.CheckConstraint(
                name="explanation_years_in_order",
                condition=Q(until_year__gte=F("from_year")),
                violation_error_message="Une explication ne cesse pas avant d’avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code}, {self.from_year}, règle {self.rule}"

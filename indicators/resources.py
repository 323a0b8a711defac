"""The tables of indicators and national targets, by their natural keys."""

from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field

from accounts.exchange import ReferenceResource, Within, by_code
from accounts.models import Territory
from contracts.models import Campaign, Objective
from indicators.models import (
    Applicability,
    CampaignRule,
    GapCause,
    Indicator,
    NationalTarget,
    Survey,
    SurveyQuestion,
)


class IndicatorResource(ReferenceResource):
    """National indicators alone, by framework, objective and code; a local one belongs to its contract."""

    framework = Field(attribute="objective__framework__code", column_name="cadre", readonly=True)
    objective = by_code(Objective, "objective", "objectif", code="number", framework__code="cadre")

    class Meta(ReferenceResource.Meta):
        model = Indicator
        import_id_fields = ["objective", "code"]
        fields = [
            "framework",
            "objective",
            "code",
            "label",
            "label_status",
            "definition",
            "method",
            "unit",
            "decimals",
            "direction",
            "lower_bound",
            "upper_bound",
            "numerator_label",
            "denominator_label",
            "roll_up",
            "behaviour",
            "baseline_year",
            "expected_source",
            "notes",
            "source_url",
        ]

    def get_queryset(self) -> QuerySet[Any]:
        """So that a local indicator of the same code is never overwritten."""
        return super().get_queryset().filter(contract=None)

    def filter_export(self, queryset: QuerySet[Any], **_: Any) -> QuerySet[Any]:
        """So that a local indicator does not come back as a national one."""
        return super().filter_export(queryset.filter(contract=None))


class OfIndicator(ReferenceResource):
    """What hangs on a national indicator, found by framework and code (the code begins with the objective's
    number)."""

    framework = Field(attribute="indicator__objective__framework__code", column_name="cadre", readonly=True)
    indicator = Field(
        attribute="indicator",
        column_name="indicateur",
        widget=Within(Indicator, "code", {"objective__framework__code": "cadre"}, fixed={"contract": None}),
    )


class NationalTargetResource(OfIndicator):
    """By indicator, horizon and form."""

    class Meta(ReferenceResource.Meta):
        model = NationalTarget
        import_id_fields = ["indicator", "year", "operator"]
        fields = [
            "framework",
            "indicator",
            "year",
            "operator",
            "value",
            "upper_value",
            "notes",
            "source_url",
        ]


class GapCauseResource(ReferenceResource):
    """By code."""

    class Meta(ReferenceResource.Meta):
        model = GapCause
        import_id_fields = ["code"]
        fields = ["code", "label", "position", "is_active", "source_note"]


class ApplicabilityResource(OfIndicator):
    """By indicator and territory."""

    territory = by_code(Territory, "territory", "territoire")

    class Meta(ReferenceResource.Meta):
        model = Applicability
        import_id_fields = ["indicator", "territory"]
        fields = ["framework", "indicator", "territory", "reason"]


class CampaignRuleResource(ReferenceResource):
    """By framework, campaign and number of rule; the rules of a closed campaign are refused by the model."""

    framework = Field(attribute="campaign__framework__code", column_name="cadre", readonly=True)
    campaign = Field(
        attribute="campaign",
        column_name="campagne",
        widget=Within(Campaign, "fiscal_year", {"framework__code": "cadre"}),
    )

    class Meta(ReferenceResource.Meta):
        model = CampaignRule
        import_id_fields = ["campaign", "number"]
        fields = ["framework", "campaign", "number", "severity", "threshold"]


class SurveyResource(ReferenceResource):
    """By code."""

    class Meta(ReferenceResource.Meta):
        model = Survey
        import_id_fields = ["code"]
        fields = ["code", "label", "publisher", "source_url"]


class SurveyQuestionResource(OfIndicator):
    """By survey and indicator."""

    survey = by_code(Survey, "survey", "enquête")

    class Meta(ReferenceResource.Meta):
        model = SurveyQuestion
        import_id_fields = ["survey", "indicator"]
        fields = ["framework", "survey", "indicator", "position", "heading", "notes"]

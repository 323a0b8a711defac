"""The administration of indicators, national targets, causes of gap, rules of campaigns and other surveys.
Figures are never edited here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest

from accounts.administration import ReferenceAdmin
from contracts.years import campaign_refusal
from indicators.models import (
    Applicability,
    CampaignRule,
    GapCause,
    Indicator,
    NationalTarget,
    Survey,
    SurveyQuestion,
)
from indicators.plausibility import PLAUSIBILITY_RULES
from indicators.resources import (
    ApplicabilityResource,
    CampaignRuleResource,
    GapCauseResource,
    IndicatorResource,
    NationalTargetResource,
    SurveyQuestionResource,
    SurveyResource,
)


@admin.register(Indicator)
class IndicatorAdmin(ReferenceAdmin):
    resource_classes = [IndicatorResource]
    list_display = ["code", "label", "objective", "unit", "direction", "roll_up", "label_status", "contract"]
    list_filter = ["objective__framework", "label_status", "direction", "roll_up", "objective__engagement"]
    list_select_related = ["objective", "contract__territory"]
    search_fields = ["code", "label"]
    autocomplete_fields = ["objective", "contract"]


@admin.register(NationalTarget)
class NationalTargetAdmin(ReferenceAdmin):
    resource_classes = [NationalTargetResource]
    list_display = ["indicator", "year", "operator", "value", "upper_value"]
    list_filter = ["year", "operator", "indicator__objective__framework"]
    list_select_related = ["indicator"]
    search_fields = ["indicator__code", "indicator__label"]
    autocomplete_fields = ["indicator"]


@admin.register(GapCause)
class GapCauseAdmin(ReferenceAdmin):
    resource_classes = [GapCauseResource]
    list_display = ["label", "code", "position", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["code", "label"]


@admin.register(Applicability)
class ApplicabilityAdmin(ReferenceAdmin):
    resource_classes = [ApplicabilityResource]
    list_display = ["indicator", "territory", "reason"]
    list_filter = ["indicator__objective__framework", "territory"]
    list_select_related = ["indicator", "territory"]
    search_fields = ["indicator__code", "territory__code", "territory__name"]
    autocomplete_fields = ["indicator", "territory"]


@admin.register(CampaignRule)
class CampaignRuleAdmin(ReferenceAdmin):
    resource_classes = [CampaignRuleResource]
    list_display = ["number", "campaign", "severity", "threshold"]
    list_filter = ["number", "severity", "campaign"]
    list_select_related = ["campaign__framework"]
    search_fields = ["number"]
    autocomplete_fields = ["campaign"]

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """The number is chosen among the rules there are, by their titles."""
        if db_field.name == "number":
            choices = [(rule.number, f"{rule.number} – {rule.title}") for rule in PLAUSIBILITY_RULES]
            return forms.ChoiceField(label="Règle", choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: CampaignRule | None = None) -> bool:
        return super().has_change_permission(request, obj) and not self._is_closed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: CampaignRule | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not self._is_closed(obj)

    @staticmethod
    def _is_closed(rule: CampaignRule | None) -> bool:
        return rule is not None and bool(campaign_refusal(rule.campaign))


@admin.register(Survey)
class SurveyAdmin(ReferenceAdmin):
    resource_classes = [SurveyResource]
    list_display = ["label", "code", "publisher"]
    search_fields = ["code", "label", "publisher"]


@admin.register(SurveyQuestion)
class SurveyQuestionAdmin(ReferenceAdmin):
    resource_classes = [SurveyQuestionResource]
    list_display = ["heading", "survey", "indicator", "position"]
    list_filter = ["survey", "indicator__objective__framework"]
    list_select_related = ["survey", "indicator"]
    search_fields = ["heading", "indicator__code", "survey__label"]
    autocomplete_fields = ["survey", "indicator"]

"""The administration of indicators, national targets and causes of gap. Figures are never edited here."""

from django.contrib import admin

from accounts.administration import ReferenceAdmin
from indicators.models import Applicability, GapCause, Indicator, NationalTarget
from indicators.resources import (
    ApplicabilityResource,
    GapCauseResource,
    IndicatorResource,
    NationalTargetResource,
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

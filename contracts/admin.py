"""The administration of frameworks and calendars; contracts, to be read."""

from django.contrib import admin

from accounts.administration import ReadOnlyAdmin, ReferenceAdmin
from contracts.models import (
    Amendment,
    Campaign,
    Contract,
    Deadline,
    DeadlineExtension,
    Engagement,
    Framework,
    LegalText,
    Objective,
)
from contracts.resources import (
    CampaignResource,
    DeadlineExtensionResource,
    DeadlineResource,
    EngagementResource,
    FrameworkResource,
    LegalTextResource,
    ObjectiveResource,
)


@admin.register(Framework)
class FrameworkAdmin(ReferenceAdmin):
    resource_classes = [FrameworkResource]
    list_display = ["code", "title", "first_year", "last_year", "baseline_year", "is_published"]
    list_filter = ["is_published"]
    search_fields = ["code", "title"]


@admin.register(LegalText)
class LegalTextAdmin(ReferenceAdmin):
    resource_classes = [LegalTextResource]
    list_display = ["reference", "framework", "year", "nor"]
    list_filter = ["framework", "year"]
    list_select_related = ["framework"]
    search_fields = ["reference", "nor"]


@admin.register(Engagement)
class EngagementAdmin(ReferenceAdmin):
    resource_classes = [EngagementResource]
    list_display = ["code", "label", "framework", "position"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["code", "label"]


@admin.register(Objective)
class ObjectiveAdmin(ReferenceAdmin):
    resource_classes = [ObjectiveResource]
    list_display = ["number", "label", "framework", "engagement", "kind", "label_status"]
    list_filter = ["framework", "kind", "label_status", "engagement"]
    list_select_related = ["framework", "engagement"]
    search_fields = ["number", "label"]
    autocomplete_fields = ["engagement"]


@admin.register(Campaign)
class CampaignAdmin(ReferenceAdmin):
    resource_classes = [CampaignResource]
    list_display = ["fiscal_year", "framework"]
    list_filter = ["framework"]
    list_select_related = ["framework"]
    search_fields = ["fiscal_year"]


@admin.register(Deadline)
class DeadlineAdmin(ReferenceAdmin):
    resource_classes = [DeadlineResource]
    list_display = ["label", "campaign", "kind", "audience", "due_on", "legal_text"]
    list_filter = ["kind", "audience", "campaign"]
    list_select_related = ["campaign__framework"]
    search_fields = ["label", "legal_text"]
    autocomplete_fields = ["campaign"]
    date_hierarchy = "due_on"


@admin.register(DeadlineExtension)
class DeadlineExtensionAdmin(ReferenceAdmin):
    resource_classes = [DeadlineExtensionResource]
    list_display = ["territory", "deadline", "due_on", "reason"]
    list_filter = ["deadline__kind", "due_on"]
    list_select_related = ["territory", "deadline"]
    search_fields = ["territory__code", "territory__name", "reason"]
    autocomplete_fields = ["deadline", "territory"]


@admin.register(Contract)
class ContractAdmin(ReadOnlyAdmin):
    list_display = ["reference", "territory", "framework", "state", "starts_on", "ends_on", "is_fictitious"]
    list_filter = ["framework", "state", "is_fictitious"]
    list_select_related = ["territory", "framework"]
    search_fields = ["reference", "territory__name"]


@admin.register(Amendment)
class AmendmentAdmin(ReadOnlyAdmin):
    list_display = ["contract", "number", "title", "state", "signed_on"]
    list_filter = ["state", "contract__framework"]
    list_select_related = ["contract__territory"]
    search_fields = ["contract__reference", "title"]

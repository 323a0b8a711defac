"""Reports, by their state alone: their content has its own pages and its own readers."""

from django.contrib import admin

from accounts.administration import ReadOnlyAdmin
from reports.models import Report


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ["contract", "fiscal_year", "state", "shared_at", "agreed_at", "deliberated_on"]
    list_filter = ["fiscal_year", "state"]
    list_select_related = ["contract__territory"]
    search_fields = ["contract__reference", "contract__territory__name"]
    fields = [*list_display, "deliberation_reference", "current_edition"]

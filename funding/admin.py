"""Funding lines, to be read: each payer enters its own on the contract's page."""

from django.contrib import admin

from accounts.administration import ReadOnlyAdmin
from funding.models import FundingLine


@admin.register(FundingLine)
class FundingLineAdmin(ReadOnlyAdmin):
    list_display = ["contract", "fiscal_year", "source", "payer", "payee", "notified_amount", "paid_amount"]
    list_filter = ["fiscal_year", "source", "payee"]
    list_select_related = ["contract__territory", "payer"]
    search_fields = ["contract__reference", "payer__name"]

"""The administration of reference data, for the national level alone."""

from typing import Any
from urllib.parse import urlencode

import rules
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class NationalAdminSite(admin.AdminSite):
    """Django's admin, opened by a national manager's seat and by nothing else."""

    site_header = "SNPPE – administration nationale"
    site_title = "Administration SNPPE"
    index_title = "Données de référence"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the seat, not the person, administers."""
        return rules.has_perm("accounts.administer", request.seat)

    # Else the way to the sign-in page would itself ask for a sign-in, and come back here after it.
    @login_not_required
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No second door: strangers sign in where everybody does, the others are told why they stop here."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied(
                "L’administration est réservée aux sièges de gestion de l’administration centrale."
            )
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('accounts:login')}?{urlencode({'next': wanted})}")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One page for everybody."""
        return redirect("accounts:password_change")


class NationalAdminConfig(AdminConfig):
    """Puts our site in the place of Django's."""

    default_site = "snppe.admin_site.NationalAdminSite"

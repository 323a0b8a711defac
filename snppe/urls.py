"""Every address of the application, in French; each app writes its own paths in full."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("overview.urls")),
    path("", include("contracts.urls")),
    path("", include("indicators.urls")),
    path("", include("funding.urls")),
    path("", include("reports.urls")),
]

handler400 = "core.views.bad_request"
handler403 = "core.views.permission_denied"
handler404 = "core.views.page_not_found"
handler500 = "core.views.server_error"

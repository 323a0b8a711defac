"""Addresses of the figures of a contract."""

from django.urls import path

from indicators.views import checks, year

app_name = "indicators"
urlpatterns = [
    path("contrats/<slug:reference>/indicateurs/", year.current, name="current"),
    path("contrats/<slug:reference>/indicateurs/<int:year>/", year.year_page, name="year"),
    path("contrats/<slug:reference>/indicateurs/<int:year>/controles/", checks.checks_page, name="checks"),
    path("aide/regles/", checks.rules_page, name="rules"),
]

"""Addresses of the figures of a contract."""

from django.urls import path

from indicators.views import year

app_name = "indicators"
urlpatterns = [
    path("contrats/<slug:reference>/indicateurs/", year.current, name="current"),
    path("contrats/<slug:reference>/indicateurs/<int:year>/", year.year_page, name="year"),
]

"""Addresses of the overview."""

from django.urls import path

from overview.views import completeness, home

app_name = "overview"

urlpatterns = [
    path("", home, name="home"),
    path("national/completude/", completeness, name="completeness"),
]

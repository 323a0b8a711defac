"""Addresses of the overview."""

from django.urls import path

from overview.views import completeness, handover, home

app_name = "overview"

urlpatterns = [
    path("", home, name="home"),
    path("passation/", handover, name="handover"),
    path("national/completude/", completeness, name="completeness"),
]

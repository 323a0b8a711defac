"""Pages that belong to no domain: help, accessibility, legal notice, health."""

from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("aide/", views.help_page, name="help"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("sante/", views.health, name="health"),
]

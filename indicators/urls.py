"""Addresses of the figures of a contract."""

from django.urls import path

from indicators import views

app_name = "indicators"
urlpatterns = [
    path("contrats/<slug:reference>/indicateurs/", views.current, name="current"),
    path("contrats/<slug:reference>/indicateurs/<int:year>/", views.year_page, name="year"),
]

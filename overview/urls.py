"""Addresses of the overview."""

from django.urls import path

from overview.dispute.views import dispute, edition_changes
from overview.notices.views import notices
from overview.views import completeness, feed, feed_file, feed_revocation, handover, home

app_name = "overview"

urlpatterns = [
    path("", home, name="home"),
    path("passation/", handover, name="handover"),
    path("campagnes/abonnement/", feed, name="feed"),
    path("campagnes/abonnement/suppression/", feed_revocation, name="feed_revocation"),
    path("agenda/<slug:key>.ics", feed_file, name="feed_file"),
    path("contrats/<slug:reference>/rapports/<int:year>/chronologie/", dispute, name="dispute"),
    path(
        "contrats/<slug:reference>/rapports/<int:year>/chronologie/editions/<int:number>/",
        edition_changes,
        name="edition_changes",
    ),
    path("avis/", notices, name="notices"),
    path("national/completude/", completeness, name="completeness"),
]

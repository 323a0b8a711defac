"""The money of a contract, year by year."""

from django.urls import path

from funding import views

app_name = "funding"
urlpatterns = [
    path("contrats/<slug:reference>/financements/<int:year>/", views.year, name="year"),
    path("contrats/<slug:reference>/financements/<int:year>/lignes/", views.new_line, name="new_line"),
    path("contrats/<slug:reference>/financements/<int:year>/reprendre/", views.carry_over, name="carry_over"),
    path(
        "contrats/<slug:reference>/financements/<int:year>/lignes/<int:pk>/retirer/",
        views.line_removal,
        name="line_removal",
    ),
]

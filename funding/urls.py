"""The money of a contract, year by year."""

from django.urls import path

from funding.views import carrying, lines, year

app_name = "funding"
urlpatterns = [
    path("contrats/<slug:reference>/financements/", year.current, name="current"),
    path("contrats/<slug:reference>/financements/<int:year>/", year.year_page, name="year"),
    path("contrats/<slug:reference>/financements/<int:year>/cellule/", year.save_cell, name="cell"),
    path("contrats/<slug:reference>/financements/<int:year>/collage/", year.paste, name="paste"),
    path("contrats/<slug:reference>/financements/<int:year>/lignes/", year.new_line, name="new_line"),
    path(
        "contrats/<slug:reference>/financements/<int:year>/reports-de-credits/",
        carrying.carry_page,
        name="carrying",
    ),
    path(
        "contrats/<slug:reference>/financements/<int:year>/reports-de-credits/<int:pk>/<slug:act>/",
        carrying.carry_act,
        name="carry_act",
    ),
    path("contrats/<slug:reference>/financements/<int:year>/reprendre/", year.lay_out, name="lay_out"),
    path("contrats/<slug:reference>/financements/<int:year>/lignes/<int:pk>/", lines.line_page, name="line"),
    path(
        "contrats/<slug:reference>/financements/<int:year>/lignes/<int:pk>/retirer/",
        lines.line_removal,
        name="line_removal",
    ),
]

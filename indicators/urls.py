"""Addresses of the figures of a contract."""

from django.urls import path

from indicators.views import (
    across,
    assignments,
    carrying,
    cell,
    checks,
    contributors,
    crosswalk,
    excluding,
    framework_parts,
    frameworks,
    imports,
    local,
    panel,
    series,
    surveys,
    workbook,
    year,
)

app_name = "indicators"
urlpatterns = [
    path("indicateurs/", across.catalogue, name="catalogue"),
    path("contrats/<slug:reference>/indicateurs/", year.current, name="current"),
    path("contrats/<slug:reference>/indicateurs/<int:year>/", year.year_page, name="year"),
    path("contrats/<slug:reference>/indicateurs/<int:year>/cellule/", cell.save_cell, name="cell"),
    path("contrats/<slug:reference>/indicateurs/<int:year>/collage/", cell.paste, name="paste"),
    path("contrats/<slug:reference>/indicateurs/<int:year>/controles/", checks.checks_page, name="checks"),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/classeur/", workbook.workbook_page, name="workbook"
    ),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/contributeurs/",
        contributors.contributors,
        name="contributors",
    ),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/contributeurs/<int:pk>/",
        contributors.kit_file,
        name="kit_file",
    ),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/contributeurs/<int:pk>/revoquer/",
        contributors.kit_revocation,
        name="kit_revocation",
    ),
    path("contrats/<slug:reference>/indicateurs/<int:year>/reprise/", carrying.carry, name="carry"),
    path("contrats/<slug:reference>/indicateurs/propres/", local.local_list, name="local_list"),
    path("contrats/<slug:reference>/indicateurs/propres/nouveau/", local.local_edit, name="local_new"),
    path("contrats/<slug:reference>/indicateurs/propres/<int:pk>/", local.local_edit, name="local_edit"),
    path(
        "contrats/<slug:reference>/indicateurs/propres/<int:pk>/retirer/",
        local.local_removal,
        name="local_removal",
    ),
    path("contrats/<slug:reference>/indicateurs/sans-objet/", excluding.exclusions, name="exclusions"),
    path(
        "contrats/<slug:reference>/indicateurs/sans-objet/<int:pk>/",
        excluding.exclusion_edit,
        name="exclusion_edit",
    ),
    path(
        "contrats/<slug:reference>/indicateurs/sans-objet/<int:pk>/retirer/",
        excluding.exclusion_removal,
        name="exclusion_removal",
    ),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/affectations/",
        assignments.assignments,
        name="assignments",
    ),
    path("aide/regles/", checks.rules_page, name="rules"),
    path("indicateurs/importer/", imports.bring_table, name="bring_table"),
    path("imports/<slug:kind>/apporter/", imports.bring_kind, name="bring_kind"),
    path("indicateurs/imports/", imports.journal, name="imports"),
    path("indicateurs/imports/<int:pk>/", imports.one_import, name="import"),
    path("indicateurs/imports/<int:pk>/enregistrer/", imports.apply, name="import_apply"),
    path("indicateurs/imports/<int:pk>/annuler/", imports.undo, name="import_undo"),
    path("indicateurs/imports/<int:pk>/reprendre/", imports.resume, name="import_resume"),
    path("indicateurs/imports/<int:pk>/abandonner/", imports.discard, name="import_discard"),
    path("indicateurs/imports/<int:pk>/fichier/", imports.original, name="import_file"),
    path("contrats/<slug:reference>/indicateurs/series/", series.series_page, name="series"),
    path("contrats/<slug:reference>/indicateurs/series/<str:key>/", series.series_page, name="series_one"),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/autres-enquetes/", surveys.surveys, name="surveys"
    ),
    # Last: a framework is any word, and the words above are pages.
    path("indicateurs/<slug:framework>/<str:code>/", across.indicator, name="indicator"),
]

urlpatterns += [
    path("cadres/", frameworks.frameworks, name="frameworks"),
    path("cadres/nouveau/", frameworks.framework_new, name="framework_new"),
    path("cadres/<slug:code>/", framework_parts.framework_edit, name="framework_edit"),
    path("cadres/<slug:code>/fichier/", frameworks.framework_file, name="framework_file"),
    path("cadres/<slug:code>/publication/", frameworks.framework_publication, name="framework_publication"),
    path("cadres/<slug:code>/objectifs/<int:number>/", framework_parts.objective_edit, name="objective_edit"),
    path("cadres/<slug:code>/engagements/nouveau/", framework_parts.engagement_edit, name="engagement_new"),
    path("cadres/<slug:code>/engagements/<int:pk>/", framework_parts.engagement_edit, name="engagement_edit"),
    path(
        "cadres/<slug:code>/indicateurs/nouveau/",
        framework_parts.national_indicator_edit,
        name="national_new",
    ),
    path(
        "cadres/<slug:code>/indicateurs/<int:pk>/",
        framework_parts.national_indicator_edit,
        name="national_edit",
    ),
    path("cadres/<slug:code>/correspondances/", crosswalk.crosswalk, name="crosswalk"),
    path("cadres/<slug:code>/correspondances/<slug:kind>/", crosswalk.link_edit, name="link_new"),
    path("cadres/<slug:code>/correspondances/<slug:kind>/<int:pk>/", crosswalk.link_edit, name="link_edit"),
    path(
        "cadres/<slug:code>/correspondances/<slug:kind>/<int:pk>/retirer/",
        crosswalk.link_removal,
        name="link_removal",
    ),
]

# After all the others: the key of an indicator may be any word.
urlpatterns += [
    path("contrats/<slug:reference>/indicateurs/<int:year>/<str:key>/", panel.panel, name="panel"),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/<str:key>/perimetre/",
        panel.perimeter,
        name="perimeter",
    ),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/<str:key>/valeurs/<int:pk>/source/",
        panel.source,
        name="source",
    ),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/<str:key>/valeurs/<int:pk>/justificatifs/",
        panel.proof_add,
        name="proof_add",
    ),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/<str:key>/valeurs/<int:pk>/justificatifs/"
        "<int:proof>/retirer/",
        panel.proof_remove,
        name="proof_remove",
    ),
    path(
        "contrats/<slug:reference>/indicateurs/<int:year>/<str:key>/justificatifs/<int:proof>/",
        panel.proof,
        name="proof",
    ),
]

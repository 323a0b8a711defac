"""The addresses of the reports."""

from django.urls import path

from reports import views

app_name = "reports"

REPORT = "contrats/<slug:reference>/rapports/<int:year>/"
COMMITTEES = "contrats/<slug:reference>/comites/"
ASSEMBLY = "assemblees/<slug:slug>/<int:year>/"

urlpatterns = [
    path("verifier/", views.verify, name="verify"),
    path("verifier/<str:code>/", views.verify_code, name="verify_code"),
    path("contrats/<slug:reference>/actions/fiches.pdf", views.fiche_pdf, name="fiches_pdf"),
    path("contrats/<slug:reference>/actions/<int:number>/fiche.pdf", views.fiche_pdf, name="fiche_pdf"),
    path(
        "contrats/<slug:reference>/financements/<int:year>/resultats/",
        views.results_page,
        name="money_results",
    ),
    path("contrats/<slug:reference>/calendrier/", views.calendar, name="calendar"),
    path("contrats/<slug:reference>/calendrier/<int:year>/", views.backward, name="backward"),
    path("rapports/", views.report_list, name="list"),
    path("rapports/exports/", views.bundles, name="bundles"),
    path("rapports/exports/<int:pk>/", views.bundle, name="bundle"),
    path("rapports/exports/<int:pk>/reprendre/", views.resume_bundle, name="resume_bundle"),
    path("rapports/exports/<int:pk>/export.zip", views.bundle_file, name="bundle_file"),
    path("contrats/<slug:reference>/rapports/", views.contract_reports, name="contract"),
    path(COMMITTEES, views.committees, name="committees"),
    path(f"{COMMITTEES}<int:pk>/", views.committee, name="committee"),
    path(f"{COMMITTEES}<int:pk>/ecran/<int:number>/", views.projection, name="projection"),
    path(f"{COMMITTEES}<int:pk>/decisions/<int:decision_pk>/", views.decision, name="decision"),
    path(f"{COMMITTEES}<int:pk>/compte-rendu.<str:extension>", views.minutes, name="minutes"),
    path(REPORT, views.detail, name="detail"),
    path(f"{REPORT}lecture/", views.reading, name="reading"),
    path(f"{REPORT}lecture/points/", views.review, name="review"),
    path(f"{REPORT}sections/<int:pk>/", views.section, name="section"),
    path(f"{REPORT}sections/<int:pk>/historique/", views.section_history, name="section_history"),
    path(f"{REPORT}partager/", views.share_report, name="share"),
    path(f"{REPORT}renvoyer/", views.return_report, name="return"),
    path(f"{REPORT}rappeler/", views.remind_party, name="remind"),
    path(f"{REPORT}viser/", views.seal_report, name="seal"),
    path(f"{REPORT}signer/", views.sign_here, name="sign"),
    path(f"{REPORT}signer/parapheur/", views.bring_back, name="bring_back"),
    path(f"{REPORT}deliberer/", views.deliberate_report, name="deliberate"),
    path(f"{REPORT}corriger/", views.correct_report, name="correct"),
    path(f"{REPORT}corriger/renoncer/", views.drop_correction, name="drop_correction"),
    path(f"{REPORT}remarques/", views.remark, name="remark"),
    path(f"{REPORT}remarques/<int:pk>/repondre/", views.answer, name="answer"),
    path(f"{REPORT}remarques/<int:pk>/relancer/", views.pursue, name="pursue"),
    path(f"{REPORT}remarques/<int:pk>/clore/", views.close, name="close_remark"),
    path(f"{REPORT}archiver/", views.archive_report, name="archive"),
    path(f"{REPORT}projet/", views.prepare_draft, name="prepare_draft"),
    path(f"{REPORT}projet.pdf", views.draft_pdf, name="draft_pdf"),
    path(f"{REPORT}editions/<int:number>/preparer/", views.prepare_edition, name="prepare_edition"),
    path(f"{REPORT}editions/<int:number>/soumis.pdf", views.submitted_pdf, name="submitted_pdf"),
    path(f"{REPORT}editions/<int:number>/arrete.pdf", views.agreed_pdf, name="agreed_pdf"),
    path(f"{REPORT}editions/<int:number>/signe.pdf", views.signed_pdf, name="signed_pdf"),
    path(f"{REPORT}editions/<int:number>/contenu.json", views.edition_json, name="edition_json"),
    path(f"{REPORT}editions/<int:number>/donnees.<str:extension>", views.edition_table, name="edition_table"),
    path(
        f"{REPORT}editions/<int:number>/<slug:name>.<str:extension>",
        views.edition_document,
        name="edition_document",
    ),
    path("assemblees/", views.open_assembly, name="open_assembly"),
    path(ASSEMBLY, views.assembly, name="assembly"),
    path(f"{ASSEMBLY}sections/<int:pk>/", views.assembly_section, name="assembly_section"),
    path(f"{ASSEMBLY}preparer/", views.prepare_assembly, name="prepare_assembly"),
    path(f"{ASSEMBLY}rapport.pdf", views.assembly_pdf, name="assembly_pdf"),
    path(f"{ASSEMBLY}<slug:name>.<str:extension>", views.assembly_file, name="assembly_file"),
]

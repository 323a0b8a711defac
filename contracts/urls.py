"""Contracts, their actions and history, the frameworks, the calendar."""

from django.urls import path

from contracts.views import (
    action,
    amendments,
    campaigns,
    closing,
    contract,
    extensions,
    framework,
    listing,
    pieces,
    plan,
    preparing,
    renewing,
    signing,
    standing,
)

app_name = "contracts"
urlpatterns = [
    path("contrats/", listing.contract_list, name="list"),
    path("contrats/nouveau/", preparing.contract_new, name="new"),
    path("contrats/nouveau/parties/", preparing.new_parties, name="new_parties"),
    path("contrats/<slug:reference>/", contract.detail, name="detail"),
    path("contrats/<slug:reference>/objectifs/choix/", preparing.objectives_choice, name="choose_objectives"),
    path("contrats/<slug:reference>/en-vigueur/", standing.in_force, name="in_force"),
    path("contrats/<slug:reference>/differences/", standing.differences, name="differences"),
    path("contrats/<slug:reference>/termes/", preparing.terms, name="terms"),
    path("contrats/<slug:reference>/signature/", signing.signature, name="signature"),
    path("contrats/<slug:reference>/signature/<slug:act>/", signing.contract_act, name="act"),
    path("contrats/<slug:reference>/objectifs/", contract.objectives, name="objectives"),
    path("contrats/<slug:reference>/actions/", action.actions, name="actions"),
    path("contrats/<slug:reference>/actions/nouvelle/", action.action_edit, name="action_new"),
    path("contrats/<slug:reference>/actions/reconduire/<int:year>/", plan.plan_carry, name="plan_carry"),
    path("contrats/<slug:reference>/actions/<int:number>/etat/", plan.action_state, name="action_state"),
    path(
        "contrats/<slug:reference>/actions/<int:number>/prevision/<int:year>/",
        plan.action_year,
        name="action_year",
    ),
    path("contrats/<slug:reference>/actions/<int:number>/", action.action, name="action"),
    path("contrats/<slug:reference>/actions/<int:number>/modifier/", action.action_edit, name="action_edit"),
    path(
        "contrats/<slug:reference>/actions/<int:number>/bilan/<int:year>/",
        action.action_review,
        name="action_review",
    ),
    path("contrats/<slug:reference>/avenants/", amendments.amendments, name="amendments"),
    path("contrats/<slug:reference>/avenants/nouveau/", amendments.amendment_new, name="amendment_new"),
    path("contrats/<slug:reference>/avenants/credits/<int:year>/", amendments.gate, name="gate"),
    path("contrats/<slug:reference>/avenants/<int:number>/", amendments.amendment, name="amendment"),
    path(
        "contrats/<slug:reference>/avenants/<int:number>/modifier/",
        amendments.amendment_edit,
        name="amendment_edit",
    ),
    path(
        "contrats/<slug:reference>/avenants/<int:number>/signature/",
        amendments.amendment_signature,
        name="amendment_signature",
    ),
    path(
        "contrats/<slug:reference>/avenants/<int:number>/abandon/",
        amendments.amendment_drop,
        name="amendment_drop",
    ),
    path(
        "contrats/<slug:reference>/avenants/<int:number>/changements/<slug:key>/",
        amendments.change_new,
        name="change_new",
    ),
    path(
        "contrats/<slug:reference>/avenants/<int:number>/changements/<int:pk>/retrait/",
        amendments.change_withdrawal,
        name="change_withdrawal",
    ),
    path("contrats/<slug:reference>/parties/", pieces.parties, name="parties"),
    path("contrats/<slug:reference>/parties/cosignataire/", pieces.cosignatory, name="cosignatory"),
    path("contrats/<slug:reference>/documents/depot/", pieces.document_new, name="document_new"),
    path("contrats/<slug:reference>/documents/<int:pk>/", contract.document, name="document"),
    path(
        "contrats/<slug:reference>/documents/<int:pk>/retrait/",
        pieces.document_removal,
        name="document_removal",
    ),
    path(
        "contrats/<slug:reference>/calendrier/<int:year>/<slug:step>/",
        closing.closing_step,
        name="closing_step",
    ),
    path(
        "contrats/<slug:reference>/echeances/<int:pk>/report/", extensions.extension_ask, name="extension_ask"
    ),
    path("contrats/<slug:reference>/demandes-de-report/<int:pk>/", extensions.extension, name="extension"),
    path(
        "contrats/<slug:reference>/demandes-de-report/<int:pk>/<slug:act>/",
        extensions.extension_act,
        name="extension_act",
    ),
    path("contrats/<slug:reference>/historique/", contract.history, name="history"),
    path("referentiels/<slug:code>/", framework.framework, name="framework"),
    path("referentiels/<slug:code>/reconduction/", renewing.renewal, name="renewal"),
    path("campagnes/", framework.campaigns, name="calendar"),
    path("campagnes/nouvelle/", campaigns.campaign_new, name="campaign_new"),
    path("campagnes/<slug:code>/<int:year>/", campaigns.campaign, name="campaign"),
    path(
        "campagnes/<slug:code>/<int:year>/echeances/nouvelle/", campaigns.deadline_edit, name="deadline_new"
    ),
    path(
        "campagnes/<slug:code>/<int:year>/echeances/<int:pk>/", campaigns.deadline_edit, name="deadline_edit"
    ),
    path(
        "campagnes/<slug:code>/<int:year>/echeances/<int:pk>/retrait/",
        campaigns.deadline_removal,
        name="deadline_removal",
    ),
]

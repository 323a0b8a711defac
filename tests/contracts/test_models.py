from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from accounts.enums import OrganisationKind
from contracts.enums import AmendmentKind, LabelStatus, ObjectiveKind
from contracts.models import (
    Action,
    ActionReview,
    ActionYear,
    Amendment,
    AmendmentChange,
    AmendmentSignature,
    Campaign,
    ClosingStep,
    Contract,
    ContractObjective,
    Deadline,
    DeadlineExtension,
    Deliverable,
    Engagement,
    ExtensionRequest,
    Framework,
    LegalText,
    Objective,
    ObjectiveLink,
    Party,
)
from tests.factories import (
    ActionFactory,
    AmendmentFactory,
    CampaignFactory,
    ContractObjectiveFactory,
    DeadlineFactory,
    EngagementFactory,
    FrameworkFactory,
    ObjectiveFactory,
    OrganisationFactory,
)
from tests.refusals import refused


def twin_of(row, **changed):
    """An unsaved copy of a row."""
    values = {
        field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key
    }
    return type(row)(**(values | changed))


def test_a_territory_has_one_contract_per_framework(contract_67):
    refused(twin_of(contract_67, reference="67-2021"), "contract_unique_per_territory_and_framework")


def test_a_reference_is_one_contract(contract_67, contract_68):
    with pytest.raises(IntegrityError), transaction.atomic():
        twin_of(contract_67, territory=contract_68.territory).save()


def test_a_contract_does_not_end_before_it_starts(contract_67):
    contract_67.ends_on = date(2019, 12, 31)

    refused(contract_67, "contract_period_in_order")


@pytest.mark.parametrize("share", [Decimal("-0.01"), Decimal("100.01")])
def test_the_departement_s_share_is_a_percentage(contract_67, share):
    contract_67.departement_share_percent = share

    refused(contract_67, "contract_share_is_a_percentage")


@pytest.mark.parametrize("share", [None, Decimal(0), Decimal(100), Decimal("33.33")])
def test_no_share_is_hard_coded(contract_67, share):
    contract_67.departement_share_percent = share
    contract_67.save()

    assert Contract.objects.get(pk=contract_67.pk).departement_share_percent == share


def test_an_organisation_is_party_once(contract_67):
    refused(twin_of(contract_67.parties.first()), "party_once_per_contract")


@pytest.mark.parametrize("kind", OrganisationKind.parties())
def test_a_contract_has_one_party_of_each_kind(contract_67, kind):
    other = OrganisationFactory(name="Une autre", kind=kind)

    refused(
        Party(contract=contract_67, organisation=other, kind=kind),
        "party_one_of_each_kind",
    )


@pytest.mark.parametrize("kind", [OrganisationKind.NATIONAL, OrganisationKind.CARRIER])
def test_some_kinds_of_organisation_never_sign(contract_67, kind):
    other = OrganisationFactory(name="Une autre", kind=kind)

    refused(
        Party(contract=contract_67, organisation=other, kind=kind),
        "party_kind_can_sign",
    )


def test_co_signatories_may_be_several(contract_67):
    for name in ("Parquet de Strasbourg", "Académie de Strasbourg"):
        organisation = OrganisationFactory(name=name, kind=OrganisationKind.COSIGNATORY)
        Party.objects.create(contract=contract_67, organisation=organisation, kind="cosignatory")

    assert contract_67.parties.count() == 5


def test_an_amendment_number_is_used_once(contract_67):
    amendment = AmendmentFactory(contract=contract_67, number=1)

    refused(twin_of(amendment), "amendment_number_unique_in_contract")


def test_an_amendment_says_in_french_what_it_brings():
    kinds = [AmendmentKind.CREDITS, AmendmentKind.PERIOD]

    assert Amendment(kinds=kinds).kind_labels == ["Crédits de l’année", "Période"]


def test_an_objective_is_retained_once(contract_67):
    retained = contract_67.retained_objectives.first()

    refused(
        ContractObjective(contract=contract_67, objective=retained.objective),
        "objective_retained_once",
    )


def test_an_action_number_is_used_once(contract_67):
    action = ActionFactory(contract=contract_67, number=1)

    refused(twin_of(action), "action_number_unique_in_contract")


def test_an_action_does_not_end_before_it_starts(contract_67):
    action = ActionFactory(contract=contract_67, starts_on=date(2024, 1, 2))
    action.ends_on = date(2024, 1, 1)

    refused(action, "action_calendar_in_order")


def test_a_number_of_posts_is_not_negative(contract_67):
    action = ActionFactory(contract=contract_67)
    action.staff_fte = Decimal("-0.5")

    refused(action, "action_staff_not_negative")


def test_an_action_is_reviewed_once_a_year(contract_67):
    review = ActionReview.objects.create(action=ActionFactory(contract=contract_67), fiscal_year=2024)

    refused(twin_of(review), "action_review_once_a_year")


def test_the_plan_and_the_posts_of_an_action_are_bounded(contract_67):
    action = ActionFactory(contract=contract_67)
    review = ActionReview.objects.create(action=action, fiscal_year=2024)
    planned = ActionYear.objects.create(action=action, fiscal_year=2024)
    deliverable = Deliverable.objects.create(action=action, label="Guide")

    refused(twin_of(planned), "action_year_once")
    refused(twin_of(deliverable), "deliverable_once_per_action")
    review.filled_fte = -1
    refused(review, "action_review_staff_not_negative")
    planned.staff_fte = -1
    refused(planned, "action_year_not_negative")
    planned.staff_fte, planned.carried_from = None, 2024
    refused(planned, "action_year_carried_forward")


def test_a_framework_does_not_end_before_it_starts(db):
    framework = FrameworkFactory()
    framework.last_year = 2019

    refused(framework, "framework_years_in_order")


def test_a_text_is_cited_once_by_a_framework(db):
    text = LegalText.objects.create(framework=FrameworkFactory(), year=2020, reference="Circulaire")

    refused(twin_of(text), "legal_text_unique_in_framework")


def test_an_engagement_code_is_used_once_in_a_framework(db):
    refused(twin_of(EngagementFactory()), "engagement_code_unique_in_framework")


def test_an_objective_number_is_used_once_in_a_framework(db):
    refused(twin_of(ObjectiveFactory(number=1)), "objective_number_unique_in_framework")


@pytest.mark.parametrize(("label", "status"), [("", LabelStatus.QUOTED), ("Un libellé", LabelStatus.MISSING)])
def test_a_wording_has_a_foundation_and_its_absence_is_said(db, label, status):
    objective = ObjectiveFactory(number=1)
    objective.label, objective.label_status = label, status

    refused(objective, "objective_without_label_is_missing")


def test_an_unknown_objective_is_never_given_a_wording(db):
    objective = Objective(
        framework=FrameworkFactory(), number=3, label_status=LabelStatus.MISSING, kind=ObjectiveKind.UNKNOWN
    )

    assert str(objective) == "3. À compléter"


def test_a_framework_has_one_campaign_a_year(db):
    refused(twin_of(CampaignFactory()), "campaign_once_a_year")


def test_a_deadline_is_set_once(db):
    refused(twin_of(DeadlineFactory()), "deadline_not_set_twice")


def test_a_deadline_is_extended_once_per_territory(bas_rhin):
    extension = DeadlineExtension.objects.create(
        deadline=DeadlineFactory(), territory=bas_rhin, due_on=date(2025, 9, 30), reason="Recrutement."
    )

    refused(twin_of(extension), "deadline_extended_once_per_territory")


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("editor_67", ["67-2020"]),
        ("reader_67", ["67-2020", "68-2020"]),
        ("prefecture_67", ["67-2020"]),
        ("ars_grand_est", ["67-2020", "68-2020"]),
        ("dgcs", ["17-2020", "67-2020", "68-2020"]),
        ("editor_17", ["17-2020"]),
    ],
)
def test_who_sees_which_contracts(request, contract_67, contract_68, contract_17, who, seen):
    seat = request.getfixturevalue(who)

    assert [contract.reference for contract in Contract.objects.visible_to(seat)] == seen


def test_nobody_sees_nothing(contract_67):
    assert not Contract.objects.visible_to(None).exists()


def test_a_contract_covers_each_year_from_its_first_to_its_last(contract_67):
    assert list(contract_67.years) == [2020, 2021, 2022, 2023, 2024]


def test_the_closing_parties_are_in_the_order_of_the_contract(contract_67):
    other = OrganisationFactory(name="Tribunal judiciaire", kind=OrganisationKind.COSIGNATORY)
    contract_67.parties.create(organisation=other, kind=OrganisationKind.COSIGNATORY)

    assert [party.kind for party in contract_67.closing_parties] == ["prefecture", "ars", "departement"]


def test_rows_name_themselves_in_french(contract_67, bas_rhin):
    action = ActionFactory(contract=contract_67, number=2, title="Visites")
    deadline = DeadlineFactory()

    assert str(contract_67) == "67-2020 – Bas-Rhin"
    assert str(action) == "2. Visites"
    assert str(ActionReview(action=action, fiscal_year=2024)) == "2. Visites (2024)"
    assert str(AmendmentFactory(contract=contract_67, number=4, title="Crédits 2024")) == (
        "Avenant n° 4 – Crédits 2024"
    )
    assert str(contract_67.framework) == "2020-2024"
    assert str(deadline) == "Rapport d’exécution (30/06/2025)"
    assert str(deadline.campaign) == "Campagne 2024"
    assert (action.journal_chain, contract_67.journal_chain) == ("67-2020", "67-2020")


def test_every_model_with_a_constraint_is_tried_here():
    tried = {
        Action, ActionReview, ActionYear, Amendment, AmendmentChange, Campaign, Contract, ContractObjective,
        Deadline, DeadlineExtension, Deliverable, Engagement, Framework, LegalText, Objective, Party,
        AmendmentSignature,  # with the objectives dropped, in tests/contracts/test_dropping.py
        ExtensionRequest,  # with the case of the 30 September, in tests/contracts/test_extensions.py
        ClosingStep,  # with the calendar of a closing, in tests/reports/test_closing_calendar.py
        ObjectiveLink,  # with the series that cross by it, in tests/indicators/test_crossing.py
    }  # fmt: skip
    own = apps.get_app_config("contracts").get_models()

    assert {model for model in own if model._meta.constraints} == tried


def test_a_contract_is_not_removed_while_something_hangs_on_it(contract_67):
    ContractObjectiveFactory(contract=contract_67, objective=ObjectiveFactory(number=9))

    with pytest.raises(IntegrityError):
        contract_67.delete()


def test_a_draft_amendment_is_not_signed(contract_67):
    draft = AmendmentFactory(contract=contract_67)
    draft.signed_on = date(2024, 1, 1)

    refused(draft, "amendment_draft_is_not_dated")


def test_an_amendment_changes_a_subject_once(contract_67):
    amendment = AmendmentFactory(contract=contract_67)
    change = {"amendment": amendment, "kind": "objectives", "subject": "objective:12", "label": "Objectif 12"}
    AmendmentChange.objects.create(**change, after="retenu")

    refused(AmendmentChange(**change, after="retenu"), "amendment_changes_a_subject_once")

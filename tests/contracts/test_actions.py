from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import OrganisationKind
from contracts.actions import (
    PartyTerms,
    create_contract,
    create_perimeter,
    retain_objective,
    review_action,
    save_action,
)
from contracts.models import Action, ActionReview, Contract, Perimeter
from contracts.years import YearLocked
from core import journal
from core.models import JournalEntry
from core.versions import StaleVersion
from tests.factories import (
    ActionFactory,
    FrameworkFactory,
    ObjectiveFactory,
    OrganisationFactory,
    ReportFactory,
)


@pytest.fixture
def framework(db):
    framework = FrameworkFactory()
    for number, kind in ((1, "fundamental"), (2, "fundamental"), (12, "optional"), (13, "unknown")):
        ObjectiveFactory(framework=framework, number=number, kind=kind)
    return framework


@pytest.fixture
def terms(framework, bas_rhin, cea, prefecture_of_67, ars):
    return {
        "framework": framework,
        "territory": bas_rhin,
        "starts_on": date(2021, 1, 1),
        "ends_on": date(2022, 12, 31),
        "parties": [
            PartyTerms(OrganisationKind.DEPARTEMENT, cea, signatory_title="Président"),
            PartyTerms(OrganisationKind.PREFECTURE, prefecture_of_67, local_service="DDETS"),
            PartyTerms(OrganisationKind.ARS, ars, signed_on=date(2021, 9, 30)),
        ],
    }


def test_a_new_contract_has_its_parties_its_perimeter_and_the_fundamental_objectives(terms, dgcs):
    contract = create_contract(**terms, by=dgcs, state="signed", provenance="Délibération.")

    stored = Contract.objects.get(reference="67-2020")
    parties = {party.kind: (party.signatory_title, party.local_service) for party in stored.parties.all()}
    assert (stored, stored.state, stored.provenance) == (contract, "signed", "Délibération.")
    assert parties == {"departement": ("Président", ""), "prefecture": ("", "DDETS"), "ars": ("", "")}
    assert [one.objective.number for one in stored.retained_objectives.all()] == [1, 2]
    assert list(stored.own_perimeter.contracts.all()) == [stored]
    assert str(stored.own_perimeter) == "Bas-Rhin (67-2020)"


def test_a_new_contract_opens_its_chain_in_the_journal(terms, dgcs):
    create_contract(**terms, by=dgcs)

    entry = JournalEntry.objects.get(chain="67-2020")
    assert (entry.number, entry.act, entry.user) == (1, "Créer le contrat", dgcs.user)
    assert entry.after["starts_on"] == "2021-01-01"
    assert list(journal.verify()) == []


@pytest.mark.parametrize("who", ["editor_17", "dgcs_reader"])
def test_only_the_national_administration_opens_a_contract(request, terms, who):
    with pytest.raises(PermissionDenied, match="créer un contrat"):
        create_contract(**terms, by=request.getfixturevalue(who))


def test_a_contract_without_its_three_parties_is_not_opened(terms, dgcs):
    terms["parties"] = terms["parties"][:2]

    with pytest.raises(
        ValidationError, match=r"Un contrat a trois parties\. Il manque.*: Agence régionale de santé"
    ):
        create_contract(**terms, by=dgcs)

    assert not Contract.objects.exists()


def test_an_organisation_is_party_as_what_it_is(terms, dgcs, cea):
    terms["parties"][1] = PartyTerms(OrganisationKind.PREFECTURE, cea)

    with pytest.raises(ValidationError, match="ne peut être partie en cette qualité"):
        create_contract(**terms, by=dgcs)


def test_a_second_contract_of_the_same_framework_is_refused(terms, dgcs):
    create_contract(**terms, by=dgcs)

    with pytest.raises(ValidationError):
        create_contract(**terms, by=dgcs)


def test_a_term_that_does_not_exist_is_an_error_of_the_program(terms, dgcs):
    with pytest.raises(TypeError, match="montant"):
        create_contract(**terms, by=dgcs, montant=3)


def test_an_optional_objective_is_retained_with_its_reason(contract_67, framework, prefecture_editor_67):
    objective = framework.objectives.get(number=12)

    retained = retain_objective(
        contract_67, objective=objective, reason="Diagnostic.", by=prefecture_editor_67
    )

    entry = JournalEntry.objects.get(chain="67-2020")
    assert retained.reason == "Diagnostic."
    assert (entry.act, entry.after, entry.reason) == (
        "Retenir un objectif",
        {"objective": 12, "amendment": None},
        "Diagnostic.",
    )


@pytest.mark.parametrize("who", ["editor_67", "prefecture_67", "ars_editor", "dgcs_reader", "editor_17"])
def test_the_terms_are_not_everybody_s(request, contract_67, framework, who):
    with pytest.raises(PermissionDenied, match="retenir un objectif"):
        retain_objective(
            contract_67, objective=framework.objectives.get(number=12), by=request.getfixturevalue(who)
        )


def test_an_objective_is_retained_once_and_within_the_framework(contract_67, framework, dgcs):
    other = ObjectiveFactory(
        framework=FrameworkFactory(code="autre", first_year=2025, last_year=2027), number=1
    )

    with pytest.raises(ValidationError, match="n’est pas du cadre de ce contrat"):
        retain_objective(contract_67, objective=other, by=dgcs)
    with pytest.raises(ValidationError, match="déjà retenu"):
        retain_objective(contract_67, objective=framework.objectives.get(number=1), by=dgcs)


def test_a_new_action_takes_the_next_number(contract_67, framework, editor_67):
    ActionFactory(contract=contract_67, number=4)

    action = save_action(
        contract_67,
        values={"title": "Visites", "objectives": [framework.objectives.get(number=2)]},
        by=editor_67,
    )

    entry = JournalEntry.objects.get(chain="67-2020")
    assert (action.number, action.title, action.version) == (5, "Visites", 1)
    assert [objective.number for objective in action.objectives.all()] == [2]
    assert (entry.act, entry.after["title"], entry.after["objectives"]) == (
        "Ajouter une fiche action",
        "Visites",
        [2],
    )


def test_a_changed_action_is_journalled_by_what_moved(contract_67, editor_67):
    action = ActionFactory(contract=contract_67, title="Avant", staff_fte=Decimal("1.5"))

    save_action(
        contract_67,
        action=action,
        values={"title": "Après", "staff_fte": Decimal("1.50")},
        by=editor_67,
        shown_version=1,
    )

    entry = JournalEntry.objects.get(chain="67-2020")
    assert (entry.before, entry.after) == ({"title": "Avant"}, {"title": "Après"})
    assert Action.objects.get().version == 2


def test_a_change_of_objectives_alone_counts(contract_67, framework, editor_67):
    action = ActionFactory(contract=contract_67)
    action.objectives.add(framework.objectives.get(number=1))

    save_action(
        contract_67, action=action, values={"objectives": [framework.objectives.get(number=2)]}, by=editor_67
    )

    entry = JournalEntry.objects.get(chain="67-2020")
    assert (entry.before, entry.after) == ({"objectives": [1]}, {"objectives": [2]})


def test_saving_an_action_as_it_was_writes_nothing(contract_67, editor_67):
    action = ActionFactory(contract=contract_67, title="Visites")

    save_action(contract_67, action=action, values={"title": "Visites"}, by=editor_67, shown_version=1)

    assert Action.objects.get().version == 1
    assert not JournalEntry.objects.exists()


def test_an_action_changed_by_somebody_else_is_refused(contract_67, editor_67):
    action = ActionFactory(contract=contract_67)
    save_action(contract_67, action=action, values={"title": "Le leur"}, by=editor_67)

    with pytest.raises(StaleVersion):
        save_action(contract_67, action=action, values={"title": "Le mien"}, by=editor_67, shown_version=1)

    assert Action.objects.get().title == "Le leur"


def test_an_action_pursues_objectives_of_its_framework(contract_67, editor_67):
    other = ObjectiveFactory(
        framework=FrameworkFactory(code="autre", first_year=2025, last_year=2027), number=1
    )

    with pytest.raises(ValidationError, match="n’est pas du cadre"):
        save_action(contract_67, values={"title": "Visites", "objectives": [other]}, by=editor_67)


def test_an_action_out_of_order_is_refused_in_french(contract_67, editor_67):
    values = {"title": "Visites", "starts_on": date(2024, 2, 1), "ends_on": date(2024, 1, 1)}

    with pytest.raises(ValidationError, match="Une action ne peut finir avant d’avoir commencé"):
        save_action(contract_67, values=values, by=editor_67)


@pytest.mark.parametrize(
    "who", ["reader_67", "prefecture_editor_67", "ars_editor", "dgcs", "editor_68", "editor_17"]
)
def test_only_the_departement_edits_its_actions(request, contract_67, who):
    seat = request.getfixturevalue(who)
    action = ActionFactory(contract=contract_67)

    with pytest.raises(PermissionDenied, match="modifier les fiches action"):
        save_action(contract_67, values={"title": "x"}, by=seat)
    with pytest.raises(PermissionDenied, match="rendre compte d’une action"):
        review_action(action, fiscal_year=2024, values={"done": "x"}, by=seat)


def test_a_review_is_written_then_changed(contract_67, editor_67):
    action = ActionFactory(contract=contract_67)

    first = review_action(action, fiscal_year=2024, values={"done": "Fait."}, by=editor_67, shown_version=0)
    second = review_action(
        action,
        fiscal_year=2024,
        values={"done": "Fait.", "outcome_count": Decimal(12), "outcome_unit": "visites"},
        by=editor_67,
        shown_version=first.version,
    )

    acts = JournalEntry.objects.order_by("number").values_list("act", "before", "after")
    assert (second.pk, second.version) == (first.pk, 2)
    assert list(acts) == [
        ("Rendre compte de l’action en 2024", {"done": ""}, {"done": "Fait."}),
        (
            "Rendre compte de l’action en 2024",
            {"outcome_count": None, "outcome_unit": ""},
            {"outcome_count": "12", "outcome_unit": "visites"},
        ),
    ]
    assert list(journal.verify()) == []


def test_a_review_written_meanwhile_by_somebody_else_is_refused(contract_67, editor_67):
    action = ActionFactory(contract=contract_67)
    review_action(action, fiscal_year=2024, values={"done": "Le leur."}, by=editor_67, shown_version=0)

    with pytest.raises(StaleVersion):
        review_action(action, fiscal_year=2024, values={"done": "Le mien."}, by=editor_67, shown_version=0)


def test_an_empty_review_is_not_created(contract_67, editor_67):
    review_action(ActionFactory(contract=contract_67), fiscal_year=2024, values={"done": ""}, by=editor_67)

    assert not ActionReview.objects.exists()


@pytest.mark.parametrize("year", [2019, 2025])
def test_a_review_is_of_a_year_of_the_contract(contract_67, editor_67, year):
    with pytest.raises(ValidationError, match=f"ne couvre pas l’année {year}"):
        review_action(
            ActionFactory(contract=contract_67), fiscal_year=year, values={"done": "x"}, by=editor_67
        )


@pytest.mark.parametrize("state", ["shared", "agreed", "deliberated", "returned"])
def test_a_review_of_a_year_that_is_not_open_is_refused(contract_67, editor_67, state):
    action = ActionFactory(contract=contract_67)
    ReportFactory(contract=contract_67, in_state=state)

    with pytest.raises(YearLocked):
        review_action(action, fiscal_year=2024, values={"done": "x"}, by=editor_67)

    assert review_action(action, fiscal_year=2023, values={"done": "x"}, by=editor_67).pk


def test_a_common_perimeter_is_named_and_journalled_in_each_contract(
    contract_67, contract_68, reader_67, cea
):
    seat = reader_67
    seat.role = "editor"
    seat.save()

    perimeter = create_perimeter(label="Alsace", contracts=[contract_67, contract_68], by=seat)

    chains = JournalEntry.objects.order_by("chain").values_list("chain", "act", "after")
    after = {"label": "Alsace", "contracts": ["67-2020", "68-2020"]}
    assert set(perimeter.contracts.all()) == {contract_67, contract_68}
    assert list(chains) == [
        ("67-2020", "Créer un périmètre commun", after),
        ("68-2020", "Créer un périmètre commun", after),
    ]


def test_a_common_perimeter_needs_two_contracts_and_a_free_name(contract_67, contract_68, reader_67):
    reader_67.role = "editor"
    reader_67.save()
    create_perimeter(label="Alsace", contracts=[contract_67, contract_68], by=reader_67)

    with pytest.raises(ValidationError, match="au moins deux contrats"):
        create_perimeter(label="Seul", contracts=[contract_67, contract_67], by=reader_67)
    with pytest.raises(ValidationError, match="Libellé existe déjà"):
        create_perimeter(label="Alsace", contracts=[contract_67, contract_68], by=reader_67)
    assert Perimeter.objects.filter(own_contract=None).count() == 1


def test_a_common_perimeter_is_made_of_one_s_own_contracts(contract_67, contract_68, editor_67):
    with pytest.raises(PermissionDenied, match="périmètre commun"):
        create_perimeter(label="Alsace", contracts=[contract_67, contract_68], by=editor_67)


def test_an_action_s_cost_does_not_depend_on_the_plan_s_length(contract_67, editor_67):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            save_action(contract_67, values={"title": "Visites"}, by=editor_67)
        return len(captured)

    cost()
    with_one = cost()
    for _ in range(3):
        ActionFactory(contract=contract_67, number=Action.objects.count() + 10)

    assert cost() == with_one


def test_a_carrier_may_be_any_organisation_that_carries(contract_67, editor_67):
    carrier = OrganisationFactory(name="Résonance", kind="carrier")

    action = save_action(contract_67, values={"title": "Visites", "carrier": carrier}, by=editor_67)

    assert Action.objects.get(pk=action.pk).carrier == carrier

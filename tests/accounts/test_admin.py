"""The administration: opened by a national manager's seat alone, journalled, and never a back door."""

import pytest
from django.contrib import admin
from django.core import mail
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Organisation, Seat, Territory, User
from core.models import JournalEntry
from reports.models import Report
from tests.factories import (
    ContractFactory,
    DeadlineFactory,
    FundingLineFactory,
    IndicatorFactory,
    OrganisationFactory,
    ReportFactory,
    SeatFactory,
    UserFactory,
)

EDITABLE = {
    "accounts.organisation",
    "accounts.region",
    "accounts.seat",
    "accounts.territory",
    "accounts.user",
    "contracts.campaign",
    "contracts.deadline",
    "contracts.deadlineextension",
    "contracts.engagement",
    "contracts.framework",
    "contracts.legaltext",
    "contracts.objective",
    "indicators.applicability",
    "indicators.campaignrule",
    "indicators.gapcause",
    "indicators.indicator",
    "indicators.nationaltarget",
    "indicators.survey",
    "indicators.surveyquestion",
}
READ_ONLY = {
    "contracts.amendment",
    "contracts.contract",
    "core.journalentry",
    "funding.fundingline",
    "reports.report",
}
LIBRARIES = {"auth.group", "django_tasks_database.dbtaskresult", "dsfr.dsfrconfig"}


def page(label: str, name: str, *arguments) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{name}", args=arguments)


@pytest.fixture
def client(dgcs: Seat, sign_in):
    return sign_in(dgcs)


def test_what_can_be_edited_and_read_is_a_closed_list(db: None) -> None:
    registered = {model._meta.label_lower for model in admin.site._registry}

    assert registered - LIBRARIES == EDITABLE | READ_ONLY


@pytest.mark.parametrize(
    "role", ["editor_67", "signatory_67", "prefecture_67", "ars_grand_est", "dgcs_reader", "editor_17"]
)
@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/seat/", "/admin/accounts/user/add/"])
def test_no_other_seat_enters(role: str, path: str, request, sign_in) -> None:
    answer = sign_in(request.getfixturevalue(role)).get(path, follow=True)

    assert answer.status_code == 403
    assert "réservée aux sièges de gestion" in answer.content.decode()


def test_a_manager_of_a_departement_does_not_enter(editor_67: Seat, cea, sign_in) -> None:
    manager = SeatFactory(organisation=cea, role=Role.MANAGER)

    assert sign_in(manager).get("/admin/", follow=True).status_code == 403


def test_a_stranger_signs_in_where_everybody_does(db: None, sign_in) -> None:
    answer = sign_in(None).get("/admin/accounts/seat/", follow=True)

    assert answer.redirect_chain[-1][0] == "/connexion/?next=/admin/accounts/seat/"


def test_the_seat_that_acts_decides_not_the_person(dgcs: Seat, ars, sign_in) -> None:
    other = SeatFactory(user=dgcs.user, organisation=ars, role=Role.REVIEWER)
    client = sign_in(dgcs)

    client.post("/siege/", {"seat": other.pk})

    assert client.get("/admin/", follow=True).status_code == 403


def test_the_libraries_own_tables_are_closed(client) -> None:
    assert client.get("/admin/auth/group/").status_code == 403


@pytest.mark.parametrize("label", sorted(EDITABLE))
@pytest.mark.parametrize("name", ["changelist", "add", "import", "export"])
def test_each_table_of_reference_can_be_listed_added_to_imported_and_exported(
    client, label: str, name: str
) -> None:
    assert client.get(page(label, name)).status_code == 200


@pytest.mark.parametrize("label", sorted(READ_ONLY))
def test_business_rows_are_listed_and_never_added(client, label: str) -> None:
    assert client.get(page(label, "changelist")).status_code == 200
    assert client.get(page(label, "add")).status_code == 403


def test_a_report_cannot_be_changed_by_the_administration(client, contract_67) -> None:
    report = ReportFactory(contract=contract_67)

    shown = client.get(page("reports.report", "change", report.pk))
    answer = client.post(page("reports.report", "change", report.pk), {"state": "agreed"})

    report.refresh_from_db()
    assert shown.status_code == 200
    assert answer.status_code == 403
    assert report.state == "draft"


def test_an_old_version_cannot_be_written_back(client, contract_67) -> None:
    report = ReportFactory(contract=contract_67)
    version = report.history.first().pk
    report.version = 7
    report.save()

    answer = client.post(page("reports.report", "simple_history", report.pk, version), {"state": "agreed"})

    assert answer.status_code == 403
    assert Report.objects.get().version == 7


def test_a_new_account_has_no_password_and_a_lower_case_address(client, dgcs: Seat) -> None:
    client.post(page("accounts.user", "add"), {"email": "Une@Exemple.TEST", "name": "Une", "is_active": "on"})

    person = User.objects.get(email="une@exemple.test")
    entry = JournalEntry.objects.get(chain="national")
    assert not person.has_usable_password()
    assert (entry.act, entry.seat_label) == ("Création par l’administration", str(dgcs))
    assert entry.after["email"] == "une@exemple.test"
    assert "password" not in entry.after


def test_no_page_of_an_account_shows_its_password(client, editor_67: Seat) -> None:
    for name in ("change", "history"):
        shown = client.get(page("accounts.user", name, editor_67.user_id)).content.decode()

        assert editor_67.user.password not in shown


def test_an_account_is_deactivated_never_deleted(client, editor_67: Seat) -> None:
    url = page("accounts.user", "delete", editor_67.user_id)

    assert client.post(url, {"post": "yes"}).status_code == 403


def test_a_change_is_journalled_before_and_after_and_told_in_the_history(
    client, dgcs: Seat, editor_67: Seat
) -> None:
    person = editor_67.user
    # The cast has no history: this is the state from which it changes.
    person.save()

    client.post(page("accounts.user", "change", person.pk), {"email": person.email, "name": "Camille"})

    entry = JournalEntry.objects.get(act="Modification par l’administration")
    history = client.get(page("accounts.user", "history", person.pk)).content.decode()
    assert entry.before == {"name": "editor_67", "is_active": True}
    assert entry.after == {"name": "Camille", "is_active": False}
    assert "editor_67 → Camille" in history
    assert str(dgcs) in history


def test_saving_without_change_leaves_no_line_in_the_journal(client, cea) -> None:
    fields = {"name": cea.name, "short_name": cea.short_name, "kind": cea.kind, "slug": cea.slug, "siren": ""}
    fields["territories"] = [territory.pk for territory in cea.territories.all()]

    client.post(page("accounts.organisation", "change", cea.pk), fields)

    assert JournalEntry.objects.count() == 0


def test_the_journal_names_the_territories_of_an_organisation(client, cea, bas_rhin: Territory) -> None:
    fields = {"name": cea.name, "short_name": cea.short_name, "kind": cea.kind, "slug": cea.slug, "siren": ""}

    client.post(page("accounts.organisation", "change", cea.pk), fields | {"territories": [bas_rhin.pk]})

    entry = JournalEntry.objects.get()
    assert entry.before == {"territories": "Bas-Rhin (67), Haut-Rhin (68)"}
    assert entry.after == {"territories": "Bas-Rhin (67)"}


def test_opening_a_seat_writes_to_its_holder(client, cea, django_capture_on_commit_callbacks) -> None:
    person = UserFactory(email="une@exemple.test")

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            page("accounts.seat", "add"),
            {"user": person.pk, "organisation": cea.pk, "role": "editor", "starts_on": "01/01/2025"},
        )

    assert person.seats.count() == 1
    assert mail.outbox[0].to == ["une@exemple.test"]


@pytest.mark.parametrize(
    "changed",
    [
        {"ends_on": "31/12/2030"},
        {"role": "reader"},
        {"starts_on": "01/01/2090"},
        {"organisation": "elsewhere"},
        {"user": "closed"},
    ],
)
def test_the_last_national_manager_stays(client, dgcs: Seat, cea, changed: dict) -> None:
    values = {"elsewhere": cea.pk, "closed": UserFactory(is_active=False).pk}
    was = {
        "user": dgcs.user_id,
        "organisation": dgcs.organisation_id,
        "role": "manager",
        "starts_on": "01/01/2020",
    }

    answer = client.post(
        page("accounts.seat", "change", dgcs.pk),
        was | {name: values.get(value, value) for name, value in changed.items()},
    )

    assert "dernier à gérer l’organisation" in answer.content.decode()


def test_the_account_of_the_last_national_manager_stays_open(client, dgcs: Seat) -> None:
    typed = {"email": dgcs.user.email, "name": "Fermé"}
    SeatFactory(organisation=dgcs.organisation, role=Role.MANAGER, user__is_active=False)

    refused = client.post(page("accounts.user", "change", dgcs.user_id), typed)
    SeatFactory(organisation=dgcs.organisation, role=Role.MANAGER)
    client.post(page("accounts.user", "change", dgcs.user_id), typed)

    assert "dernier à gérer l’organisation" in refused.content.decode()
    assert not User.objects.get(pk=dgcs.user_id).is_active


@pytest.mark.parametrize(
    ("action", "act"),
    [
        ("send_link", "Envoi d’un lien de mot de passe par l’administration"),
        ("unlock", "Réouverture d’un accès par l’administration"),
    ],
)
def test_helping_a_person_in_is_journalled(client, editor_67: Seat, action: str, act: str) -> None:
    client.post(
        page("accounts.user", "changelist"), {"action": action, "_selected_action": [editor_67.user_id]}
    )

    assert [entry.act for entry in JournalEntry.objects.all()] == [act]


def test_deleting_a_row_is_journalled(client) -> None:
    organisation = OrganisationFactory(name="Association disparue")

    client.post(page("accounts.organisation", "delete", organisation.pk), {"post": "yes"})

    entry = JournalEntry.objects.get()
    assert not Organisation.objects.filter(pk=organisation.pk).exists()
    assert (entry.act, entry.before["name"]) == ("Suppression par l’administration", "Association disparue")


def test_deleting_several_rows_leaves_a_line_for_each(client) -> None:
    rows = [OrganisationFactory(name=f"Association {number}") for number in (1, 2)]

    client.post(
        page("accounts.organisation", "changelist"),
        {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"},
    )

    assert JournalEntry.objects.filter(act="Suppression par l’administration").count() == 2


def test_a_row_that_others_need_is_not_deleted(client, cea, editor_67: Seat) -> None:
    client.post(page("accounts.organisation", "delete", cea.pk), {"post": "yes"})

    assert Organisation.objects.filter(pk=cea.pk).exists()


def test_lists_cost_the_same_with_one_row_or_three(
    client, contract_67, contract_68, contract_17, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    for label in ["funding.fundingline", "reports.report", "contracts.contract", "accounts.seat"]:
        with django_assert_max_num_queries(14) as first:
            client.get(page(label, "changelist"))
        for contract in (contract_67, contract_68, contract_17):
            ReportFactory(contract=contract)
            FundingLineFactory(contract=contract, payee_label=label)
            SeatFactory()

        # Filters list what there is: one more query for each kind of related row, never one a row.
        with django_assert_max_num_queries(len(first) + 3):
            client.get(page(label, "changelist"))


def test_each_row_has_a_page_and_a_history(client, contract_67) -> None:
    rows = [
        DeadlineFactory(),
        IndicatorFactory(objective__number=9),
        contract_67,
        ContractFactory(),
        contract_67.framework,
        contract_67.territory,
        contract_67.territory.region,
        FundingLineFactory(contract=contract_67),
    ]

    for row in rows:
        label = row._meta.label_lower
        assert client.get(page(label, "change", row.pk)).status_code == 200, label
        assert client.get(page(label, "history", row.pk)).status_code == 200, label

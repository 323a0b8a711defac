"""The action plan year by year: deliverables, what is planned, carried over, its board and calendar."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from contracts.actions import review_action, save_action
from contracts.history import acts_page
from contracts.models import Action, ActionYear, Deliverable
from contracts.plan.acts import carry_over, plan_year, year_to_carry
from contracts.plan.deliverables import DeliverableEntry
from contracts.plan.reading import calendar_of
from contracts.years import YearLocked
from core import journal
from core.models import JournalEntry
from core.readable import Change
from core.versions import StaleVersion
from tests.factories import ActionFactory, FundingLineFactory, OrganisationFactory, ReportFactory

PLAN = reverse("contracts:actions", args=["67-2020"])
SHEET = reverse("contracts:action", args=["67-2020", 1])
EDIT = reverse("contracts:action_edit", args=["67-2020", 1])
CARRY = reverse("contracts:plan_carry", args=["67-2020", 2024])


@pytest.fixture
def action(contract_67):
    return ActionFactory(
        contract=contract_67,
        number=1,
        title="Visites à domicile",
        starts_on=date(2021, 3, 1),
        ends_on=date(2023, 12, 31),
        staff_fte=Decimal("3.50"),
        state="ongoing",
    )


def test_deliverables_are_written_with_the_action_and_journalled(action, editor_67):
    guide = DeliverableEntry("Guide", due_on=date(2022, 6, 30))
    save_action(
        action.contract,
        action=action,
        values={"deliverables": [guide, DeliverableEntry("Bilan")]},
        by=editor_67,
    )
    kept = action.deliverables.get(label="Guide")
    renamed = DeliverableEntry("Guide des visites", date(2022, 6, 30), date(2022, 7, 2), pk=kept.pk)
    save_action(action.contract, action=action, values={"deliverables": [renamed]}, by=editor_67)

    entry = JournalEntry.objects.order_by("-number").first()
    assert list(action.deliverables.values_list("pk", "label")) == [(kept.pk, "Guide des visites")]
    assert entry.after == {"deliverables": ["Guide des visites (attendu le 30/06/2022, remis le 02/07/2022)"]}
    assert Deliverable.history.filter(history_type="-").count() == 1
    assert list(journal.verify()) == []
    twice = [DeliverableEntry("Guide"), DeliverableEntry("guide")]
    with pytest.raises(ValidationError, match="même nom"):
        save_action(action.contract, action=action, values={"deliverables": twice}, by=editor_67)
    foreign = DeliverableEntry("Autre", pk=kept.pk)
    with pytest.raises(ValidationError, match="n’est pas de cette action"):
        save_action(action.contract, values={"title": "Autre", "deliverables": [foreign]}, by=editor_67)


def test_a_year_is_planned_once_under_lock_and_in_an_open_year(
    action, editor_67, prefecture_editor_67, ars_editor
):
    values = {"expected": "Deux cents visites.", "expected_count": Decimal(200), "expected_unit": "visites"}
    planned = plan_year(action, fiscal_year=2024, values=values, by=editor_67, shown_version=0)
    plan_year(action, fiscal_year=2024, values=values, by=editor_67, shown_version=1)

    assert (planned.version, JournalEntry.objects.count()) == (1, 1)
    with pytest.raises(StaleVersion):
        plan_year(action, fiscal_year=2024, values={"expected": "x"}, by=editor_67, shown_version=0)
    with pytest.raises(ValidationError, match="ne couvre pas l’année 2025"):
        plan_year(action, fiscal_year=2025, values=values, by=editor_67)
    for other in (prefecture_editor_67, ars_editor):
        with pytest.raises(PermissionDenied, match="prévoir une action"):
            plan_year(action, fiscal_year=2024, values=values, by=other)
    ReportFactory(contract=action.contract, in_state="agreed")
    with pytest.raises(YearLocked):
        plan_year(action, fiscal_year=2024, values={"expected": "x"}, by=editor_67)


def test_the_plan_is_carried_over_by_a_click_and_only_once(sign_in, action, editor_67):
    other = ActionFactory(contract=action.contract, number=2, state="planned")
    ActionFactory(contract=action.contract, number=3, state="abandoned")
    review_action(action, fiscal_year=2023, values={"next_steps": "Étendre à l’est."}, by=editor_67)
    client = sign_in(editor_67)

    page = client.get(CARRY).text
    answer = client.post(CARRY, {"action": ["1"]}, follow=True)
    carry_over(action.contract, to_year=2024, by=editor_67, numbers=[1])

    action.refresh_from_db()
    planned = action.years.get()
    assert "Étendre à l’est." in page
    assert page.count('name="action"') == 2
    assert "1 action reconduite en 2024." in answer.text.replace("\u00a0", " ")
    assert (planned.expected, planned.staff_fte, planned.carried_from) == (
        "Étendre à l’est.",
        Decimal("3.50"),
        2023,
    )
    assert (action.ends_on, action.version) == (date(2024, 12, 31), 2)
    assert not other.years.exists()
    assert JournalEntry.objects.filter(act="Reconduire le plan d’action en 2024").count() == 1
    [told] = [one for one in acts_page(action.contract, editor_67, 1) if one.act.startswith("Reconduire")]
    assert told.changes == [Change("Actions reconduites", "", "1")]
    assert year_to_carry(action.contract, 2024) == 2024
    assert "Reconduire le plan en 2024" in client.get(PLAN).text


def test_a_closed_year_takes_no_plan_over(sign_in, action, editor_67):
    ReportFactory(contract=action.contract, in_state="agreed")
    client = sign_in(editor_67)

    answer = client.post(CARRY, {"action": ["1"]})

    assert answer.status_code == 409
    assert not ActionYear.objects.exists()
    with pytest.raises(YearLocked):
        carry_over(action.contract, to_year=2024, by=editor_67)


def test_the_form_keeps_its_deliverables_and_tells_all_that_is_wrong(sign_in, action, editor_67):
    client = sign_in(editor_67)
    management = {"livrables-TOTAL_FORMS": "2", "livrables-INITIAL_FORMS": "0"}
    rows = {
        "livrables-0-label": "Guide",
        "livrables-0-due_on": "2022-13-45",
        "livrables-1-due_on": "2022-06-30",
    }
    base = {"title": "", "state": "ongoing", "version": 1} | management

    refused = client.post(EDIT, base | rows).text
    rows |= {"livrables-0-due_on": "2022-06-30", "livrables-1-label": "Bilan"}
    client.post(EDIT, base | rows | {"title": "Visites"})

    assert "3 points à corriger" in refused.replace("\u00a0", " ")
    assert "Nommez ce livrable" in refused
    assert 'value="Guide"' in refused
    assert list(action.deliverables.values_list("label", "due_on")) == [
        ("Guide", date(2022, 6, 30)),
        ("Bilan", date(2022, 6, 30)),
    ]


def test_an_action_moves_on_the_board_unless_somebody_moved_it_before(sign_in, action, editor_67):
    url = reverse("contracts:action_state", args=["67-2020", 1])
    client = sign_in(editor_67)

    client.post(url, {"state": "done", "version": 1})
    stale = client.post(url, {"state": "abandoned", "version": 1}, follow=True).text
    unknown = client.post(url, {"state": "perdue", "version": 2}, follow=True).text

    assert "modifiée par quelqu’un d’autre" in stale
    assert "Choisissez un état" in unknown
    assert Action.objects.get().state == "done"
    assert 'aria-labelledby="col-done"' in unknown


def test_the_sheet_of_a_delegated_action_shows_all_that_hangs_on_it(sign_in, action, prefecture_67):
    action.delegate = OrganisationFactory(name="Ville de Strasbourg", kind="carrier")
    action.save()
    action.objectives.set(action.contract.framework.objectives.filter(number=1))
    action.deliverables.create(label="Guide", due_on=date(2022, 6, 30))
    FundingLineFactory(contract=action.contract, action=action, fiscal_year=2024, notified_amount=1_200)
    client = sign_in(prefecture_67)

    page = client.get(SHEET).text.replace("\u00a0", " ")

    for told in ("Ville de Strasbourg", "en délégation", "3,5 ETP", "1 200 €", "en retard", "1.1"):
        assert told in page, told
    assert "Modifier la fiche" not in page
    assert page.count("<svg") == 1


def test_the_calendar_says_in_words_what_it_draws(action):
    action.deliverables.create(label="Guide", due_on=date(2022, 6, 30), delivered_on=date(2022, 7, 2))
    unknown = ActionFactory(contract=action.contract, number=2, title="À situer")

    chart = calendar_of(action.contract, [action, unknown], date(2023, 1, 1))

    assert chart.table.rows[0] == (
        "1. Visites à domicile",
        "En cours",
        "01/03/2021",
        "31/12/2023",
        "Guide (remis le 02/07/2022)",
    )
    assert chart.table.rows[1][2:4] == ("non fixé", "non fixé")
    assert "calendrier à compléter" in chart.svg
    assert "1. Visites à domicile, En cours, 01/03/2021, 31/12/2023" in chart.sentence


def test_reading_the_plan_costs_the_same_however_long_it_is(
    sign_in, contract_67, editor_67, django_assert_max_num_queries
):
    client = sign_in(editor_67)

    def cost(url):
        with django_assert_max_num_queries(100) as captured:
            client.get(url)
        return len(captured)

    views = [f"{PLAN}?vue={view}" for view in ("liste", "etats", "calendrier")]
    ActionFactory(contract=contract_67, number=1)
    before = [cost(url) for url in views]
    for number in (2, 3, 4):
        row = ActionFactory(contract=contract_67, number=number)
        row.deliverables.create(label="Guide")

    assert [cost(url) for url in views] == before

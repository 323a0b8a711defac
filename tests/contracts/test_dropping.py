"""An objective dropped by an amendment, and the date of each signature: both sides of a day."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from contracts.amending.workflow import sign_amendment
from contracts.models import Amendment, AmendmentSignature, ContractObjective
from contracts.standing import changes_by_section, statement_of
from contracts.statement import Section
from contracts.years import YearLocked
from core.workflow import TransitionRefused
from indicators.actions import save_entries
from indicators.readings import year_table
from indicators.value_rules import Figure
from indicators.writes import MeasurementEntry
from overview.completeness import completeness_of
from reports.narrative import written_in_order
from tests.contracts.test_amending import by_all, opened, proposed
from tests.factories import (
    ActionFactory,
    FundingLineFactory,
    IndicatorFactory,
    ObjectiveFactory,
    ReportFactory,
    TargetFactory,
)
from tests.refusals import refused

NOW = datetime(2023, 10, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_october_2023():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def optional(contract_67):
    """An objective that the contract retained by choice, with its indicator 12.1."""
    contract_67.signed_on = date(2020, 10, 15)
    contract_67.save()
    objective = ObjectiveFactory(framework=contract_67.framework, number=12, kind="optional")
    ContractObjective.objects.create(contract=contract_67, objective=objective, reason="Diagnostic.")
    IndicatorFactory(objective=objective)
    return objective


@pytest.fixture
def draft(contract_67, optional, dgcs):
    """An amendment that drops it from the first of January 2024."""
    amendment = opened(
        contract_67, dgcs, kinds=["objectives"], fiscal_year=None, effective_on=date(2024, 1, 1)
    )
    proposed(amendment, "abandon", dgcs, objective=optional.pk, reason="Porté par un autre plan.")
    return amendment


def codes(contract, year):
    return [row.indicator.code for row in year_table(contract, year)]


def test_a_dropped_objective_binds_until_the_eve_and_its_past_stays(contract_67, draft, optional, dgcs):
    report = ReportFactory(contract=contract_67, fiscal_year=2024)

    sign_amendment(draft, by=dgcs, dates=by_all(draft, date(2023, 9, 20)))

    contract_67.refresh_from_db()
    statement = statement_of(contract_67)
    eve, day = (statement.on(date(*one)) for one in ((2023, 12, 31), (2024, 1, 1)))
    kept = [[row.key for row in rows if row.section == Section.OBJECTIVES] for rows in (eve, day)]
    assert [("objectif:12" in keys) for keys in kept] == [True, False]
    [(section, [change])] = changes_by_section(eve, day)
    assert (section, change.label, change.kind) == (Section.OBJECTIVES, f"Objectif {optional}", "Retiré")
    assert change.origin == "Avenant n°\u00a01"
    assert (codes(contract_67, 2023), codes(contract_67, 2024)) == (["1.1", "3.1", "12.1"], ["1.1", "3.1"])
    counts = completeness_of([contract_67])[contract_67.pk]
    assert [counts.in_year(year).indicator_count for year in (2023, 2024)] == [3, 2]
    assert optional not in [section.objective for section in written_in_order(report)]


def test_nothing_more_is_written_on_it_once_it_is_dropped(contract_67, draft, optional, dgcs, editor_67):
    sign_amendment(draft, by=dgcs, dates=by_all(draft, date(2023, 9, 20)))
    contract_67.refresh_from_db()

    def enter(year):
        said = {"indicator": optional.indicators.get(), "perimeter": contract_67.own_perimeter, "year": year}
        entry = MeasurementEntry(**said, figure=Figure("known", Decimal(12)))
        save_entries(contract=contract_67, entries=[entry], by=editor_67)

    enter(2023)
    with pytest.raises(YearLocked, match="ne poursuit plus cet objectif depuis le 1er janvier 2024"):
        enter(2024)


def test_what_it_would_leave_is_told_before(contract_67, draft, optional, dgcs, sign_in):
    action = ActionFactory(contract=contract_67, number=1, title="Relais parentaux")
    action.objectives.set([optional])
    FundingLineFactory(contract=contract_67, action=action, fiscal_year=2024)
    TargetFactory(contract=contract_67, indicator=optional.indicators.get(), year=2024)
    ReportFactory(contract=contract_67, fiscal_year=2024)
    client = sign_in(dgcs)

    page = client.get(reverse("contracts:amendment", args=["67-2020", 1])).text.replace("\u00a0", " ")
    both = {"du": "2023-10-02", "au": "2023-10-02", "avec": draft.number}
    differences = client.get(reverse("contracts:differences", args=["67-2020"]), both).text

    for said in (
        "1 indicateur de moins à renseigner à partir de 2024",
        "1 cible ne s’appliquerait plus",
        "ne servirait plus aucun objectif",
        "1 ligne de ses actions à revoir",
        "Rapport d’exécution 2024",
    ):
        assert said in page, said
    assert "retiré" in differences
    assert str(optional) in differences


def test_what_a_closed_year_holds_is_not_dropped_nor_is_it_dropped_twice(contract_67, draft, optional, dgcs):
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state="agreed")

    with pytest.raises(TransitionRefused, match="déjà partagé ou arrêté pour 2024"):
        sign_amendment(draft, by=dgcs, dates=by_all(draft, date(2023, 9, 20)))

    kept = ContractObjective.objects.get(objective=optional)
    assert kept.dropped_from is None
    kept.dropped_from = date(2024, 1, 1)
    refused(kept, "objective_dropped_says_by_what")


def test_an_amendment_binds_at_its_last_signature_and_waits_for_each(contract_67, draft, optional, dgcs):
    days = by_all(draft, date(2023, 9, 20))
    first, *others = days
    with pytest.raises(TransitionRefused, match="Dites quand a signé"):
        sign_amendment(draft, by=dgcs, dates={pk: days[pk] for pk in others})

    sign_amendment(draft, by=dgcs, dates=days | {first: date(2023, 10, 1)})

    draft.refresh_from_db()
    assert (draft.signed_on, draft.in_force_from) == (date(2023, 10, 1), date(2024, 1, 1))
    assert sorted(one.signed_on for one in draft.signatures.all()) == [
        date(2023, 9, 20),
        date(2023, 9, 20),
        date(2023, 10, 1),
    ]
    twin = draft.signatures.first()
    again = AmendmentSignature(amendment=draft, party=twin.party, signed_on=twin.signed_on)
    refused(again, "amendment_signed_once_by_each")


def test_a_day_that_cannot_be_is_told_at_its_place(contract_67, draft, dgcs, sign_in):
    client = sign_in(dgcs)
    first, second, third = by_all(draft, None)
    said = {f"signed-{first}": "2020-10-14", f"signed-{second}": "2023-10-03", f"signed-{third}": ""}

    page = client.post(
        reverse("contracts:amendment_signature", args=["67-2020", 1]),
        said | {"version": Amendment.objects.get().version},
    ).text

    for message in ("signé que depuis le 15 octobre 2020", "pas à l’avance", "3\u00a0points à corriger"):
        assert message in page, message
    assert 'value="2020-10-14"' in page

"""The contract as of a day and between two: on screen, at midnight overseas, and with a draft."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.amending.workflow import sign_amendment
from contracts.standing import statement_of
from contracts.statement import Section
from tests.contracts.test_amending import by_all, opened, proposed
from tests.factories import (
    ActionFactory,
    AmendmentFactory,
    ContractObjectiveFactory,
    FundingLineFactory,
    IndicatorFactory,
    ObjectiveFactory,
    TargetFactory,
)


@pytest.fixture
def contract(contract_67):
    """Signed on the 15th of October 2020 for 2020-2022."""
    contract_67.ends_on = contract_67.initial_ends_on = date(2022, 12, 31)
    contract_67.signed_on = date(2020, 10, 15)
    contract_67.save()
    return contract_67


@pytest.fixture
def indicator(contract):
    return contract.framework.objectives.get(number=1).indicators.get()


def amended(contract, indicator, by, **values):
    """Extended to 2023, its target and its credits raised, from the first of January 2023."""
    amendment = opened(contract, by, effective_on=date(2023, 1, 1), **values)
    proposed(amendment, "periode", by, new_ends_on="2023-12-31")
    proposed(amendment, "cible", by, indicator=indicator.pk, year=2022, operator="at_least", value="25")
    return amendment


def told(rows, section):
    return [row.text for row in rows if row.section == section]


def test_any_day_shows_what_was_in_force(contract, indicator, dgcs, prefecture_editor_67):
    TargetFactory(contract=contract, indicator=indicator, year=2022, value=Decimal(20))
    line = FundingLineFactory(contract=contract, fiscal_year=2022, notified_amount=Decimal(1000))
    ActionFactory(contract=contract, number=1, starts_on=date(2021, 3, 1), ends_on=date(2021, 12, 31))
    amendment = amended(contract, indicator, dgcs, fiscal_year=2022)
    proposed(amendment, "credit", prefecture_editor_67, line=str(line.pk), notified_amount="1500")
    sign_amendment(amendment, by=dgcs, dates=by_all(amendment, date(2022, 12, 20)), reason="Pièces à venir.")
    contract.refresh_from_db()
    statement = statement_of(contract)

    def on(day, section):
        return told(statement.on(day), section)

    assert statement.on(date(2020, 10, 14)) == []
    assert on(date(2020, 10, 15), Section.PERIOD) == ["1er janvier 2020", "31 décembre 2022"]
    assert on(date(2022, 12, 31), Section.PERIOD) == ["1er janvier 2020", "31 décembre 2022"]
    assert on(date(2023, 1, 1), Section.PERIOD) == ["1er janvier 2020", "31 décembre 2023"]
    assert on(date(2022, 12, 31), Section.TARGETS) == ["≥\u00a020\u00a0%"]
    assert on(date(2023, 1, 1), Section.TARGETS) == ["≥\u00a025\u00a0%"]
    assert on(date(2021, 12, 31), Section.CREDITS) == []
    assert on(date(2022, 1, 1), Section.CREDITS) == ["1\u00a0000\u00a0€"]
    assert on(date(2023, 1, 1), Section.CREDITS) == ["1\u00a0500\u00a0€"]
    assert [len(on(day, Section.ACTIONS)) for day in (
        date(2021, 2, 28), date(2021, 3, 1), date(2021, 12, 31), date(2022, 1, 1),
    )] == [0, 1, 1, 0]  # fmt: skip
    assert [statement.state_on(day) for day in (
        date(2020, 10, 14), date(2022, 12, 31), date(2023, 12, 31), date(2024, 1, 1),
    )] == [
        "pas encore signé", "en vigueur jusqu’au 31 décembre 2022",
        "en vigueur jusqu’au 31 décembre 2023", "échu depuis le 31 décembre 2023",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "eve", "day"),
    [
        ("Europe/Paris", "2022-12-31T22:59:59", "2022-12-31T23:00:00"),
        ("Indian/Reunion", "2022-12-31T19:59:59", "2022-12-31T20:00:00"),
        ("America/Martinique", "2023-01-01T03:59:59", "2023-01-01T04:00:00"),
    ],
)
def test_a_day_begins_at_midnight_in_the_contract_s_own_territory(
    contract, indicator, dgcs, sign_in, zone, eve, day
):
    contract.territory.time_zone = zone
    contract.territory.save()
    amendment = amended(contract, indicator, dgcs)
    sign_amendment(amendment, by=dgcs, dates=by_all(amendment, date(2022, 12, 20)), reason="Pièces à venir.")
    address = reverse("contracts:in_force", args=["67-2020"])

    shown = []
    for instant in (eve, day):
        with time_machine.travel(datetime.fromisoformat(instant).replace(tzinfo=UTC), tick=False):
            shown.append(sign_in(dgcs).get(address).content.decode())

    assert "Tel qu’en vigueur le 31 décembre 2022" in shown[0]
    assert "en vigueur jusqu’au 31 décembre 2022" in shown[0]
    assert "Tel qu’en vigueur le 1er janvier 2023" in shown[1]
    assert "en vigueur jusqu’au 31 décembre 2023" in shown[1]


def test_an_effect_that_was_not_known_yet_is_told_apart(contract, indicator, dgcs, sign_in):
    amendment = amended(contract, indicator, dgcs)
    sign_amendment(
        amendment, by=dgcs, dates=by_all(amendment, date(2023, 6, 20)), reason="Instruction tardive."
    )
    address = reverse("contracts:in_force", args=["67-2020"])

    before = sign_in(dgcs).get(address, {"au": "2023-06-19"}).content.decode()
    after = sign_in(dgcs).get(address, {"au": "20/06/2023"}).content.decode()
    wrong = sign_in(dgcs).get(address, {"au": "demain"}).content.decode()

    assert "échu depuis le 31 décembre 2022" in before
    assert "n’était pas connu ce jour-là" in before
    assert "en vigueur jusqu’au 31 décembre 2023" in after
    assert "n’était pas connu" not in after
    assert "Écrivez une date sous la forme JJ/MM/AAAA" in wrong


def test_two_days_and_a_draft_are_compared_in_words(contract, indicator, dgcs, sign_in):
    TargetFactory(contract=contract, indicator=indicator, year=2022, value=Decimal(20))
    amendment = amended(contract, indicator, dgcs)
    optional = ObjectiveFactory(framework=contract.framework, number=12, kind="optional")
    proposed(amendment, "objectif", dgcs, objective=optional.pk, reason="Diagnostic.")
    address, client = reverse("contracts:differences", args=["67-2020"]), sign_in(dgcs)

    same = client.get(address, {"du": "2020-10-15", "au": "2022-12-31"}).content.decode()
    draft = client.get(address, {"du": "2022-06-30", "au": "2022-06-30", "avec": 1}).content.decode()
    sign_amendment(
        amendment, by=dgcs, dates=by_all(amendment, date(2023, 6, 20)), reason="Instruction tardive."
    )
    signed = client.get(address, {"du": "2023-06-19", "au": "2023-06-20"}).content.decode()

    assert "Le contrat est le même à ces deux dates" in same
    for page in (draft, signed):
        for said in ("31 décembre 2023", "≥\u00a020\u00a0%", "≥\u00a025\u00a0%", "Objectif 12. Objectif 12"):
            assert said in page, said
    assert "avec le projet «\u00a0Avenant n° 1" in draft


def test_the_cost_of_the_page_does_not_depend_on_the_rows(contract, sign_in, dgcs):
    address, client = reverse("contracts:in_force", args=["67-2020"]), sign_in(dgcs)

    def queries():
        client.get(address, {"au": "2022-06-30"})
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, {"au": "2022-06-30"}).status_code == 200
        return len(captured)

    def grow(rank):
        objective = ObjectiveFactory(framework=contract.framework, number=20 + rank)
        ContractObjectiveFactory(contract=contract, objective=objective)
        ActionFactory(contract=contract)
        AmendmentFactory(contract=contract, number=rank, state="signed")
        indicator = IndicatorFactory(objective=objective)
        TargetFactory(contract=contract, indicator=indicator, year=2022)
        action = ActionFactory(contract=contract)
        FundingLineFactory(contract=contract, fiscal_year=2022, action=action)

    grow(1)
    few = queries()
    grow(2)
    grow(3)

    assert queries() == few

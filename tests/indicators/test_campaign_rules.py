"""What a campaign makes of the rules: who sets it, and that what is closed stays as it was."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from indicators.enums import Severity
from indicators.models import CampaignRule
from tests.factories import CampaignFactory, ReportFactory


@pytest.fixture
def campaign(contract_67):
    return CampaignFactory(framework=contract_67.framework)


@pytest.fixture
def rule(campaign):
    return CampaignRule.objects.create(campaign=campaign, number="P5", threshold=Decimal(20))


def refusal_of(rule):
    with pytest.raises(ValidationError) as refused:
        rule.full_clean()
    return " ".join(refused.value.messages).replace("\u00a0", " ")


def test_a_rule_that_does_not_exist_is_not_set(campaign):
    refused = refusal_of(CampaignRule(campaign=campaign, number="P99"))

    assert refused == "Cette règle n’existe pas : P1, P2, P3, P4, P5, P6 ou P7."


def test_a_rule_without_threshold_takes_none(campaign):
    refused = refusal_of(CampaignRule(campaign=campaign, number="P6", threshold=Decimal(3)))

    assert refused == "La règle P6 n’a pas de seuil."


def test_a_campaign_with_an_agreed_report_keeps_its_rules(contract_67, rule):
    ReportFactory(contract=contract_67, in_state="agreed")
    rule.threshold = Decimal(50)

    assert refusal_of(rule) == (
        "Campagne 2024 : 1 rapport arrêté pour cet exercice (67-2020). Ses règles ne se modifient plus."
    )


@pytest.mark.parametrize("state", ["agreed", "deliberated", "corrected"])
def test_the_database_keeps_them_too(contract_67, rule, state):
    ReportFactory(contract=contract_67, in_state=state)

    with pytest.raises(IntegrityError, match="ses règles ne se modifient plus"):
        rule.delete()


def test_a_campaign_that_nobody_closed_is_still_set(contract_67, rule):
    ReportFactory(contract=contract_67, in_state="shared")
    ReportFactory(contract=contract_67, fiscal_year=2023, in_state="agreed")
    rule.severity = Severity.OFF

    rule.full_clean()
    rule.save()

    assert CampaignRule.objects.get().severity == Severity.OFF


def test_the_national_administrator_sets_a_rule_until_the_campaign_is_closed(
    contract_67, rule, campaign, sign_in, dgcs
):
    client = sign_in(dgcs)
    page = reverse("admin:indicators_campaignrule_change", args=[rule.pk])
    typed = {"campaign": campaign.pk, "number": "P5", "severity": "inform", "threshold": "30"}

    done = client.post(page, typed)
    ReportFactory(contract=contract_67, in_state="agreed")
    late = client.post(page, typed | {"threshold": "40"})
    new = client.post(
        reverse("admin:indicators_campaignrule_add"), typed | {"number": "P1", "threshold": "4"}
    )

    assert (done.status_code, late.status_code, new.status_code) == (302, 403, 200)
    assert "Ses règles ne se modifient plus" in new.content.decode()
    assert list(CampaignRule.objects.values_list("number", "severity", "threshold")) == [
        ("P5", "inform", Decimal(30))
    ]


def test_the_lists_of_the_administration_open(sign_in, dgcs, rule):
    client = sign_in(dgcs)

    answers = {
        name: client.get(reverse(f"admin:indicators_{name}_changelist")).status_code
        for name in ("campaignrule", "survey", "surveyquestion", "gapcause", "applicability")
    }

    assert set(answers.values()) == {200}


def test_the_page_of_the_rules_tells_what_each_campaign_makes_of_them(client, rule):
    page = client.get(reverse("indicators:rules")).content.decode().replace("\u00a0", " ")

    for number in ("V1", "V9", "V10", "C1", "C4", "P1", "P7"):
        assert f'id="{number}"' in page
    assert "seuil : plus de 10 % de la cible" in page
    assert (
        "Campagne 2024 (cadre 2020-2024) : à justifier avant le partage ; seuil : plus de 20 % de la cible"
        in page
    )

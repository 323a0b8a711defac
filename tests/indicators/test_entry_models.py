"""What the database refuses of assignments, rules, explanations, surveys and imports."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from indicators.enums import ImportKind, ImportState
from indicators.models import (
    Assignment,
    CampaignRule,
    ContributorKit,
    Explanation,
    ImportBatch,
    Survey,
    SurveyQuestion,
)
from tests.factories import CampaignFactory, GapCauseFactory, SeatFactory
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(contract_67, rate):
    return {"contract": contract_67, "indicator": rate, "fiscal_year": 2024}


def test_an_indicator_is_entrusted_once_a_year(given):
    Assignment.objects.create(service="PMI", **given)

    refused(Assignment(service="CRIP", **given), "assignment_once_a_year")


def test_an_indicator_is_entrusted_to_a_seat_or_to_a_service(given, editor_67):
    refused(Assignment(**given), "assignment_to_a_seat_or_a_service")
    refused(Assignment(seat=editor_67, service="PMI", **given), "assignment_to_a_seat_or_a_service")


def test_the_holder_of_an_assignment_is_named(given, editor_67):
    assert Assignment(service="PMI", **given).holder == "PMI"
    assert Assignment(seat=editor_67, **given).holder == str(editor_67)


def test_each_kit_has_a_key_that_nobody_guesses(contract_67):
    one, other = (ContributorKit(contract=contract_67, fiscal_year=2024, service="PMI") for _ in range(2))

    assert len(one.token) == 32
    assert one.token != other.token


def test_a_survey_asks_an_indicator_once(rate):
    survey = Survey.objects.create(code="pmi", label="Enquête")
    SurveyQuestion.objects.create(survey=survey, indicator=rate, heading="Taux")

    refused(SurveyQuestion(survey=survey, indicator=rate, heading="Part"), "survey_asks_once")


def test_a_campaign_sets_a_rule_once_and_a_threshold_is_not_negative():
    campaign = CampaignFactory()
    CampaignRule.objects.create(campaign=campaign, number="P1")

    refused(CampaignRule(campaign=campaign, number="P1"), "campaign_rule_once")
    below = CampaignRule(campaign=campaign, number="P2", threshold=Decimal(-1))
    refused(below, "campaign_rule_threshold_not_negative")


def test_a_surprise_is_explained_once_a_year_and_years_are_in_order(contract_67, rate):
    words = {"cause": GapCauseFactory(), "sentence": "Deux postes vacants.", "fingerprint": "0" * 64}
    place = {"contract": contract_67, "indicator": rate, "rule": "P1", "from_year": 2024}
    Explanation.objects.create(until_year=2024, **place, **words)

    refused(Explanation(until_year=2025, **place, **words), "explanation_once_a_year")
    earlier = {**place, "rule": "P2"}
    refused(Explanation(until_year=2023, **earlier, **words), "explanation_years_in_order")


@pytest.fixture
def batch():
    seat = SeatFactory()
    return ImportBatch(
        kind=ImportKind.PASTE,
        file=ContentFile(b"1", name="collage.tsv"),
        file_name="collage.tsv",
        sha256="0" * 64,
        size=1,
        seat=seat,
        brought_by=seat.user,
    )


def test_an_import_is_dated_once_applied_and_once_undone(batch):
    batch.state = ImportState.APPLIED
    refused(batch, "import_applied_iff_dated")

    batch.state, batch.applied_at = ImportState.UNDONE, timezone.now()
    refused(batch, "import_undone_iff_dated")

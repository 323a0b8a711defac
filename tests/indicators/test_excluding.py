"""What a contract has no object for: who says so, why, and all that then leaves the indicator out."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.enums import Role
from core.models import JournalEntry
from core.versions import StaleVersion
from indicators.checks import year_checks
from indicators.excluding import correct_reason, exclude, take_back
from indicators.models import Applicability
from indicators.readings import year_table
from overview.completeness import completeness_of
from reports.builder import build_report
from tests.factories import (
    IndicatorFactory,
    MeasurementFactory,
    ReportFactory,
    SeatFactory,
    TargetFactory,
    UserFactory,
)

LIST = reverse("indicators:exclusions", args=["67-2020"])
WHY = "Aucun service de ce type dans le territoire."


@pytest.fixture
def terms_67(prefecture_67):
    """Who edits the terms of the contract for the préfecture."""
    user = UserFactory(email="termes-67@exemple.test")
    return SeatFactory(user=user, organisation=prefecture_67.organisation, role=Role.EDITOR)


@pytest.fixture
def excluded(contract_67, rate, terms_67):
    return exclude(contract=contract_67, indicator=rate, reason=WHY, by=terms_67)


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def test_an_excluded_indicator_is_neither_checked_nor_counted_nor_reported(contract_67, rate, terms_67):
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))
    before = year_checks(contract_67, 2024).points, completeness_of([contract_67])[contract_67.pk]

    exclude(contract=contract_67, indicator=rate, reason=WHY, by=terms_67)

    after = completeness_of([contract_67])[contract_67.pk]
    assert (len(before[0]), year_checks(contract_67, 2024).points) == (1, [])
    assert (before[1].in_year(2024).filled_count, after.in_year(2024).filled_count) == (1, 0)
    assert [row.exclusion for row in year_table(contract_67, 2024)] == [WHY, ""]
    told = [
        one
        for part in build_report(ReportFactory(contract=contract_67)).engagements
        for one in part.objectives
    ]
    assert [row.code for one in told for row in one.indicators] == ["3.1"]


def test_what_was_excluded_is_followed_again_with_its_figures(contract_67, rate, terms_67, excluded):
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))

    take_back(contract=contract_67, exclusion=excluded, by=terms_67, shown_version=1)

    assert year_table(contract_67, 2024)[0].result.value == Decimal("12.5")
    assert JournalEntry.objects.latest("number").act == "Suivre de nouveau un indicateur"
    assert [row.history_type for row in Applicability.history.order_by("history_id")] == ["+", "-"]


def test_the_reason_is_corrected_over_the_version_that_was_shown(contract_67, terms_67, excluded):
    correct_reason(contract=contract_67, exclusion=excluded, reason="Autre motif.", by=terms_67)

    with pytest.raises(StaleVersion):
        correct_reason(
            contract=contract_67, exclusion=excluded, reason="Encore.", by=terms_67, shown_version=1
        )
    with pytest.raises(StaleVersion):
        take_back(contract=contract_67, exclusion=excluded, by=terms_67, shown_version=1)
    entry = JournalEntry.objects.latest("number")
    assert (entry.before, entry.after) == ({"reason": WHY}, {"reason": "Autre motif."})


def test_what_somebody_said_meanwhile_is_not_said_twice(contract_67, rate, terms_67, excluded):
    with pytest.raises(StaleVersion):
        exclude(contract=contract_67, indicator=rate, reason="Autre.", by=terms_67)


def test_only_who_edits_the_terms_says_it(contract_67, rate, excluded, editor_67, ars_grand_est, dgcs):
    for seat in (editor_67, ars_grand_est):
        with pytest.raises(PermissionDenied):
            take_back(contract=contract_67, exclusion=excluded, by=seat)

    take_back(contract=contract_67, exclusion=excluded, by=dgcs)

    assert not Applicability.objects.exists()


def test_what_cannot_be_without_object_is_refused(contract_67, contract_68, rate, terms_67):
    local = IndicatorFactory(objective=rate.objective, code="L1", contract=contract_67)
    stranger = IndicatorFactory(code="9.9")
    for indicator, told in ((local, "se retire"), (stranger, "ne suit pas")):
        with pytest.raises(ValidationError, match=told):
            exclude(contract=contract_67, indicator=indicator, reason=WHY, by=terms_67)
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))
    ReportFactory(contract=contract_67, in_state="shared")
    with pytest.raises(ValidationError, match="rapport de 2024 en donne une valeur"):
        exclude(contract=contract_67, indicator=rate, reason=WHY, by=terms_67)


def test_the_page_declares_corrects_and_takes_back(sign_in, contract_67, rate, terms_67):
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))
    client = sign_in(terms_67)

    added = client.post(LIST, {"indicator": rate.pk, "reason": WHY}, follow=True)
    row = Applicability.objects.get()
    edit = reverse("indicators:exclusion_edit", args=["67-2020", row.pk])
    shown = text(client.get(edit))
    corrected = client.post(edit, {"reason": "Mieux dit.", "version": 1}, follow=True)
    stale = client.post(edit, {"reason": "Trop tard.", "version": 1})
    removal = reverse("indicators:exclusion_removal", args=["67-2020", row.pk])
    removed = client.post(removal, {"version": 2}, follow=True)

    assert "1 valeur saisie est gardée, sans être comptée." in text(added)
    assert WHY in shown
    assert "Mieux dit." in text(corrected)
    assert stale.status_code == 409
    assert "est de nouveau suivi" in text(removed)


def test_all_errors_are_told_at_once_and_what_was_typed_stays(sign_in, contract_67, rate, terms_67):
    client = sign_in(terms_67)

    empty = client.post(LIST, {"indicator": ""})
    half = client.post(LIST, {"reason": WHY})

    assert (empty.status_code, half.status_code) == (422, 422)
    assert "Choisissez un indicateur." in text(empty)
    assert "Dites pourquoi l’indicateur est sans objet." in text(empty)
    assert WHY in text(half)


def test_readers_of_the_contract_read_it_and_cannot_act(sign_in, excluded, editor_67):
    page = text(sign_in(editor_67).get(LIST))

    assert WHY in page
    assert "Suivre de nouveau" not in page


def test_it_is_in_the_history_of_the_contract(sign_in, excluded, editor_67):
    page = text(sign_in(editor_67).get(reverse("contracts:history", args=["67-2020"])))

    assert "sans objet" in page
    assert WHY in page


def test_the_list_costs_the_same_for_one_and_for_three(
    sign_in, contract_67, rate, terms_67, excluded, django_assert_num_queries
):
    client = sign_in(terms_67)
    client.get(LIST)
    with django_assert_num_queries(100, exact=False) as one:
        client.get(LIST)
    for place in (2, 3):
        indicator = IndicatorFactory(objective=rate.objective, code=f"1.{place}")
        exclude(contract=contract_67, indicator=indicator, reason=WHY, by=terms_67)

    with django_assert_num_queries(len(one)):
        client.get(LIST)

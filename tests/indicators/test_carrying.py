"""What a year takes from the one before: shown, accepted, never a result."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from contracts.years import YearLocked
from indicators.carrying import Carried, Carrying, carry_forward
from indicators.enums import Source, ValueKind
from indicators.explaining import explain
from indicators.models import Assignment, Measurement, Target
from tests.factories import GapCauseFactory, MeasurementFactory, ReportFactory, TargetFactory

URL = reverse("indicators:carry", args=["67-2020", 2024])


@pytest.fixture
def last_year(contract_67, rate, visits, editor_67):
    """1.1 with a missed target explained and a comment; 3.1 entrusted to the PMI."""
    TargetFactory(contract=contract_67, indicator=rate, year=2023, value=Decimal(20))
    said = "Deux postes vacants en 2023."
    MeasurementFactory(contract=contract_67, indicator=rate, year=2023, value=Decimal("12.5"), comment=said)
    Assignment.objects.create(contract=contract_67, fiscal_year=2023, indicator=visits, service="PMI")
    explain(
        contract=contract_67,
        indicator=rate,
        year=2023,
        rule="P5",
        cause=GapCauseFactory(),
        sentence="Postes vacants.",
        by=editor_67,
    )


def keys(contract, by):
    return [one.key.rstrip("0123456789") for one in Carrying(contract, 2024, by).proposals]


def take_all(contract, by):
    accepted = [one.key for one in Carrying(contract, 2024, by).proposals]
    return carry_forward(contract=contract, year=2024, accepted=accepted, by=by)


def test_targets_and_holders_are_taken_again_and_no_result(contract_67, last_year, editor_67):
    proposed = keys(contract_67, editor_67)
    count = take_all(contract_67, editor_67)

    assert (proposed, count, keys(contract_67, editor_67)) == (["target-", "assignment-"], 2, [])
    assert Target.objects.get(year=2024).value == Decimal(20)
    assert Assignment.objects.get(fiscal_year=2024).service == "PMI"
    assert not Measurement.objects.filter(year=2024).exists()


def test_once_the_figure_is_there_its_comment_and_explanation_are_proposed(
    contract_67, rate, last_year, editor_67
):
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal(13))

    take_all(contract_67, editor_67)

    reading = Measurement.objects.get(year=2024)
    assert (reading.value, reading.comment) == (Decimal(13), "Deux postes vacants en 2023.")
    given = contract_67.explanations.get(from_year=2024)
    assert (given.rule, given.sentence, given.until_year) == ("P5", "Postes vacants.", 2024)


def test_only_what_is_accepted_is_written(contract_67, last_year, editor_67):
    [target, _] = Carrying(contract_67, 2024, editor_67).proposals

    count = carry_forward(contract=contract_67, year=2024, accepted=[target.key, "forged-1"], by=editor_67)

    assert (count, Assignment.objects.filter(fiscal_year=2024).count()) == (1, 0)


def test_who_may_not_enter_takes_nothing_and_a_shared_year_stays(
    contract_67, last_year, reader_67, editor_67
):
    with pytest.raises(PermissionDenied):
        take_all(contract_67, reader_67)
    ReportFactory(contract=contract_67, in_state="shared")

    with pytest.raises(YearLocked):
        take_all(contract_67, editor_67)


def test_the_page_shows_then_writes(sign_in, editor_67, contract_67, last_year):
    client = sign_in(editor_67)
    page = client.get(URL).content.decode().replace("\u00a0", " ")
    accepted = [one.key for one in Carrying(contract_67, 2024, editor_67).proposals]

    done = client.post(URL, {"take": accepted}, follow=True).content.decode().replace("\u00a0", " ")

    assert "au moins 20 %" in page
    assert "2 éléments repris de 2023." in done
    assert "Rien à reprendre" in done


def places(contract, by):
    return [one for one in Carrying(contract, 2024, by).proposals if one.kind == Carried.PLACE]


def take_places(contract, by):
    accepted = [one.key for one in places(contract, by)]
    return carry_forward(contract=contract, year=2024, accepted=accepted, by=by)


@pytest.fixture
def over_alsace(contract_67, rate, alsace):
    """In 2023, 1.1 came from the SNDS over both contracts."""
    shared = {"perimeter": alsace, "source": Source.SNDS}
    MeasurementFactory(contract=contract_67, indicator=rate, year=2023, value=Decimal(11), **shared)


def test_a_figure_goes_back_over_last_year_s_perimeter_with_its_source(
    contract_67, rate, alsace, over_alsace, editor_67
):
    MeasurementFactory(contract=contract_67, indicator=rate, comment="Provisoire.")

    [proposed] = places(contract_67, editor_67)
    take_places(contract_67, editor_67)

    assert (
        proposed.wording == "Alsace, SNDS (actes télétransmis), au lieu de 67-2020 – Bas-Rhin, Suivi interne"
    )
    reading = Measurement.objects.get(year=2024)
    assert (reading.perimeter, reading.source, reading.comment) == (alsace, Source.SNDS, "Provisoire.")
    assert reading.value == Decimal("12.5")
    assert places(contract_67, editor_67) == []


def test_where_nothing_is_entered_yet_the_place_is_kept_by_an_absence(
    contract_67, alsace, over_alsace, editor_67
):
    take_places(contract_67, editor_67)

    reading = Measurement.objects.get(year=2024)
    assert (reading.kind, reading.value) == (ValueKind.NOT_YET_KNOWN, None)
    assert (reading.perimeter, reading.source) == (alsace, Source.SNDS)


def test_what_stands_there_already_and_what_goes_there_by_itself_is_not_proposed(
    contract_67, rate, visits, alsace, over_alsace, editor_67
):
    MeasurementFactory(contract=contract_67, indicator=visits, year=2023, value=Decimal(40))
    shared = {"perimeter": alsace, "source": Source.SNDS}
    MeasurementFactory(contract=contract_67, indicator=rate, **shared)

    assert places(contract_67, editor_67) == []


def test_a_perimeter_that_the_seat_may_not_enter_is_not_proposed(
    contract_67, contract_17, rate, alsace, editor_67
):
    alsace.contracts.add(contract_17)
    MeasurementFactory(perimeter=alsace, indicator=rate, year=2023, value=Decimal(11))

    assert places(contract_67, editor_67) == []

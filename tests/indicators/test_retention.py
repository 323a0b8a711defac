"""Several sources for a year, one of them retained: by the rule of the indicator, or by a choice with a
reason."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from contracts.years import YearLocked
from core.models import JournalEntry
from core.versions import StaleVersion
from indicators.actions import clear_measurement, lift_choice, record_measurement, retain_source
from indicators.enums import Retention, Source, Stage, ValueKind
from indicators.gate import EntryRefused
from indicators.models import Measurement
from indicators.retention import MAX_CHOICE_REASON, winner
from indicators.vintages import vintages
from reports.enums import ReportState
from tests.factories import ReportFactory

VALUE = Decimal("12.5")


@pytest.fixture
def enter(contract_67, rate, editor_67):
    def _enter(source, value=VALUE, **details):
        usual = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67}
        return record_measurement(**(usual | {"source": source, "value": value} | details))

    return _enter


@pytest.fixture
def ruled(rate):
    """`ruled(rule)` sets the rule of 1.1, whose expected source is the SNDS."""

    def _ruled(retention):
        rate.retention, rate.expected_source = retention, Source.SNDS
        rate.save()
        return rate

    return _ruled


def retained():
    """The one source that counts, as the database tells it."""
    return Measurement.objects.retained().get().source


@pytest.mark.parametrize(
    ("rule", "after_each"),
    [
        (Retention.EXPECTED, [Source.INTERNAL, Source.SNDS, Source.SNDS]),
        (Retention.FIRST, [Source.INTERNAL, Source.INTERNAL, Source.INTERNAL]),
        (Retention.LATEST, [Source.INTERNAL, Source.SNDS, Source.DREES]),
    ],
)
def test_the_rule_of_the_indicator_says_which_source_counts(enter, ruled, rule, after_each):
    ruled(rule)

    found = []
    for source in (Source.INTERNAL, Source.SNDS, Source.DREES):
        enter(source)
        found.append(retained())

    assert found == after_each


@pytest.mark.parametrize("rule", Retention.values)
def test_a_figure_goes_before_an_absence_and_back(enter, ruled, rule):
    ruled(rule)
    enter(Source.SNDS, value=None, kind=ValueKind.NOT_YET_KNOWN)
    enter(Source.INTERNAL)
    first = retained()
    enter(Source.SNDS, Decimal(13))
    then = retained()
    enter(Source.SNDS, value=None, kind=ValueKind.PROTECTED)

    expected = Source.INTERNAL if rule == Retention.LATEST else Source.SNDS
    assert (first, then, retained()) == (Source.INTERNAL, expected, Source.INTERNAL)


def test_a_corrected_source_is_ruled_anew(enter, ruled):
    ruled(Retention.EXPECTED)
    enter(Source.INTERNAL)
    other = enter(Source.DREES)

    enter(Source.SNDS, replacing=other.pk, shown_version=1)

    assert retained() == Source.SNDS


def test_a_choice_with_a_reason_stands_until_it_is_lifted(enter, ruled, contract_67, rate, editor_67):
    ruled(Retention.EXPECTED)
    internal = enter(Source.INTERNAL)
    enter(Source.SNDS, Decimal(13))
    internal.refresh_from_db()

    chosen = retain_source(
        contract=contract_67, measurement=internal, reason=" Le SNDS compte deux fois. ", by=editor_67
    )
    enter(Source.SNDS, Decimal(14))
    enter(Source.DREES, Decimal(15))

    assert retained() == Source.INTERNAL
    assert chosen.retained_reason == "Le SNDS compte deux fois."

    lift_choice(contract=contract_67, measurement=chosen, by=editor_67)

    assert retained() == Source.SNDS
    internal.refresh_from_db()
    assert (internal.is_retained, internal.retained_reason) == (False, "")


def test_a_choice_is_journalled_and_is_a_vintage(enter, contract_67, rate, editor_67):
    enter(Source.INTERNAL)
    snds = enter(Source.SNDS, Decimal(13))

    retain_source(contract=contract_67, measurement=snds, reason="Actes comptés.", by=editor_67)

    acts = JournalEntry.objects.order_by("number").values_list("act", "reason")
    told = [
        (one.reading.source, one.stage, one.reading.is_retained) for one in vintages(contract_67, rate)[2024]
    ]
    assert list(acts)[-2:] == [
        ("Ne plus retenir un relevé", "Actes comptés."),
        ("Retenir un relevé", "Actes comptés."),
    ]
    assert told[-2:] == [(Source.INTERNAL, Stage.CHOSEN, False), (Source.SNDS, Stage.CHOSEN, True)]


@pytest.mark.parametrize("reason", ["", "   ", "x" * (MAX_CHOICE_REASON + 1)])
def test_a_choice_without_a_reason_or_with_too_long_a_one_is_refused(enter, contract_67, editor_67, reason):
    enter(Source.INTERNAL)
    snds = enter(Source.SNDS, Decimal(13))

    with pytest.raises(EntryRefused) as refused:
        retain_source(contract=contract_67, measurement=snds, reason=reason, by=editor_67)

    assert list(refused.value.message_dict) == ["reason"]
    assert retained() == Source.INTERNAL


def test_a_chosen_source_that_is_erased_gives_its_place_back_to_the_rule(
    enter, ruled, contract_67, editor_67
):
    ruled(Retention.EXPECTED)
    enter(Source.SNDS)
    internal = enter(Source.INTERNAL)
    chosen = retain_source(contract=contract_67, measurement=internal, reason="Contrôlé.", by=editor_67)

    clear_measurement(contract=contract_67, measurement=chosen, by=editor_67)

    assert retained() == Source.SNDS


def test_a_choice_out_of_date_without_right_or_in_a_locked_year_is_refused(
    enter, contract_67, editor_67, reader_67
):
    enter(Source.INTERNAL)
    snds = enter(Source.SNDS, Decimal(13))
    ask = {"contract": contract_67, "measurement": snds, "reason": "Contrôlé."}

    with pytest.raises(StaleVersion):
        retain_source(**ask, by=editor_67, shown_version=7)
    with pytest.raises(PermissionDenied):
        retain_source(**ask, by=reader_67)
    ReportFactory(contract=contract_67, in_state=ReportState.SHARED)
    with pytest.raises(YearLocked):
        retain_source(**ask, by=editor_67)
    with pytest.raises(YearLocked):
        lift_choice(contract=contract_67, measurement=snds, by=editor_67)


def test_a_source_that_replaces_the_one_an_edition_holds_says_why(enter, ruled, contract_67):
    ruled(Retention.EXPECTED)
    enter(Source.INTERNAL)
    report = ReportFactory(contract=contract_67, in_state=ReportState.CORRECTED)
    held = Measurement.history.get()
    held.history_date = report.editions.get().frozen_at
    held.save()

    with pytest.raises(EntryRefused) as refused:
        enter(Source.SNDS, Decimal(13))
    enter(Source.SNDS, Decimal(13), reason="Actes enfin télétransmis.")

    assert list(refused.value.message_dict) == ["reason"]
    assert retained() == Source.SNDS


def test_nothing_is_retained_of_nothing(rate):
    assert winner(rate, []) is None

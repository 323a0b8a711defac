"""Entering figures: allowed, refused, forbidden, out of date, locked; one figure for two contracts."""

from decimal import Decimal

import pytest
import rules
from django.core.exceptions import PermissionDenied

from contracts.models import Perimeter
from contracts.years import YearLocked
from core.models import JournalEntry
from core.versions import StaleVersion
from indicators.actions import (
    clear_measurement,
    clear_target,
    record_measurement,
    save_entries,
    set_target,
)
from indicators.enums import Operator, Source, ValueKind
from indicators.gate import EntryRefused
from indicators.models import Measurement, Target
from indicators.target_writes import TargetEntry
from indicators.value_rules import Figure
from indicators.writes import MeasurementEntry
from reports.enums import ReportState
from tests.factories import (
    GapCauseFactory,
    IndicatorFactory,
    MeasurementFactory,
    ReportFactory,
    TargetFactory,
)

VALUE = Decimal("12.5")


@pytest.fixture
def enter(contract_67, rate, editor_67):
    """`enter(value=…)` records 1.1 for 2024 as the Bas-Rhin's editor, unless told otherwise."""

    def _enter(**details):
        usual = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67}
        return record_measurement(**(usual | details))

    return _enter


def test_an_editor_enters_a_figure_and_it_is_journalled(enter, contract_67, editor_67):
    row = enter(value=VALUE, comment="Recrutement de deux sages-femmes.")

    entry = JournalEntry.objects.get(chain="67-2020")
    assert (row.value, row.version, row.is_retained) == (VALUE, 1, True)
    assert row.perimeter == contract_67.own_perimeter
    assert (entry.act, entry.user, entry.before) == ("Saisir un relevé", editor_67.user, {})
    assert entry.after["value"] == "12.5"
    assert entry.after["indicateur"] == "1.1"


def test_a_correction_is_the_next_version_and_keeps_the_vintage_before(enter, editor_67):
    enter(value=VALUE)

    row = enter(value=Decimal(13), shown_version=1)

    vintages = [(vintage.value, vintage.history_seat_label) for vintage in row.history.all()]
    assert row.version == 2
    assert vintages == [(Decimal(13), str(editor_67)), (VALUE, str(editor_67))]
    last = JournalEntry.objects.latest("number")
    assert (last.before, last.after) == ({"value": "12.5"}, {"value": "13"})


def test_entering_the_same_figure_again_writes_nothing(enter):
    enter(value=VALUE)

    row = enter(value=VALUE)

    assert (row.version, row.history.count(), JournalEntry.objects.count()) == (1, 1, 1)


def test_zero_is_entered_as_a_value(enter):
    assert enter(value=Decimal(0)).value == 0


def test_a_typed_absence_has_its_reason_and_no_value(enter):
    row = enter(kind=ValueKind.NOT_COLLECTED, comment="Logiciel en panne.", gap_cause=GapCauseFactory())

    assert (row.kind, row.value, row.gap_cause.label) == ("not_collected", None, "Poste vacant")


def test_a_ratio_gives_its_value(enter):
    row = enter(numerator=Decimal(125), denominator=Decimal(1000))

    assert (row.value, row.numerator, row.denominator) == (VALUE, 125, 1000)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"value": Decimal(101)}, "value"),
        ({"value": None}, "kind"),
        ({"value": VALUE, "numerator": Decimal(2), "denominator": Decimal(1)}, "numerator"),
        ({"value": VALUE, "comment": "x" * 4001}, "comment"),
        ({"value": VALUE, "year": 2018}, "year"),
        ({"value": VALUE, "year": 2025}, "year"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_its_field_and_nothing_is_written(enter, details, field):
    with pytest.raises(EntryRefused) as refused:
        enter(**details)

    assert list(refused.value.message_dict) == [field]
    assert not Measurement.objects.exists()
    assert not JournalEntry.objects.exists()


def test_the_year_of_reference_can_be_entered_though_the_contract_begins_later(enter):
    assert enter(value=Decimal("1.3"), year=2019).year == 2019


def test_an_indicator_that_the_contract_does_not_follow_is_refused(enter, contract_67):
    stranger = IndicatorFactory(objective__number=99)

    with pytest.raises(EntryRefused, match="ne suit pas"):
        enter(value=VALUE, indicator=stranger)


@pytest.mark.parametrize(
    "seat",
    ["reader_67", "signatory_67", "prefecture_67", "prefecture_editor_67", "ars_editor", "dgcs", "editor_17"],
)
def test_only_an_editor_of_the_departement_may_enter(enter, request, seat):
    with pytest.raises(PermissionDenied, match="saisir les indicateurs de ce contrat"):
        enter(value=VALUE, by=request.getfixturevalue(seat))


def test_a_seat_narrowed_to_another_territory_may_not_enter(enter, editor_68):
    with pytest.raises(PermissionDenied):
        enter(value=VALUE, by=editor_68)


def test_a_figure_changed_since_it_was_shown_is_not_overwritten(enter):
    enter(value=VALUE)
    enter(value=Decimal(13), shown_version=1)

    with pytest.raises(StaleVersion) as stale:
        enter(value=Decimal(14), shown_version=1)

    assert (stale.value.theirs.value, stale.value.shown) == (Decimal(13), 1)


def test_a_place_filled_or_emptied_meanwhile_is_out_of_date_too(enter, contract_67, editor_67):
    row = enter(value=VALUE)

    with pytest.raises(StaleVersion):
        enter(value=Decimal(14), shown_version=0)
    clear_measurement(contract=contract_67, measurement=row, by=editor_67)
    with pytest.raises(StaleVersion):
        enter(value=Decimal(14), shown_version=1)
    with pytest.raises(StaleVersion):
        clear_measurement(contract=contract_67, measurement=row, by=editor_67)


@pytest.mark.parametrize("state", [ReportState.SHARED, ReportState.AGREED])
def test_a_locked_year_is_not_written_to(enter, contract_67, state):
    ReportFactory(contract=contract_67, in_state=state)

    with pytest.raises(YearLocked, match="ne se modifient plus"):
        enter(value=VALUE)


def test_a_figure_of_both_contracts_is_entered_once_and_journalled_in_both(enter, alsace):
    row = enter(value=VALUE, perimeter=alsace)

    chains = JournalEntry.objects.values_list("chain", flat=True)
    assert (Measurement.objects.get(), sorted(chains)) == (row, ["67-2020", "68-2020"])


def test_a_figure_of_both_contracts_is_locked_by_either(enter, alsace, contract_68):
    ReportFactory(contract=contract_68, in_state=ReportState.SHARED)

    with pytest.raises(YearLocked, match="68-2020"):
        enter(value=VALUE, perimeter=alsace)
    assert enter(value=VALUE).value == VALUE


def test_a_perimeter_with_another_authority_is_forbidden(enter, contract_67, contract_17):
    mixed = Perimeter.objects.create(label="Mêlé")
    mixed.contracts.add(contract_67, contract_17)

    with pytest.raises(PermissionDenied, match="Mêlé"):
        enter(value=VALUE, perimeter=mixed)


def test_a_perimeter_that_leaves_the_contract_out_is_refused(enter, contract_68):
    with pytest.raises(EntryRefused, match="ne couvre pas ce contrat"):
        enter(value=VALUE, perimeter=contract_68.own_perimeter)


def test_two_sources_coexist_and_the_first_is_retained(enter):
    internal = enter(value=VALUE)

    snds = enter(value=Decimal(9), source=Source.SNDS)

    assert (internal.is_retained, snds.is_retained) == (True, False)
    assert Measurement.objects.retained().get() == internal


def test_when_the_retained_source_goes_another_takes_its_place(enter, rate, contract_67, editor_67):
    internal = enter(value=VALUE)
    enter(value=Decimal(8), source=Source.DREES)
    rate.expected_source = Source.SNDS
    rate.save()
    enter(kind=ValueKind.NOT_YET_KNOWN, source=Source.SNDS)

    clear_measurement(contract=contract_67, measurement=internal, by=editor_67, shown_version=1)

    assert Measurement.objects.retained().get().source == Source.DREES
    acts = JournalEntry.objects.order_by("number").values_list("act", flat=True)
    assert list(acts)[-2:] == ["Effacer un relevé", "Retenir un relevé"]


def test_a_source_corrected_keeps_the_history_of_the_figure(enter):
    row = enter(value=VALUE)

    moved = enter(value=VALUE, source=Source.SNDS, replacing=row.pk, shown_version=1)

    assert (moved.pk, moved.source, moved.is_retained) == (row.pk, Source.SNDS, True)
    assert [vintage.source for vintage in moved.history.all()] == [Source.SNDS, Source.INTERNAL]


def test_a_figure_moved_to_both_contracts_leaves_its_place(enter, alsace, contract_67):
    row = enter(value=VALUE)
    other = enter(value=Decimal(9), source=Source.SNDS)

    moved = enter(value=VALUE, perimeter=alsace, replacing=row.pk, shown_version=1)

    other.refresh_from_db()
    assert (moved.pk, moved.perimeter, moved.is_retained) == (row.pk, alsace, True)
    assert other.is_retained


def test_a_figure_is_not_moved_over_another(enter, alsace):
    MeasurementFactory(indicator=enter(value=VALUE).indicator, perimeter=alsace, value=Decimal(9))
    row = Measurement.objects.get(value=VALUE)
    enter(value=Decimal(8), source=Source.SNDS)

    with pytest.raises(EntryRefused) as over_alsace:
        enter(value=VALUE, perimeter=alsace, replacing=row.pk, shown_version=1)
    with pytest.raises(EntryRefused) as over_snds:
        enter(value=VALUE, source=Source.SNDS, replacing=row.pk, shown_version=1)

    said = "Une valeur existe déjà à cette place\u00a0: {}\u00a0%."
    assert over_alsace.value.message_dict == {"perimeter": [said.format(9)]}
    assert over_snds.value.message_dict == {"source": [said.format(8)]}


def test_a_figure_typed_over_loses_what_was_told_of_its_origin(enter, rate, contract_67):
    MeasurementFactory(indicator=rate, contract=contract_67, provenance="Rapport 2024, page 3.")

    commented = enter(value=VALUE, comment="Vu.")
    assert commented.provenance == "Rapport 2024, page 3."
    assert enter(value=Decimal(13)).provenance == ""


def test_an_editor_sets_corrects_and_removes_a_target(contract_67, rate, editor_67):
    common = {"contract": contract_67, "by": editor_67}

    first = set_target(indicator=rate, year=2024, operator=Operator.AT_LEAST, value=Decimal(20), **common)
    then = set_target(
        indicator=rate, year=2024, operator=Operator.RANGE, value=Decimal(20), upper_value=Decimal(30),
        shown_version=1, **common,
    )  # fmt: skip
    clear_target(target=then, shown_version=2, **common)

    acts = JournalEntry.objects.order_by("number").values_list("act", flat=True)
    assert (first.pk, then.version) == (then.pk, 2)
    assert list(acts) == ["Fixer une cible", "Corriger une cible", "Retirer une cible"]
    assert not Target.objects.exists()


def test_a_target_that_breaks_a_rule_is_refused(contract_67, rate, editor_67):
    with pytest.raises(EntryRefused) as refused:
        set_target(
            contract=contract_67, indicator=rate, year=2024, operator=Operator.RANGE, value=Decimal(90),
            upper_value=Decimal(80), by=editor_67,
        )  # fmt: skip

    assert list(refused.value.message_dict) == ["upper"]


def test_a_target_out_of_date_or_locked_is_not_written(contract_67, rate, editor_67):
    target = TargetFactory(contract=contract_67, indicator=rate)
    common = {"contract": contract_67, "by": editor_67}

    with pytest.raises(StaleVersion):
        set_target(
            indicator=rate, year=2024, operator=Operator.AT_LEAST, value=Decimal(1), shown_version=0, **common
        )
    ReportFactory(contract=contract_67, in_state=ReportState.SHARED)
    with pytest.raises(YearLocked):
        clear_target(target=target, **common)


def test_a_target_already_gone_cannot_be_removed(contract_67, rate, editor_67):
    target = TargetFactory(contract=contract_67, indicator=rate)
    clear_target(contract=contract_67, target=target, by=editor_67)

    with pytest.raises(StaleVersion):
        clear_target(contract=contract_67, target=target, by=editor_67)


def test_several_figures_are_written_all_or_none(contract_67, rate, visits, editor_67):
    own = contract_67.own_perimeter
    entries = [
        MeasurementEntry(rate, 2024, own, Figure(value=VALUE)),
        TargetEntry(rate, 2024, Operator.AT_LEAST, Decimal(20)),
        MeasurementEntry(visits, 2024, own, Figure(value=Decimal("0.5"))),
    ]

    with pytest.raises(EntryRefused) as refused:
        save_entries(contract=contract_67, entries=entries, by=editor_67)

    assert refused.value.entry is entries[2]
    assert not Measurement.objects.exists()
    assert not Target.objects.exists()
    assert len(save_entries(contract=contract_67, entries=entries[:2], by=editor_67)) == 2


def test_a_perimeter_is_nobodys_without_a_seat(alsace):
    assert not rules.has_perm("indicators.enter_perimeter", None, alsace)
    assert not rules.has_perm("indicators.enter_perimeter", None, None)


def test_an_absence_in_the_way_is_told_in_words(enter):
    row = enter(value=VALUE)
    enter(kind=ValueKind.NOT_COLLECTED, source=Source.SNDS)

    with pytest.raises(EntryRefused) as refused:
        enter(value=VALUE, source=Source.SNDS, replacing=row.pk, shown_version=1)

    assert "Non recueillie" in refused.value.message_dict["source"][0]

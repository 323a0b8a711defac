"""What a workbook brings back: each line compared at download, in the file, today."""

from decimal import Decimal

import pytest

from core.imports.plan import Standing
from indicators.actions import clear_measurement, record_measurement
from indicators.imports.actions import apply_batch, plan_of
from tests.factories import IndicatorFactory
from tests.indicators.workbook.conftest import read, standings

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(contract_67, rate, editor_67):
    """1.1 is 11 % before the workbook is made."""
    return record_measurement(
        contract=contract_67, indicator=rate, year=2024, value=Decimal(11), by=editor_67
    )


def only(plan):
    """The proposal of 1.1."""
    return next(one for one in plan.proposals if ", 1.1," in one.subject)


def test_a_workbook_brought_back_as_it_was_changes_nothing(stored, download, bring_back):
    plan = bring_back(download())

    assert standings(plan) == {"1.1": Standing.UNCHANGED, "3.1": Standing.UNCHANGED}
    assert plan.is_whole
    assert plan.notices == []


def test_a_value_typed_where_there_was_none_is_new(download, bring_back):
    plan = bring_back(download().fill("1.1", value=12.5))

    proposal = only(plan)
    assert (proposal.standing, proposal.before, proposal.after) == (Standing.NEW, "", "12,5\u00a0%")
    assert proposal.typed == "12,5"
    assert str(proposal.origin) == "feuille «\u00a0Résultats\u00a0», ligne 6, colonne G (Résultat 2024)"
    assert proposal.entry.figure.value == Decimal("12.5")


def test_a_value_typed_over_what_was_downloaded_is_changed(stored, download, bring_back):
    plan = bring_back(download().fill("1.1", value=12.5))

    proposal = only(plan)
    assert (proposal.standing, proposal.before, proposal.after) == (
        Standing.CHANGED,
        "11\u00a0%",
        "12,5\u00a0%",
    )


def test_a_line_left_alone_keeps_what_another_wrote_since(
    stored, download, bring_back, contract_67, rate, editor_67
):
    workbook = download()
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)

    proposal = only(bring_back(workbook))

    assert (proposal.standing, proposal.before) == (Standing.UNCHANGED, "13\u00a0%")
    assert "n’y a pas touché" in proposal.message


def test_a_line_changed_on_both_sides_is_a_conflict(
    stored, download, bring_back, contract_67, rate, editor_67
):
    workbook = download().fill("1.1", value=12.5)
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)

    proposal = only(bring_back(workbook))

    assert proposal.standing == Standing.CONFLICT
    assert (proposal.base, proposal.before, proposal.after) == ("11\u00a0%", "13\u00a0%", "12,5\u00a0%")
    assert proposal.message.startswith("Modifiée par editor_67 – Saisie")


def test_both_sides_that_say_the_same_are_no_conflict(
    stored, download, bring_back, contract_67, rate, editor_67
):
    workbook = download().fill("1.1", value=13)
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)

    assert only(bring_back(workbook)).standing == Standing.UNCHANGED


def test_a_conflict_settled_for_the_file_is_written_over_today(
    stored, download, bring_back, contract_67, rate, editor_67
):
    workbook = download().fill("1.1", value=12.5)
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)

    mine = only(bring_back(workbook, {"result-1.1": "side-value=mine"}))
    theirs = only(bring_back(workbook, {"result-1.1": "side-value=theirs"}))

    assert (mine.standing, mine.entry.shown_version) == (Standing.CHANGED, 2)
    assert (theirs.standing, theirs.entry) == (Standing.UNCHANGED, None)
    assert [one.questions[0].chosen for one in (mine, theirs)] == ["mine", "theirs"]


def test_a_value_erased_since_and_corrected_in_the_file_is_a_conflict(
    stored, download, bring_back, contract_67, editor_67
):
    workbook = download().fill("1.1", value=12.5)
    clear_measurement(contract=contract_67, measurement=stored, by=editor_67)

    proposal = only(bring_back(workbook))

    assert (proposal.standing, proposal.base, proposal.before) == (Standing.CONFLICT, "11\u00a0%", "")
    assert proposal.message.startswith("Effacée par editor_67")


def test_a_value_emptied_in_the_file_is_erased_only_once_confirmed(stored, download, bring_back):
    workbook = download().fill("1.1", value=None, kind=None)

    asked = only(bring_back(workbook))
    erased = only(bring_back(workbook, {"result-1.1": "erase=take"}))
    kept = only(bring_back(workbook, {"result-1.1": "erase=leave"}))

    assert (asked.standing, asked.entry) == (Standing.ASKED, None)
    assert [one.options for one in asked.questions] == [(("take", "Effacer"), ("leave", "Garder"))]
    assert (erased.standing, type(erased.entry).__name__) == (Standing.CHANGED, "MeasurementErasure")
    assert (kept.standing, kept.entry) == (Standing.UNCHANGED, None)


def test_a_comment_emptied_is_asked_about_too(download, bring_back, contract_67, rate, editor_67):
    figure = {"contract": contract_67, "indicator": rate, "year": 2024, "value": Decimal(11), "by": editor_67}
    record_measurement(**figure, comment="Enquête close en mars")

    proposal = only(bring_back(download().fill("1.1", value=12, comment=None)))

    assert proposal.standing == Standing.ASKED
    assert "le commentaire" in proposal.questions[0].text


def test_an_absence_chosen_in_the_list_replaces_the_value(stored, download, bring_back):
    proposal = only(bring_back(download().fill("1.1", value=None, kind="pas encore connue ")))

    assert (proposal.standing, proposal.after) == (Standing.CHANGED, "Pas encore connue")
    assert proposal.entry.figure.value is None


def test_a_ratio_alone_has_its_value_computed(download, bring_back):
    proposal = only(bring_back(download().fill("1.1", numerator=125, denominator=1000)))

    assert proposal.standing == Standing.NEW
    assert "valeur calculée" in proposal.reading
    assert proposal.entry.figure.numerator == 125
    assert proposal.after == "12,5\u00a0% · 125 sur 1\u00a0000"


def test_the_value_that_is_computed_is_the_one_that_is_shown(
    download, bring_back, contract_67, rate, editor_67
):
    ratio = {"numerator": Decimal(179), "denominator": Decimal(780)}
    record_measurement(contract=contract_67, indicator=rate, year=2024, by=editor_67, **ratio)

    proposal = only(bring_back(download().fill("1.1", numerator=200)))

    told = ("22,9\u00a0% · 179 sur 780", "25,6\u00a0% · 200 sur 780", "valeur calculée")
    assert (proposal.before, proposal.after) == told[:2]
    assert told[2] in proposal.reading
    assert proposal.entry.figure.value == Decimal("25.6")


def test_all_that_goes_with_a_value_is_read_and_told(download, bring_back, alsace):
    told = {
        "value": 12.5,
        "kind": "Provisoire",
        "source": "Enquête DREES",
        "perimeter": "Alsace",
        "comment": "=1+1",
    }

    proposal = only(bring_back(download().fill("1.1", **told)))

    assert proposal.standing == Standing.NEW
    assert proposal.after == (
        "12,5\u00a0%, provisoire · Enquête DREES · Alsace · commentaire\u00a0: «\u00a0=1+1\u00a0»"
    )
    entry = proposal.entry
    assert (entry.source, entry.perimeter, entry.comment) == ("drees", alsace, "=1+1")


def test_a_number_of_three_decimals_is_not_taken_for_thousands(download, bring_back, rate):
    rate.decimals = 3
    rate.save()

    proposal = only(bring_back(download().fill("1.1", value=1.234)))

    assert proposal.standing == Standing.NEW
    assert proposal.entry.figure.value == Decimal("1.234")


def test_what_counts_things_has_no_ratio_to_fill_and_one_that_is_brought_is_refused(
    download, bring_back, contract_67, visits, editor_67
):
    record_measurement(contract=contract_67, indicator=visits, year=2024, value=Decimal(4200), by=editor_67)
    workbook = download()
    locked = [workbook.cell("3.1", name).protection.locked for name in ("value", "numerator", "denominator")]

    plan = bring_back(workbook.fill("3.1", numerator=40, denominator=50))

    refused = next(one for one in plan.proposals if ", 3.1," in one.subject)
    assert locked == [False, True, True]
    assert refused.standing == Standing.REFUSED
    assert "Ce qui se compte (visites) n’a ni numérateur ni dénominateur" in refused.message


@pytest.mark.parametrize(
    ("choice", "held"), [("by-ratio", (Decimal("22.9"), 179)), ("without-ratio:", (Decimal(25), None))]
)
def test_a_result_corrected_against_its_ratio_is_asked_about(
    download, bring_back, contract_67, rate, editor_67, choice, held
):
    ratio = {"numerator": Decimal(179), "denominator": Decimal(780)}
    record_measurement(contract=contract_67, indicator=rate, year=2024, by=editor_67, **ratio)
    workbook = download().fill("1.1", value=25)

    asked = only(bring_back(workbook))
    settled = only(bring_back(workbook, {"result-1.1": f"value={choice}"}))

    assert asked.standing == Standing.ASKED
    assert [label for _, label in asked.questions[0].options] == [
        "22,9\u00a0%, calculé de 179 sur 780",
        "25\u00a0%, sans numérateur ni dénominateur",
    ]
    figure = settled.entry.figure if settled.entry else rate.measurements.get()
    assert (figure.value, figure.numerator) == held


def test_a_code_and_a_source_are_read_whatever_their_case_and_spaces(download, bring_back, rate):
    IndicatorFactory(objective=rate.objective, code="L1", unit="places", contract=rate.contract)
    workbook = download().fill("L1", value=12, source="snds")
    workbook.results.cell(workbook.row_of("L1"), 1).value = "l1\u00a0 "

    proposal = next(one for one in bring_back(workbook).proposals if ", L1," in one.subject)

    assert (proposal.standing, proposal.entry.source) == (Standing.NEW, "snds")


def test_codes_that_differ_by_their_case_alone_are_read_as_written(download, bring_back, rate):
    for code in ("L1", "l1"):
        IndicatorFactory(objective=rate.objective, code=code, unit="places", contract=rate.contract)
    workbook = download().fill("L1", value=12).fill("l1", value=13)

    plan = bring_back(workbook)

    assert {one.subject.split(", ")[1]: one.typed for one in plan.proposals if one.typed} == {
        "L1": "12",
        "l1": "13",
    }


def test_a_ratio_that_an_answer_dropped_is_not_asked_about_again(
    download, bring_back, contract_67, rate, editor_67
):
    ratio = {"numerator": Decimal(179), "denominator": Decimal(780)}
    record_measurement(contract=contract_67, indicator=rate, year=2024, by=editor_67, **ratio)
    workbook = download().fill("1.1", value=25)
    batch = read(workbook.content, contract_67, editor_67)
    answers = {"result-1.1": "value=without-ratio:"}
    apply_batch(batch, answers, False, editor_67, confirmed=plan_of(batch, answers).mark)

    again = bring_back(workbook)

    assert (only(again).standing, only(again).questions, again.is_whole) == (Standing.UNCHANGED, (), True)

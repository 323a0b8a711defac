"""« Cibles »: the targets of a contract go out with the workbook and come back compared three ways."""

from decimal import Decimal

import pytest

from core.imports.plan import Standing
from indicators.actions import set_target
from indicators.enums import Operator
from indicators.imports.actions import apply_batch, plan_of, undo_batch
from indicators.models import Assignment, NationalTarget, Target
from indicators.workbook.kits import commission_of, make_kit
from indicators.workbook.making import workbook_file
from reports.enums import ReportState
from tests.factories import ReportFactory
from tests.indicators.workbook.conftest import Filled, read, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def aim(contract_67, rate, editor_67):
    """`aim(20)` sets the target of 1.1 for 2024: at least 20 %."""
    at = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67}
    return lambda value: set_target(**at, operator=Operator.AT_LEAST, value=Decimal(value))


def targets(plan):
    """The proposals of targets."""
    return [one for one in plan.proposals if ", cible " in one.subject]


def test_the_sheet_shows_each_year_beside_the_nation_s(aim, rate, download):
    NationalTarget.objects.create(
        indicator=rate, year=2022, operator=Operator.AT_LEAST, value=Decimal(20), notes="Circulaire"
    )
    aim(18)

    book = download()

    assert book.aim("1.1", "Cible nationale").value == "au moins 20\u00a0% en 2022"
    assert [book.aim("1.1", f"Cible {year}").value for year in (2023, 2024)] == [None, "≥\u00a018"]
    assert not book.aim("1.1", "Cible 2024").protection.locked
    assert book.aim("1.1", "Cible nationale").protection.locked


def test_targets_typed_in_the_sheet_are_written_then_undone(aim, download, contract_67, editor_67):
    aim(18)
    book = download()
    book.aim("1.1", "Cible 2024").value = "20"
    book.aim("1.1", "Cible 2023").value = 15
    batch = read(book.content, contract_67, editor_67)

    plan = plan_of(batch)

    assert [(one.standing, one.before, one.after) for one in targets(plan)] == [
        (Standing.NEW, "", "au moins 15\u00a0%"),
        (Standing.CHANGED, "au moins 18\u00a0%", "au moins 20\u00a0%"),
    ]
    assert str(targets(plan)[0].origin).startswith("feuille «\u00a0Cibles\u00a0», ligne")
    apply_batch(batch, {}, False, editor_67)
    assert dict(Target.objects.values_list("year", "value")) == {2023: Decimal(15), 2024: Decimal(20)}
    undo_batch(batch, editor_67)
    assert dict(Target.objects.values_list("year", "value")) == {2024: Decimal(18)}


def test_a_sheet_left_alone_or_written_otherwise_brings_nothing(aim, download, bring_back):
    aim(18)
    left, same = download(), download()
    same.aim("1.1", "Cible 2024").value = "au moins 18 %"
    aim(19)
    aim(18)

    assert targets(bring_back(left)) == []
    assert bring_back(left).notices == []
    assert targets(bring_back(same)) == []


def test_a_target_changed_on_both_sides_is_asked(aim, download, bring_back):
    aim(18)
    book = download()
    book.aim("1.1", "Cible 2024").value = "≥ 20"
    aim(19)

    (asked,) = targets(bring_back(book))
    (mine,) = targets(bring_back(book, {asked.key: "side-value=mine"}))
    (theirs,) = targets(bring_back(book, {asked.key: "side-value=theirs"}))

    assert asked.standing == Standing.CONFLICT
    assert (
        asked.questions[0]
        .options[1][1]
        .startswith("Celle d’aujourd’hui\u00a0: ≥\u00a019\u00a0%, modifiée par editor_67")
    )
    assert (mine.standing, mine.entry.value, mine.entry.shown_version) == (Standing.CHANGED, 20, 2)
    assert (theirs.standing, theirs.entry) == (Standing.UNCHANGED, None)


def test_a_target_emptied_is_asked_about_and_a_clumsy_one_refused(aim, download, bring_back):
    aim(18)
    book = download()
    book.aim("1.1", "Cible 2024").value = None
    book.aim("1.1", "Cible 2023").value = "vingt"
    book.aim("3.1", "Cible 2024").value = True

    asked = {one.subject.split(", ", 1)[1]: one for one in targets(bring_back(book))}

    assert {name: one.standing for name, one in asked.items()} == {
        "1.1, cible 2023": Standing.REFUSED,
        "1.1, cible 2024": Standing.ASKED,
        "3.1, cible 2024": Standing.REFUSED,
    }
    (gone,) = targets(
        bring_back(book, {asked["1.1, cible 2024"].key: "erase=take"}),
    )[1:2]
    assert type(gone.entry).__name__ == "TargetErasure"


def test_the_year_of_a_shared_report_is_closed(aim, contract_67, download, bring_back):
    aim(18)
    book = download()
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state=ReportState.SHARED)
    book.aim("1.1", "Cible 2024").value = "20"

    (refused,) = targets(bring_back(book))

    assert refused.standing == Standing.REFUSED
    assert download().aim("1.1", "Cible 2024").protection.locked
    assert not download().aim("1.1", "Cible 2023").protection.locked


def test_two_lines_of_an_indicator_and_a_lost_sheet_are_told(aim, download, bring_back):
    twice, lost = download(), download()
    sheet = twice.book["Cibles"]
    twice.aim("3.1", "Code").value = "1.1"
    twice.aim("1.1", "Cible 2024").value = "20"
    lost.book.remove(lost.book["Cibles"])

    assert ["sont sur plusieurs lignes" in one.message for one in bring_back(twice).faults] == [True, True]
    assert sheet.max_row
    assert bring_back(lost).notices == [
        "La feuille «\u00a0Cibles\u00a0» n’est pas dans le fichier\u00a0: les cibles restent telles quelles."
    ]


def test_a_column_of_targets_that_is_gone_and_a_sheet_that_is_there_twice(aim, download, bring_back):
    aim(18)
    gone, twice = download(), download()
    gone.book["Cibles"].delete_cols(gone.aim("1.1", "Cible 2024").column)
    twice.book.copy_worksheet(twice.book["Cibles"])

    assert targets(bring_back(gone)) == []
    assert "Plusieurs feuilles portent des cibles" in bring_back(twice).faults[0].message


def test_a_contributor_s_workbook_has_no_target_to_fill(contract_67, rate, editor_67):
    Assignment.objects.create(
        contract=contract_67, indicator=rate, fiscal_year=2024, seat=None, service="PMI"
    )
    kit = make_kit(contract=contract_67, year=2024, service="PMI", by=editor_67)

    content = workbook_file(sheet_of(editor_67), "xlsx", commission_of(kit)).content

    assert "Cibles" not in Filled(content).book.sheetnames

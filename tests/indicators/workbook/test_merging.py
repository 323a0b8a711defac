"""A line changed on both sides: settled cell by cell, and only where the two sides are opposed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.imports.plan import Standing
from indicators.actions import record_measurement
from indicators.imports.actions import apply_batch, plan_of
from indicators.models import Measurement
from indicators.revision import REASON_DUE
from reports.enums import ReportState
from tests.factories import ReportFactory
from tests.indicators.workbook.conftest import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(contract_67, rate, editor_67):
    """`write(value=…, comment=…)` records 1.1 in 2024, as its editor does."""
    at = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67}
    return lambda **told: record_measurement(**at, **told)


def only(plan):
    """The proposal of 1.1."""
    return next(one for one in plan.proposals if ", 1.1," in one.subject)


def test_what_one_side_alone_changed_is_taken_without_a_question(write, download, bring_back):
    write(value=Decimal(11), comment="Provisoire")
    workbook = download().fill("1.1", value=12.5)
    write(value=Decimal(11), comment="Relu par la PMI")

    proposal = only(bring_back(workbook))

    assert (proposal.standing, proposal.questions) == (Standing.CHANGED, ())
    assert (proposal.entry.figure.value, proposal.entry.comment) == (Decimal("12.5"), "Relu par la PMI")
    assert proposal.entry.shown_version == 2
    assert proposal.message.endswith("Gardé d’aujourd’hui\u00a0: le commentaire.")


def test_each_opposed_cell_is_asked_with_who_wrote_there_and_when(
    write, download, contract_67, editor_67, rate
):
    write(value=Decimal(11), comment="Provisoire")
    workbook = download().fill("1.1", value=12.5, comment="Le mien", source="Enquête DREES")
    write(value=Decimal(13), comment="Provisoire")
    write(value=Decimal(13), comment="Le leur")
    batch = read(workbook.content, contract_67, editor_67)

    asked = only(plan_of(batch))

    assert asked.standing == Standing.CONFLICT
    assert [one.about for one in asked.questions] == ["side-value", "side-comment"]
    value, comment = asked.questions
    assert value.text == "Valeur (au téléchargement\u00a0: 11\u00a0%)"
    assert value.options[0] == ("mine", "Celle du classeur\u00a0: 12,5\u00a0%")
    assert value.options[1][1].startswith(
        "Celle d’aujourd’hui\u00a0: 13\u00a0%, modifiée par editor_67 – Saisie"
    )
    assert comment.options[1][1].startswith(
        "Celle d’aujourd’hui\u00a0: «\u00a0Le leur\u00a0», modifiée par editor_67"
    )
    half = only(plan_of(batch, {"result-1.1": "side-value=mine"}))
    assert [one.chosen for one in half.questions] == ["mine", ""]
    apply_batch(batch, {"result-1.1": "side-value=mine|side-comment=theirs"}, False, editor_67)
    row = rate.measurements.get(year=2024, is_retained=True)
    assert (row.value, row.comment, row.source) == (Decimal("12.5"), "Le leur", "drees")


def test_a_figure_is_opposed_as_a_whole_and_what_was_chosen_is_kept_on_error(write, download, bring_back):
    write(value=Decimal(11))
    workbook = download().fill("1.1", value=None, numerator=125, denominator=1000)
    write(value=Decimal(13))

    asked = only(bring_back(workbook))
    wrong = only(
        bring_back(
            workbook,
            {"result-1.1": "side-value=theirs|side-numerator=mine|side-denominator=theirs"},
        )
    )
    fine = only(
        bring_back(workbook, {"result-1.1": "side-value=mine|side-numerator=mine|side-denominator=mine"})
    )

    assert [one.about for one in asked.questions] == ["side-value", "side-numerator", "side-denominator"]
    assert asked.questions[0].options[0][1] == "Celle du classeur\u00a0: case vide"
    assert (wrong.standing, bool(wrong.message)) == (Standing.REFUSED, True)
    assert [one.chosen for one in wrong.questions] == ["theirs", "mine", "theirs"]
    assert (fine.standing, fine.entry.figure.value) == (Standing.CHANGED, Decimal("12.5"))


def test_keeping_what_a_line_empties_does_not_lose_what_else_it_says(write, download, bring_back):
    write(value=Decimal(11), comment="Enquête close en mars")
    workbook = download().fill("1.1", value=12, comment=None)

    kept = only(bring_back(workbook, {"result-1.1": "erase=leave"}))

    assert (kept.standing, kept.entry.figure.value) == (Standing.CHANGED, Decimal(12))
    assert kept.entry.comment == "Enquête close en mars"


def test_the_sides_are_chosen_on_the_page_and_come_back_when_others_are_refused(
    write, download, contract_67, editor_67, sign_in
):
    write(value=Decimal(11))
    workbook = download().fill("1.1", value=12.5).fill("3.1", value="douze")
    write(value=Decimal(13))
    batch = read(workbook.content, contract_67, editor_67)
    client, address = sign_in(editor_67), f"/indicateurs/imports/{batch.pk}/"

    preview = client.get(address).context["preview"]
    sent = {"version": batch.version, "mark": preview.mark, "answer-result-1.1|side-value": "mine"}
    refused = client.post(f"{address}enregistrer/", sent | {"accept": "all"})

    assert refused.status_code == 409
    shown = refused.content.decode()
    assert 'name="answer-result-1.1|side-value" value="mine" checked' in shown
    client.post(f"{address}enregistrer/", sent | {"accept": "valid"})
    assert contract_67.own_perimeter.measurements.get().value == Decimal("12.5")


def test_a_nature_goes_with_its_value_in_one_question(write, download, bring_back):
    write(value=Decimal(11))
    workbook = download().fill("1.1", value=12.5, kind="Provisoire")
    write(value=Decimal(13), kind="provisional")
    same = only(bring_back(workbook))
    write(value=None, kind="not_collected")

    asked = only(bring_back(workbook))
    mine = only(bring_back(workbook, {"result-1.1": "side-value=mine"}))

    assert [one.about for one in same.questions] == ["side-value"]
    assert [one.about for one in asked.questions] == ["side-value"]
    assert [label.split(", modifiée")[0] for _, label in asked.questions[0].options] == [
        "Celle du classeur\u00a0: 12,5\u00a0%, provisoire",
        "Celle d’aujourd’hui\u00a0: Non recueillie",
    ]
    assert (mine.entry.figure.value, mine.entry.figure.kind) == (Decimal("12.5"), "provisional")


def test_a_figure_that_an_agreed_edition_holds_is_corrected_with_a_reason(
    write, download, bring_back, contract_67
):
    write(value=Decimal(11))
    Measurement.history.update(history_date=datetime(2025, 5, 1, tzinfo=UTC))
    ReportFactory(contract=contract_67, fiscal_year=2024, in_state=ReportState.CORRECTED)
    workbook = download().fill("1.1", value=12)

    refused = only(bring_back(workbook))
    column = workbook.columns["Motif de la révision"]
    workbook.results.cell(workbook.row_of("1.1"), column).value = "Erreur de saisie"
    given = only(bring_back(workbook))

    assert (refused.standing, refused.message) == (Standing.REFUSED, REASON_DUE)
    assert (given.standing, given.entry.reason) == (Standing.CHANGED, "Erreur de saisie")


@pytest.mark.parametrize(
    ("before", "filled"),
    [
        ({}, {"kind": "Non recueillie"}),
        ({}, {"value": "nd", "kind": "Non recueillie"}),
        ({"value": Decimal(11)}, {"value": None, "kind": "Sans objet"}),
        ({"kind": "not_collected"}, {"kind": "Sans objet"}),
        ({"kind": "not_collected"}, {"value": 12.5}),
        ({"value": Decimal(11), "kind": "provisional"}, {"value": None}),
        ({}, {"numerator": 125, "denominator": 1000}),
        ({"numerator": Decimal(110), "denominator": Decimal(1000)}, {"numerator": 125}),
        ({"numerator": Decimal(110), "denominator": Decimal(1000)}, {"value": None, "numerator": 125}),
        ({"value": Decimal(11)}, {"comment": "Relu", "source": "Enquête DREES"}),
        ({"value": Decimal(11), "comment": "Provisoire"}, {"comment": None}),
        ({}, {"value": 12.5, "kind": "Provisoire", "comment": "Relu"}),
    ],
)
def test_a_line_brought_again_asks_nothing_and_changes_nothing(
    write, download, contract_67, editor_67, before, filled
):
    if before:
        write(**before)
    content = download().fill("1.1", **filled).content
    answers = {"result-1.1": "erase=take"}
    first = read(content, contract_67, editor_67)
    assert only(plan_of(first, answers)).standing in {Standing.NEW, Standing.CHANGED}
    apply_batch(first, answers, False, editor_67)

    again = only(plan_of(read(content, contract_67, editor_67)))

    assert (again.standing, again.questions, again.message) == (Standing.UNCHANGED, (), "")


def test_the_words_of_an_absence_once_confirmed_are_not_asked_about_again(
    write, download, contract_67, editor_67
):
    content = download().fill("1.1", value="nd").content
    first = read(content, contract_67, editor_67)
    apply_batch(first, {"result-1.1": "value=absence:not_yet_known"}, False, editor_67)

    again = only(plan_of(read(content, contract_67, editor_67)))

    assert (again.standing, again.questions) == (Standing.UNCHANGED, ())

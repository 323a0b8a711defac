from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contracts.years import YearLocked
from core import journal
from core.models import JournalEntry
from core.versions import StaleVersion
from funding.actions import (
    CellConflict,
    LineEdit,
    LinesChanged,
    add_line,
    carry_lines,
    remove_line,
    save_lines,
)
from funding.models import FundingLine
from reports.models import Remark
from tests.factories import ActionFactory, FundingLineFactory, OrganisationFactory, ReportFactory


@pytest.fixture
def p304(contract_67):
    return FundingLineFactory(contract=contract_67, source="p304")


@pytest.fixture
def fir(contract_67):
    return FundingLineFactory(contract=contract_67, source="fir")


def edit(line, version=1, **values):
    return LineEdit(line.pk, version, values)


def save(contract, by, *edits, year=2024):
    return save_lines(contract, year=year, edits=edits, by=by)


def test_a_saved_amount_is_kept_counted_and_journalled(contract_67, p304, prefecture_editor_67):
    saved = save(contract_67, prefecture_editor_67, edit(p304, paid_amount=Decimal("950.5")))

    stored = FundingLine.objects.get(pk=p304.pk)
    entry = JournalEntry.objects.get(chain="67-2020")
    assert saved == [stored]
    assert (stored.paid_amount, stored.version) == (Decimal("950.50"), 2)
    assert (entry.act, entry.before, entry.after) == (
        "Saisir les financements",
        {"paid_amount": None},
        {"paid_amount": "950.5"},
    )
    assert stored.history.first().history_seat_label == str(prefecture_editor_67)
    assert list(journal.verify()) == []


def test_a_cell_sent_back_as_it_was_writes_nothing(contract_67, p304, prefecture_editor_67):
    saved = save(contract_67, prefecture_editor_67, edit(p304, notified_amount=Decimal("1000.00")))

    assert saved == []
    assert FundingLine.objects.get(pk=p304.pk).version == 1
    assert not JournalEntry.objects.exists()


def test_the_departement_says_what_was_spent_on_every_line(contract_67, p304, fir, editor_67):
    save(
        contract_67,
        editor_67,
        edit(p304, spent_amount=Decimal(800), comment="Recrutement tardif."),
        edit(fir, carried_over_amount=Decimal(0)),
    )

    spent = FundingLine.objects.order_by("pk").values_list("spent_amount", "carried_over_amount", "comment")
    assert list(spent) == [(Decimal(800), None, "Recrutement tardif."), (None, Decimal(0), "")]


def test_a_cell_of_another_payer_is_forbidden_and_nothing_is_saved(contract_67, p304, fir, ars_editor):
    with pytest.raises(PermissionDenied, match="saisir notifié sur une ligne «\u00a0Programme 304\u00a0»"):
        save(
            contract_67,
            ars_editor,
            edit(fir, paid_amount=Decimal(1)),
            edit(p304, notified_amount=Decimal(1)),
        )

    assert not FundingLine.objects.filter(version__gt=1).exists()


def test_two_people_on_one_cell_meet_a_conflict_with_base_theirs_and_yours(
    contract_67, p304, prefecture_editor_67, editor_67
):
    save(contract_67, prefecture_editor_67, edit(p304, notified_amount=Decimal(1200)))
    save(contract_67, editor_67, edit(p304, version=2, spent_amount=Decimal(7)))

    with pytest.raises(LinesChanged) as refusal:
        save(
            contract_67,
            prefecture_editor_67,
            edit(p304, notified_amount=Decimal(1300), paid_amount=Decimal(5)),
        )

    conflict = refusal.value.conflicts[0]
    assert conflict.cells == (CellConflict("notified_amount", Decimal(1000), Decimal(1200), Decimal(1300)),)
    assert conflict.who == str(editor_67)
    stored = FundingLine.objects.get(pk=p304.pk)
    assert (stored.notified_amount, stored.paid_amount, stored.version) == (Decimal(1200), None, 3)


def test_two_people_on_two_cells_of_a_line_do_not_hinder_each_other(
    contract_67, p304, prefecture_editor_67, editor_67
):
    save(contract_67, editor_67, edit(p304, spent_amount=Decimal(7)))

    save(contract_67, prefecture_editor_67, edit(p304, paid_amount=Decimal(5), notified_amount=Decimal(1000)))

    stored = FundingLine.objects.get(pk=p304.pk)
    assert (stored.spent_amount, stored.paid_amount, stored.version) == (Decimal(7), Decimal(5), 3)


def test_a_cell_left_alone_follows_what_the_other_saved(contract_67, p304, prefecture_editor_67):
    save(contract_67, prefecture_editor_67, edit(p304, notified_amount=Decimal(1200), paid_amount=Decimal(3)))

    with pytest.raises(LinesChanged) as refusal:
        save(
            contract_67,
            prefecture_editor_67,
            edit(p304, notified_amount=Decimal(1000), paid_amount=Decimal(4)),
        )

    conflict = refusal.value.conflicts[0]
    assert [cell.field for cell in conflict.cells] == ["paid_amount"]
    assert conflict.moved == {"notified_amount": Decimal(1200)}


def test_the_same_change_made_twice_is_no_conflict(contract_67, p304, prefecture_editor_67):
    save(contract_67, prefecture_editor_67, edit(p304, paid_amount=Decimal(5)))

    assert save(contract_67, prefecture_editor_67, edit(p304, paid_amount=Decimal(5))) == []


def test_a_line_whose_past_is_unknown_disputes_every_difference(contract_67, p304, prefecture_editor_67):
    p304.history.all().delete()
    p304.version = 4
    p304.save_without_historical_record()

    with pytest.raises(LinesChanged) as refusal:
        save(contract_67, prefecture_editor_67, edit(p304, version=2, paid_amount=Decimal(5)))

    assert refusal.value.conflicts[0].cells == (CellConflict("paid_amount", None, None, Decimal(5)),)


def test_one_line_in_conflict_saves_none(contract_67, p304, prefecture_editor_67, contract_68):
    other = FundingLineFactory(contract=contract_67, payee="other")
    save(contract_67, prefecture_editor_67, edit(p304, paid_amount=Decimal(5)))

    with pytest.raises(LinesChanged):
        save(
            contract_67,
            prefecture_editor_67,
            edit(other, paid_amount=Decimal(9)),
            edit(p304, paid_amount=Decimal(6)),
        )

    assert FundingLine.objects.get(pk=other.pk).paid_amount is None


def test_a_line_of_another_contract_or_year_is_out_of_reach(contract_67, contract_68, prefecture_editor_67):
    elsewhere = FundingLineFactory(contract=contract_68)
    before = FundingLineFactory(contract=contract_67, fiscal_year=2023)

    saved = save(
        contract_67,
        prefecture_editor_67,
        edit(elsewhere, paid_amount=Decimal(1)),
        edit(before, paid_amount=Decimal(1)),
    )

    assert saved == []
    assert not FundingLine.objects.exclude(paid_amount=None).exists()


@pytest.mark.parametrize("state", ["shared", "agreed", "deliberated"])
def test_a_locked_year_refuses_and_names_the_edition(contract_67, p304, prefecture_editor_67, state):
    ReportFactory(contract=contract_67, in_state=state)

    with pytest.raises(YearLocked, match=r"L’exercice 2024 du contrat 67-2020.*édition n° 1"):
        save(contract_67, prefecture_editor_67, edit(p304, paid_amount=Decimal(1)))


def test_a_returned_report_opens_only_the_lines_remarked(
    contract_67, p304, fir, ars_editor, prefecture_editor_67
):
    report = ReportFactory(contract=contract_67, in_state="returned")
    Remark.objects.create(
        report=report,
        organisation=prefecture_editor_67.organisation,
        author=prefecture_editor_67.user,
        funding_line=p304,
        body="Montant à revoir.",
    )

    save(contract_67, prefecture_editor_67, edit(p304, paid_amount=Decimal(1)))

    with pytest.raises(YearLocked, match="remarque non close"):
        save(contract_67, ars_editor, edit(fir, paid_amount=Decimal(1)))


def test_an_amount_the_model_refuses_is_refused_in_french(contract_67, p304, prefecture_editor_67):
    with pytest.raises(ValidationError, match="Un montant ne peut être négatif"):
        save(contract_67, prefecture_editor_67, edit(p304, paid_amount=Decimal(-1)))


@pytest.mark.parametrize(
    ("who", "source", "kind"),
    [
        ("prefecture_editor_67", "p304", "prefecture"),
        ("ars_editor", "fir", "ars"),
        ("ars_editor", "ondam", "ars"),
        ("editor_67", "departement", "departement"),
    ],
)
def test_a_new_line_is_paid_by_the_party_its_source_names(request, contract_67, who, source, kind):
    line = add_line(contract_67, year=2024, source=source, by=request.getfixturevalue(who))

    assert line.payer == contract_67.parties.get(kind=kind).organisation
    assert JournalEntry.objects.get(chain="67-2020").act == "Ajouter une ligne de financement"


def test_another_co_financer_pays_its_own_line(contract_67, editor_67):
    caf = OrganisationFactory(name="CAF du Bas-Rhin", kind="carrier")

    line = add_line(contract_67, year=2024, source="other", payer=caf, by=editor_67)

    assert line.payer == caf


def test_a_payer_cannot_be_chosen_for_a_source_of_the_state(contract_67, ars_editor):
    other = OrganisationFactory(name="Ailleurs", kind="carrier")

    line = add_line(contract_67, year=2024, source="fir", payer=other, by=ars_editor)

    assert line.payer == ars_editor.organisation


@pytest.mark.parametrize(("who", "source"), [("ars_editor", "p304"), ("editor_67", "fir"), ("dgcs", "p304")])
def test_a_line_of_another_s_source_is_forbidden(request, contract_67, who, source):
    with pytest.raises(PermissionDenied, match="ajouter une ligne"):
        add_line(contract_67, year=2024, source=source, by=request.getfixturevalue(who))


def test_a_new_line_comes_last_and_never_twice(contract_67, p304, ars_editor):
    action = ActionFactory(contract=contract_67)
    line = add_line(contract_67, year=2024, source="fir", action=action, by=ars_editor)

    assert line.position == p304.position + 1
    with pytest.raises(ValidationError, match="Cette ligne existe déjà pour cette action"):
        add_line(contract_67, year=2024, source="fir", action=action, by=ars_editor)


def test_a_locked_year_takes_no_line(contract_67, ars_editor):
    ReportFactory(contract=contract_67, in_state="shared")

    with pytest.raises(YearLocked):
        add_line(contract_67, year=2024, source="fir", by=ars_editor)


def test_an_empty_line_may_be_withdrawn_by_its_payer(contract_67, ars_editor):
    line = FundingLineFactory(contract=contract_67, source="fir", notified_amount=None)

    remove_line(line, by=ars_editor, shown_version=1)

    assert not FundingLine.objects.exists()
    entry = JournalEntry.objects.get()
    assert (entry.act, entry.before["source"]) == ("Retirer une ligne de financement", "fir")


def test_a_line_that_holds_an_amount_stays(contract_67, fir, ars_editor):
    with pytest.raises(ValidationError, match="porte des montants"):
        remove_line(fir, by=ars_editor, shown_version=1)


def test_a_line_that_a_remark_cites_stays_and_nothing_is_journalled(contract_67, ars_editor):
    line = FundingLineFactory(contract=contract_67, source="fir", notified_amount=None)
    report = ReportFactory(contract=contract_67)
    Remark.objects.create(
        report=report,
        organisation=ars_editor.organisation,
        author=ars_editor.user,
        funding_line=line,
        body="?",
    )

    with pytest.raises(ValidationError, match="Une remarque cite cette ligne"):
        remove_line(line, by=ars_editor, shown_version=1)

    assert FundingLine.objects.exists()
    assert not JournalEntry.objects.exists()


def test_a_line_of_another_is_not_withdrawn(contract_67, editor_67, dgcs):
    line = FundingLineFactory(contract=contract_67, source="fir", notified_amount=None)

    for seat in (editor_67, dgcs):
        with pytest.raises(PermissionDenied, match="retirer une ligne"):
            remove_line(line, by=seat, shown_version=1)


def test_a_line_changed_since_it_was_shown_is_not_withdrawn(contract_67, ars_editor):
    line = FundingLineFactory(contract=contract_67, source="fir", notified_amount=None, version=2)

    with pytest.raises(StaleVersion):
        remove_line(line, by=ars_editor, shown_version=1)


def test_one_s_own_lines_are_laid_out_as_the_year_before_without_amounts(contract_67, ars_editor):
    action = ActionFactory(contract=contract_67)
    FundingLineFactory(contract=contract_67, fiscal_year=2023, source="fir", action=action)
    FundingLineFactory(contract=contract_67, fiscal_year=2023, source="ondam", payee_label="CAMSP")
    FundingLineFactory(contract=contract_67, fiscal_year=2023, source="p304")

    carried = carry_lines(contract_67, year=2024, by=ars_editor)

    rows = FundingLine.objects.filter(fiscal_year=2024).order_by("position")
    assert [(row.source, row.payee_label, row.action, row.notified_amount) for row in rows] == [
        ("fir", "", action, None),
        ("ondam", "CAMSP", None, None),
    ]
    assert len(carried) == 2


def test_a_line_that_the_year_has_already_is_not_laid_out_twice(contract_67, fir, ars_editor):
    FundingLineFactory(contract=contract_67, fiscal_year=2023, source="fir")

    assert carry_lines(contract_67, year=2024, by=ars_editor) == []


def test_lines_are_not_laid_out_by_a_reader_nor_in_a_locked_year(contract_67, ars_editor, ars_grand_est):
    FundingLineFactory(contract=contract_67, fiscal_year=2023, source="fir")
    with pytest.raises(PermissionDenied, match="reprendre les lignes"):
        carry_lines(contract_67, year=2024, by=ars_grand_est)

    ReportFactory(contract=contract_67, in_state="shared")
    with pytest.raises(YearLocked):
        carry_lines(contract_67, year=2024, by=ars_editor)

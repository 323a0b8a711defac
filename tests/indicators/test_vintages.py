"""The vintages of a figure, and the figures as agreed beside those known today."""

from decimal import Decimal

import pytest

from contracts import years
from core.models import JournalEntry
from indicators.actions import clear_measurement, record_measurement
from indicators.enums import Source, Stage, ValueKind
from indicators.gate import EntryRefused
from indicators.vintages import agreed_readings, vintages
from reports import workflow
from reports.actions import open_report
from reports.builder import build_report
from reports.remarks import make_remark
from tests.reports.conftest import finish_papers

VALUE = Decimal("12.5")


@pytest.fixture
def enter(contract_67, rate, editor_67):
    def _enter(**details):
        usual = {"contract": contract_67, "indicator": rate, "year": 2024, "by": editor_67}
        return record_measurement(**(usual | details))

    return _enter


@pytest.fixture
def agree(contract_67, editor_67, prefecture_67, ars_grand_est, signatory_67):
    """`agree()` shares the 2024 report of the Bas-Rhin and has it sealed by its three parties."""

    def _agree(report=None):
        report = report or open_report(contract=contract_67, fiscal_year=2024, by=editor_67)
        workflow.share(report, by=editor_67)
        finish_papers()
        report.refresh_from_db()
        sha256 = report.current_edition.sha256
        for seat in (prefecture_67, ars_grand_est, signatory_67):
            workflow.seal(report, by=seat, decision="given", sha256=sha256)
        return report

    return _agree


def stages(contract, indicator, year=2024):
    return [(vintage.stage, vintage.reading.value) for vintage in vintages(contract, indicator).get(year, [])]


def test_a_provisional_then_final_then_revised_figure_says_so(enter, contract_67, rate, editor_67):
    enter(value=VALUE, kind=ValueKind.PROVISIONAL)
    enter(value=Decimal(13))
    enter(value=Decimal(14), reason="Doublon retiré.")

    told = vintages(contract_67, rate)[2024]

    assert stages(contract_67, rate) == [
        (Stage.PROVISIONAL, VALUE),
        (Stage.FINAL, Decimal(13)),
        (Stage.REVISED, Decimal(14)),
    ]
    assert [(one.who, one.seat) for one in told] == [(editor_67.user.name, str(editor_67))] * 3
    assert [one.reason for one in told] == ["", "", "Doublon retiré."]


def test_a_comment_is_no_vintage(enter, contract_67, rate):
    enter(value=VALUE)
    enter(value=VALUE, comment="Précision.")

    assert stages(contract_67, rate) == [(Stage.FINAL, VALUE)]


def test_an_erased_figure_keeps_its_vintages_and_comes_back_revised(enter, contract_67, rate, editor_67):
    row = enter(value=VALUE)
    clear_measurement(contract=contract_67, measurement=row, by=editor_67)
    enter(value=Decimal(11))

    assert stages(contract_67, rate) == [
        (Stage.FINAL, VALUE),
        (Stage.ERASED, VALUE),
        (Stage.REVISED, Decimal(11)),
    ]


def test_an_absence_then_a_figure_are_two_vintages(enter, contract_67, rate):
    enter(kind=ValueKind.NOT_YET_KNOWN)
    enter(value=VALUE)

    assert stages(contract_67, rate) == [(Stage.ABSENT, None), (Stage.FINAL, VALUE)]


def test_hidden_years_tell_nothing(enter, contract_67, rate):
    enter(value=VALUE)

    assert vintages(contract_67, rate, hidden_years={2024}) == {}


def test_nothing_is_agreed_before_the_parties_agree(enter, contract_67, rate):
    enter(value=VALUE)

    assert years.agreed_editions([contract_67]) == {}
    assert agreed_readings([contract_67], [rate.pk]) == {}


def test_the_agreed_figure_stays_that_of_its_day_while_another_is_known(
    enter, agree, contract_67, rate, signatory_67
):
    enter(value=VALUE)
    report = agree()
    workflow.open_correction(report, by=signatory_67, reason="Erreur de saisie.")
    enter(value=Decimal(14), reason="Doublon retiré.")

    held = agreed_readings([contract_67], [rate.pk])[contract_67.pk][rate.pk][2024]

    assert (held.reading.value, held.edition.number) == (VALUE, 1)
    assert stages(contract_67, rate)[-1] == (Stage.REVISED, Decimal(14))


def test_the_next_agreed_edition_takes_its_place(enter, agree, contract_67, rate, signatory_67):
    enter(value=VALUE)
    report = agree()
    workflow.open_correction(report, by=signatory_67, reason="Erreur de saisie.")
    enter(value=Decimal(14), reason="Doublon retiré.")
    agree(report)

    held = agreed_readings([contract_67], [rate.pk])[contract_67.pk][rate.pk][2024]

    assert (held.reading.value, held.edition.number) == (Decimal(14), 2)


def test_the_figures_as_agreed_are_those_of_the_edition(
    enter, agree, contract_67, rate, visits, signatory_67
):
    enter(value=VALUE)
    enter(value=Decimal(11), source=Source.DREES)
    enter(indicator=visits, value=Decimal(5078))
    report = agree()
    content = build_report(report)
    printed = {
        indicator.code: indicator.result.value
        for engagement in content.engagements
        for objective in engagement.objectives
        for indicator in objective.indicators
        if indicator.result
    }
    workflow.open_correction(report, by=signatory_67, reason="Erreur de saisie.")
    enter(indicator=visits, value=Decimal(5080), reason="Deux visites oubliées.")

    held = agreed_readings([contract_67], [rate.pk, visits.pk])[contract_67.pk]

    assert {"1.1": held[rate.pk][2024].reading.value, "3.1": held[visits.pk][2024].reading.value} == printed


def test_a_figure_that_left_a_common_perimeter_is_no_longer_held(
    enter, agree, contract_67, contract_68, rate, alsace, signatory_67
):
    by = signatory_67  # a seat of both territories, made an editor of them
    by.role = "editor"
    row = enter(value=VALUE, perimeter=alsace, by=by)
    enter(value=VALUE, perimeter=contract_68.own_perimeter, contract=contract_68, replacing=row.pk, by=by)
    by.role = "signatory"
    agree()

    assert agreed_readings([contract_67], [rate.pk]) == {}


def test_figures_as_agreed_cost_as_many_queries_for_one_contract_or_three(
    enter, agree, contract_67, contract_68, contract_17, rate, visits, django_assert_num_queries
):
    enter(value=VALUE)
    enter(indicator=visits, value=Decimal(3))
    agree()

    with django_assert_num_queries(3):
        agreed_readings([contract_67], [rate.pk])
    with django_assert_num_queries(3):
        agreed_readings([contract_67, contract_68, contract_17], [rate.pk, visits.pk])


def test_the_remarks_of_an_indicator_are_told_to_those_who_may_read_them(
    agree, contract_67, rate, visits, editor_67, prefecture_67, ars_grand_est, editor_17
):
    report = open_report(contract=contract_67, fiscal_year=2024, by=editor_67)
    workflow.share(report, by=editor_67)
    make_remark(report, by=ars_grand_est, body="À préciser.", indicator=rate)
    make_remark(report, by=ars_grand_est, body="Entre nous.", indicator=rate, is_internal=True)
    make_remark(report, by=ars_grand_est, body="Ailleurs.", indicator=visits)

    told = {
        seat: [one.body for one in years.remarks(contract_67, 2024, rate, seat)]
        for seat in (editor_67, prefecture_67, ars_grand_est, editor_17, None)
    }

    assert told == {
        editor_67: ["À préciser."],
        prefecture_67: ["À préciser."],
        ars_grand_est: ["À préciser.", "Entre nous."],
        editor_17: [],
        None: [],
    }


def test_a_figure_held_by_an_agreed_edition_is_not_corrected_without_a_reason(
    enter, agree, contract_67, rate, signatory_67, editor_67
):
    row = enter(value=VALUE)
    workflow.open_correction(agree(), by=signatory_67, reason="Erreur de saisie.")

    for refused in (
        lambda: enter(value=Decimal(14)),
        lambda: enter(value=VALUE, kind=ValueKind.PROVISIONAL, reason=" "),
        lambda: clear_measurement(contract=contract_67, measurement=row, by=editor_67),
    ):
        with pytest.raises(EntryRefused) as caught:
            refused()
        assert list(caught.value.message_dict) == ["reason"]

    assert stages(contract_67, rate) == [(Stage.FINAL, VALUE)]
    assert enter(value=VALUE, comment="Un commentaire n’est pas une révision.").version == 2


def test_a_figure_that_no_edition_holds_is_corrected_without_a_reason(
    enter, agree, signatory_67, visits, rate, contract_67
):
    enter(value=VALUE)
    workflow.open_correction(agree(), by=signatory_67, reason="Oubli.")
    enter(indicator=visits, value=Decimal(12))

    row = enter(indicator=visits, value=Decimal(13))

    assert row.version == 2


def test_the_reason_is_kept_by_the_history_and_the_journal(enter, agree, contract_67, rate, signatory_67):
    enter(value=VALUE)
    workflow.open_correction(agree(), by=signatory_67, reason="Erreur de saisie.")

    enter(value=Decimal(14), reason="Doublon retiré.")

    assert vintages(contract_67, rate)[2024][-1].reason == "Doublon retiré."
    assert JournalEntry.objects.latest("pk").reason == "Doublon retiré."


def test_the_year_page_asks_for_the_reason_and_takes_it(
    enter, agree, signatory_67, editor_67, sign_in, year_url
):
    row = enter(value=VALUE)
    workflow.open_correction(agree(), by=signatory_67, reason="Erreur de saisie.")
    client, typed = sign_in(editor_67), {"result-1.1-value": "14", "result-1.1-shown": f"{row.pk}:1"}

    asked = client.post(year_url, typed)
    taken = client.post(year_url, typed | {"result-1.1-reason": "Doublon retiré."})

    assert asked.status_code == 422
    assert 'name="result-1.1-reason"' in asked.content.decode()
    assert taken.status_code == 302
    row.refresh_from_db()
    assert (row.value, row.history.first().history_change_reason) == (Decimal(14), "Doublon retiré.")

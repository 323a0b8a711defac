"""Who reads what on the year page, and two people in the same cell."""

from decimal import Decimal

import pytest

from accounts.models import Seat
from contracts.years import YearLocked
from indicators import entry
from indicators.actions import record_measurement, save_entries, set_target
from indicators.enums import Operator
from indicators.models import Measurement, Target
from reports.enums import ReportState
from tests.factories import MeasurementFactory, ReportFactory, TargetFactory
from tests.indicators.test_year_page import save, text_of


@pytest.fixture
def editor(sign_in, editor_67):
    """The browser of the Bas-Rhin's editor."""
    return sign_in(editor_67)


@pytest.fixture
def figure(contract_67, rate) -> Measurement:
    """1.1 in 2024: 12.5."""
    return MeasurementFactory(indicator=rate, contract=contract_67)


def test_a_stranger_finds_nothing(sign_in, editor_17, contract_67, year_url):
    browser = sign_in(editor_17)

    assert browser.get(year_url).status_code == 404
    assert browser.post(year_url, {"result-1.1-value": "5"}).status_code == 404


@pytest.mark.parametrize("year", [2019, 2025, 0])
def test_a_year_outside_the_contract_is_not_found(editor, contract_67, year):
    assert editor.get(f"/contrats/67-2020/indicateurs/{year}/").status_code == 404


@pytest.mark.parametrize("seat", ["reader_67", "signatory_67", "prefecture_67", "ars_grand_est", "dgcs"])
def test_a_reader_may_not_write_and_is_told_why(sign_in, request, contract_67, year_url, seat):
    response = sign_in(request.getfixturevalue(seat)).post(year_url, {"result-1.1-value": "5"})

    assert response.status_code == 403
    assert "saisir les indicateurs de ce contrat" in text_of(response)
    assert not Measurement.objects.exists()


def test_a_reader_of_the_departement_reads_without_inputs(sign_in, reader_67, figure, year_url):
    page = sign_in(reader_67).get(year_url)

    assert "12,5\u00a0%" in text_of(page)
    assert "result-1.1-value" not in page.content.decode()


@pytest.mark.parametrize("seat", ["prefecture_67", "ars_grand_est"])
def test_a_year_not_yet_shared_is_hidden_from_the_reviewers(sign_in, request, figure, year_url, seat):
    browser = sign_in(request.getfixturevalue(seat))

    hidden = text_of(browser.get(year_url))
    hidden_file = browser.get(year_url, {"format": "csv"}).content.decode()

    assert "en cours de saisie par le département" in hidden
    assert "12,5" not in hidden
    assert "12,5" not in hidden_file
    assert "indicateur renseigné" not in hidden


def test_the_nation_sees_how_far_a_hidden_year_is_filled_and_no_figure(sign_in, dgcs, figure, year_url):
    read = text_of(sign_in(dgcs).get(year_url))

    assert "1 indicateur renseigné sur 2" in read
    assert "12,5" not in read


@pytest.mark.parametrize("seat", ["prefecture_67", "ars_grand_est", "dgcs"])
def test_a_shared_year_is_read_by_all_its_readers(sign_in, request, contract_67, figure, year_url, seat):
    ReportFactory(contract=contract_67, in_state=ReportState.SHARED)

    assert "12,5\u00a0%" in text_of(sign_in(request.getfixturevalue(seat)).get(year_url))


def test_a_hidden_last_year_does_not_show_beside_a_shared_one(
    sign_in, prefecture_67, contract_67, rate, year_url
):
    MeasurementFactory(indicator=rate, contract=contract_67, year=2023, value=Decimal("7.7"))
    ReportFactory(contract=contract_67, in_state=ReportState.SHARED)

    assert "7,7" not in text_of(sign_in(prefecture_67).get(year_url))


def test_a_locked_year_is_read_only_and_says_why(editor, contract_67, figure, year_url):
    ReportFactory(contract=contract_67, in_state=ReportState.AGREED)

    page = editor.get(year_url)
    refused = save(editor, year_url, result_1_1_value="99")

    assert "Saisie fermée" in text_of(page)
    assert "ne se modifient plus" in text_of(page)
    assert "result-1.1-value" not in page.content.decode()
    assert refused.status_code == 409
    assert 'value="99"' in refused.content.decode()


def test_a_common_figure_locked_by_the_other_contract_says_so_in_its_cell(
    editor, contract_68, alsace, rate, year_url
):
    MeasurementFactory(indicator=rate, perimeter=alsace)
    ReportFactory(contract=contract_68, in_state=ReportState.SHARED)

    page = editor.get(year_url)

    assert "68-2020" in text_of(page)
    assert "result-1.1-value" not in page.content.decode()
    assert "target-1.1-value" in page.content.decode()


def test_two_people_in_one_cell_see_both_values_and_choose(
    editor, contract_67, rate, figure, editor_67, year_url
):
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)

    conflict = save(editor, year_url, result_1_1_value="14", result_1_1_shown=f"{figure.pk}:1")
    figure.refresh_from_db()
    assert (conflict.status_code, figure.value) == (409, 13)
    assert "13\u00a0%, par editor_67" in text_of(conflict)
    assert 'value="14"' in conflict.content.decode()

    mine = {"result_1_1_resolve": f"mine:{figure.pk}:2", "result_1_1_shown": f"{figure.pk}:1"}
    assert save(editor, year_url, result_1_1_value="14", **mine).status_code == 302
    figure.refresh_from_db()
    assert figure.value == 14


def test_keeping_their_value_leaves_it_as_it_is(editor, contract_67, rate, figure, editor_67, year_url):
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)

    theirs = {"result_1_1_resolve": f"theirs:{figure.pk}:2", "result_1_1_shown": f"{figure.pk}:1"}

    assert save(editor, year_url, result_1_1_value="14", **theirs).status_code == 302
    figure.refresh_from_db()
    assert figure.value == 13


def test_a_choice_made_on_an_older_value_is_asked_again(
    editor, contract_67, rate, figure, editor_67, year_url
):
    for value in (13, 15):
        record_measurement(
            contract=contract_67, indicator=rate, year=2024, value=Decimal(value), by=editor_67
        )

    mine = {"result_1_1_resolve": f"mine:{figure.pk}:2", "result_1_1_shown": f"{figure.pk}:1"}

    assert save(editor, year_url, result_1_1_value="14", **mine).status_code == 409


def test_a_cell_that_one_did_not_touch_is_not_in_conflict(
    editor, contract_67, rate, visits, figure, editor_67, year_url
):
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)

    response = save(
        editor, year_url, result_1_1_value="12,5", result_1_1_shown=f"{figure.pk}:1", result_3_1_value="7"
    )

    figure.refresh_from_db()
    assert (response.status_code, figure.value) == (302, 13)
    assert Measurement.objects.get(indicator=visits).value == 7


def test_a_cell_emptied_by_somebody_else_says_so(editor, figure, year_url):
    shown = f"{figure.pk}:1"
    figure.delete()

    response = save(editor, year_url, result_1_1_value="14", result_1_1_shown=shown)

    assert response.status_code == 409
    assert "la case a été vidée" in text_of(response)


def test_a_target_set_by_somebody_else_meanwhile_is_a_conflict(
    editor, contract_67, rate, editor_67, year_url
):
    set_target(
        contract=contract_67,
        indicator=rate,
        year=2024,
        operator=Operator.AT_LEAST,
        value=Decimal(20),
        by=editor_67,
    )

    response = save(editor, year_url, target_1_1_value="25", target_1_1_shown="")

    assert response.status_code == 409
    assert "au moins 20\u00a0%" in text_of(response)
    assert Target.objects.get().value == 20


def test_a_target_out_of_date_is_compared_with_what_was_shown(editor, contract_67, rate, editor_67, year_url):
    target = TargetFactory(contract=contract_67, indicator=rate)
    set_target(
        contract=contract_67,
        indicator=rate,
        year=2024,
        operator=Operator.AT_LEAST,
        value=Decimal(30),
        by=editor_67,
    )

    untouched = save(editor, year_url, target_1_1_value="≥\u00a020", target_1_1_shown=f"{target.pk}:1")

    target.refresh_from_db()
    assert (untouched.status_code, target.value) == (302, 30)


@pytest.mark.parametrize("mark", ["abc", "1", "99:1", "1:", ":", "9" * 30 + ":1", "-1:2"])
def test_a_forged_mark_is_a_conflict_and_overwrites_nothing(editor, figure, year_url, mark):
    response = save(editor, year_url, result_1_1_value="14", result_1_1_shown=mark)

    figure.refresh_from_db()
    assert (response.status_code, figure.value) == (409, Decimal("12.5"))


def write_first(seat: Seat, contract, rate):
    """What somebody else does between the reading of the page and its writing."""

    def _save(**arguments):
        if not Measurement.objects.exists():
            record_measurement(contract=contract, indicator=rate, year=2024, value=Decimal(13), by=seat)
        return save_entries(**arguments)

    return _save


def test_a_writing_that_slips_in_between_reading_and_saving_is_a_conflict(
    editor, editor_67, contract_67, rate, year_url, monkeypatch
):
    monkeypatch.setattr(entry, "save_entries", write_first(editor_67, contract_67, rate))

    response = save(editor, year_url, result_1_1_value="14")

    assert response.status_code == 409
    assert Measurement.objects.get().value == 13


def test_a_year_shared_in_between_keeps_what_was_typed(editor, contract_67, rate, year_url, monkeypatch):
    def _locked(**_arguments):
        raise YearLocked("L’exercice vient d’être partagé.")

    monkeypatch.setattr(entry, "save_entries", _locked)

    response = save(editor, year_url, result_1_1_value="14")

    assert response.status_code == 409
    assert "L’exercice vient d’être partagé." in text_of(response)
    assert 'value="14"' in response.content.decode()

"""A cell saved on its own: what it answers, what it writes, what it refuses to guess."""

from decimal import Decimal
from typing import Any

import pytest

from core.models import JournalEntry
from indicators.actions import record_measurement, set_target
from indicators.enums import Operator, Source, ValueKind
from indicators.models import Applicability, Measurement, Target
from reports.enums import ReportState
from tests.factories import GapCauseFactory, MeasurementFactory, ReportFactory, TargetFactory

URL = "/contrats/67-2020/indicateurs/2024/cellule/"


@pytest.fixture
def send(sign_in: Any, editor_67: Any, rate: Any) -> Any:
    """`send(value="12", part="result")` as the page of the Bas-Rhin's editor does."""
    browser = sign_in(editor_67)

    def _send(**typed: str) -> Any:
        data = {"row": rate.pk, "part": "result", "seat": editor_67.pk, "shown": ""} | typed
        return browser.post(URL, data, headers={"accept": "application/json"})

    return _send


def mark(row: Any) -> str:
    row.refresh_from_db()
    return f"{row.pk}:{row.version}"


def test_a_result_is_saved_and_its_row_comes_back_as_it_now_reads(send, contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67, year=2019, value=Decimal("1.3"))
    MeasurementFactory(indicator=rate, contract=contract_67, year=2023, value=Decimal(11))
    TargetFactory(contract=contract_67, indicator=rate)

    answer = send(value="12,5")

    row = Measurement.objects.get(year=2024)
    told = answer.json()
    assert (answer.status_code, told["state"], told["mark"], told["before"]) == (
        200,
        "saved",
        f"{row.pk}:1",
        "",
    )
    assert (row.value, row.kind, row.source) == (Decimal("12.5"), ValueKind.KNOWN, Source.INTERNAL)
    for words in (
        'value="12,5"',
        "+1,5\u00a0point depuis 2023",
        "+11,2\u00a0points depuis 2019",
        "En retard",
    ):
        assert words in told["row"]


def test_what_is_saved_is_in_the_history_and_in_the_journal_under_the_seat(send, editor_67):
    send(value="12,5")

    past, entry = Measurement.history.get(), JournalEntry.objects.get(act="Saisir un relevé")
    assert (past.history_user, past.history_seat_label) == (editor_67.user, str(editor_67))
    assert (entry.chain, entry.seat_id) == ("67-2020", editor_67.pk)


def test_an_unchanged_cell_writes_nothing(send, contract_67, rate):
    row = MeasurementFactory(indicator=rate, contract=contract_67)

    answer = send(value="12,5", shown=mark(row))

    assert (answer.status_code, answer.json()["state"]) == (200, "saved")
    assert Measurement.history.count() == 1


@pytest.mark.parametrize(
    "typed", ["12..5", "=1+1", "120", "-1", "12,345", "x" * 50_000, "1\u200b2", "80 à 90"]
)
def test_what_is_not_a_possible_value_is_refused_with_its_reason(send, typed):
    answer = send(value=typed)

    assert (answer.status_code, answer.json()["state"] in {"refused", "asked"}) == (422, True)
    assert answer.json()["message"]
    assert not Measurement.objects.exists()


def test_a_doubt_is_asked_with_its_meanings_then_settled(send, visits):
    asked = send(row=visits.pk, value="1.234").json()
    chosen = send(row=visits.pk, value="1.234", meaning="1234")

    assert asked["state"] == "asked"
    assert [value for value, _ in asked["choices"]] == ["1234", "1"]
    assert (chosen.status_code, Measurement.objects.get().value) == (200, 1234)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("nd", ValueKind.NOT_YET_KNOWN),
        ("Pas encore connue", ValueKind.NOT_YET_KNOWN),
        ("non recueillie", ValueKind.NOT_COLLECTED),
        ("Couverte par le secret statistique", ValueKind.PROTECTED),
        ("sans objet", ValueKind.NOT_APPLICABLE),
    ],
)
def test_an_absence_in_words_is_confirmed_then_shown_in_the_cell(send, typed, kind):
    asked = send(value=typed).json()
    confirmed = send(value=typed, meaning=f"absence:{kind}")

    row = Measurement.objects.get()
    assert asked["choices"] == [[f"absence:{kind}", "Je confirme cette absence de valeur"]]
    assert (row.kind, row.value) == (kind, None)
    assert f'value="{ValueKind(kind).label}"' in confirmed.json()["row"]


def test_a_number_typed_over_an_absence_takes_its_place(send, contract_67, rate):
    row = MeasurementFactory(
        indicator=rate, contract=contract_67, kind=ValueKind.NOT_YET_KNOWN, value=None, comment="Enquête."
    )

    answer = send(value="9", shown=mark(row))

    row.refresh_from_db()
    assert (answer.status_code, row.kind, row.value, row.comment) == (200, ValueKind.KNOWN, 9, "Enquête.")


def test_a_provisional_figure_corrected_stays_provisional_with_its_source_and_comment(
    send, contract_67, rate
):
    cause = GapCauseFactory()
    row = MeasurementFactory(
        indicator=rate, contract=contract_67, kind=ValueKind.PROVISIONAL, source=Source.SNDS,
        comment="À revoir.", gap_cause=cause,
    )  # fmt: skip

    send(value="13", shown=mark(row))

    row.refresh_from_db()
    assert (row.value, row.kind, row.source, row.comment, row.gap_cause) == (
        13, ValueKind.PROVISIONAL, Source.SNDS, "À revoir.", cause,
    )  # fmt: skip


def test_blanking_empties_the_cell(send, contract_67, rate):
    row = MeasurementFactory(indicator=rate, contract=contract_67)

    answer = send(value="", shown=mark(row))

    assert (answer.json()["mark"], Measurement.objects.count()) == ("", 0)


@pytest.mark.parametrize(
    ("typed", "operator", "value", "upper", "shown"),
    [
        ("20", Operator.AT_LEAST, 20, None, "≥\u00a020"),
        ("≥ 20 %", Operator.AT_LEAST, 20, None, "≥\u00a020"),
        ("au plus 5", Operator.AT_MOST, 5, None, "≤\u00a05"),
        ("80 à 90", Operator.RANGE, 80, 90, "80 à 90"),
        ("80-90", Operator.RANGE, 80, 90, "80 à 90"),
        ("entre 80 % et 90 %", Operator.RANGE, 80, 90, "80 à 90"),
        (">=20", Operator.AT_LEAST, 20, None, "≥\u00a020"),
        ("=> 20", Operator.AT_LEAST, 20, None, "≥\u00a020"),
        ("x 1,5", Operator.TIMES_BASELINE, Decimal("1.5"), None, "×\u00a01,5"),
        ("quantité 60", Operator.QUANTITY, 60, None, "60"),
    ],
)
def test_a_target_is_one_short_text(send, typed, operator, value, upper, shown):
    answer = send(part="target", value=typed)

    target = Target.objects.get()
    assert (target.operator, target.value, target.upper_value) == (operator, value, upper)
    assert f'value="{shown}"' in answer.json()["row"]


@pytest.mark.parametrize("typed", ["≥", "90 à 80", "≥ 120", "au moins beaucoup", "1.234 à 5"])
def test_a_target_that_does_not_hold_is_refused(send, typed):
    answer = send(part="target", value=typed)

    assert answer.status_code == 422
    assert not Target.objects.exists()


@pytest.mark.parametrize(
    ("typed", "written"),
    [(">20", "≥ 20"), ("plus de 20", "≥ 20"), ("< 5", "≤ 5"), ("inférieur à 5 %", "≤ 5 %")],
)
def test_a_target_that_leaves_its_number_out_is_refused_with_how_to_write_it(send, typed, written):
    answer = send(part="target", value=typed)

    assert answer.status_code == 422
    assert answer.json()["message"].replace("\u00a0", " ") == (
        f"Une cible comprend le nombre qu’elle nomme : écrivez par exemple {written}."
    )


@pytest.mark.parametrize("part", ["result", "target"])
def test_a_meaning_out_of_bounds_is_not_offered(send, part):
    asked = send(part=part, value="1.234").json()

    assert [value for value, _ in asked["choices"]] == ["1.2"]


def test_a_bare_number_keeps_the_form_that_the_target_had(send, contract_67, rate):
    target = TargetFactory(contract=contract_67, indicator=rate, operator=Operator.AT_MOST)

    send(part="target", value="15", shown=mark(target))

    target.refresh_from_db()
    assert (target.operator, target.value) == (Operator.AT_MOST, 15)


def test_what_somebody_else_wrote_meanwhile_is_shown_with_who_and_when(send, contract_67, rate, editor_67):
    row = MeasurementFactory(indicator=rate, contract=contract_67)
    shown = mark(row)
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(13), by=editor_67)

    answer = send(value="14", shown=shown)
    kept = send(value="14", shown=shown, resolve=f"mine:{mark(row)}")

    told = answer.json()
    assert (answer.status_code, told["state"], told["theirs"]) == (409, "conflict", "13\u00a0%")
    assert "editor_67" in told["who"]
    assert told["at"].startswith("le ")
    row.refresh_from_db()
    assert (kept.status_code, row.value) == (200, 14)


def test_a_page_left_open_in_another_seat_writes_nothing(send, editor_68):
    answer = send(value="12", seat=str(editor_68.pk))

    assert (answer.status_code, answer.json()["state"]) == (409, "locked")
    assert not Measurement.objects.exists()


def test_a_closed_year_says_why(send, contract_67):
    ReportFactory(contract=contract_67, in_state=ReportState.AGREED)

    answer = send(value="12")

    assert (answer.status_code, "ne se modifient plus" in answer.json()["message"]) == (409, True)


@pytest.mark.parametrize("typed", [{"row": "999999"}, {"row": "²"}, {"part": "total"}, {"part": ""}])
def test_a_cell_that_does_not_exist_is_said_to_be_gone(send, typed):
    assert send(value="12", **typed).json()["state"] == "locked"
    assert not Measurement.objects.exists()


def test_an_indicator_of_another_contract_or_without_object_is_not_a_cell(send, contract_67, rate):
    Applicability.objects.create(indicator=rate, territory=contract_67.territory, reason="Sans PMI.")

    assert send(value="12").status_code == 409
    assert not Measurement.objects.exists()


def test_a_session_that_ended_is_told_in_a_word_and_keeps_nothing_on_the_server(client, contract_67):
    answer = client.post(URL, {"value": "12"}, headers={"accept": "application/json"})

    assert (answer.status_code, answer.json()) == (401, {"state": "signed_out"})
    assert "kept_entry" not in client.session


@pytest.mark.parametrize("seat", ["reader_67", "prefecture_67", "dgcs"])
def test_a_reader_is_refused_with_the_reason(sign_in, request, contract_67, seat):
    answer = sign_in(request.getfixturevalue(seat)).post(URL, {"value": "12"})

    assert (answer.status_code, "saisir les indicateurs" in answer.json()["message"]) == (403, True)


def test_a_stranger_finds_nothing(sign_in, editor_17, contract_67):
    assert sign_in(editor_17).post(URL, {"value": "12"}).status_code == 404


def test_undoing_restores_all_that_the_cell_held_as_a_new_version(send, contract_67, rate):
    row = MeasurementFactory(
        indicator=rate, contract=contract_67, numerator=Decimal(125), denominator=Decimal(1000), comment="C."
    )
    done = send(value="13", shown=mark(row), meaning="without-ratio:").json()

    undone = send(undo=done["before"], shown=done["mark"])

    row.refresh_from_db()
    assert undone.status_code == 200
    assert (row.value, row.numerator, row.comment, row.version) == (Decimal("12.5"), 125, "C.", 3)
    assert Measurement.history.count() == 3


@pytest.mark.parametrize("typed", ["13", "", "nd"])
def test_a_value_that_comes_from_a_ratio_is_not_typed_over_without_asking(send, contract_67, rate, typed):
    row = MeasurementFactory(
        indicator=rate, contract=contract_67, numerator=Decimal(125), denominator=Decimal(1000)
    )
    meaning = "absence:not_yet_known" if typed == "nd" else ""

    asked = send(value=typed, shown=mark(row), meaning=meaning).json()
    done = send(value=typed, shown=mark(row), meaning=f"without-ratio:{meaning}")

    assert (asked["state"], asked["choices"][0][0]) == ("asked", f"without-ratio:{meaning}")
    assert "125 sur 1\u00a0000" in asked["message"]
    assert done.status_code == 200
    assert not Measurement.objects.filter(numerator=125).exists()


def test_undoing_a_first_entry_empties_the_cell_and_undoing_that_fills_it_again(send):
    done = send(value="13").json()
    emptied = send(undo=done["before"], shown=done["mark"]).json()

    filled = send(undo=done["mark"], shown=emptied["mark"])

    assert (emptied["mark"], filled.status_code, Measurement.objects.get().value) == ("", 200, 13)


def test_undoing_what_has_moved_on_changes_nothing(send, contract_67, rate, editor_67):
    done = send(value="13").json()
    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(15), by=editor_67)

    answer = send(undo=done["before"], shown=done["mark"])

    assert (answer.status_code, Measurement.objects.get().value) == (409, 15)


def test_undoing_a_target_restores_it(send, contract_67, rate, editor_67):
    target = TargetFactory(contract=contract_67, indicator=rate)
    done = send(part="target", value="30 à 40", shown=mark(target)).json()

    send(part="target", undo=done["before"], shown=done["mark"])

    target.refresh_from_db()
    assert (target.operator, target.value, target.upper_value) == (Operator.AT_LEAST, 20, None)


def test_a_mark_of_another_cell_restores_nothing(send, contract_67, rate, visits, editor_67):
    other = MeasurementFactory(indicator=visits, contract=contract_67, value=Decimal(7))
    set_target(
        contract=contract_67,
        indicator=rate,
        year=2024,
        operator=Operator.AT_LEAST,
        value=Decimal(1),
        by=editor_67,
    )

    assert send(undo=mark(other), shown="").status_code == 409
    assert not Measurement.objects.filter(indicator=rate).exists()

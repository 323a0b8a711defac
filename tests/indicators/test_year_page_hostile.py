"""Hostile and clumsy requests to the year page: refused in their cell, and inert wherever they come out."""

import pytest

from indicators.models import Measurement, Target
from tests.factories import IndicatorFactory, MeasurementFactory
from tests.indicators.test_year_page import save, text_of


@pytest.fixture
def editor(sign_in, editor_67):
    """The browser of the Bas-Rhin's editor."""
    return sign_in(editor_67)


@pytest.mark.parametrize(
    "typed",
    [
        "1,2,3", "1 2 3", "12 k€", "(5)", "5-", "1e3", "NaN", "inf", "1_000", "0x10", "٣", "½", "1/2", "VRAI",
        "01/02/2024", "'12", "1\u200b2", "1\u202e2", "12..5", ",", "#N/A", "9" * 30, "=1+1", "1\x002",
        "<script>", "45292", "x" * 300_000,
    ],
)  # fmt: skip
def test_what_is_not_a_possible_number_is_refused_in_its_cell(editor, contract_67, year_url, typed):
    response = save(editor, year_url, result_1_1_value=typed)

    assert response.status_code == 422
    assert 'id="result-1.1-value-erreur"' in response.content.decode()
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ settings }}", "{% load %}", "=HYPERLINK(1)"]
)
def test_a_comment_is_inert(editor, contract_67, year_url, text):
    save(editor, year_url, result_1_1_value="5", result_1_1_comment=text)

    page = editor.get(year_url).content.decode()

    assert Measurement.objects.get().comment == text
    assert "<script>alert" not in page


def test_control_characters_leave_a_comment(editor, contract_67, year_url):
    save(editor, year_url, result_1_1_value="5", result_1_1_comment="a\x00b\x07c\r\nd")

    assert Measurement.objects.get().comment == "abc\nd"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("result_1_1_kind", "secret"),
        ("result_1_1_source", "999"),
        ("result_1_1_perimeter", "999999"),
        ("result_1_1_perimeter", "1 OR 1=1"),
        ("result_1_1_cause", "-1"),
    ],
)
def test_a_choice_outside_its_list_is_refused(editor, contract_67, year_url, field, value):
    typed = {"result_1_1_value": "5", "target_1_1_value": "5"} | {field: value}

    response = save(editor, year_url, **typed)

    assert response.status_code == 422
    assert "Choisissez une valeur de la liste." in text_of(response)


def test_anothers_perimeter_is_not_a_choice(editor, contract_67, contract_17, contract_68, year_url):
    for perimeter in (contract_17.own_perimeter, contract_68.own_perimeter):
        response = save(editor, year_url, result_1_1_value="5", result_1_1_perimeter=str(perimeter.pk))

        assert response.status_code == 422
    assert not Measurement.objects.exists()


def test_unknown_fields_and_indicators_not_followed_are_ignored(editor, contract_67, year_url):
    IndicatorFactory(objective__number=77, code="Z9")

    response = editor.post(
        year_url,
        {"result-Z9-value": "5", "result-1.1-is_retained": "0", "contract_id": "1", "is_superuser": "1"},
    )

    assert response.status_code == 302
    assert not Measurement.objects.exists()
    assert not Target.objects.exists()


def test_a_double_submit_writes_once(editor, contract_67, year_url):
    first = save(editor, year_url, result_1_1_value="5", result_1_1_shown="")
    second = save(editor, year_url, result_1_1_value="5", result_1_1_shown="")

    assert (first.status_code, second.status_code) == (302, 302)
    assert Measurement.objects.get().version == 1


def test_without_its_token_a_page_is_not_saved(sign_in, editor_67, contract_67, year_url):
    browser = sign_in(editor_67)
    browser.handler.enforce_csrf_checks = True

    assert browser.post(year_url, {"result-1.1-value": "5"}).status_code == 403
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(editor, contract_67, year_url, method):
    assert getattr(editor, method)(year_url).status_code == 405


def test_reading_the_page_writes_nothing(editor, contract_67, rate, year_url):
    row = MeasurementFactory(indicator=rate, contract=contract_67)

    editor.get(year_url, {"result-1.1-value": "99", "save": "1"})

    row.refresh_from_db()
    assert (row.version, Measurement.history.count()) == (1, 1)

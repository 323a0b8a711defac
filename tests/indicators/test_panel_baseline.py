"""The baseline in the details of a figure: filled beside the year's value, by the rules of every figure."""

from decimal import Decimal

import pytest

from indicators.enums import Source, ValueKind
from indicators.models import Measurement
from tests.factories import MeasurementFactory

URL = "/contrats/67-2020/indicateurs/2024/1.1/"


@pytest.fixture
def editor(sign_in, editor_67):
    return sign_in(editor_67)


def typed(row=None, **fields):
    """What the form posts of the baseline, over what is stored, when the year's value is left alone."""
    shown = f"{row.pk}:{row.version}" if row else ""
    return {"baseline-1.1-shown": shown} | {f"baseline-1.1-{name}": text for name, text in fields.items()}


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def test_the_baseline_has_its_value_nature_and_source(editor, contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67, year=2019, value=Decimal("1.3"))

    page = text_of(editor.get(URL))

    assert "Valeur de référence 2019 : 1,3 %" in page
    for name in ("value", "kind", "source"):
        assert f'name="baseline-1.1-{name}"' in page


def test_a_baseline_is_entered_with_its_nature_and_its_source(editor, contract_67):
    fields = typed(value="1,3", kind=ValueKind.PROVISIONAL, source=Source.SNDS)

    told = text_of(editor.post(URL, fields, follow=True))

    row = Measurement.objects.get()
    assert "1.1, 2024 : référence 2019 enregistrée." in told
    assert (row.year, row.value, row.kind, row.source, row.perimeter) == (
        2019,
        Decimal("1.3"),
        ValueKind.PROVISIONAL,
        Source.SNDS,
        contract_67.own_perimeter,
    )


def test_baseline_and_value_are_saved_together_or_not_at_all(editor, rate):
    fields = {"result-1.1-shown": "", "result-1.1-value": "12,5", "reading": ""}

    refused = editor.post(URL, fields | typed(value="120"))
    kept = Measurement.objects.count()
    editor.post(URL, fields | typed(value="1,3"))

    assert (refused.status_code, kept) == (422, 0)
    assert 'id="baseline-1.1-value-erreur"' in text_of(refused)
    figures = Measurement.objects.order_by("year").values_list("year", "value")
    assert list(figures) == [(2019, Decimal("1.3")), (2024, Decimal("12.5"))]


def test_a_baseline_changed_by_another_meanwhile_is_not_overwritten(editor, contract_67, rate):
    row = MeasurementFactory(indicator=rate, contract=contract_67, year=2019, value=Decimal("1.3"))
    fields = typed(row, value="1,4")
    row.value = Decimal("1.5")
    row.save_next()

    answer = editor.post(URL, fields)

    assert answer.status_code == 409
    assert "Quelle valeur garder" in text_of(answer)
    row.refresh_from_db()
    assert row.value == Decimal("1.5")


def test_a_typed_absence_is_a_baseline_too(editor, rate):
    editor.post(URL, typed(value="", kind=ValueKind.NOT_COLLECTED))

    assert Measurement.objects.get().kind == ValueKind.NOT_COLLECTED


def test_another_source_of_the_year_is_entered_without_the_baseline(editor, contract_67, rate):
    MeasurementFactory(indicator=rate, contract=contract_67)

    page = text_of(editor.get(f"{URL}?valeur=nouvelle"))

    assert 'name="baseline-1.1-value"' not in page


def test_who_only_reads_has_no_input_of_the_baseline(sign_in, prefecture_67):
    page = text_of(sign_in(prefecture_67).get(URL))

    assert 'name="baseline-1.1-value"' not in page

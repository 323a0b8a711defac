"""Which rows of the grid are asked for, and that nothing typed under a filter is lost."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.actions import record_measurement
from indicators.models import Applicability, Assignment, Measurement
from indicators.pasting import block_of
from tests.factories import IndicatorFactory, MeasurementFactory, SeatFactory, TargetFactory, UserFactory


@pytest.fixture
def page(sign_in, editor_67, year_url):
    """`page("show=blank")` are the codes of the rows shown."""
    client = sign_in(editor_67)

    def _page(query, **posted):
        url = f"{year_url}?{query}"
        response = client.post(url, posted, follow=True) if posted else client.get(url)
        sheet = response.context["sheet"]
        return [row.year.indicator.code for row in sheet.in_order]

    return _page


@pytest.fixture
def colleague(editor_67):
    user = UserFactory(email="collegue-67@exemple.test")
    return SeatFactory(user=user, organisation=editor_67.organisation, role=editor_67.role)


def test_the_whole_grid_is_the_answer_to_nothing_and_to_nonsense(page, contract_67):
    assert [page(query) for query in ("", "show=rien", "objective=zzz", "show=&objective=")] == [
        ["1.1", "3.1"]
    ] * 4


def test_mine_are_those_entrusted_to_my_seat_this_year(page, contract_67, rate, visits, editor_67, colleague):
    common = {"contract": contract_67}
    Assignment.objects.create(indicator=visits, seat=editor_67, fiscal_year=2024, **common)
    Assignment.objects.create(indicator=rate, seat=colleague, fiscal_year=2024, **common)
    Assignment.objects.create(indicator=rate, seat=editor_67, fiscal_year=2023, **common)

    assert page("show=mine") == ["3.1"]


def test_to_fill_is_what_has_neither_value_nor_absence(page, contract_67, rate, visits):
    MeasurementFactory(contract=contract_67, indicator=rate)

    assert page("show=blank") == ["3.1"]
    assert page("show=blank&objective=1") == []


def test_what_surprises_is_asked_for(page, contract_67, rate):
    TargetFactory(contract=contract_67, indicator=rate, value=Decimal(20))
    MeasurementFactory(contract=contract_67, indicator=rate, value=Decimal("12.5"))

    assert page("show=surprising") == ["1.1"]


def test_changed_by_another_is_told_by_the_last_to_write(
    page, contract_67, rate, visits, editor_67, colleague
):
    for indicator, by in ((rate, editor_67), (visits, colleague)):
        record_measurement(contract=contract_67, indicator=indicator, year=2024, value=Decimal(3), by=by)
    before = page("show=others")

    record_measurement(contract=contract_67, indicator=rate, year=2024, value=Decimal(4), by=colleague)

    assert (before, page("show=others")) == (["3.1"], ["1.1", "3.1"])


def test_without_object(page, contract_67, rate):
    Applicability.objects.create(indicator=rate, territory=contract_67.territory, reason="Ailleurs.")

    assert page("show=excluded") == ["1.1"]
    assert page("show=blank") == ["3.1"]


def test_what_is_typed_under_a_filter_is_saved_and_the_filter_kept(page, contract_67, rate, visits):
    assert page("show=blank&objective=1", **{"result-1.1-value": "12,5"}) == []
    assert Measurement.objects.get().value == Decimal("12.5")


def test_what_is_to_be_mended_stays_though_the_filter_leaves_it_out(page, contract_67, rate, visits):
    MeasurementFactory(contract=contract_67, indicator=rate)

    assert page("show=blank", **{"result-1.1-value": "douze"}) == ["1.1", "3.1"]


def test_who_enters_nothing_is_not_offered_what_is_theirs(sign_in, contract_67, prefecture_67, year_url):
    page = sign_in(prefecture_67).get(f"{year_url}?show=mine").content.decode()

    assert "Mes indicateurs" not in page
    assert "À remplir" in page


def test_the_file_holds_what_is_seen(sign_in, editor_67, contract_67, year_url):
    text = sign_in(editor_67).get(f"{year_url}?format=csv&objective=3").getvalue().decode()

    assert "3.1" in text
    assert "1.1" not in text.replace("31.12", "")


def test_a_block_falls_on_the_rows_that_were_shown(sign_in, contract_67, rate, visits, editor_67):
    last = IndicatorFactory(objective=visits.objective, code="3.2", unit="visites", decimals=0)
    sent = {"row": rate.pk, "column": "result", "text": "12\n5", "rows": f"{rate.pk},{last.pk}"}

    answer = (
        sign_in(editor_67)
        .post("/contrats/67-2020/indicateurs/2024/collage/", sent, follow=True)
        .content.decode()
    )

    assert "3.2" in answer
    assert "3.1" not in answer
    assert block_of(1, "result", "1\n2", "4,x,7").shown == (4, 7)


@pytest.mark.parametrize("show", ["mine", "blank", "surprising", "others", "excluded"])
def test_a_filter_costs_the_same_whatever_the_rows(
    sign_in, contract_67, rate, colleague, editor_67, year_url, show
):
    client = sign_in(editor_67)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{year_url}?show={show}")
        return len(queries)

    def one_more(code):
        indicator = IndicatorFactory(objective=rate.objective, code=code)
        TargetFactory(contract=contract_67, indicator=indicator, value=Decimal(20))
        MeasurementFactory(contract=contract_67, indicator=indicator, value=Decimal(3))

    one_more("1.2")
    cost()
    few = cost()
    for code in ("1.3", "1.4"):
        one_more(code)

    assert cost() == few

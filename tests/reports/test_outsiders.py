"""What of an agreed report those who are not party to its contract read: no small number, by no road."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.models import Indicator
from reports import workflow
from reports.actions import open_report, write_section
from reports.content import ExplanationContent
from reports.models import Report
from reports.outsiders import HIDDEN, KEPT, protected
from reports.remarks import make_remark
from tests.factories import MeasurementFactory
from tests.reports import sample
from tests.reports.conftest import finish_papers

WHERE = ["67-2020", 2024]
READING = reverse("reports:reading", args=WHERE)


def with_result(content, **figures):
    """The content, its first indicator a count of these figures, its narrative quoting them."""
    engagement, *others = content.engagements
    objective, *more = engagement.objectives
    indicator, *rest = objective.indicators
    result = replace(indicator.result, comment="Ils sont trois.", **figures)
    told = [ExplanationContent("P5", "Résultat loin de la cible", "Poste vacant", "Trois.", 2024, 2024)]
    figures = {"baseline": None, "series": [], "result": result, "explanations": told}
    indicator = replace(indicator, unit="enfants", decimals=0, **figures)
    objective = replace(objective, narrative="Trois enfants.", indicators=[indicator, *rest])
    engagement = replace(engagement, objectives=[objective, *more])
    return replace(content, summary="Trois enfants.", engagements=[engagement, *others])


def first(content):
    return content.engagements[0].objectives[0]


@pytest.mark.parametrize(
    "figures",
    [
        {"value": Decimal(3), "numerator": None, "denominator": None},
        {"value": Decimal(60), "numerator": Decimal(3), "denominator": Decimal(5)},
        {"value": Decimal(75), "numerator": Decimal(9), "denominator": Decimal(4)},
    ],
)
def test_a_small_number_is_hidden_with_all_that_may_quote_it(figures):
    read = protected(with_result(sample.bas_rhin(), **figures), threshold=5)

    indicator = first(read).indicators[0]
    result = indicator.result
    assert (result.value, result.numerator, result.denominator, result.kind_label) == (None,) * 3 + (HIDDEN,)
    assert (indicator.gap, indicator.change, indicator.series, indicator.status) == (
        None,
        None,
        [],
        "no_value",
    )
    told = indicator.explanations[0].sentence
    assert {read.summary, first(read).narrative, result.comment, told} == {KEPT}


def test_a_small_number_of_an_earlier_year_is_one_too():
    content = with_result(sample.bas_rhin(), value=Decimal(30), numerator=None, denominator=None)
    objective = first(content)
    told = replace(objective.indicators[0], series=sample_series(4, 30))
    engagement = content.engagements[0]
    engagement = replace(engagement, objectives=[replace(objective, indicators=[told])])

    read = protected(replace(content, engagements=[engagement]), threshold=5)

    assert first(read).indicators[0].series == []


def sample_series(*values):
    """Successive years of a series."""
    return [sample.SeriesPoint(2020 + place, Decimal(value)) for place, value in enumerate(values)]


def cumulated(content, *values):
    """The content, its first indicator a count cumulated to these values, the last being the result."""
    last = Decimal(values[-1])
    content = with_result(content, value=last, numerator=None, denominator=None, year=2019 + len(values))
    told = replace(first(content).indicators[0], series=sample_series(*values))
    objective = replace(first(content), indicators=[told])
    return replace(content, engagements=[replace(content.engagements[0], objectives=[objective])], actions=[])


def shown(content, *codes):
    read = protected(content, threshold=5, cumulative=codes)
    indicator = first(read).indicators[0]
    return indicator.result.value, [int(point.value) for point in indicator.series], read.summary == KEPT


def test_a_cumulated_count_does_not_tell_a_small_number_by_difference():
    content = cumulated(sample.bas_rhin(), 100, 103)
    code = first(content).indicators[0].code

    assert shown(content, code) == (None, [100], True)
    assert shown(content) == (103, [100, 103], False)
    assert shown(cumulated(sample.bas_rhin(), 100, 103, 150), code) == (150, [100, 150], True)
    assert shown(cumulated(sample.bas_rhin(), 100, 120), code) == (120, [100, 120], False)


@pytest.mark.parametrize("value", [0, 5, 1330])
def test_a_report_without_a_small_number_is_read_whole(value):
    content = with_result(sample.bas_rhin(), value=Decimal(value), numerator=None, denominator=None)
    content = replace(content, engagements=content.engagements[:1], actions=[])
    one = first(content)
    content = replace(
        content,
        engagements=[
            replace(content.engagements[0], objectives=[replace(one, indicators=one.indicators[:1])])
        ],
    )

    assert protected(content, threshold=5) is content


@pytest.fixture
def agreed_small(contract_67, editor_67, prefecture_67, ars_grand_est, signatory_67) -> Report:
    """An agreed report that counts three visits, and says so in words and in a reservation."""
    visits = Indicator.objects.get(code="3.1")
    MeasurementFactory(contract=contract_67, indicator=visits, value=Decimal(3), comment="récit de trois")
    report = open_report(contract=contract_67, fiscal_year=2024, by=editor_67)
    write_section(report.sections.get(kind="summary"), body="récit de trois", by=editor_67)
    workflow.share(report, by=editor_67)
    finish_papers()
    report.refresh_from_db()
    make_remark(report, by=prefecture_67, body="récit de trois")
    sha256 = report.current_edition.sha256
    workflow.seal(report, by=prefecture_67, decision="reserved", sha256=sha256, statement="récit de trois")
    for seat in (ars_grand_est, signatory_67):
        workflow.seal(report, by=seat, decision="given", sha256=sha256)
    report.refresh_from_db()
    return report


def test_the_page_tells_it_to_the_parties_and_the_nation_alone(
    agreed_small, sign_in, editor_67, prefecture_67, dgcs, editor_17
):
    told = {seat: sign_in(seat).get(READING).text for seat in (editor_67, prefecture_67, dgcs, editor_17)}

    for seat in (editor_67, prefecture_67, dgcs):
        assert "récit de trois" in told[seat]
    assert "récit de trois" not in told[editor_17]
    assert HIDDEN.lower() in told[editor_17].lower()


def test_no_file_of_it_goes_out_to_the_others(agreed_small, sign_in, editor_17):
    names = [("submitted_pdf", 1), ("agreed_pdf", 1), ("edition_json", 1)]
    names += [("edition_table", 1, extension) for extension in ("csv", "xlsx", "ods")]
    client = sign_in(editor_17)

    answers = [client.get(reverse(f"reports:{name}", args=[*WHERE, *more])) for name, *more in names]

    assert {answer.status_code for answer in answers} == {403}
    assert all("qui se lit à l’écran" in answer.text for answer in answers)

"""Tell us once: where else a figure is asked, and the file in that layout."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Survey, SurveyQuestion
from tests.factories import MeasurementFactory

URL = "/contrats/67-2020/indicateurs/2024/autres-enquetes/"


@pytest.fixture
def survey(contract_67, rate, visits) -> Survey:
    """An invented survey that asks for the visits, then for the rate under a heading that is not known."""
    made = Survey.objects.create(code="essai", label="Enquête d’essai")
    SurveyQuestion.objects.create(survey=made, indicator=rate, position=2, heading="")
    SurveyQuestion.objects.create(
        survey=made, indicator=visits, position=1, heading="Visites", notes="Y compris celles de l’hôpital."
    )
    MeasurementFactory(contract=contract_67, indicator=visits, value=Decimal(40))
    return made


def test_the_register_lists_what_each_survey_asks_in_its_order(sign_in, editor_67, survey):
    page = sign_in(editor_67).get(URL)
    (layout,) = page.context["register"].layouts

    assert [(one.question.heading, one.value) for one in layout.asked] == [
        ("Visites", "40\u00a0visites"),
        ("", "non renseignée"),
    ]
    assert "Y compris celles de l’hôpital." in page.content.decode()
    assert "à compléter" in page.content.decode()


def test_the_file_has_the_headings_of_the_survey_in_its_order(sign_in, editor_67, survey):
    file = sign_in(editor_67).get(URL, {"survey": "essai", "format": "csv"}).content.decode()

    assert file.splitlines()[0].endswith('"Année";"Visites";"à compléter (1.1)"')
    assert file.splitlines()[1] == '"67";"Bas-Rhin";"2024";40;"non renseignée"'


def test_a_hidden_year_is_told_nowhere(sign_in, prefecture_67, survey):
    browser = sign_in(prefecture_67)

    page = browser.get(URL).content.decode()
    file = browser.get(URL, {"survey": "essai", "format": "csv"}).content.decode()

    assert "pas encore partagée" in page
    assert "40" not in file.splitlines()[1]


@pytest.mark.parametrize("query", [{"survey": "autre", "format": "csv"}, {"format": "csv"}])
def test_a_survey_that_asks_nothing_has_no_file(sign_in, editor_67, survey, query):
    assert sign_in(editor_67).get(URL, query).status_code == 404


def test_a_survey_without_known_question_and_no_survey_at_all_say_what_is_missing(
    sign_in, editor_67, contract_67
):
    browser = sign_in(editor_67)
    empty = browser.get(URL).content.decode()
    Survey.objects.create(code="vide", label="Enquête sans question")

    assert "Aucune autre enquête n’est inscrite" in empty
    assert "Enquête sans question" in browser.get(URL).content.decode()


def test_the_register_costs_the_same_queries_whatever_the_surveys(sign_in, editor_67, survey, rate):
    browser = sign_in(editor_67)
    cost = []
    for more in (1, 3):
        for number in range(more):
            other = Survey.objects.create(code=f"autre-{more}{number}", label="Autre")
            SurveyQuestion.objects.create(survey=other, indicator=rate, heading="Taux")
        with CaptureQueriesContext(connection) as queries:
            browser.get(URL)
        cost.append(len(queries))

    assert cost[0] == cost[1]

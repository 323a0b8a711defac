"""Sixty indicators over eight years: one page, few queries, few bytes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Contract
from tests.factories import (
    ContractObjectiveFactory,
    IndicatorFactory,
    MeasurementFactory,
    ObjectiveFactory,
    TargetFactory,
)
from tests.replayed import replayed

MAX_BYTES = 250_000
MAX_QUERIES = 15
LABEL = "Part des enfants confiés à l’aide sociale à l’enfance dont le projet est à jour"
YEARS = range(2020, 2028)


@pytest.fixture
@replayed
def sixty(contract_67: Contract) -> Contract:
    """The contract of the Bas-Rhin over eight years, with sixty indicators whose figures are all known."""
    contract_67.starts_on, contract_67.ends_on = date(2020, 1, 1), date(2027, 12, 31)
    contract_67.save()
    for number in range(10, 39):  # two objectives of one indicator are there already
        objective = ObjectiveFactory(framework=contract_67.framework, number=number, label=LABEL)
        ContractObjectiveFactory(contract=contract_67, objective=objective)
        for rank in (1, 2):
            indicator = IndicatorFactory(objective=objective, code=f"{number}.{rank}", label=LABEL)
            TargetFactory(contract=contract_67, indicator=indicator)
            for year in (2019, *YEARS):
                value = Decimal(year - 2000) + Decimal("0.5")
                MeasurementFactory(indicator=indicator, contract=contract_67, year=year, value=value)
    return contract_67


@pytest.mark.parametrize("seat", ["editor_67", "prefecture_67"])
def test_the_page_stays_small_and_costs_few_queries(
    sixty, sign_in: Any, request: Any, seat: str, year_url: str
):
    browser = sign_in(request.getfixturevalue(seat))

    with CaptureQueriesContext(connection) as queries:
        page = browser.get(year_url).content

    assert page.count(b'class="is-row"') == 60
    assert len(queries) < MAX_QUERIES, "\n".join(one["sql"][:60] for one in queries.captured_queries)
    assert len(page) < MAX_BYTES, len(page)

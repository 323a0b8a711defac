"""What the tests of indicators share: the figures of Alsace, and the perimeter of its two contracts."""

from typing import Any

import pytest

from contracts.models import Contract, Perimeter
from indicators.models import Indicator


@pytest.fixture
def alsace(contract_67: Contract, contract_68: Contract) -> Perimeter:
    """The perimeter that both contracts of the authority share."""
    perimeter = Perimeter.objects.create(label="Alsace")
    perimeter.contracts.add(contract_67, contract_68)
    return perimeter


@pytest.fixture
def rate(contract_67: Contract) -> Indicator:
    """1.1, in per cent."""
    return Indicator.objects.get(code="1.1")


@pytest.fixture
def visits(contract_67: Contract) -> Indicator:
    """3.1, counted."""
    return Indicator.objects.get(code="3.1")


@pytest.fixture
def year_url() -> Any:
    return "/contrats/67-2020/indicateurs/2024/"

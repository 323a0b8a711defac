"""What the tests of indicators share: the figures of Alsace, and the perimeter of its two contracts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.enums import OrganisationKind, Role
from accounts.models import Seat, Territory
from contracts.models import Contract, Perimeter
from indicators.models import Indicator
from reports import workflow
from reports.actions import open_report
from reports.models import Report
from tests.always_there import was_always_there
from tests.factories import (
    ContractFactory,
    ContractObjectiveFactory,
    MeasurementFactory,
    RegionFactory,
    SeatFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.reports.conftest import finish_papers


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


@dataclass(frozen=True)
class Agreed:
    """A year that its three parties have agreed, and two seats of its département."""

    report: Report
    editor: Seat
    signatory: Seat


def agree(contract: Contract, year: int = 2024) -> Agreed:
    """Share the year as it stands and have it sealed by its three parties."""

    def seat(kind: str, role: str) -> Seat:
        organisation = contract.parties.get(kind=kind).organisation
        user = UserFactory(email=f"{role}-{organisation.pk}@exemple.test")
        # Several years may be agreed: each by seats of its own.
        opened = date(year - 4, 1, 1)
        return SeatFactory(user=user, organisation=organisation, role=role, starts_on=opened)

    editor = seat(OrganisationKind.DEPARTEMENT, Role.EDITOR)
    signatory = seat(OrganisationKind.DEPARTEMENT, Role.SIGNATORY)
    reviewers = [seat(kind, Role.REVIEWER) for kind in (OrganisationKind.PREFECTURE, OrganisationKind.ARS)]
    report = open_report(contract=contract, fiscal_year=year, by=editor)
    workflow.share(report, by=editor)
    finish_papers()
    report.refresh_from_db()
    for one in (*reviewers, signatory):
        workflow.seal(report, by=one, decision="given", sha256=report.current_edition.sha256)
    finish_papers()
    report.refresh_from_db()
    return Agreed(report, editor, signatory)


@was_always_there
def many_contracts(indicator: Indicator, count: int) -> list[Contract]:
    """`count` more contracts that follow the indicator, each with its value of 2024, by two in a region."""
    known = Territory.objects.count()
    made = []
    for number in range(known, known + count):
        region = RegionFactory(
            code=f"{number // 2:03}", name=f"Région {number // 2}", sort_key=f"{number:03}"
        )
        territory = TerritoryFactory(code=f"{number:03}", name=f"Territoire {number}", region=region)
        contract = ContractFactory(territory=territory, framework=indicator.objective.framework)
        ContractObjectiveFactory(contract=contract, objective=indicator.objective)
        MeasurementFactory(indicator=indicator, contract=contract, value=Decimal(number * 7 % 90 + 1))
        made.append(contract)
    return made

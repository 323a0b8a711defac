"""The fixed cast of the tests: territories, contracts and seats, each named by what it is."""

import gc
import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.signals import template_rendered

from accounts.enums import OrganisationKind, Role
from accounts.models import Organisation, Region, Seat, Territory
from contracts.models import Contract, Framework
from tests.always_there import was_always_there
from tests.factories import (
    ContractFactory,
    ContractObjectiveFactory,
    FrameworkFactory,
    IndicatorFactory,
    ObjectiveFactory,
    OrganisationFactory,
    RegionFactory,
    SeatFactory,
    TerritoryFactory,
    UserFactory,
)
from tests.libreoffice import saved_by_libreoffice
from tests.made_once import ready_for_tests
from tests.replayed import begin_test
from tests.sharing import (
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_unconfigure,
)

__all__ = [
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_unconfigure",
    "saved_by_libreoffice",
]


# How long an example takes says nothing on a machine where other tests run at the same time.
hypothesis.settings.register_profile(
    "beside others", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("beside others")


def pytest_collection_finish() -> None:
    """What is loaded now stays until the end: it is not worth looking through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Before anything is written."""
    begin_test()


@pytest.fixture(scope="session", autouse=True)
def only_whole_pages_are_told(django_test_environment: None) -> None:
    """Django's tests copy the context of every template; ours only read the page's own.

    A page includes some fifty templates: told apart, they take a tenth of the time of a page's test.
    """

    def _render(self: Template, context: Context) -> str:
        if context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return str(self.nodelist.render(context))

    Template._render = _render


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_keepdb: bool,
) -> Iterator[None]:
    """The tests' database is a copy of the one that is migrated once for the run."""
    if django_db_keepdb:
        yield
        return
    with ready_for_tests(connection, os.environ):
        yield


@pytest.fixture
@was_always_there
def grand_est(db: None) -> Region:
    return RegionFactory()


@pytest.fixture
@was_always_there
def bas_rhin(grand_est: Region) -> Territory:
    return TerritoryFactory(region=grand_est)


@pytest.fixture
@was_always_there
def haut_rhin(grand_est: Region) -> Territory:
    return TerritoryFactory(code="68", name="Haut-Rhin", region=grand_est)


@pytest.fixture
@was_always_there
def charente_maritime(db: None) -> Territory:
    region = RegionFactory(code="75", name="Nouvelle-Aquitaine", sort_key="nouvelle-aquitaine")
    return TerritoryFactory(
        code="17", name="Charente-Maritime", name_of="de la Charente-Maritime", region=region
    )


@pytest.fixture
@was_always_there
def acte_1(db: None) -> Framework:
    """The framework of 2020-2024, with two of its objectives and an indicator under each (1.1 in %, 3.1
    counted)."""
    framework = FrameworkFactory()
    for number, traits in ((1, {}), (3, {"counted": True})):
        IndicatorFactory(objective=ObjectiveFactory(framework=framework, number=number), **traits)
    return framework


@was_always_there
def _organisation(name: str, kind: str, *territories: Territory) -> Organisation:
    return OrganisationFactory(name=name, kind=kind, territories=territories)


@pytest.fixture
def cea(bas_rhin: Territory, haut_rhin: Territory) -> Organisation:
    """One authority, two territories."""
    return _organisation(
        "Collectivité européenne d’Alsace", OrganisationKind.DEPARTEMENT, bas_rhin, haut_rhin
    )


@pytest.fixture
def prefecture_of_67(bas_rhin: Territory) -> Organisation:
    return _organisation("Préfecture du Bas-Rhin", OrganisationKind.PREFECTURE, bas_rhin)


@pytest.fixture
def prefecture_of_68(haut_rhin: Territory) -> Organisation:
    return _organisation("Préfecture du Haut-Rhin", OrganisationKind.PREFECTURE, haut_rhin)


@pytest.fixture
def ars(bas_rhin: Territory, haut_rhin: Territory) -> Organisation:
    return _organisation("ARS Grand Est", OrganisationKind.ARS, bas_rhin, haut_rhin)


@pytest.fixture
def contract_67(
    acte_1: Framework,
    bas_rhin: Territory,
    cea: Organisation,
    prefecture_of_67: Organisation,
    ars: Organisation,
) -> Contract:
    """The Bas-Rhin's contract, which retains both objectives."""
    return _contract(acte_1, bas_rhin, cea, prefecture_of_67, ars)


@pytest.fixture
def contract_68(
    acte_1: Framework,
    haut_rhin: Territory,
    cea: Organisation,
    prefecture_of_68: Organisation,
    ars: Organisation,
) -> Contract:
    return _contract(acte_1, haut_rhin, cea, prefecture_of_68, ars)


@pytest.fixture
def departement_17(charente_maritime: Territory) -> Organisation:
    return _organisation(
        "Département de la Charente-Maritime", OrganisationKind.DEPARTEMENT, charente_maritime
    )


@pytest.fixture
def contract_17(acte_1: Framework, charente_maritime: Territory, departement_17: Organisation) -> Contract:
    prefecture = _organisation(
        "Préfecture de la Charente-Maritime", OrganisationKind.PREFECTURE, charente_maritime
    )
    ars = _organisation("ARS Nouvelle-Aquitaine", OrganisationKind.ARS, charente_maritime)
    return _contract(acte_1, charente_maritime, departement_17, prefecture, ars)


@was_always_there
def _contract(framework: Framework, territory: Territory, *parties: Organisation) -> Contract:
    contract = ContractFactory(framework=framework, territory=territory, parties=parties)
    for objective in framework.objectives.filter(number__in=(1, 3)):
        ContractObjectiveFactory(contract=contract, objective=objective)
    return contract


@was_always_there
def _seat(email: str, organisation: Organisation, role: str, **fields: Any) -> Seat:
    user = UserFactory(email=f"{email}@exemple.test", name=email)
    return SeatFactory(user=user, organisation=organisation, role=role, **fields)


@pytest.fixture
def editor_67(contract_67: Contract, cea: Organisation, bas_rhin: Territory) -> Seat:
    return _seat("editor_67", cea, Role.EDITOR, territory=bas_rhin)


@pytest.fixture
def editor_68(contract_68: Contract, cea: Organisation, haut_rhin: Territory) -> Seat:
    return _seat("editor_68", cea, Role.EDITOR, territory=haut_rhin)


@pytest.fixture
def reader_67(contract_67: Contract, cea: Organisation) -> Seat:
    return _seat("reader_67", cea, Role.READER)


@pytest.fixture
def signatory_67(contract_67: Contract, cea: Organisation) -> Seat:
    return _seat("signatory_67", cea, Role.SIGNATORY)


@pytest.fixture
def prefecture_67(contract_67: Contract, prefecture_of_67: Organisation) -> Seat:
    return _seat("prefecture_67", prefecture_of_67, Role.REVIEWER)


@pytest.fixture
def prefecture_editor_67(contract_67: Contract, prefecture_of_67: Organisation) -> Seat:
    return _seat("prefecture_editor_67", prefecture_of_67, Role.EDITOR)


@pytest.fixture
def ars_grand_est(contract_67: Contract, ars: Organisation) -> Seat:
    return _seat("ars_grand_est", ars, Role.REVIEWER)


@pytest.fixture
def ars_editor(contract_67: Contract, ars: Organisation) -> Seat:
    return _seat("ars_editor", ars, Role.EDITOR)


@pytest.fixture
def editor_17(contract_17: Contract, departement_17: Organisation) -> Seat:
    """The stranger."""
    return _seat("editor_17", departement_17, Role.EDITOR)


@pytest.fixture
def dgcs(db: None) -> Seat:
    """The national administrator."""
    organisation = _organisation("Direction générale de la cohésion sociale", OrganisationKind.NATIONAL)
    return _seat("dgcs", organisation, Role.MANAGER)


@pytest.fixture
def dgcs_reader(db: None) -> Seat:
    organisation = _organisation("Direction générale de la cohésion sociale", OrganisationKind.NATIONAL)
    return _seat("dgcs_reader", organisation, Role.READER)


@pytest.fixture
def sign_in(db: None) -> Any:
    """`sign_in(seat)` is a client whose session is that seat's; `sign_in(None)` is an anonymous one."""

    def _sign_in(seat: Seat | None) -> Client:
        client = Client()
        if seat is not None:
            client.force_login(seat.user, backend="accounts.backends.SeatedBackend")
        return client

    return _sign_in

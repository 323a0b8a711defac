import csv
import io
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from contracts.enums import ContractState
from contracts.exports import contracts_table
from contracts.queries import folded, searched
from tests.factories import (
    ContractFactory,
    FrameworkFactory,
    OrganisationFactory,
    RegionFactory,
    SeatFactory,
    TerritoryFactory,
)

URL = reverse("contracts:list")


@pytest.fixture
def country(contract_67, contract_68, contract_17):
    """Four contracts in three regions and two frameworks."""
    region = RegionFactory(
        code="93", name="Provence-Alpes-Côte d’Azur", sort_key="provence alpes cote d azur"
    )
    territory = TerritoryFactory(
        code="13", name="Bouches-du-Rhône", sort_key="bouches du rhone", region=region
    )
    later = FrameworkFactory(code="snppe-acte2-2025", first_year=2025, last_year=2027)
    department = OrganisationFactory(name="Département des Bouches-du-Rhône")
    return ContractFactory(
        territory=territory,
        framework=later,
        state=ContractState.DRAFT,
        starts_on=date(2025, 1, 1),
        ends_on=date(2027, 12, 31),
        parties=[department],
    )


def references(seat, **criteria):
    return [contract.reference for contract in searched(seat, **criteria)]


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({}, ["13-2025", "17-2020", "67-2020", "68-2020"]),
        ({"region": "44"}, ["67-2020", "68-2020"]),
        ({"framework": "snppe-acte2-2025"}, ["13-2025"]),
        ({"state": "draft"}, ["13-2025"]),
        ({"region": "44", "state": "draft"}, []),
        ({"text": "67-2020"}, ["67-2020"]),
        ({"text": "BOUCHES du rhone"}, ["13-2025"]),
        ({"text": "Bouches-du-Rhône"}, ["13-2025"]),
        ({"text": " provence-alpes cote d’azur "}, ["13-2025"]),
        ({"text": "européenne d’Alsace"}, ["67-2020", "68-2020"]),
        ({"text": "!"}, []),
        ({"text": "   "}, ["13-2025", "17-2020", "67-2020", "68-2020"]),
        ({"text": "%"}, []),
        ({"text": "' OR 1=1 --"}, []),
    ],
)
def test_the_list_is_narrowed(country, dgcs, criteria, found):
    assert references(dgcs, **criteria) == found


def test_a_search_never_widens_the_scope(country, editor_67):
    assert references(editor_67, text="Bouches") == []
    assert references(editor_67) == ["67-2020"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Bouches-du-Rhône", "bouches du rhone"),
        ("  ÎLE-de-France ", "ile de france"),
        ("Côtes-d’Armor", "cotes d armor"),
        ("…", ""),
    ],
)
def test_places_are_sought_as_their_sort_keys_are_written(text, key):
    assert folded(text) == key


def test_the_page_offers_the_regions_of_the_scope_alone(sign_in, country, editor_67):
    page = sign_in(editor_67).get(URL).content.decode()

    assert "Grand Est" in page
    assert "Provence" not in page


def test_a_filter_that_makes_no_sense_is_told_and_ignored(sign_in, country, dgcs):
    response = sign_in(dgcs).get(URL, {"region": "99", "state": "draft"})

    assert response.status_code == 200
    assert "1\u00a0point à corriger" in response.content.decode()
    assert response.context["total"] == 1


def test_a_filter_without_answer_says_how_to_mend_it(sign_in, country, dgcs):
    page = sign_in(dgcs).get(URL, {"text": "nulle part"}).content.decode()

    assert "Aucun contrat ne répond à ces filtres" in page
    assert "Tout afficher" in page


def test_an_organisation_without_contract_is_told_what_to_do(sign_in, db):
    from_nowhere = OrganisationFactory(name="Département sans contrat")
    seat = SeatFactory(organisation=from_nowhere)

    assert "Aucun contrat dans votre périmètre" in sign_in(seat).get(URL).content.decode()


def test_a_long_list_has_pages_that_keep_the_filters(sign_in, dgcs, contract_67):
    for number in range(30):
        ContractFactory(territory=TerritoryFactory(code=f"X{number:02}", name=f"Territoire {number:02}"))
    client = sign_in(dgcs)

    first, second = (client.get(URL, {"region": "44", "page": page}) for page in (1, 2))

    shown = [[one.reference for one in response.context["page"].object_list] for response in (first, second)]
    assert [len(rows) for rows in shown] == [25, 6]
    assert sorted(shown[0] + shown[1]) == shown[0] + shown[1]
    assert "region=44&amp;page=2" in first.content.decode()


@time_machine.travel("2025-06-30 12:00", tick=False)
def test_the_list_is_downloaded_with_its_filters(sign_in, country, dgcs):
    response = sign_in(dgcs).get(URL, {"region": "44", "format": "csv"})

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert response["Content-Disposition"] == 'attachment; filename="contrats-2025-06-30.csv"'
    assert rows[0][:3] == ["Référence", "Code du territoire", "Territoire"]
    assert [row[0] for row in rows[1:3]] == ["67-2020", "68-2020"]
    assert rows[-1] == ["Liste établie le 30 juin 2025."]


@pytest.mark.parametrize("file_format", ["xlsx", "ods"])
def test_the_list_is_offered_in_the_formats_of_spreadsheets(sign_in, country, dgcs, file_format):
    response = sign_in(dgcs).get(URL, {"format": file_format})

    assert response.status_code == 200
    assert response.content.startswith(b"PK")


def test_a_format_that_does_not_exist_is_not_found(sign_in, country, dgcs):
    assert sign_in(dgcs).get(URL, {"format": "exe"}).status_code == 404


def test_a_name_can_never_become_a_formula(contract_67):
    contract_67.territory.name = "=1+1"

    table = contracts_table([contract_67], date(2025, 1, 1))

    assert next(iter(table.cells()))[2] == "=1+1"
    assert [column.label for column in table.columns][-1] == "Données fictives"

"""The home page of each role."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.models import Seat
from contracts.models import Contract
from tests.factories import DeadlineFactory, FrameworkFactory, ReportFactory, SignedCopyFactory

ROLES = [
    "editor_67",
    "reader_67",
    "signatory_67",
    "prefecture_67",
    "prefecture_editor_67",
    "ars_grand_est",
    "ars_editor",
    "editor_17",
    "dgcs",
    "dgcs_reader",
]


@pytest.fixture(autouse=True)
def in_july_2025():
    with time_machine.travel(datetime(2025, 7, 3, 10, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def deadline(contract_67: Contract):
    return DeadlineFactory(campaign__framework=contract_67.framework, campaign__fiscal_year=2024)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_home(role: str, request, sign_in) -> None:
    answer = sign_in(request.getfixturevalue(role)).get("/")

    assert answer.status_code == 200


def test_a_late_report_says_by_how_much(editor_67: Seat, deadline, sign_in) -> None:
    page = sign_in(editor_67).get("/").content.decode()

    assert "en retard de 3\u00a0jours" in page
    assert "30 juin 2025" in page


def test_an_empty_page_says_what_to_do_next(prefecture_67: Seat, contract_67: Contract, sign_in) -> None:
    report = ReportFactory(contract=contract_67, in_state="deliberated")
    SignedCopyFactory(report=report, seat=prefecture_67)

    page = sign_in(prefecture_67).get("/").content.decode()

    assert "Tout est à jour" in page
    assert 'href="/contrats/"' in page


def test_a_page_with_nothing_but_waiting_says_so(reader_67: Seat, deadline, sign_in) -> None:
    page = sign_in(reader_67).get("/").content.decode()

    assert "Rien à faire pour l’instant" in page
    assert "En attente" in page


def test_the_national_level_counts_reports_by_state_and_names_the_late_ones(
    dgcs: Seat, contract_67: Contract, contract_68: Contract, contract_17: Contract, deadline, sign_in
) -> None:
    ReportFactory(contract=contract_67, in_state="agreed")
    ReportFactory(contract=contract_68, in_state="shared")

    (board,) = sign_in(dgcs).get("/").context["boards"]

    assert (board.year, board.contract_count) == (2024, 3)
    assert [(count.state, count.count) for count in board.counts] == [
        ("absent", 1),
        ("shared", 1),
        ("agreed", 1),
    ]
    assert [row.situation.contract for row in board.late] == [contract_17, contract_68]


def test_without_contract_the_national_board_says_why_it_is_empty(dgcs: Seat, sign_in) -> None:
    page = sign_in(dgcs).get("/").content.decode()

    assert "Aucun contrat signé" in page


def test_the_next_dates_are_those_of_one_s_own_frameworks(editor_67: Seat, contract_67, sign_in) -> None:
    other = FrameworkFactory(code="acte2", first_year=2025, last_year=2027)
    DeadlineFactory(campaign__framework=other, due_on=date(2025, 7, 15), label="Candidature")
    ours = contract_67.framework
    DeadlineFactory(campaign__framework=ours, due_on=date(2025, 7, 20), label="Tableau de bord")
    DeadlineFactory(campaign__framework=ours, due_on=date(2025, 7, 2), label="Passée")
    DeadlineFactory(campaign__framework=ours, due_on=date(2027, 1, 1), label="Lointaine")

    labels = [row.label for row in sign_in(editor_67).get("/").context["next_dates"]]

    assert labels == ["Tableau de bord"]


@pytest.mark.parametrize("role", ["ars_grand_est", "dgcs"])
def test_the_page_costs_the_same_with_one_contract_or_three(
    role: str,
    request,
    contract_67: Contract,
    deadline,
    sign_in,
    django_assert_num_queries,
    django_assert_max_num_queries,
) -> None:
    client = sign_in(request.getfixturevalue(role))
    ReportFactory(contract=contract_67, in_state="shared")
    with django_assert_max_num_queries(18) as first:
        client.get("/")
    for fixture in ("contract_68", "contract_17"):
        ReportFactory(contract=request.getfixturevalue(fixture), in_state="shared")

    with django_assert_num_queries(len(first)):
        client.get("/")


def test_a_departement_of_two_contracts_costs_the_same_as_of_one(
    reader_67: Seat,
    contract_67: Contract,
    deadline,
    request,
    sign_in,
    django_assert_num_queries,
    django_assert_max_num_queries,
) -> None:
    client = sign_in(reader_67)
    with django_assert_max_num_queries(22) as first:
        client.get("/")
    ReportFactory(contract=request.getfixturevalue("contract_68"), in_state="shared")

    with django_assert_num_queries(len(first)):
        client.get("/")

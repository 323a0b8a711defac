import pytest
import rules

from funding.enums import FundingSource
from funding.rules import editable_fields, forbidden, own_sources
from tests.factories import FundingLineFactory

BY_PAYER = {
    "requested_amount", "notified_amount", "payment_credits_amount", "committed_amount", "paid_amount",
}  # fmt: skip
BY_DEPARTEMENT = {"spent_amount", "carried_over_amount", "comment"}
NOTHING: set[str] = set()
ALL = BY_PAYER | BY_DEPARTEMENT

EXPECTED = {
    "editor_67": {
        "p304": BY_DEPARTEMENT,
        "fir": BY_DEPARTEMENT,
        "ondam": BY_DEPARTEMENT,
        "departement": ALL,
        "other": ALL,
    },
    "prefecture_editor_67": {"p304": BY_PAYER},
    "ars_editor": {"fir": BY_PAYER, "ondam": BY_PAYER},
    # Reviewers, readers, signatories, the national level and strangers write nothing here.
    "prefecture_67": {},
    "ars_grand_est": {},
    "reader_67": {},
    "signatory_67": {},
    "editor_68": {},
    "editor_17": {},
    "dgcs": {},
}


@pytest.mark.parametrize("source", FundingSource.values)
@pytest.mark.parametrize("who", EXPECTED)
def test_each_seat_writes_its_own_cells_and_no_other(request, contract_67, who, source):
    line = FundingLineFactory(contract=contract_67, source=source)

    assert editable_fields(request.getfixturevalue(who), line) == EXPECTED[who].get(source, NOTHING)


@pytest.mark.parametrize(
    ("who", "sources"),
    [
        ("editor_67", ["departement", "other"]),
        ("prefecture_editor_67", ["p304"]),
        ("ars_editor", ["fir", "ondam"]),
        ("prefecture_67", []),
        ("editor_17", []),
        ("dgcs", []),
    ],
)
def test_each_seat_adds_lines_of_its_own_sources(request, contract_67, who, sources):
    seat = request.getfixturevalue(who)

    assert own_sources(seat, contract_67) == sources
    assert rules.has_perm("funding.enter", seat, contract_67) == bool(sources)


def test_nobody_writes_nothing(contract_67):
    line = FundingLineFactory(contract=contract_67)

    assert editable_fields(None, line) == frozenset()
    assert own_sources(None, contract_67) == []


def test_a_seat_narrowed_to_a_territory_writes_there_alone(contract_67, contract_68, editor_67):
    other = FundingLineFactory(contract=contract_68)

    assert editable_fields(editor_67, other) == frozenset()


def test_what_is_forbidden_is_named_in_french(contract_67, ars_editor):
    line = FundingLineFactory(contract=contract_67, source="fir")

    assert forbidden(ars_editor, line, ["paid_amount", "spent_amount", "comment"]) == [
        "commentaire",
        "dépensé",
    ]

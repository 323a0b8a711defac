"""What the journal keeps of a row, and how people read it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import FieldDoesNotExist

from contracts.models import Contract
from core.fields import field_of, label_of, title_of
from core.readable import told
from core.traces import difference, snapshot
from tests.factories import ActionFactory


def test_a_snapshot_holds_plain_values_and_keys(contract_67):
    contract_67.departement_share_percent = Decimal("50.00")

    assert snapshot(contract_67, ["reference", "territory", "starts_on", "departement_share_percent"]) == {
        "reference": "67-2020",
        "territory": contract_67.territory_id,
        "starts_on": "2020-01-01",
        "departement_share_percent": "50",
    }


@pytest.mark.parametrize("name", ["unknown", "parties"])
def test_only_columns_are_traced(contract_67, name):
    with pytest.raises((FieldDoesNotExist, TypeError)):
        snapshot(contract_67, [name])


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, ({"b": 2}, {"b": 3})),
        ({}, {"a": 1, "b": None}, ({}, {"a": 1})),
        ({"a": 1}, {}, ({"a": 1}, {})),
        ({"a": 1}, {"a": 1}, ({}, {})),
    ],
)
def test_only_what_moved_is_kept(before, after, kept):
    assert difference(before, after) == kept


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("starts_on", date(2024, 1, 2), "02/01/2024"),
        ("starts_on", None, "(vide)"),
        ("staff_fte", Decimal("1.50"), "1,5"),
        ("state", "ongoing", "En cours"),
        ("purpose", "", "(vide)"),
        ("carrier", None, "(vide)"),
    ],
)
def test_a_value_is_told_as_a_person_reads_it(contract_67, name, value, text):
    action = ActionFactory.build(contract=contract_67, **{name: value})

    assert told(field_of(action, name), action) == text


def test_a_relation_is_told_by_its_name(contract_67):
    assert told(field_of(Contract, "territory"), contract_67) == "Bas-Rhin (67)"


def test_a_field_has_its_words_inside_a_sentence_and_at_the_head_of_a_column():
    field = field_of(Contract, "odpe_informed_on")

    assert label_of(Contract, "odpe_informed_on") == "information de l’ODPE"
    assert (title_of(field), title_of(Contract._meta)) == ("Information de l’ODPE", "Contrat")

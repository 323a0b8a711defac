from decimal import Decimal

import pytest

from funding.enums import AMOUNT_FIELDS, FundingSource
from funding.models import FundingLine
from tests.factories import ActionFactory, FundingLineFactory
from tests.refusals import refused


@pytest.mark.parametrize("field", AMOUNT_FIELDS)
def test_an_amount_is_never_negative(contract_67, field):
    line = FundingLineFactory(contract=contract_67)
    setattr(line, field, Decimal("-0.01"))

    refused(line, f"funding_{field}_not_negative")


@pytest.mark.parametrize("field", AMOUNT_FIELDS)
def test_zero_and_nothing_are_two_things(contract_67, field):
    line = FundingLineFactory(contract=contract_67, **{"notified_amount": None, field: Decimal(0)})

    stored = FundingLine.objects.get(pk=line.pk)
    assert {name: getattr(stored, name) for name in AMOUNT_FIELDS} == {
        **dict.fromkeys(AMOUNT_FIELDS),
        field: Decimal(0),
    }


def test_a_line_of_an_action_stands_once(contract_67):
    action = ActionFactory(contract=contract_67)
    line = FundingLineFactory(contract=contract_67, action=action)
    twin = FundingLine(
        contract=contract_67, fiscal_year=2024, source=line.source, payer=line.payer, action=action
    )

    refused(twin, "funding_line_once_per_action")


def test_a_line_of_the_whole_contract_stands_once_per_beneficiary(contract_67):
    line = FundingLineFactory(contract=contract_67, payee_label="CAMSP")
    twin = FundingLine(
        contract=contract_67, fiscal_year=2024, source=line.source, payer=line.payer, payee_label="CAMSP"
    )

    refused(twin, "funding_line_once_for_whole_contract")
    assert FundingLineFactory(contract=contract_67, payee_label="CMPP").pk


def test_the_same_line_may_stand_in_another_year_and_another_contract(contract_67, contract_68):
    lines = [
        FundingLineFactory(contract=contract_67),
        FundingLineFactory(contract=contract_67, fiscal_year=2023),
        FundingLineFactory(contract=contract_68),
    ]

    assert FundingLine.objects.count() == len(lines)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("p304", "prefecture"),
        ("fir", "ars"),
        ("ondam", "ars"),
        ("departement", "departement"),
        ("other", "departement"),
    ],
)
def test_each_source_has_the_payer_that_enters_it(source, kind):
    assert FundingSource(source).payer_kind == kind


def test_lines_are_seen_by_the_parties_and_the_national_level_alone(
    contract_67, editor_67, prefecture_67, ars_grand_est, editor_17, dgcs
):
    line = FundingLineFactory(contract=contract_67)

    for seat in (editor_67, prefecture_67, ars_grand_est, dgcs):
        assert list(FundingLine.objects.visible_to(seat)) == [line]
    for seat in (editor_17, None):
        assert list(FundingLine.objects.visible_to(seat)) == []


def test_a_line_is_journalled_with_its_contract(contract_67):
    assert FundingLineFactory(contract=contract_67).journal_chain == "67-2020"

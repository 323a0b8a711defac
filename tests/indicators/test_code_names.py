"""How the code of an indicator may be written, wherever it comes from."""

from decimal import Decimal

import pytest

from indicators.code_names import Codes

CODES = Codes(["1.1", "1.10", "2.1", "L1", "7", "1E1"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("L1", ["L1"]),
        ("l1", ["L1"]),
        (" L\u00a01 ", ["L1"]),
        ("Indicateur 2.1", ["2.1"]),
        ("INDICATEUR l1", ["L1"]),
        ("2,1", ["2.1"]),
        ("1.10", ["1.10"]),
        ("1e1", ["1E1"]),
        ("2.10", []),
        ("2-1", []),
        ("2.\u200b1", []),
        ("Indicateur", []),
        ("", []),
    ],
)
def test_a_text_names_a_code_whatever_its_case_spaces_comma_and_word(text: str, named: list[str]) -> None:
    assert list(CODES.named(text)) == named


def test_a_text_that_may_be_two_codes_names_both_unless_it_is_one() -> None:
    codes = Codes(["L1", "l1"])

    assert [list(codes.named(text)) for text in ("L1", "l1", "L 1")] == [["L1"], ["l1"], ["L1", "l1"]]


def test_a_number_names_all_the_codes_that_a_spreadsheet_keeps_as_it() -> None:
    numbers = ["1.1", "2.1", "2.10", "7", "10", "3"]

    found = [list(CODES.numbered(Decimal(one))) for one in numbers]

    assert found == [["1.1", "1.10"], ["2.1"], ["2.1"], ["7"], [], []]

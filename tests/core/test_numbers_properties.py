"""What holds for every text and every number, tried on generated ones."""

import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import formats
from core.numbers import Verdict, parse_number, read_value

exact = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
near_numbers = st.text(alphabet="0123456789０٣,.'’ \u00a0\u202f+-−%€()eE=/½nkds…\u200b", max_size=14)


@given(exact, st.integers(4, 6))
def test_what_we_write_we_read_back(value, decimals):
    written = formats.number(value)

    parsed = parse_number(written, decimals=decimals)

    if parsed.verdict is Verdict.ASK:
        assert value in [candidate.value for candidate in parsed.candidates]
    else:
        assert (parsed.verdict, parsed.value) == (Verdict.READ, value)


@given(exact)
def test_money_and_percentages_we_write_we_read_back(value):
    value = formats.rounded(value, 2)

    assert parse_number(formats.euros(value), unit="€", decimals=2).value == value
    assert parse_number(formats.percent(value), unit="%", decimals=2).value == value


@given(
    st.text() | near_numbers | st.text(alphabet=st.characters(categories=["Nd", "No", "Cf", "Zs"])),
    st.integers(0, 4),
)
@example("\ud800", 0)
def test_no_text_crashes_the_reader_and_each_gets_one_complete_verdict(text, decimals):
    parsed = parse_number(text, unit="%", decimals=decimals, usual=Decimal(12))

    filled = {
        Verdict.READ: parsed.value is not None and bool(parsed.reading),
        Verdict.ASK: bool(parsed.candidates) and bool(parsed.reading),
        Verdict.ABSENCE: bool(parsed.absence) and bool(parsed.reading),
        Verdict.REFUSE: bool(parsed.error),
        Verdict.BLANK: bool(parsed.reading),
    }
    assert filled[parsed.verdict]
    assert (parsed.value is None) == (parsed.verdict is not Verdict.READ)
    (parsed.text + parsed.error + parsed.reading).encode()


@given(near_numbers)
def test_reading_keeps_every_digit_in_its_order(text):
    parsed = parse_number(text)

    if parsed.verdict is Verdict.READ and "reste de calcul" not in parsed.reading:
        typed = "".join(letter for letter in text.replace("０", "0") if letter.isdigit())
        assert f"{abs(parsed.value):f}".replace(".", "").lstrip("0") == typed.lstrip("0")


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(",."), st.none() | st.integers(0, 4))
def test_three_digits_after_one_separator_are_never_guessed(head, tail, separator, decimals):
    parsed = parse_number(f"{head}{separator}{tail:03}", decimals=decimals)

    assert parsed.verdict is Verdict.ASK
    assert parsed.candidates[0].value == head * 1000 + tail


@given(st.integers(1000, 10**15), st.sampled_from(" \u00a0\u202f\u2009'’"))
def test_groups_of_three_are_read_whatever_separates_them(value, separator):
    assert parse_number(f"{value:,}".replace(",", separator)).value == value


@given(st.integers(1, 10**7).map(lambda n: Decimal(n) / 100), st.integers(1, 9))
def test_the_noise_of_a_float_sum_is_removed(value, times):
    total = repr(sum([float(value)] * times))

    assert parse_number(total, decimals=2).value == value * times


@given(st.floats(allow_nan=True, allow_infinity=True), st.none() | st.integers(0, 4))
def test_no_number_cell_crashes_the_reader(cell, decimals):
    parsed = read_value(Decimal(repr(cell)), unit="%", decimals=decimals, usual=Decimal(12))

    assert parsed.verdict in {Verdict.READ, Verdict.ASK, Verdict.REFUSE}


@pytest.mark.parametrize("text", ["1" * 5_000_000, " " * 5_000_000, "1 " * 2_000_000, "1.234" * 1_000_000])
def test_a_huge_cell_is_answered_at_once(text):
    start = time.perf_counter()

    verdict = parse_number(text).verdict

    assert verdict in {Verdict.REFUSE, Verdict.BLANK}
    assert time.perf_counter() - start < 2

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.canonical import NotCanonicalError, canonical_bytes, sha256_hex, to_plain

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
)
contents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


def test_keys_are_sorted_and_nothing_is_spaced():
    content = {"b": [1, True, None], "a": "é « … »"}

    assert canonical_bytes(content) == '{"a":"é « … »","b":[1,true,null]}'.encode()


def test_keys_are_sorted_by_utf_16_units_as_the_rfc_asks():
    content = {"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3}

    assert canonical_bytes(content) == '{"\u20ac":3,"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("12.5000"), b'"12.5"'),
        (Decimal("12.5"), b'"12.5"'),
        (Decimal("1000"), b'"1000"'),
        (Decimal("1E+3"), b'"1000"'),
        (Decimal("-0.00"), b'"0"'),
        (Decimal("0"), b'"0"'),
        (Decimal("-3.10"), b'"-3.1"'),
    ],
)
def test_equal_decimals_have_the_same_bytes(value, expected):
    assert canonical_bytes(value) == expected


def test_dates_and_instants_are_written_in_iso_8601_and_utc():
    paris_in_summer = timezone(timedelta(hours=2))
    content = [date(2025, 6, 30), datetime(2025, 6, 30, 23, 59, 59, tzinfo=paris_in_summer)]

    assert canonical_bytes(content) == b'["2025-06-30","2025-06-30T21:59:59Z"]'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"a": [1, 1.5]}, "$.a[1]: float has no canonical form (use Decimal, str or int)."),
        ({"a": {2}}, "$.a: set has no canonical form (use Decimal, str or int)."),
        ({"a": b""}, "$.a: bytes has no canonical form (use Decimal, str or int)."),
        ({1: "a"}, "$: the key 1 is not a string."),
        ({"a": Decimal("NaN")}, "$.a: NaN is not a number."),
        ({"at": datetime(2025, 6, 30)}, "$.at: an instant without its time zone."),  # noqa: DTZ001
        (2**53, "9007199254740992 exceeds safe integer domain for JSON floats"),
        ("\ud800", "input contains non-UTF-8 codepoints"),
    ],
)
def test_what_has_no_single_written_form_is_refused_and_located(content, message):
    with pytest.raises(NotCanonicalError) as refusal:
        canonical_bytes(content)

    assert str(refusal.value) == message


def test_the_fingerprint_is_the_sha_256_in_hexadecimal():
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(contents)
def test_what_is_stored_as_plain_json_keeps_its_fingerprint(content):
    read_back = json.loads(json.dumps(to_plain(content)))

    assert canonical_bytes(read_back) == canonical_bytes(content)
    assert hashlib.sha256(canonical_bytes(content)).hexdigest() == sha256_hex(canonical_bytes(read_back))

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from core import formats
from core.formats import MINUS, NBSP, UNKNOWN_LABEL

values = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15)


def nb(text: str) -> str:
    """The expected text, written in the tests with ordinary spaces and hyphens for legibility."""
    return text.replace(" ", NBSP).replace("-", MINUS)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, None, "0"),
        (5078, None, "5 078"),
        (Decimal("3031261"), None, "3 031 261"),
        (Decimal("1234.5000"), None, "1 234,5"),
        (Decimal("1234.5"), 2, "1 234,50"),
        (Decimal("1E+3"), None, "1 000"),
        (Decimal("0.05"), 1, "0,1"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-2.5"), 0, "-3"),
        (Decimal("-0.4"), 0, "0"),
        (Decimal("-0"), None, "0"),
        (Decimal("-1234567.891"), 1, "-1 234 567,9"),
        (Decimal(10) ** 40, None, "10" + " 000" * 13),
    ],
)
def test_a_number_is_grouped_and_rounded_half_up(value, decimals, expected):
    assert formats.number(value, decimals) == nb(expected)


@pytest.mark.parametrize(
    ("amount", "cents", "expected"),
    [
        (Decimal("3031261.00"), "auto", "3 031 261 €"),
        (Decimal("742500.5"), "auto", "742 500,50 €"),
        (Decimal("0.004"), "auto", "0 €"),
        (Decimal("12"), True, "12,00 €"),
        (Decimal("-12.5"), False, "-13 €"),
        (0, "auto", "0 €"),
    ],
)
def test_euros_show_their_cents_when_they_matter_or_when_asked(amount, cents, expected):
    assert formats.euros(amount, cents) == nb(expected)


def test_the_amounts_of_a_column_have_as_many_decimals():
    assert formats.euros_alike([Decimal("1.5"), None, 2]) == [nb("1,50 €"), "à compléter", nb("2,00 €")]
    assert formats.euros_alike([Decimal("1.00"), 2]) == [nb("1 €"), nb("2 €")]
    assert formats.euros_alike([]) == []


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Decimal("56.54"), 1, "+56,5 %"),
        (Decimal("-3"), 1, "-3,0 %"),
        (Decimal("0.04"), 1, "0,0 %"),
        (0, None, "0 %"),
    ],
)
def test_a_change_in_percent_carries_its_sign_but_zero_has_none(value, decimals, expected):
    assert formats.signed_percent(value, decimals) == nb(expected)


def test_a_percentage_is_not_a_ratio():
    assert formats.percent(Decimal("12.5"), 1) == nb("12,5 %")


def test_the_size_of_a_file_is_counted_by_thousands_in_french_units():
    assert [formats.file_size(size) for size in (1, 840, 2_750, 250_000, 12_400_000)] == [
        nb(text) for text in ("1 octet", "840 octets", "2,8 ko", "250,0 ko", "12,4 Mo")
    ]


def test_a_change_carries_its_sign():
    written = [formats.signed_number(value) for value in (1834, Decimal("-0.5"), 0)]

    assert written == ["+1\u00a0834", "\u22120,5", "0"]


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "expected"),
    [
        (Decimal("12.5"), "%", 1, "12,5 %"),
        (Decimal("742500"), "€", None, "742 500 €"),
        (Decimal("742500"), "€", 2, "742 500,00 €"),
        (5078, "visites", 0, "5 078 visites"),
        (1, "visites", 0, "1 visite"),
        (0, "places", 0, "0 place"),
        (Decimal("1.5"), "postes", 1, "1,5 poste"),
        (1, "mois", 0, "1 mois"),
        (Decimal("1.96"), "postes", 0, "2 postes"),
        (Decimal("1.96"), "postes", 1, "2,0 postes"),
        (-1, "places", 0, "-1 place"),
        (Decimal("3.2"), "", None, "3,2"),
    ],
)
def test_a_value_is_followed_by_its_unit_in_the_right_number(value, unit, decimals, expected):
    assert formats.value_with_unit(value, unit, decimals) == nb(expected)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("visites", "visite"),
        ("relais parentaux", "relais parental"),
        ("visites de sages-femmes", "visite de sages-femmes"),
        ("heures d’intervention", "heure d’intervention"),
        ("réseaux", "réseau"),
        ("mois", "mois"),
        ("ETP", "ETP"),
    ],
)
def test_a_unit_is_put_in_the_singular(unit, expected):
    assert formats.singular(unit) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "0 contrat"),
        (1, "1 contrat"),
        (Decimal("1.99"), "1,99 contrat"),
        (2, "2 contrats"),
        (1250, "1 250 contrats"),
    ],
)
def test_zero_and_one_are_singular_in_french(count, expected):
    assert formats.counted(count, "contrat") == nb(expected)


def test_an_irregular_plural_can_be_given():
    assert formats.plural(2, "relais parental", "relais parentaux") == "relais parentaux"


@pytest.mark.parametrize(
    ("items", "expected"), [([], ""), ("a", "a"), ("ab", "a et b"), ("abc", "a, b et c"), ([1, 2], "1 et 2")]
)
def test_items_are_joined_as_in_a_sentence(items, expected):
    assert formats.joined(items) == expected


def test_items_may_be_alternatives():
    assert formats.joined(["CSV", "XLSX", "ODS"], last="ou") == "CSV, XLSX ou ODS"


@pytest.mark.parametrize(
    ("value", "long", "short"),
    [
        (date(2025, 1, 1), "1er janvier 2025", "01/01/2025"),
        (date(2025, 6, 30), "30 juin 2025", "30/06/2025"),
        (datetime(2025, 7, 31, 22, 30, tzinfo=UTC), "1er août 2025", "01/08/2025"),
    ],
)
def test_dates_are_written_long_and_short(value, long, short):
    assert (formats.date_long(value), formats.date_short(value)) == (long, short)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (formats.PARIS, "le 1er juillet 2025 à 0 h 05 (heure de Paris)"),
        ("America/Guadeloupe", "le 30 juin 2025 à 18 h 05 (heure de Guadeloupe)"),
        (ZoneInfo("Indian/Reunion"), "le 1er juillet 2025 à 2 h 05 (heure de La Réunion)"),
        (UTC, "le 30 juin 2025 à 22 h 05 (temps universel)"),
        (timezone(timedelta(hours=3)), "le 1er juillet 2025 à 1 h 05 (UTC+03:00)"),
    ],
)
def test_an_instant_names_its_time_zone(zone, expected):
    at = datetime(2025, 6, 30, 22, 5, tzinfo=UTC)

    assert formats.instant(at, zone) == expected.replace(" h ", f"{NBSP}h{NBSP}")


def test_an_instant_without_zone_is_refused():
    with pytest.raises(ValueError, match="sans fuseau horaire"):
        formats.instant(datetime(2025, 6, 30))  # noqa: DTZ001


@pytest.mark.parametrize("value", [1.5, True, "12", float("nan")])
def test_what_is_not_an_exact_number_is_refused(value):
    with pytest.raises(TypeError, match="Decimal"):
        formats.number(value)


def test_the_unknown_is_said_and_never_shown_as_zero():
    written = [
        formats.number(None),
        formats.signed_number(None),
        formats.percent(None),
        formats.signed_percent(None),
        formats.euros(None),
        formats.value_with_unit(None, "visites"),
        formats.date_long(None),
        formats.date_short(None),
        formats.instant(None),
    ]

    assert set(written) == {UNKNOWN_LABEL}


@given(values, st.integers(0, 4))
def test_only_french_signs_are_written_whatever_the_number(value, decimals):
    written = formats.number(value, decimals)

    assert set(written) <= set(f"0123456789,{NBSP}{MINUS}")
    read_back = Decimal(written.replace(NBSP, "").replace(MINUS, "-").replace(",", "."))
    assert read_back == formats.rounded(value, decimals)


def test_templates_have_the_same_formats():
    template = Template(
        "{% load formats %}{{ money|euros }}|{{ money|euros:'always' }}|{{ value|number:1 }}|"
        "{{ value|percent:1 }}|{{ value|signed_percent:0 }}|{{ day|date_long }}|{{ day|date_short }}|"
        "{{ at|instant }}|{{ at|instant:'Pacific/Noumea' }}|"
        "{{ at|moment }}|{{ at|moment:'Pacific/Noumea' }}|"
        "{{ 2|counted:'contrat' }}"
    )
    context = {
        "money": Decimal(1000),
        "value": Decimal("12.54"),
        "day": date(2025, 6, 30),
        "at": datetime(2025, 6, 12, 12, 32, tzinfo=UTC),
    }

    assert template.render(Context(context)).replace(NBSP, " ").split("|") == [
        "1 000 €",
        "1 000,00 €",
        "12,5",
        "12,5 %",
        "+13 %",
        "30 juin 2025",
        "30/06/2025",
        "le 12 juin 2025 à 14 h 32 (heure de Paris)",
        "le 12 juin 2025 à 23 h 32 (heure de Nouvelle-Calédonie)",
        "le 12 juin 2025 à 14 h 32",
        "le 12 juin 2025 à 23 h 32 (heure de Nouvelle-Calédonie)",
        "2 contrats",
    ]


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Information de l’ODPE", "information de l’ODPE"),
        ("Postes (ETP)", "postes (ETP)"),
        ("CP notifiés", "CP notifiés"),
        ("", ""),
    ],
)
def test_a_label_goes_inside_a_sentence_without_losing_its_acronyms(label, inside):
    assert formats.in_sentence(label) == inside

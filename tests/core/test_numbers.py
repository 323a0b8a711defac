from decimal import Decimal

import pytest

from core.numbers import Candidate, ParsedNumber, Verdict, ask_fraction, parse_number, read_value, whole


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234,5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1\u2009234,5", "1234.5"),
        ("3 031 261", "3031261"),
        ("1234.5", "1234.5"),
        ("1234.567", "1234.567"),
        ("1 234,567", "1234.567"),
        ("+5", "5"),
        (" 5 ", "5"),
        ("\u00a05\t\n", "5"),
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        ("0,125", "0.125"),
        ("-0,5", "-0.5"),
        ("−5", "-5"),
        ("1.234,56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1'234.5", "1234.5"),
        ("1’234’567,5", "1234567.5"),
        ("１２３", "123"),
        ("45292", "45292"),
    ],
)
def test_what_french_people_write_is_read(text, value):
    parsed = parse_number(text)

    assert (parsed.verdict, parsed.value, parsed.error) == (Verdict.READ, Decimal(value), "")


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("1 234,5", "lu comme 1234,5"),
        ("1.234,56", "lu comme 1234,56 (le point sépare les milliers)"),
        ("-0", "lu comme 0"),
        ("−5", "lu comme −5"),
        ("１２", "lu comme 12 (chiffres pleine chasse)"),
    ],
)
def test_the_page_can_say_how_a_number_was_read(text, how):
    assert parse_number(text).reading == f"«\u00a0{text}\u00a0» {how}"


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12,5 %", "%", "12.5"),
        ("12,5%", "% des enfants", "12.5"),
        ("12,5 €", "€", "12.5"),
        ("3 031 261\u00a0€", "€", "3031261"),
    ],
)
def test_the_sign_of_the_unit_may_follow_the_number(text, unit, value):
    assert parse_number(text, unit=unit).value == Decimal(value)


@pytest.mark.parametrize("decimals", [0, 1, 3, None])
@pytest.mark.parametrize("text", ["1.234", "1,234", "-12,567", "123.456", "１.２３４"])
def test_thousands_or_decimals_is_asked_whatever_the_scale(text, decimals):
    parsed = parse_number(text, decimals=decimals)

    assert (parsed.verdict, parsed.value, len(parsed.candidates)) == (Verdict.ASK, None, 2)


def test_both_readings_are_offered_with_their_reason():
    parsed = parse_number("1.234")

    assert parsed.candidates == (
        Candidate(Decimal("1234"), "1\u00a0234 (le point sépare les milliers)"),
        Candidate(Decimal("1.234"), "1,234 (le point sépare les décimales)"),
    )
    assert parsed.reading == (
        "«\u00a01.234\u00a0»\u00a0: le point ou la virgule peut séparer les milliers ou les décimales. "
        "Choisissez la valeur voulue."
    )


def test_a_percent_sign_where_none_is_expected_is_asked():
    parsed = parse_number("12 %", decimals=2)

    assert parsed.candidates == (
        Candidate(Decimal(12), "12 (sans le signe %)"),
        Candidate(Decimal("0.12"), "0,12 (en part de 1)"),
    )


def test_a_meaning_that_rounds_to_nothing_is_not_offered():
    parsed = parse_number("12 %", unit="visites", decimals=0)

    assert parsed.candidates == (Candidate(Decimal(12), "12\u00a0visites (sans le signe %)"),)


def test_a_share_of_one_where_the_history_is_around_12_percent_is_asked():
    parsed = parse_number("0.125", unit="%", decimals=3, usual=Decimal("12"))

    assert parsed.reading == (
        "«\u00a00.125\u00a0»\u00a0: les valeurs connues sont proches de 12\u00a0%. "
        "Choisissez la valeur voulue."
    )
    assert parsed.candidates == (
        Candidate(Decimal("0.125"), "0,125\u00a0% (telle quelle)"),
        Candidate(Decimal("12.5"), "12,5\u00a0% (si c’est une part de 1)"),
    )


@pytest.mark.parametrize(
    ("text", "usual"), [("0,9", "3.6"), ("0,125 %", "12"), ("1,5", "90"), ("0", "12"), ("-0,1", "12")]
)
def test_a_small_percentage_is_read_when_nothing_says_it_is_a_share(text, usual):
    assert parse_number(text, unit="%", usual=Decimal(usual)).verdict is Verdict.READ


def test_losing_a_decimal_is_asked():
    parsed = parse_number("12,57", unit="%", decimals=1)

    assert parsed == ParsedNumber(
        "12,57",
        Verdict.ASK,
        reading="«\u00a012,57\u00a0»\u00a0: cette valeur garde 1 décimale. Choisissez la valeur voulue.",
        candidates=(Candidate(Decimal("12.6"), "12,6\u00a0% (arrondi de 12,57)"),),
    )


def test_useless_zeros_lose_nothing():
    assert parse_number("12,50", decimals=1).value == Decimal("12.5")


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("0.30000000000000004", 1, "0.3"),
        ("0,30000000000000004", None, "0.3"),
        ("12.299999999999999", 1, "12.3"),
        ("5078.0000000000009", 0, "5078"),
    ],
)
def test_float_noise_is_rounded_and_said(text, decimals, value):
    parsed = parse_number(text, decimals=decimals)

    assert (parsed.verdict, parsed.value) == (Verdict.READ, Decimal(value))
    assert parsed.reading.endswith(" (arrondi d’un reste de calcul)")


def test_a_third_is_not_float_noise():
    assert parse_number("0.3333333333333333", decimals=1).verdict is Verdict.ASK


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("1,234.56", "mêle virgule et point à l’anglaise"),
        ("1,234,567", "a plusieurs virgules ou points"),
        ("1,2,3", "a plusieurs virgules ou points"),
        ("12..5", "a plusieurs virgules ou points"),
        ("1 2 3", "a des groupes qui ne sont pas de trois chiffres"),
        ("1  234", "a des groupes qui ne sont pas de trois chiffres"),
        ("0 123", "a des groupes qui ne sont pas de trois chiffres"),
        ("12 34", "a des groupes qui ne sont pas de trois chiffres"),
        ("1 234'567", "a des groupes qui ne sont pas de trois chiffres"),
        ("12 k€", "est compté en milliers ou en millions"),
        ("3 M", "est compté en milliers ou en millions"),
        ("12 €", "porte le signe € alors que la valeur n’est pas en euros"),
        ("(5)", "est entre parenthèses"),
        ("5-", "porte son signe à la fin"),
        ("- 5", "a une espace entre le signe et le nombre"),
        ("1e3", "est en notation scientifique"),
        ("NaN", "n’est pas un nombre fini"),
        ("-inf", "n’est pas un nombre fini"),
        ("1_000", "contient un tiret bas"),
        ("0x10", "est en hexadécimal"),
        ("١٢", "contient des chiffres d’une autre écriture"),
        ("१२", "contient des chiffres d’une autre écriture"),
        ("𝟏𝟐", "contient des chiffres d’une autre écriture"),
        ("½", "est une fraction ou un exposant"),
        ("5²", "est une fraction ou un exposant"),
        ("1/2", "est une fraction ou un exposant"),
        ("VRAI", "est une réponse par oui ou par non"),
        ("12/06/2025", "est une date"),
        ("12.06.2025", "est une date"),
        ("2025-06-12T00:00:00", "est une date"),
        ("'12", "commence par une apostrophe"),
        ("1\u200b2", "contient un caractère invisible (U+200B)"),
        ("\u200e12", "contient un caractère invisible (U+200E)"),
        ("1\x002", "contient un caractère invisible (U+0000)"),
        ("\ufeff", "contient un caractère invisible (U+FEFF)"),
        (",", "ne contient aucun chiffre"),
        (".", "ne contient aucun chiffre"),
        ("-", "ne contient aucun chiffre"),
        (",5", "commence ou finit par une virgule ou un point"),
        ("5,", "commence ou finit par une virgule ou un point"),
        ("#N/A", "est une erreur de tableur"),
        ("=1+1", "est une formule"),
        ("＝1", "est une formule"),
        ("@SUM(A1)", "est une formule"),
        ("1" * 30, "a plus de 20 chiffres"),
        ("5 enfants", "contient des lettres"),
        ("juin-25", "contient des lettres"),
        ("1O", "contient des lettres"),
        ("12:30", "n’est pas un nombre"),
        ("+-5", "n’est pas un nombre"),
        ("1" * 201, "est trop long pour un nombre"),
    ],
)
def test_what_is_not_clearly_a_number_is_refused_with_its_cause(text, cause):
    parsed = parse_number(text)

    assert (parsed.verdict, parsed.value, parsed.candidates) == (Verdict.REFUSE, None, ())
    assert parsed.error.split("\u00a0» ")[1].split(". ")[0] == cause


def test_a_refusal_says_how_to_mend():
    assert parse_number("(5)").error == (
        "«\u00a0(5)\u00a0» est entre parenthèses. "
        "Si le nombre est négatif, mettez le signe moins devant\u00a0: −5."
    )


def test_a_refused_text_is_shown_without_its_invisible_letters():
    parsed = parse_number("1\u202e2\ud8003")

    assert parsed.text == "1\ufffd2\ufffd3"
    assert parsed.error.startswith("«\u00a01\ufffd2\ufffd3\u00a0» contient un caractère invisible (U+202E).")


@pytest.mark.parametrize(
    ("text", "absence"),
    [
        ("n.d.", "not_yet_known"),
        ("Nd", "not_yet_known"),
        ("…", "not_yet_known"),
        ("NC", "not_collected"),
        ("s", "protected"),
        ("sans objet", "not_applicable"),
        ("Sans\u00a0objet", "not_applicable"),
        ("s.o.", "not_applicable"),
    ],
)
def test_a_word_of_absence_suggests_its_kind_and_is_never_zero(text, absence):
    parsed = parse_number(text)

    assert (parsed.verdict, parsed.absence, parsed.value) == (Verdict.ABSENCE, absence, None)


def test_an_absence_is_to_be_confirmed():
    assert parse_number("n.d.").reading == (
        "«\u00a0n.d.\u00a0» annonce une absence de valeur\u00a0: pas encore connue. À confirmer."
    )


@pytest.mark.parametrize("text", [None, "", " ", "\u00a0", "\u202f\t\r\n"])
def test_a_blank_is_not_filled_and_never_zero(text):
    assert parse_number(text) == ParsedNumber("", Verdict.BLANK, reading="Non renseigné.")


@pytest.mark.parametrize(
    ("text", "verdict", "value"),
    [
        ("1,234.56", Verdict.READ, Decimal("1234.56")),
        ("1,234", Verdict.READ, Decimal("1234")),
        ("1.234", Verdict.READ, Decimal("1.234")),
        ("1.234,56", Verdict.REFUSE, None),
        ("1,5", Verdict.REFUSE, None),
    ],
)
def test_a_file_may_declare_the_english_convention(text, verdict, value):
    parsed = parse_number(text, english=True)

    assert (parsed.verdict, parsed.value) == (verdict, value)


def test_a_number_cell_is_read_as_it_is():
    parsed = read_value(Decimal("1.234"), unit="visites")

    assert parsed == ParsedNumber(
        "1,234", Verdict.READ, value=Decimal("1.234"), reading="«\u00a01,234\u00a0» lu comme 1,234"
    )


def test_a_number_cell_loses_its_float_noise():
    parsed = read_value(Decimal(repr(0.1 + 0.2)), decimals=1)

    assert (parsed.verdict, parsed.value) == (Verdict.READ, Decimal("0.3"))


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (Decimal("NaN"), Verdict.REFUSE),
        (Decimal("-Infinity"), Verdict.REFUSE),
        (Decimal("1E+400"), Verdict.REFUSE),
        (Decimal("1E-400"), Verdict.REFUSE),
        (Decimal("12.57"), Verdict.ASK),
        (Decimal("0.1"), Verdict.ASK),
        (Decimal("-0"), Verdict.READ),
    ],
)
def test_a_number_cell_is_judged_like_a_text(value, verdict):
    assert read_value(value, unit="%", decimals=1, usual=Decimal(12)).verdict is verdict


def test_a_cell_shown_as_a_percentage_is_asked():
    parsed = ask_fraction(Decimal("0.125"), decimals=1)

    assert parsed.reading == (
        "«\u00a00,125\u00a0»\u00a0: la case est mise en forme de pourcentage, "
        "et cette valeur garde 1 décimale. Choisissez la valeur voulue."
    )
    assert parsed.candidates == (
        Candidate(Decimal("0.1"), "0,1\u00a0% (telle quelle, arrondi de 0,125)"),
        Candidate(Decimal("12.5"), "12,5\u00a0% (si c’est une part de 1)"),
    )


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("2024", 2024), ("9" * 18, 10**18 - 1)])
def test_a_number_that_a_page_wrote_comes_back(text, number):
    assert whole(text) == number


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "-1", "+1", "1.0", "1_000", "²", "٣", "１", "9" * 19, "9" * 5000, "1\n"]
)
def test_what_no_page_wrote_is_no_number(text):
    assert whole(text) is None

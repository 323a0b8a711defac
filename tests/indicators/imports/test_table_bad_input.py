"""Every clumsy or hostile row: read, asked or refused, each with its own reason, and nothing half written."""

from decimal import Decimal

import pytest

from core.imports.plan import Standing
from indicators.imports.actions import apply_batch, plan_of
from indicators.models import Measurement
from reports import workflow
from reports.actions import open_report
from tests.factories import ContractFactory, IndicatorFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
READ = [("1234,5", "1234.5"), ("1 234,5", "1234.5"), ("1\u00a0234,5", "1234.5"), ("1\u202f234,5", "1234.5")]
READ += [("1\u2009234,5", "1234.5"), ("1234.5", "1234.5"), ("+5", "5"), (" 5 ", "5"), ("0", "0"), ("-0", "0")]
READ += [("007", "7"), ("1.234,56", "1234.56"), ("1'234.5", "1234.5"), ("\uff11\uff12", "12")]
READ += [("0.30000000000000004", "0.3")]
ASKED = ["1.234", "1,234", "12 %", "1,23456", "n.d.", "NC", "s", "…", "Nd", "sans objet"]
REFUSED = [
    "1,234.56",
    "1,2,3",
    "1 2 3",
    "12 k€",
    "(5)",
    "5-",
    "1e3",
    "NaN",
    "inf",
    "1_000",
    "0x10",
    "١٢",
    "½",
]
REFUSED += ["²", "1/2", "VRAI", "31/12/2024", "'12", "1\u200b2", "12\u202e", "12..5", ",", ".", "-", "#N/A"]
REFUSED += ["1" * 30, "=1+1", "-5", "−5", "1" * 16]
CONTRACTS = {
    "": "n’est pas renseigné",
    "6 7-2020": "contient une espace",
    "67-\u200b2020": "caractère invisible",
    "2a-2020": "la Corse est un seul territoire",
    "2A": "la Corse est un seul territoire",
    "69": "deux territoires",
    "99": "n’est pas un contrat que vous saisissez",
    "17-2020": "n’est pas un contrat que vous saisissez",
    "TOTAL": "une ligne de total",
    "../67-2020": "n’est pas un contrat que vous saisissez",
}
INDICATORS = {
    "": "n’est pas renseigné",
    "9.9": "n’est pas un indicateur suivi",
    "1.1\u0430": "autre alphabet",
    "../1.1": "n’est pas un indicateur suivi",
    "1.1' OR 1=1 --": "n’est pas un indicateur suivi",
    "1.\u200b1": "caractère invisible",
}
YEARS = {
    "": "n’est pas renseignée",
    "24": "quatre chiffres",
    "2024-2025": "plusieurs années",
    "2018": "ne couvre pas 2018",
    "2031": "ne couvre pas 2031",
    "abcd": "n’est pas une année",
}


@pytest.fixture
def fine(visits):
    """3.1 with two decimals, so that what is tested is the writing and not the scale."""
    visits.decimals = 2
    visits.save()
    return visits


def only(batch):
    (one,) = plan_of(batch).proposals
    return one


def test_numbers_are_read_as_people_write_them(table, fine):
    found = {}
    for text, _ in READ:
        one = only(table(f"67-2020;3.1;2024;{text}"))
        found[text] = one.entry and one.entry.figure.value

    assert found == {text: Decimal(value) for text, value in READ}


def test_what_has_two_meanings_is_asked_and_never_guessed(table, fine):
    found = {text: only(table(f"67-2020;3.1;2024;{text}")) for text in ASKED}

    assert {text: one.standing for text, one in found.items()} == dict.fromkeys(ASKED, Standing.ASKED)
    assert all(one.questions and one.entry is None for one in found.values())


def test_what_is_no_number_is_refused_with_its_reason(table, fine):
    found = {text: only(table(f'67-2020;3.1;2024;"{text}"')) for text in REFUSED}

    assert {text: one.standing for text, one in found.items()} == dict.fromkeys(REFUSED, Standing.REFUSED)
    assert all(one.message for one in found.values())


def test_each_contract_that_is_not_one_has_its_own_reason(told):
    for text, reason in CONTRACTS.items():
        ((standing, message),) = told(f"{text};1.1;2024;12")
        assert (standing, reason in message) == (Standing.REFUSED, True), (text, message)


def test_each_indicator_that_is_not_one_has_its_own_reason(told):
    for text, reason in INDICATORS.items():
        ((standing, message),) = told(f'67-2020;"{text}";2024;12')
        assert (standing, reason in message) == (Standing.REFUSED, True), (text, message)


def test_each_year_that_is_not_one_has_its_own_reason(told):
    for text, reason in YEARS.items():
        ((standing, message),) = told(f"67-2020;1.1;{text};12")
        assert (standing, reason in message) == (Standing.REFUSED, True), (text, message)


def test_keys_are_trimmed_and_a_year_with_decimals_is_read(table):
    one = only(table(" 67-2020 ; 1.1 ;2024.0;12"))

    assert (one.standing, one.entry.year, one.contract_id is not None) == (Standing.NEW, 2024, True)


def test_another_s_contract_reads_as_one_that_does_not_exist(told, contract_17):
    assert told("17-2020;1.1;2024;12")[0][1].replace("17", "99") == told("99-2020;1.1;2024;12")[0][1]


def test_the_zero_that_the_spreadsheet_lost_is_given_back(table, editor_67, cea, prefecture_of_67, ars):
    ain = ContractFactory(
        territory=TerritoryFactory(code="01", name="Ain"), parties=[cea, prefecture_of_67, ars]
    )
    editor_67.territory = None
    editor_67.save()

    found = [only(table(f"{text};1.1;2024;12")) for text in ("1-2020", "1", "01")]

    assert {one.contract_id for one in found} == {ain.pk}


def test_a_locked_year_is_refused_naming_its_edition(told, contract_67, editor_67):
    workflow.share(open_report(contract=contract_67, fiscal_year=2023, by=editor_67), by=editor_67)

    ((standing, message),) = told("67-2020;1.1;2023;12")

    assert standing == Standing.REFUSED
    assert "édition n° 1" in message.replace("\u00a0", " ")


@pytest.mark.parametrize("second", ["12", "13"])
def test_the_same_key_twice_is_refused_on_both_rows_which_name_each_other(table, second):
    first, twin = plan_of(table("67-2020;1.1;2024;12", f"67-2020;1.1;2024;{second}")).proposals

    assert (first.standing, twin.standing) == (Standing.REFUSED, Standing.REFUSED)
    assert f"ligne 3 («\u00a0{second}\u00a0»)" in first.message
    assert "ligne 2 («\u00a012\u00a0»)" in twin.message


def test_an_unexpected_column_is_refused_by_its_name(table):
    titles = "Contrat;Indicateur;Année;Valeur;is_superuser"
    plan = plan_of(table("67-2020;1.1;2024;12;1", titles=titles))

    assert not plan.is_readable
    assert "is_superuser (E)" in plan.faults[0].message


def test_titles_are_read_however_they_are_written_and_ordered(table):
    titles = " ANNÉE ;valeur;Indicateur ;CONTRAT;cause d'e\u0301cart"

    one = only(table("2024;12;1.1;67-2020;", titles=titles))

    assert (one.standing, one.after) == (Standing.NEW, "12\u00a0%")


def test_rules_refuse_with_their_number(told):
    titles = "Contrat;Indicateur;Année;Valeur;Numérateur;Dénominateur"

    def message(line):
        return told(line, titles=titles)[0][1]

    assert "(règle V5)" in message("67-2020;3.1;2024;-4;;") or "(règle V4)" in message(
        "67-2020;3.1;2024;-4;;"
    )
    assert "(règle V3)" in message("67-2020;1.1;2024;101;;")
    assert "(règle V8)" in message("67-2020;1.1;2024;;9;8")


def test_texts_are_kept_inert_and_bounded(table, told, editor_67, rate):
    titles = "Contrat;Indicateur;Année;Valeur;Commentaire"
    hostile = '=HYPERLINK(""x"") <script>alert(1)</script> {{ 7*7 }} \u202e'

    apply_batch(table(f'67-2020;1.1;2024;12;"{hostile}"', titles=titles), {}, False, editor_67)

    assert Measurement.objects.get().comment == hostile.replace('""', '"').strip()
    ((standing, message),) = told(f"67-2020;1.1;2024;12;{'a' * 4001}", titles=titles)
    assert (standing, "4000 caractères" in message.replace("\u00a0", "")) == (Standing.REFUSED, True)


def test_rows_in_the_thousands_of_faults_are_all_counted_and_few_are_shown(table):
    plan = plan_of(table(*[f"67-2020;9.{number};2024;1" for number in range(700)]))

    assert plan.counts[Standing.REFUSED] == 700


def test_the_plain_road_and_the_resource_give_the_same_verdict(table, fine, contract_67):
    IndicatorFactory(objective=fine.objective, code="3.2", unit="%", decimals=1)
    texts = ["0", "7", "12.5", "12,5", "99999999", "100", "100,1", "0,5", "1", "1,5", "12,55", "1,2345"]
    for code in ("1.1", "3.1", "3.2"):
        for text in texts:
            plain, careful = (
                only(
                    table(
                        f"67-2020;{code};2024;{text};{kind}", titles="Contrat;Indicateur;Année;Valeur;Nature"
                    )
                )
                for kind in ("", "Définitive")
            )
            assert (plain.standing, plain.after, plain.message) == (
                careful.standing,
                careful.after,
                careful.message,
            ), (code, text)

"""The line of titles: found whatever its writing and its place, or what is missing is named."""

import unicodedata

import pytest

from core.tabular.reading import (
    Header,
    Sheet,
    UnreadableFile,
    address,
    column_letters,
    find_header,
    plain_title,
    read_book,
)

TITLES = {"territory": ["Département"], "year": ["Exercice", "Année"], "value": ["Valeur", "Résultat (%)"]}
REQUIRED = ["territory", "value"]


def sheet(text: str) -> Sheet:
    return read_book(text.encode(), "a.csv").sheets[0]


@pytest.mark.parametrize(
    "title",
    [
        "Département",
        "DÉPARTEMENT",
        "  département :",
        "departement*",
        "Département\u00a0",
        unicodedata.normalize("NFD", "Département"),
        "\ufeffDépartement",
    ],
)
def test_a_title_is_known_whatever_its_writing(title: str) -> None:
    assert plain_title(title) == "departement"


def test_signs_that_make_a_difference_are_kept() -> None:
    assert [plain_title(title) for title in ("Résultat (%)", "Montant (€)", "1er_rang")] == [
        "resultat %",
        "montant €",
        "1er rang",
    ]


def test_columns_are_found_in_any_order_and_strangers_are_named() -> None:
    found = find_header(sheet("id;VALEUR;annee;;département\n1;2;3;4;5\n"), TITLES, REQUIRED)

    assert found == Header(
        row=1,
        places={"value": 1, "year": 2, "territory": 4},
        unexpected=(("A", "id"), ("D", "")),
    )


def test_a_header_is_found_below_a_title() -> None:
    found = find_header(sheet("Export du 12 mars\n\ndépartement;valeur\n67;1\n"), TITLES, REQUIRED)

    assert (found.row, found.places) == (3, {"territory": 0, "value": 1})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("département;autre\n67;1\n", "semble être la ligne 1, mais il y manque «\u00a0Valeur\u00a0»"),
        ("a;b\n1;2\n", r"ne porte les titres attendus \(«\u00a0Département\u00a0» et «\u00a0Valeur\u00a0»\)"),
        ("département;valeur;Résultat (%)\n67;1;2\n", r"porté par deux colonnes \(B1 et C1\)"),
        ("\n" * 40 + "x\n" * 31 + "département;valeur\n", "Aucune ligne"),
    ],
)
def test_a_header_that_is_not_there_is_explained(text: str, expected: str) -> None:
    with pytest.raises(UnreadableFile, match=expected):
        find_header(sheet(text), TITLES, REQUIRED)


def test_an_empty_sheet_says_which_titles_it_wants() -> None:
    with pytest.raises(UnreadableFile, match="Aucune ligne ne porte les titres attendus"):
        find_header(Sheet("Vide", []), TITLES, REQUIRED)


def test_addresses_are_those_of_spreadsheets() -> None:
    assert [column_letters(column) for column in (0, 25, 26, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert address(12, 5) == "F12"

"""CSV: one text whatever the encoding, one table whatever the separators; the uneven or mixed is refused."""

import pytest

from core.tabular import Column, Table, export
from core.tabular.reading import Book, CellKind, UnreadableFile, read_book

TEXT = "Contrat;Libellé\n67-2020;été — œuvre ’ €\n"


def rows(content: bytes | str, name: str = "a.csv") -> list[list[str]]:
    data = content.encode() if isinstance(content, str) else content
    return [[cell.text for cell in row.cells] for row in read_book(data, name).sheets[0].rows]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        f"sep=;\r\n{TEXT}".encode(),
        f"\ufeffsep=,\n{TEXT.replace(';', ',')}".encode(),
        TEXT.replace("67-2020", '"67-2020"').encode(),
        f"\n\n{TEXT}\n;\n".encode(),
        TEXT.rstrip("\n").encode(),
    ],
)
def test_a_table_is_read_to_the_same_text(content: bytes) -> None:
    assert rows(content) == [["Contrat", "Libellé"], ["67-2020", "été — œuvre ’ €"]]


def test_a_quoted_cell_holds_separators_quotes_and_line_ends() -> None:
    assert rows('a;b\n"x;y\r\nz";"dit ""oui"""\n') == [["a", "b"], ["x;y\r\nz", 'dit "oui"']]


def test_the_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    book = read_book(b"sep=;\na;b\n\n1;2\n", "a.csv")

    assert [(row.number, row.cells[0].address) for row in book.sheets[0].rows] == [(2, "A2"), (4, "A4")]


def test_every_cell_is_a_text_and_a_blank_made_of_spaces_is_blank() -> None:
    (_, row) = read_book("a;b;c;d\n1;\u00a0 \u202f;;VRAI\n".encode(), "a.csv").sheets[0].rows

    assert [cell.kind for cell in row.cells] == [CellKind.TEXT, CellKind.BLANK, CellKind.BLANK, CellKind.TEXT]


def test_the_encoding_of_windows_is_said() -> None:
    book: Book = read_book(TEXT.encode("cp1252"), "a.csv")

    assert book.notices == ("Fichier lu dans l’encodage de Windows\u00a0: vérifiez les lettres accentuées.",)


def test_our_own_csv_comes_back_without_its_note() -> None:
    table = Table("Suivi", [Column("a", "A"), Column("b", "B", "decimal")], [{"a": "x", "b": 1}], "Source.")

    book = read_book(export(table, "csv"), "suivi.csv")

    assert [[cell.text for cell in row.cells] for row in book.sheets[0].rows] == [["A", "B"], ["x", "1"]]
    assert book.notices == ("Note lue sous le tableau, laissée de côté\u00a0: «\u00a0Suivi\u00a0».",)


def test_a_title_above_the_table_is_kept_and_does_not_count_as_uneven() -> None:
    assert rows("Export du 12 mars\n\na;b\n1;2\n") == [["Export du 12 mars"], ["a", "b"], ["1", "2"]]


def test_a_single_column_is_a_table_too() -> None:
    assert rows("code\n67\n68\n") == [["code"], ["67"], ["68"]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "est vide"),
        (b"\xef\xbb\xbf", "est vide"),
        (b"\n;\n\n", "est vide"),
        (b"a;b\n1;2;3\n", "Ligne 2\u00a0: 3\u00a0cases, contre 2 dans la ligne 1"),
        (b"a;b\n1;2\n3\n4;5\n", "Ligne 3\u00a0: 1\u00a0case, contre 2"),
        (b"a;b\n1;2;3\n4;5\n6\n", "Ligne 2\u00a0: 3\u00a0cases, ligne 4\u00a0: 1\u00a0case, contre 2"),
        (b"a;b\n" + b"1;2;3\n" * 12, "et 2 autres lignes"),
        (b'a;b\n"1;2\n', "guillemet"),
        (b'a;b\n"1"x;2\n', "guillemet"),
        (b"a;b\n1;\x00\n", "pas un texte lisible"),
        (b"a;b\n1;\x01\n", "pas un texte lisible"),
        (b"a;b\n1;\x81\n", "pas un texte lisible"),
        ("a;é\n".encode() + "1;é\n".encode("cp1252"), "mêle deux encodages"),
        ("a;œ’\n".encode() + "1;é\n".encode("cp1252"), "mêle deux encodages"),
        ("a;b\n1;\ud800\n".encode("utf-8", "surrogatepass"), "pas un texte lisible"),
        (b"\xff\xfe" + "a;b\n\ud800\n".encode("utf-16-le", "surrogatepass"), "pas un texte lisible"),
        (b"\xff\xfea", "pas un texte lisible"),
    ],
)
def test_what_cannot_be_read_for_sure_is_refused(content: bytes, expected: str) -> None:
    with pytest.raises(UnreadableFile, match=expected):
        read_book(content, "a.csv")

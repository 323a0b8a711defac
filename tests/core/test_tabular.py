import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.http import Http404
from django.utils.functional import lazystr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from odf import opendocument
from odf.chart import Chart
from odf.config import ConfigItem
from odf.namespaces import OFFICENS
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.teletype import extractText
from openpyxl.utils.escape import unescape

from core.tabular import CONTENT_TYPES, Column, Table, TooManyRowsError, download, export, filename
from core.tabular import table as table_module
from core.tabular import xlsx as xlsx_module

COLUMNS = [
    Column("label", "Libellé"),
    Column("visits", "Visites", "integer"),
    Column("ratio", "Ratio", "decimal", decimals=1),
    Column("paid", "Versé", "euros"),
    Column("rate", "Taux", "percent", decimals=1),
    Column("on", "Le", "date"),
]
ROWS = [
    {
        "label": "Visites à domicile",
        "visits": 5078,
        "ratio": Decimal("1234.50"),
        "paid": Decimal("3031261.00"),
        "rate": Decimal("12.5"),
        "on": date(2025, 6, 30),
    },
    {
        "label": "=1+1",
        "visits": "secret",
        "ratio": None,
        "paid": Decimal("-0.5"),
        "rate": Decimal(0),
        "on": datetime(2025, 7, 31, 22, 30, tzinfo=UTC),
    },
]
OPENERS = [
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    " =",
    "\u00a0=",
    "\ufeff=",
    "\u200b+",
    "＝",
    "＋",
    "－",
    "＠",
    "\x00=",
]
FORMULAS = [f'{opener}cmd|"/C calc"!A0' for opener in OPENERS] + ["\tA1", "\rA1", '<r>&"</r>', "_x003D_1+1"]
any_text = (
    st.text() | st.sampled_from(FORMULAS) | st.text(alphabet="=+-@;\"'\r\n\t \x00<r>/&＝x_0a", max_size=12)
)


def sample(note="Source : contrat 67-2020.\nDonnées fictives."):
    return Table("Suivi 2024", COLUMNS, ROWS, note)


def texts(values):
    return Table("Textes", [Column("text", "Texte")], [{"text": value} for value in values])


def from_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def from_xlsx(content):
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Données"]
    return [
        [(cell.data_type, _as_excel_shows(cell.value)) for cell in row] for row in sheet.iter_rows(min_row=2)
    ]


def _as_excel_shows(value):
    return unescape(value) if isinstance(value, str) else value


def from_ods(content, sheet=0):
    """Each cell as the type it declares, the value it declares, and the text it shows."""
    document = opendocument.load(io.BytesIO(content))
    rows = document.getElementsByType(OdfTable)[sheet].getElementsByType(TableRow)
    return [[_ods_cell(cell) for cell in row.getElementsByType(TableCell)] for row in rows]


def _ods_cell(cell):
    attributes = [cell.attributes.get((OFFICENS, name)) for name in ("value-type", "value", "date-value")]
    shown = "\n".join(extractText(paragraph) for paragraph in cell.childNodes)
    return (attributes[0], attributes[1] or attributes[2], shown)


def test_a_csv_opens_in_a_french_spreadsheet():
    content = export(sample(), "csv")

    assert content.decode() == (
        "\ufeff"
        '"Libellé";"Visites";"Ratio";"Versé";"Taux";"Le"\r\n'
        '"Visites à domicile";5078;1234,50;3031261,00;12,5;2025-06-30\r\n'
        '"\'=1+1";"secret";;-0,5;0;2025-08-01\r\n'
        "\r\n"
        '"Suivi 2024"\r\n'
        '"Source : contrat 67-2020."\r\n'
        '"Données fictives."\r\n'
    )


def test_an_xlsx_holds_numbers_dates_and_texts_as_such():
    workbook = openpyxl.load_workbook(io.BytesIO(export(sample(), "xlsx")))

    assert workbook.sheetnames == ["Données", "À lire"]
    assert [[cell.value for cell in row] for row in workbook["Données"].iter_rows()] == [
        ["Libellé", "Visites", "Ratio", "Versé", "Taux", "Le"],
        ["Visites à domicile", 5078, 1234.5, 3031261, 12.5, datetime(2025, 6, 30)],  # noqa: DTZ001
        ["=1+1", "secret", None, -0.5, 0, datetime(2025, 8, 1)],  # noqa: DTZ001
    ]
    assert [cell.number_format for cell in workbook["Données"][2]] == [
        "@",
        "#,##0",
        "#,##0.0",
        '#,##0.00"\u00a0€"',
        '#,##0.0"\u00a0%"',
        "dd/mm/yyyy",
    ]
    assert [row[0].value for row in workbook["À lire"].iter_rows()] == [
        "Suivi 2024",
        "Source : contrat 67-2020.",
        "Données fictives.",
    ]


def test_an_ods_holds_typed_numbers_and_shows_them_in_french():
    content = export(sample(), "ods")

    assert from_ods(content) == [
        [("string", None, column.label) for column in COLUMNS],
        [
            ("string", None, "Visites à domicile"),
            ("float", "5078", "5\u00a0078"),
            ("float", "1234.50", "1\u00a0234,5"),
            ("float", "3031261.00", "3\u00a0031\u00a0261\u00a0€"),
            ("float", "12.5", "12,5\u00a0%"),
            ("date", "2025-06-30", "30/06/2025"),
        ],
        [
            ("string", None, "=1+1"),
            ("string", None, "secret"),
            (None, None, ""),
            ("float", "-0.5", "\u22120,50\u00a0€"),
            ("float", "0", "0,0\u00a0%"),
            ("date", "2025-08-01", "01/08/2025"),
        ],
    ]
    assert [row[0][2] for row in from_ods(content, sheet=1)] == [
        "Suivi 2024",
        "Source : contrat 67-2020.",
        "Données fictives.",
    ]


def test_an_ods_opens_on_its_data_with_the_header_frozen():
    document = opendocument.load(io.BytesIO(export(sample(), "ods")))

    items = document.settings.getElementsByType(ConfigItem)
    assert {item.getAttribute("name"): str(item) for item in items} == {
        "VerticalSplitMode": "2",
        "VerticalSplitPosition": "1",
        "ActiveSplitRange": "2",
        "PositionBottom": "1",
        "ActiveTable": "Données",
    }


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_text_is_a_formula_in_any_format(formula):
    table = texts([formula])

    assert [kind for kind, _ in from_xlsx(export(table, "xlsx"))[0]] in (["s"], ["inlineStr"])
    assert from_ods(export(table, "ods"))[1][0][0] == "string"
    assert b"table:formula" not in export(table, "ods")
    in_csv = from_csv(export(table, "csv"))[1][0]
    assert in_csv.strip().lstrip("\ufeff\u200b")[:1] not in set("=+-@＝＋－＠")


@given(any_text)
@example("\x07\x85\U0001fffe\U0010ffff")
@settings(max_examples=60)
def test_every_text_comes_out_whole_but_for_what_xml_forbids(text):
    expected = table_module.clean(text)

    table = texts([text, "témoin"])

    in_csv = from_csv(export(table, "csv"))[1:3]
    assert in_csv[0] in ([expected], [f"'{expected}"], [])
    assert in_csv[1] == ["témoin"]
    assert [row[0][2] for row in from_ods(export(table, "ods"))[1:]] == [expected, "témoin"]
    in_xlsx = [row[0][1] for row in from_xlsx(export(table, "xlsx"))]
    assert in_xlsx[1] == "témoin"
    assert (in_xlsx[0] or "").rstrip(" ") == expected.rstrip(" ")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
@settings(max_examples=40)
def test_numbers_stay_the_same_numbers(amount):
    table = Table("Montants", [Column("paid", "Versé", "euros")], [{"paid": amount}])

    assert Decimal(from_csv(export(table, "csv"))[1][0].replace(",", ".")) == amount
    assert Decimal(from_ods(export(table, "ods"))[1][0][1]) == amount
    assert from_xlsx(export(table, "xlsx")) == [[("n", float(amount))]]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "True"),
        (Decimal("NaN"), "NaN"),
        (1.5, "1.5"),
        (lazystr("à compléter"), "à compléter"),
    ],
)
def test_what_is_not_an_exact_number_is_exported_as_text(value, expected):
    assert Column("n", "N", "decimal").cell(value) == expected


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    content = export(texts(["é" * 40_000]), "xlsx")

    assert from_xlsx(content)[0][0][1] == "é" * 16_000 + "… [texte coupé]"


def test_a_table_longer_than_a_sheet_is_refused(monkeypatch):
    monkeypatch.setattr(table_module, "MAX_ROWS", 1)

    with pytest.raises(TooManyRowsError, match="filtrez-le avant"):
        export(sample(), "ods")


def test_an_empty_table_has_its_header():
    table = Table("Vide", COLUMNS, [])

    assert from_csv(export(table, "csv"))[0] == [column.label for column in COLUMNS]
    assert from_xlsx(export(table, "xlsx")) == []
    assert len(from_ods(export(table, "ods"))) == 1


def test_a_column_without_a_fixed_scale_shows_each_number_with_its_own():
    table = Table("Libre", [Column("n", "N", "decimal")], [{"n": Decimal("1234.5")}, {"n": 2}])

    assert from_xlsx(export(table, "xlsx")) == [[("n", 1234.5)], [("n", 2)]]
    assert [row[0][2] for row in from_ods(export(table, "ods"))[1:]] == ["1\u00a0234,5", "2"]


def test_a_year_is_a_number_whose_digits_are_not_grouped():
    table = Table("Années", [Column("n", "N", "year")], [{"n": 2024}])

    book = openpyxl.load_workbook(io.BytesIO(export(table, "xlsx")))

    formats = {(cell.value, cell.number_format) for row in book.active.iter_rows() for cell in row}
    assert (2024, "0") in formats
    assert from_ods(export(table, "ods"))[1][0][2] == "2024"
    assert from_csv(export(table, "csv"))[1] == ["2024"]


def test_an_unknown_kind_or_format_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="couleur"):
        Column("a", "A", "couleur")
    with pytest.raises(KeyError):
        export(sample(), "pdf")
    with pytest.raises(KeyError):
        filename("Suivi", "pdf")


@pytest.mark.parametrize(
    ("title", "file_format", "on", "expected"),
    [
        (
            "Suivi 67-2020 : indicateurs",
            "xlsx",
            date(2025, 6, 30),
            "suivi-67-2020-indicateurs-2025-06-30.xlsx",
        ),
        ("../../été\r\n.csv", "csv", None, "ete-csv.csv"),
        ("« … »", "ods", None, "export.ods"),
        ("a" * 300, "csv", None, f"{'a' * 80}.csv"),
    ],
)
def test_a_file_name_is_plain_ascii(title, file_format, on, expected):
    assert filename(title, file_format, on) == expected


def test_each_format_has_its_content_type():
    assert set(CONTENT_TYPES) == {"csv", "xlsx", "ods"}


@pytest.mark.parametrize("file_format", ["xlsx", "ods", "csv"])
def test_libreoffice_opens_every_format_and_finds_the_same_values(file_format, saved_by_libreoffice):
    content = export(Table("Suivi 2024", COLUMNS, ROWS), file_format)

    french_csv = "CSV:59,34,76,1,,1036" if file_format == "csv" else ""
    saved = saved_by_libreoffice(content, file_format, "xlsx", reading=french_csv)

    sheet = openpyxl.load_workbook(io.BytesIO(saved)).worksheets[0]
    guarded = "'=1+1" if file_format == "csv" else "=1+1"
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=3)] == [
        ["Visites à domicile", 5078, 1234.5, 3031261, 12.5, datetime(2025, 6, 30)],  # noqa: DTZ001
        [guarded, "secret", None, -0.5, 0, datetime(2025, 8, 1)],  # noqa: DTZ001
    ]
    assert sheet["A3"].data_type == "s"


def test_a_table_is_downloaded_under_its_title_and_its_date():
    table = Table("Rapports d’exécution", [Column("code", "Code")], [{"code": "67"}])

    answer = download(table, "csv", date(2025, 6, 30))

    assert answer.content == export(table, "csv")
    assert answer["Content-Type"] == CONTENT_TYPES["csv"]
    assert answer["Content-Disposition"] == 'attachment; filename="rapports-d-execution-2025-06-30.csv"'


def test_a_format_that_does_not_exist_is_not_found():
    with pytest.raises(Http404, match="csv, xlsx ou ods"):
        download(Table("Liste", [Column("code", "Code")], []), "exe")


def test_one_table_gives_one_ods_whatever_was_written_before() -> None:
    """The library declares in each document the names of all those that the process has made."""
    table = Table("Essai", [Column("a", "A", "decimal")], [{"a": Decimal("1.5")}], "Une note.")
    first = export(table, "ods")
    with time_machine.travel("2031-05-04 10:00:00+00:00"):
        Chart(**{"class": "chart:bar"})

        assert export(table, "ods") == first


def test_a_decimal_is_written_with_the_decimals_it_has():
    """The database keeps four of them; a column whose scale is fixed keeps its own."""
    columns = [Column("free", "Libre", "decimal"), Column("fixed", "Fixe", "decimal", decimals=2)]
    values = [Decimal(one) for one in ("56.0000", "12.5000", "1200.0000", "0.0000")]
    table = Table("T", columns, [{"free": one, "fixed": one} for one in values])

    lines = export(table, "csv").decode("utf-8-sig").split("\r\n")

    assert lines[1:5] == ["56;56,0000", "12,5;12,5000", "1200;1200,0000", "0;0,0000"]


ODD_NUMBERS = [
    Decimal("12.50"),
    Decimal("NaN"),
    Decimal("Infinity"),
    Decimal("sNaN"),
    7,
    True,
    2.5,
    "secret",
    "",
    None,
]
ODD_TEXTS = ["un", "", "deux\x00\r\nlignes", "=1+1", "x" * 40_000, lazystr("tard"), Decimal("1.5"), 3, None]
ODD_DATES = [date(2025, 6, 30), datetime(2025, 6, 30, 23, tzinfo=UTC), "à venir", Decimal(3), None]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        *((kind, ODD_NUMBERS) for kind in ("integer", "decimal", "euros", "percent", "year")),
        ("text", ODD_TEXTS),
        ("date", ODD_DATES),
    ],
)
def test_a_column_looked_at_as_a_whole_gives_the_cells_of_each_value(kind: str, values: list[object]) -> None:
    column = Column("a", "A", kind)
    alike = [[one for one in values if type(one) is of] for of in {type(one) for one in values}]

    for several in [values, *alike, *([one] * 3 for one in values)]:
        alone = [xlsx_module._cell(column.cell(one)) for one in several]
        assert repr(list(xlsx_module._column(column, several))) == repr(alone)

"""XLSX: each cell with its kind and how it stood; what is hidden, merged or computed is told."""

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO

import pytest

from core.spreadsheets import xlsx_facts
from core.spreadsheets.aside import aside
from core.spreadsheets.xlsx_facts import has_facts
from core.tabular.reading import Cell, CellKind, SheetState, UnreadableFile, read_book
from tests.core.workbooks import archive, read_here, text_cell, xlsx, xlsx_entries


def cells(content: bytes, sheet: int = 0) -> list[Cell]:
    """Those that hold something."""
    found = read_here(content, "valeurs.xlsx").sheets[sheet]
    return [cell for row in found.rows for cell in row.cells if not cell.is_blank]


def cell(xml: str, **details: str) -> Cell:
    """The only cell of a sheet whose second row is this."""
    (found,) = cells(xlsx(f'<row r="2">{xml}</row>', **details))
    return found


@pytest.mark.parametrize(
    ("xml", "expected", "quoted"),
    [
        ('<c r="B2"><v>1234.5</v></c>', (CellKind.NUMBER, Decimal("1234.5")), "1234,5"),
        ('<c r="B2"><v>12</v></c>', (CellKind.NUMBER, Decimal(12)), "12"),
        ('<c r="B2"><v>-3</v></c>', (CellKind.NUMBER, Decimal(-3)), "−3"),
        ('<c r="B2"><v>0.30000000000000004</v></c>', (CellKind.NUMBER, Decimal("0.30000000000000004")), None),
        ('<c r="B2"><v>1E+20</v></c>', (CellKind.NUMBER, Decimal(10**20)), "1" + "0" * 20),
        ('<c r="B2" s="1"><v>0.125</v></c>', (CellKind.PERCENT, Decimal("0.125")), "12,5\u00a0%"),
        ('<c r="B2" s="2"><v>1</v></c>', (CellKind.PERCENT, Decimal(1)), "100\u00a0%"),
        ('<c r="B2" s="3"><v>12.5</v></c>', (CellKind.NUMBER, Decimal("12.5")), "12,5"),
    ],
)
def test_a_number_is_exact_and_a_percentage_is_told(xml: str, expected: tuple, quoted: str | None) -> None:
    found = cell(xml)

    assert (found.kind, found.number) == expected
    assert found.address == "B2"
    assert quoted is None or found.quoted == quoted


def test_a_number_typed_as_text_is_a_text() -> None:
    found = cell(text_cell("C2", " 1 234,5 "))

    assert (found.kind, found.text, found.quoted) == (CellKind.TEXT, " 1 234,5 ", " 1 234,5 ")


@pytest.mark.parametrize(
    ("xml", "kind", "quoted"),
    [
        ('<c r="A2" t="b"><v>1</v></c>', CellKind.BOOLEAN, "VRAI"),
        ('<c r="A2" t="b"><v>0</v></c>', CellKind.BOOLEAN, "FAUX"),
        ('<c r="A2" t="e"><v>#N/A</v></c>', CellKind.ERROR, "#N/A"),
        ('<c r="A2" s="4"><v>45292</v></c>', CellKind.DATE, "01/01/2024"),
        ('<c r="A2"><v>NaN</v></c>', CellKind.ERROR, "nan"),
    ],
)
def test_what_is_no_number_says_what_it_is(xml: str, kind: CellKind, quoted: str) -> None:
    found = cell(xml)

    assert (found.kind, found.quoted) == (kind, quoted)
    with pytest.raises(TypeError, match="A2"):
        _ = found.number


def test_a_workbook_that_counts_from_1904_gives_the_same_days() -> None:
    found = cell('<c r="A2" s="4"><v>43830</v></c>', workbook='<workbookPr date1904="1"/>')

    assert found.moment == date(2024, 1, 1)


def test_a_moment_is_a_day_an_instant_or_a_time() -> None:
    content = xlsx(
        '<row r="1"><c r="A1" s="4"><v>45292</v></c><c r="B1" s="4"><v>45292.5</v></c>'
        '<c r="C1" s="4"><v>0.25</v></c></row>'
    )

    assert [one.moment for one in cells(content)] == [
        date(2024, 1, 1),
        datetime(2024, 1, 1, 12),  # noqa: DTZ001
        time(6),
    ]


@pytest.mark.parametrize(
    ("xml", "kind", "quoted"),
    [
        ('<c r="A2"><f>1+1</f><v>2</v></c>', CellKind.NUMBER, "2"),
        ('<c r="A2" t="str"><f>"a"</f><v>a</v></c>', CellKind.TEXT, "a"),
        ('<c r="A2" s="1"><f>1/8</f><v>0.125</v></c>', CellKind.PERCENT, "12,5\u00a0%"),
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', CellKind.ERROR, "#DIV/0!"),
        ('<c r="A2"><f t="shared" si="0"/><v>2</v></c>', CellKind.NUMBER, "2"),
        ('<c r="A2"><f>1+1</f></c>', CellKind.UNCOMPUTED, "formule sans résultat"),
        ('<c r="A2"><f>1+1</f><v></v></c>', CellKind.UNCOMPUTED, "formule sans résultat"),
        ("<x:c xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main' r='A2'><x:f>1</x:f>"
         "<x:v>2</x:v></x:c>", CellKind.NUMBER, "2"),
    ],
)  # fmt: skip
def test_a_formula_gives_its_last_value_and_says_so(xml: str, kind: CellKind, quoted: str) -> None:
    found = cell(xml)

    assert (found.kind, found.quoted, found.is_formula) == (kind, quoted, True)


def test_the_results_that_a_formula_spreads_around_it_are_computed_too() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2*2</f><v>2</v></c><c r="B1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>4</v></c><c r="B2"><v>2</v></c></row>'
    )

    assert [(one.address, one.is_formula) for one in cells(xlsx(rows))] == [
        ("A1", True),
        ("B1", False),
        ("A2", True),
        ("B2", False),
    ]


def test_formulas_that_no_spreadsheet_has_computed_yet_have_no_value() -> None:
    content = xlsx(
        '<row r="1"><c r="A1"><f>1+1</f><v>0</v></c></row>', workbook='<calcPr fullCalcOnLoad="1"/>'
    )

    assert [one.kind for one in cells(content)] == [CellKind.UNCOMPUTED]


def test_what_is_no_formula_is_read_of_a_file_whose_formulas_are_to_be_computed_again() -> None:
    """Some libraries say it of each file that they write, formulas or not."""
    content = xlsx(
        '<row r="1"><c r="A1"><v>80</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" s="1"><v>0.5</v></c>'
        '<c r="D1"><f>A1</f><v>80</v></c></row>',
        workbook='<calcPr fullCalcOnLoad="1"/>',
    )

    found = [(one.kind, one.quoted) for one in cells(content)]

    assert found == [
        (CellKind.NUMBER, "80"),
        (CellKind.ERROR, "#N/A"),
        (CellKind.PERCENT, "50\u00a0%"),
        (CellKind.UNCOMPUTED, "formule sans résultat"),
    ]


def test_twenty_thousand_formatted_empty_rows_before_the_data_are_nothing() -> None:
    blank = "".join(f'<row r="{row}" s="1"><c r="A{row}" s="3"/></row>' for row in range(1, 20_001))

    (found,) = cells(xlsx(f'{blank}<row r="20001"><c r="B20001"><v>5</v></c></row>'))

    assert (found.address, found.number) == ("B20001", 5)


def test_rows_and_cells_that_say_no_place_follow_one_another() -> None:
    found = cells(
        xlsx('<row><c><v>1</v></c><c s="1"><v>0.5</v></c></row><row><c t="e"><v>#N/A</v></c></row>')
    )

    assert [(one.address, one.kind) for one in found] == [
        ("A1", CellKind.NUMBER),
        ("B1", CellKind.PERCENT),
        ("A2", CellKind.ERROR),
    ]


def test_what_is_hidden_or_merged_is_told_where_there_is_data() -> None:
    content = xlsx(
        '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>3</v></c></row><row r="3" hidden="1"/>'
        '<row r="4" ht="0" customHeight="1"><c r="A4"><v>4</v></c></row>',
        before='<cols><col min="2" max="3" width="9" hidden="1"/><col min="1" max="1" width="10"/></cols>',
        around='<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>',
    )

    (sheet,) = read_here(content, "a.xlsx").sheets

    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == ((2, 4), (2,), ("A1:B1",))


@pytest.mark.parametrize(
    ("written", "hidden"), [("1", (2,)), ("true", (2,)), ("&#49;", (2,)), ("0", ()), ("false", ())]
)
def test_a_row_is_hidden_by_what_its_attribute_says_not_by_its_having_one(
    written: str, hidden: tuple[int, ...]
) -> None:
    """Alone in its sheet: nothing else has the XML read element by element."""
    content = xlsx(
        '<row r="1" hidden="false"><c r="A1"><v>1</v></c></row>'
        f'<row r="2" hidden="{written}"><c r="A2"><v>3</v></c></row>'
    )

    assert read_here(content, "a.xlsx").sheets[0].hidden_rows == hidden


@pytest.mark.parametrize("written", ["hidden='1'", 'hidden ="1"', 'hidden\n= "true"', "ht='0'", 'hidden="1"'])
@pytest.mark.parametrize("before", [1, 400, 20_000])
def test_a_hidden_row_is_told_wherever_it_stands_and_however_it_is_written(written: str, before: int) -> None:
    """Beyond the first bytes of a sheet as well, and beyond the first piece that is searched."""
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, before + 1))
    last = before + 1

    content = xlsx(f'{rows}<row r="{last}" {written}><c r="A{last}"><v>7</v></c></row>')

    assert read_here(content, "a.xlsx").sheets[0].hidden_rows == (last,)


def test_signs_after_the_rows_do_not_have_a_sheet_read_whole() -> None:
    rules = "<conditionalFormatting><cfRule><formula>A1 = 'oui'</formula></cfRule></conditionalFormatting>"
    rows = '<worksheet xmlns="m"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'

    assert not has_facts(BytesIO(f"{rows}{rules}</worksheet>".encode()), frozenset())
    assert has_facts(BytesIO(f"{rows}<mergeCells/></worksheet>".encode()), frozenset())


def test_each_sheet_says_whether_people_see_it() -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    content = xlsx(row, row, row, "", states=("", "hidden", "veryHidden", ""))

    book = read_here(content, "a.xlsx")

    assert [(one.name, one.state) for one in book.sheets] == [
        ("F1", SheetState.VISIBLE),
        ("F2", SheetState.HIDDEN),
        ("F3", SheetState.VERY_HIDDEN),
        ("F4", SheetState.VISIBLE),
    ]
    assert [one.name for one in book.visible_sheets] == ["F1"]


def refusal(entries: dict[str, str | bytes], name: str = "a.xlsx") -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_here(archive(entries), name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"xl/vbaProject.bin": b"macro"}, "macros"),
        ({"xl/macrosheets/sheet1.xml": "<a/>"}, "macros"),
        ({"xl/externalLinks/externalLink1.xml": "<a/>"}, "autres fichiers"),
        ({"xl/connections.xml": "<a/>"}, "autres fichiers"),
        ({"../evil.xml": "<a/>"}, "dangereuse"),
        ({"/etc/passwd": "x"}, "dangereuse"),
        ({"C:\\evil.xml": "<a/>"}, "dangereuse"),
        ({"XL/WORKBOOK.xml": "<a/>"}, "dangereuse"),
        ({"xl/styles.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><styleSheet>&b;</styleSheet>'},
         "dangereuse"),
        ({"xl/worksheets/sheet1.xml": '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><worksheet/>'},
         "dangereuse"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData>".encode("utf-16")}, "dangereuse"),
        ({"xl/workbook.xml": "<workbook"}, "abîmé"),
        ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"}, "abîmé"),
        ({f"xl/media/{place}.png": b"" for place in range(201)}, "parties"),
    ],
)  # fmt: skip
def test_a_workbook_that_could_harm_is_refused(extra: dict[str, str | bytes], expected: str) -> None:
    assert expected in refusal({**xlsx_entries('<row r="1"><c r="A1"><v>1</v></c></row>'), **extra})


def test_a_document_type_hidden_behind_a_long_comment_is_refused_too() -> None:
    sheet = (
        f"<!--{'-' * 0}{'x' * 70_000}--><!DOCTYPE a [<!ENTITY b 'ha'>]><worksheet><sheetData/></worksheet>"
    )

    assert "dangereuse" in refusal({**xlsx_entries(""), "xl/worksheets/sheet1.xml": sheet})


def test_a_macro_workbook_under_another_name_is_refused_by_its_extension_too() -> None:
    with pytest.raises(UnreadableFile, match="macros"):
        read_book(xlsx(""), "a.xlsm")


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "a.xlsx", "vide"),
        (b"\xef\xbb\xbf", "a.csv", "vide"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "ni un classeur"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xlsx", "n’en est pas un"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xlsx", "mot de passe"),
        (xlsx("")[:-40], "a.xlsx", "abîmé"),
        (xlsx(""), "a.ods", "n’est pas celui d’un classeur .ods"),
        (xlsx(""), "a.csv", "n’est pas un texte"),
        (xlsx(""), "a.pdf", "ni un classeur"),
        (archive({"word/document.xml": "<a/>"}), "a.xlsx", "n’est pas celui d’un classeur .xlsx"),
        (b"x" * 20_000_001, "a.csv", "20\u00a0Mo"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(content: bytes, name: str, expected: str) -> None:
    with pytest.raises(UnreadableFile, match=expected):
        read_book(content, name)


def test_an_entry_locked_by_a_password_is_refused() -> None:
    content = bytearray(xlsx(""))
    # The bit that says so, in the entry's own header and in the directory.
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(UnreadableFile, match="mot de passe"):
        read_here(bytes(content), "a.xlsx")


PLAIN_SHEET = b'<worksheet><cols><col width="9"/></cols><sheetData>%s</sheetData><pageMargins/>%s</worksheet>'
PLAIN_ROW = b'<row r="1"><c r="A1" s="1"><v>1</v></c></row>'


@pytest.mark.parametrize("piece", [1, 7, 64, 256 * 1024])
@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (PLAIN_SHEET % (PLAIN_ROW * 9, b""), False),
        (PLAIN_SHEET % (PLAIN_ROW * 9 + b"<f>1+1</f>", b""), True),
        (PLAIN_SHEET % (PLAIN_ROW * 9, b"<mergeCells/>"), True),
        (PLAIN_SHEET % (PLAIN_ROW * 9 + b'<c s="5"/>' + PLAIN_ROW, b""), True),
        (PLAIN_SHEET.replace(b'"9"', b'"0"') % (PLAIN_ROW, b""), True),
        # A formula beyond the rows is another thing's; rows that seem to end twice are read whole.
        (PLAIN_SHEET % (PLAIN_ROW, b"<formula/>"), False),
        (PLAIN_SHEET % (PLAIN_ROW, b"</sheetData>"), True),
        (b"<worksheet><sheetData/></worksheet>", True),
        (b"", True),
    ],
)
def test_what_values_do_not_say_is_found_wherever_the_pieces_of_the_sheet_are_cut(
    sheet: bytes, expected: bool, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HEAD", "PIECE"):
        monkeypatch.setattr(xlsx_facts, name, piece)

    assert xlsx_facts.has_facts(BytesIO(sheet), frozenset({"5"})) is expected


def test_what_the_second_thread_meets_is_raised_where_it_is_waited_for() -> None:
    assert aside(sum, [1, 2]).result() == 3
    with pytest.raises(ZeroDivisionError):
        aside(divmod, 1, 0).result()
    assert aside(sum, [3, 4]).result() == 7

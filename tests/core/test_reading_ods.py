"""ODS: the same cells as XLSX gives, whatever is repeated, covered, drawn or annotated."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from core.tabular.reading import Cell, CellKind, Sheet, SheetState, UnreadableFile
from tests.core.workbooks import archive, ods, ods_entries, read_here


def sheet(rows: str) -> Sheet:
    (found,) = read_here(ods(rows), "valeurs.ods").sheets
    return found


def cells(rows: str) -> list[Cell]:
    """Those that hold something."""
    return [cell for row in sheet(rows).rows for cell in row.cells if not cell.is_blank]


def row(*inside: str, **attributes: str) -> str:
    told = " ".join(f'table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f"<table:table-row {told}>{''.join(inside)}</table:table-row>"


def cell(kind: str = "", value: str = "", shown: str = "", **attributes: str) -> str:
    names = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}
    told = f'office:value-type="{kind}" ' if kind else ""
    told += f'office:{names.get(kind, "value")}="{value}" ' if value else ""
    told += " ".join(f'table:{name.replace("_", "-")}="{one}"' for name, one in attributes.items())
    return f"<table:table-cell {told}>{f'<text:p>{shown}</text:p>' if shown else ''}</table:table-cell>"


BLANK = "<table:table-cell/>"


@pytest.mark.parametrize(
    ("xml", "kind", "quoted"),
    [
        (cell("float", "1234.5", "1 234,5"), CellKind.NUMBER, "1234,5"),
        (cell("percentage", "0.125", "12,5 %"), CellKind.PERCENT, "12,5\u00a0%"),
        (cell("currency", "12", "12 €"), CellKind.NUMBER, "12"),
        (cell("string", "", "1 234,5"), CellKind.TEXT, "1 234,5"),
        (cell("boolean", "true", "VRAI"), CellKind.BOOLEAN, "VRAI"),
        (cell("date", "2024-01-02", "2/1/24"), CellKind.DATE, "02/01/2024"),
        (cell("date", "2024-01-02T03:04:05.000000000"), CellKind.DATE, "02/01/2024 03:04"),
        (cell("time", "PT06H30M00S"), CellKind.DATE, "06:30"),
        (cell("time", "PT30H00M00S"), CellKind.DATE, "30:00:00"),
        (cell("float", "NaN"), CellKind.ERROR, "NaN"),
        (cell("float", "12,5"), CellKind.ERROR, "12,5"),
        (cell("date", "2024-99-99"), CellKind.ERROR, "2024-99-99"),
        (cell("time", "midi"), CellKind.ERROR, "midi"),
    ],
)
def test_a_cell_is_read_by_its_type(xml: str, kind: CellKind, quoted: str) -> None:
    (found,) = cells(row(xml))

    assert (found.address, found.kind, found.quoted) == ("A1", kind, quoted)


def test_numbers_and_moments_are_exact() -> None:
    found = cells(
        row(
            cell("float", "0.1"),
            cell("date", "2024-01-02"),
            cell("date", "2024-01-02T12:00:00"),
            cell("time", "PT06H00M00S"),
        )
    )

    assert found[0].number == Decimal("0.1")
    assert [one.moment for one in found[1:]] == [date(2024, 1, 2), datetime(2024, 1, 2, 12), time(6)]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("xml", "kind", "quoted"),
    [
        (cell("float", "2", "2", formula="of:=1+1"), CellKind.NUMBER, "2"),
        (cell("percentage", "0.5", "50 %", formula="of:=1/2"), CellKind.PERCENT, "50\u00a0%"),
        (cell(formula="of:=1+1"), CellKind.UNCOMPUTED, "formule sans résultat"),
        (cell(shown="Err:502", formula="of:=1+"), CellKind.ERROR, "Err:502"),
        ('<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"'
         ' table:formula="of:=NA()"><text:p>#N/A</text:p></table:table-cell>', CellKind.ERROR, "#N/A"),
    ],
)  # fmt: skip
def test_a_formula_gives_its_last_value_and_says_so(xml: str, kind: CellKind, quoted: str) -> None:
    (found,) = cells(row(xml))

    assert (found.kind, found.quoted, found.is_formula) == (kind, quoted, True)


def test_a_text_keeps_its_lines_and_spaces_and_leaves_notes_and_drawings_aside() -> None:
    xml = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>une note</text:p>'
        "</office:annotation><text:p>un<text:s text:c='3'/><text:span>deux</text:span><text:tab/>"
        "trois<draw:frame xmlns:draw='d'><text:p>dessin</text:p></draw:frame></text:p><text:p>quatre</text:p>"
        "</table:table-cell>"
    )

    (found,) = cells(row(xml))

    assert found.text == "un   deux\ttrois\nquatre"


def test_repeated_rows_and_columns_are_where_they_show() -> None:
    found = cells(
        row(BLANK, number_rows_repeated="20000")
        + row(
            '<table:table-cell table:number-columns-repeated="2"/>',
            cell("float", "1", number_columns_repeated="2"),
            number_rows_repeated="2",
        )
        + row('<table:table-cell table:number-columns-repeated="16384"/>', number_rows_repeated="1000000")
    )

    assert [one.address for one in found] == ["C20001", "D20001", "C20002", "D20002"]


def test_what_is_hidden_or_merged_is_told_where_there_is_data() -> None:
    found = sheet(
        "<table:table-column/>"
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        "<table:table-header-rows>"
        + row(
            cell("float", "1", number_columns_spanned="2"), "<table:covered-table-cell/>", cell("float", "2")
        )
        + "</table:table-header-rows>"
        + row(cell("float", "3"), visibility="filter")
        + row(BLANK, visibility="collapse")
    )

    assert (found.hidden_rows, found.hidden_columns, found.merged) == ((2,), (2,), ("A1:B1",))


def test_a_value_under_a_merged_cell_is_read() -> None:
    covered = '<table:covered-table-cell office:value-type="float" office:value="7"/>'

    found = cells(row(cell("float", "1", number_columns_spanned="2"), covered))

    assert [(one.address, one.number) for one in found] == [("A1", 1), ("B1", 7)]


def test_a_hidden_sheet_is_told() -> None:
    hidden = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta1" style:family="table">{hidden}</style:style>'
    tables = f'<table:table table:name="F1" table:style-name="ta1">{row(cell("float", "1"))}</table:table>'

    (found,) = read_here(archive(ods_entries(tables, styles)), "a.ods").sheets

    assert found.state == SheetState.HIDDEN


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({**ods_entries(""), "mimetype": "application/vnd.oasis.opendocument.text"}, "n’est pas celui"),
        ({**ods_entries(""), "META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}, "mot de passe"),
        ({**ods_entries(""), "Basic/Standard/Module1.xml": "<a/>"}, "macros"),
        ({**ods_entries(""), "content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "dangereuse"),
        ({**ods_entries(""), "content.xml": f"<!--{'x' * 70_000}--><!DOCTYPE a><a/>"}, "dangereuse"),
        ({**ods_entries(""), "content.xml": "<a>"}, "abîmé"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "abîmé"),
        (
            ods_entries('<table:table><table:table-source xmlns:x="x" x:href="f.ods"/></table:table>'),
            "autres fichiers",
        ),
        (ods_entries("<table:dde-links/>"), "autres fichiers"),
        (ods_entries("<table:table/>" * 51), "feuilles"),
    ],
)
def test_a_document_that_could_harm_is_refused(entries: dict[str, str | bytes], expected: str) -> None:
    with pytest.raises(UnreadableFile, match=expected):
        read_here(archive(entries), "a.ods")


def test_an_empty_basic_library_is_no_macro() -> None:
    entries = {**ods_entries(""), "Basic/script-lc.xml": "<a/>", "Basic/Standard/script-lb.xml": "<a/>"}

    assert read_here(archive(entries), "a.ods").sheets == ()

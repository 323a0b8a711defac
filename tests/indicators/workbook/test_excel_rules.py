"""What Excel is strict on, read in the XML of the workbook: it refuses or repairs what breaks its rules."""

import re
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from indicators.actions import record_measurement
from indicators.models import Indicator
from indicators.workbook.making import workbook_file
from tests.indicators.workbook.conftest import sheet_of

pytestmark = pytest.mark.django_db
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
# CT_Worksheet is a sequence: ECMA-376, part 1, § 18.3.1.99.
SEQUENCE = [
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr"),
    *("sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations"),
    *("hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
]
LONG = "Un commentaire très long, <b>avec</b> & des signes\u000b _x000D_ =1+1 </r>"


@pytest.fixture
def parts(contract_67, rate, visits, alsace, editor_67):
    """The XML parts of a workbook that holds what may go wrong, by name."""
    record_measurement(
        contract=contract_67,
        indicator=rate,
        year=2024,
        value=Decimal("12.5"),
        comment=(LONG * 60)[:4000],
        by=editor_67,
    )
    Indicator.objects.filter(pk=visits.pk).update(label="Libellé " * 30)
    content = workbook_file(sheet_of(editor_67), "xlsx").content
    with ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}  # noqa: S314 (our own)


def leaves(parts):
    """The sheets, by the name of their part."""
    return {name: root for name, root in parts.items() if name.startswith("xl/worksheets/sheet")}


def test_the_parts_are_all_typed_and_tied(parts):
    types = parts["[Content_Types].xml"]
    typed = {one.get("PartName").lstrip("/") for one in types.iter(f"{TYPES}Override")}
    assert typed <= set(parts)
    assert {name for name in parts if name.startswith("xl/worksheets/sheet")} <= typed
    tied = {one.get("Target") for one in parts["xl/_rels/workbook.xml.rels"].iter(f"{RELATIONS}Relationship")}
    assert {f"xl/{target}" for target in tied} <= set(parts)


def test_each_sheet_follows_the_sequence_of_the_schema(parts):
    for root in leaves(parts).values():
        names = [child.tag.removeprefix(MAIN) for child in root]
        assert names == sorted(names, key=SEQUENCE.index)
        assert len(names) == len(set(names))


def test_names_of_sheets_and_defined_names_are_ones_that_excel_takes(parts):
    book = parts["xl/workbook.xml"]
    names = [one.get("name") for one in book.iter(f"{MAIN}sheet")]
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    defined = {one.get("name"): one.text for one in book.iter(f"{MAIN}definedName")}
    assert set(defined) == {"_xlnm.Print_Titles"}
    assert all(text.split("!")[0].strip("'") in names for text in defined.values())


def test_rows_columns_and_cells_are_in_order_and_within_bounds(parts):
    for root in leaves(parts).values():
        rows = [int(one.get("r")) for one in root.iter(f"{MAIN}row")]
        assert rows == sorted(set(rows))
        assert all(0 < float(one.get("ht", 15)) <= 409.5 for one in root.iter(f"{MAIN}row"))
        spans = [(int(one.get("min")), int(one.get("max"))) for one in root.iter(f"{MAIN}col")]
        assert all(first <= last for first, last in spans)
        assert all(one[1] < other[0] for one, other in pairwise(spans))
        assert all(0 < float(one.get("width")) <= 255 for one in root.iter(f"{MAIN}col"))
        assert not list(root.iter(f"{MAIN}f"))


def test_texts_are_shared_whole_and_within_what_a_cell_holds(parts):
    shared = parts["xl/sharedStrings.xml"]
    texts = ["".join(one.itertext()) for one in shared.iter(f"{MAIN}si")]
    assert int(shared.get("uniqueCount")) == len(texts) == len(set(texts))
    assert all(len(text) <= 32_767 for text in texts)
    used = [
        int(cell.find(f"{MAIN}v").text)
        for root in leaves(parts).values()
        for cell in root.iter(f"{MAIN}c")
        if cell.get("t") == "s"
    ]
    assert (len(used), max(used) < len(texts)) == (int(shared.get("count")), True)


def test_styles_are_counted_and_each_cell_names_one(parts):
    styles = parts["xl/styles.xml"]
    for name in ("fonts", "fills", "borders", "cellXfs"):
        group = styles.find(f"{MAIN}{name}")
        assert int(group.get("count")) == len(group)
    formats = len(styles.find(f"{MAIN}cellXfs"))
    used = {int(cell.get("s", 0)) for root in leaves(parts).values() for cell in root.iter(f"{MAIN}c")}
    assert max(used) < formats


def test_lists_and_their_messages_are_short_enough(parts):
    found = [one for root in leaves(parts).values() for one in root.iter(f"{MAIN}dataValidations")]
    assert found
    for group in found:
        assert int(group.get("count")) == len(group)
        for one in group:
            assert one.get("type") == "list"
            assert len(one.find(f"{MAIN}formula1").text) <= 255
            assert len(one.get("errorTitle")) <= 32
            assert len(one.get("error")) <= 255
            assert one.get("sqref")


def test_sheets_are_protected_without_a_password_and_headers_are_short(parts):
    for root in leaves(parts).values():
        protection = root.find(f"{MAIN}sheetProtection")
        assert protection.get("sheet") == "1"
        assert not {"password", "hashValue", "algorithmName"} & set(protection.keys())
        for one in root.iter(f"{MAIN}headerFooter"):
            assert all(len(child.text) <= 255 for child in one)
    views = [view for root in leaves(parts).values() for view in root.iter(f"{MAIN}sheetView")]
    assert sum(view.get("tabSelected") == "1" for view in views) == 1

"""XLSX: the values by calamine, the rest from the XML of the sheets."""

import io
import posixpath
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from core.spreadsheets.archive import WITH_MACROS, Archive
from core.spreadsheets.aside import aside
from core.spreadsheets.refusal import BROKEN, Refused
from core.spreadsheets.values import (
    NotAdmitted,
    check_area,
    check_extent,
    check_rows,
    check_texts,
    holds_something,
    plain_rows,
)
from core.spreadsheets.xlsx_facts import Facts, facts_of, has_facts, percent_styles
from core.spreadsheets.xml import elements

STATES = {"hidden": "hidden", "veryHidden": "very_hidden"}
# Rows whose columns are looked at together.
STEP = 1_000
Place = tuple[int, int]
Values = list[list[Any]]


def read_xlsx(archive: Archive, limits: dict[str, Any]) -> list[dict[str, Any]]:
    """Each sheet as a mapping that `marshal` can write."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(archive.content))
        return list(_sheets(book, archive, limits))
    except CalamineError as error:
        raise Refused(BROKEN) from error


def _sheets(book: CalamineWorkbook, archive: Archive, limits: dict[str, Any]) -> Iterator[dict[str, Any]]:
    workbook = elements(archive.read("xl/workbook.xml"), "sheet", "calcPr")
    is_calculated = not any(attributes.get("fullCalcOnLoad") in {"1", "true"} for _, attributes in workbook)
    told = [attributes for name, attributes in workbook if name == "sheet"]
    paths, percents = _paths(archive), _percents(archive)
    if len(told) > limits["sheets"]:
        raise Refused(f"Ce classeur a {len(told)} feuilles, plus que les {limits['sheets']} admises.")
    for place, (known, attributes) in enumerate(zip(book.sheets_metadata, told, strict=True)):
        if known.typ == SheetTypeEnum.MacroSheet:
            raise Refused(WITH_MACROS)
        if known.typ == SheetTypeEnum.WorkSheet:
            path = paths.get(attributes.get("id", ""), "")
            sought = aside(_has_facts, archive, path, percents)
            sheet = book.get_sheet_by_index(place)
            facts = Facts(percents, is_calculated)
            if sought.result():
                facts = facts_of(archive.read(path), percents, is_calculated=is_calculated)
            state = STATES.get(attributes.get("state", ""), "visible")
            yield {"name": known.name, "state": state, **_content(sheet, facts, limits)}


def _has_facts(archive: Archive, path: str, percents: frozenset[str]) -> bool:
    with archive.opened(path) as entry:
        return has_facts(entry, percents)


def _paths(archive: Archive) -> dict[str, str]:
    related = elements(archive.read("xl/_rels/workbook.xml.rels"), "Relationship")
    return {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))).lstrip("/")
        for _, one in related
    }


def _percents(archive: Archive) -> frozenset[str]:
    return percent_styles(archive.read("xl/styles.xml")) if "xl/styles.xml" in archive.names else frozenset()


def _content(sheet: CalamineSheet, facts: Facts, limits: dict[str, Any]) -> dict[str, Any]:
    name = sheet.name
    (row, column), (last_row, last_column) = sheet.start or (0, 0), sheet.end or (0, 0)
    # The library leaves out the formulas without a result.
    formulas = [(at - 1, along) for at, along in facts.formulas]
    check_extent(name, (last_row, last_column), limits)
    for corner in formulas:
        check_extent(name, corner, limits)
    check_area(name, last_row - row + 1, last_column + 1, limits)
    before = [None] * column
    values = sheet.to_python()
    try:
        for at in range(0, len(values), STEP):
            values[at : at + STEP] = plain_rows(values[at : at + STEP], before, limits["text"])
    except NotAdmitted:
        check_texts(name, values, row + 1, limits)
    values, row = _widened(values, row, formulas, name, limits)
    # One more, that of the titles: then only are the rows that hold something worth counting.
    if len(values) > limits["rows"] + 1:
        check_rows(name, sum(map(holds_something, values)), limits)
    return _described(values, row + 1, facts)


def _widened(
    values: Values, first: int, places: list[Place], name: str, limits: dict[str, Any]
) -> tuple[Values, int]:
    """The rows, and where they start, from 0, so that all the places are among them."""
    rows = [row for row, _ in places]
    first = first if values else min(rows, default=0)
    top, bottom = min([first, *rows]), max([first + len(values) - 1, *rows])
    width = max([len(cells) for cells in values[:1]] + [column + 1 for _, column in places], default=0)
    check_area(name, bottom + 1 - top, width, limits)
    blank: list[Any] = [None] * width
    above, below = [blank] * (first - top), [blank] * (bottom + 1 - first - len(values))
    if values and len(values[0]) < width:
        values = [cells + blank[len(cells) :] for cells in values]
    return above + values + below, top


def _described(values: Values, first_row: int, facts: Facts) -> dict[str, Any]:
    hidden_rows = [row for row in facts.hidden_rows if 0 <= row - first_row < len(values)]
    hidden_columns = (
        {
            column
            for first, last in facts.hidden_columns
            for column in range(first, min(last + 1, len(values[0])))
        }
        if values
        else set()
    )
    return {
        "first_row": first_row,
        "values": values,
        "marks": _marks(values, first_row, facts),
        "hidden_rows": sorted(row for row in hidden_rows if holds_something(values[row - first_row])),
        "hidden_columns": sorted(
            column for column in hidden_columns if any(cells[column] is not None for cells in values)
        ),
        "merged": facts.merged,
    }


def _marks(values: Values, first_row: int, facts: Facts) -> dict[Place, tuple[str, str, bool]]:
    def value_at(place: Place) -> Any:
        row, column = place[0] - first_row, place[1]
        return values[row][column] if 0 <= row < len(values) and column < len(values[row]) else None

    computed = _computed(values, first_row, facts)
    marks = {place: ("error", shown or "#ERREUR", place in computed) for place, shown in facts.errors.items()}
    for place in facts.percent_cells:
        if isinstance(value_at(place), float):
            marks[place] = ("percent", "", place in computed)
    for place in computed:
        has_result = value_at(place) is not None or place in facts.texts_of_formulas or place in facts.errors
        if not has_result or not facts.is_calculated:
            marks[place] = ("uncomputed", "", True)
        elif place not in marks:
            marks[place] = ("", "", True)
    return marks


def _computed(values: Values, first_row: int, facts: Facts) -> set[Place]:
    """The cells whose value is the result of a formula, their own or that of a cell near them."""
    found = set(facts.formulas)
    end = first_row + len(values)
    for top, left, bottom, right in facts.spilled:
        for row in range(max(top, first_row), min(bottom + 1, end)):
            cells = values[row - first_row]
            found.update((row, at) for at in range(left, min(right + 1, len(cells))) if cells[at] is not None)
    return found

"""ODS, read in one pass: each cell says its type, its exact value, its formula and what covers it.

calamine reads the values of an ODS too, but tells neither percentages, formulas, hidden rows nor errors.
"""

from collections.abc import Callable
from typing import Any

from core.spreadsheets.addresses import letters_of
from core.spreadsheets.archive import WITH_LINKS, Archive
from core.spreadsheets.ods_cell import mark_of, value_of
from core.spreadsheets.refusal import Refused
from core.spreadsheets.values import (
    NBSP,
    check_area,
    check_extent,
    check_rows,
    check_texts,
    holds_something,
)
from core.spreadsheets.xml import APART, parsed, parser_for

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXT, STYLE = (f"{OASIS}{part}:1.0{APART}" for part in ("table", "office", "text", "style"))
# What may hold paragraphs or tables without being cells.
ASIDE = {f"{OFFICE}annotation", f"{TABLE}shapes", f"{TABLE}tracked-changes", f"{TABLE}content-validations"}
LINKED = {f"{TABLE}table-source", f"{TABLE}cell-range-source", f"{TABLE}dde-links"}
CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
HIDDEN = {"collapse", "filter"}
BREAKS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
Attributes = dict[str, str]


def read_ods(archive: Archive, limits: dict[str, Any]) -> list[dict[str, Any]]:
    """Each sheet as a mapping that `marshal` can write."""
    reader = _Reader(limits)
    parsed(archive.read("content.xml"), reader.parser)
    return reader.sheets


def count_of(attributes: Attributes, name: str) -> int:
    """How many times a row or column is repeated, or a cell spans: 1 unless told."""
    told = attributes.get(TABLE + name, "")
    return max(int(told), 1) if told.isdigit() and len(told) < 10 else 1


class _Sheet:
    """One sheet as it is being read. `row` and `column` are where the next ones go, from 0."""

    def __init__(self, name: str, state: str) -> None:
        self.name, self.state = name, state
        self.row = self.column = self.declared = 0
        self.rows: dict[int, list[Any]] = {}
        self.marks: dict[tuple[int, int], tuple[str, str, bool]] = {}
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged: list[str] = []

    def told(self, limits: dict[str, Any]) -> dict[str, Any]:
        """The sheet for `marshal`: its rows from the first that holds a value to the last, one width."""
        width = max(map(len, self.rows.values()), default=0)
        first, last = min(self.rows, default=0), max(self.rows, default=-1)
        check_rows(self.name, len(self.rows), limits)
        check_area(self.name, last - first + 1, width, limits)
        blank: list[Any] = [None] * width
        values = [
            cells + blank[len(cells) :] if (cells := self.rows.get(row)) else blank
            for row in range(first, last + 1)
        ]
        check_texts(self.name, values, first + 1, limits)
        return {
            "name": self.name,
            "state": self.state,
            "first_row": first + 1,
            "values": values,
            "marks": self.marks,
            "hidden_rows": [row + 1 for row in self.hidden_rows if row in self.rows],
            "hidden_columns": [
                at
                for at in self.hidden_columns
                if at < width and any(cells[at] is not None for cells in values)
            ],
            "merged": self.merged,
        }


class _Reader:
    """Reads the content of a document."""

    def __init__(self, limits: dict[str, Any]) -> None:
        self.limits = limits
        self.sheets: list[dict[str, Any]] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.sheet: _Sheet | None = None
        self.aside = 0
        self.cell: Attributes | None = None
        self.pieces: list[str] = []
        self.line: list[Any] = []
        self.line_marks: dict[int, tuple[str, str, bool]] = {}
        self.repeated, self.is_hidden = 1, False
        self.starts = self._starts()
        self.ends: dict[str, Callable[[], None]] = {
            f"{TABLE}table": self.end_sheet,
            f"{TABLE}table-row": self.end_row,
            **dict.fromkeys(CELLS, self.end_cell),
        }
        self.parser = parser_for(self.start)
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def _starts(self) -> dict[str, Callable[[Attributes], None]]:
        return {
            f"{STYLE}style": self.start_style,
            f"{STYLE}table-properties": self.start_properties,
            f"{TABLE}table": self.start_sheet,
            f"{TABLE}table-column": self.start_column,
            f"{TABLE}table-row": self.start_row,
            **dict.fromkeys(CELLS, self.start_cell),
            f"{TEXT}p": self.start_paragraph,
            f"{TEXT}s": self.start_spaces,
        }

    def start(self, name: str, attributes: Attributes) -> None:
        if name in LINKED:
            raise Refused(WITH_LINKS)
        # A drawing within a cell may hold paragraphs and tables of its own.
        if self.aside or name in ASIDE or (self.cell is not None and not name.startswith((TEXT, OFFICE))):
            self.aside += 1
        elif name in BREAKS:
            self.pieces.append(BREAKS[name])
        elif action := self.starts.get(name):
            action(attributes)

    def end(self, name: str) -> None:
        if self.aside:
            self.aside -= 1
        elif action := self.ends.get(name):
            action()

    def characters(self, text: str) -> None:
        if self.cell is not None and not self.aside:
            self.pieces.append(text)

    def start_style(self, attributes: Attributes) -> None:
        self.style = attributes.get(f"{STYLE}name", "")

    def start_properties(self, attributes: Attributes) -> None:
        if attributes.get(f"{TABLE}display") == "false":
            self.hidden_styles.add(self.style)

    def start_sheet(self, attributes: Attributes) -> None:
        if len(self.sheets) == self.limits["sheets"]:
            raise Refused(
                f"Ce classeur a plus de {self.limits['sheets']} feuilles{NBSP}: supprimez les inutiles."
            )
        is_hidden = attributes.get(f"{TABLE}style-name") in self.hidden_styles
        self.sheet = _Sheet(attributes.get(f"{TABLE}name", ""), "hidden" if is_hidden else "visible")

    def end_sheet(self) -> None:
        if self.sheet:
            self.sheets.append(self.sheet.told(self.limits))
        self.sheet = None

    def start_column(self, attributes: Attributes) -> None:
        if self.sheet:
            count = count_of(attributes, "number-columns-repeated")
            if attributes.get(f"{TABLE}visibility") in HIDDEN:
                end = min(self.sheet.declared + count, self.limits["columns"])
                self.sheet.hidden_columns += range(self.sheet.declared, end)
            self.sheet.declared += count

    def start_row(self, attributes: Attributes) -> None:
        self.repeated = count_of(attributes, "number-rows-repeated")
        self.is_hidden = attributes.get(f"{TABLE}visibility") in HIDDEN
        self.line, self.line_marks = [], {}
        if self.sheet:
            self.sheet.column = 0

    def end_row(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        if holds_something(self.line) or self.line_marks:
            if self.repeated > self.limits["rows"]:
                check_rows(sheet.name, self.repeated, self.limits)
            for row in range(sheet.row, sheet.row + self.repeated):
                sheet.rows[row] = self.line
                sheet.marks.update({(row + 1, at): mark for at, mark in self.line_marks.items()})
                if self.is_hidden:
                    sheet.hidden_rows.append(row)
            check_rows(sheet.name, len(sheet.rows), self.limits)
        sheet.row += self.repeated

    def start_cell(self, attributes: Attributes) -> None:
        self.cell, self.pieces = attributes, []

    def end_cell(self) -> None:
        sheet, cell = self.sheet, self.cell
        self.cell = None
        if sheet is None or cell is None:
            return
        count = count_of(cell, "number-columns-repeated")
        text = "".join(self.pieces)
        value, mark = value_of(cell, text), mark_of(cell, text)
        if value is not None or mark:
            check_extent(sheet.name, (sheet.row, sheet.column + count - 1), self.limits)
            self.line += [None] * (sheet.column - len(self.line)) + [value] * count
            if mark:
                self.line_marks.update(dict.fromkeys(range(sheet.column, sheet.column + count), mark))
        self.keep_merged(sheet, cell)
        sheet.column += count

    def keep_merged(self, sheet: _Sheet, cell: Attributes) -> None:
        wide, high = count_of(cell, "number-columns-spanned"), count_of(cell, "number-rows-spanned")
        if wide > 1 or high > 1:
            start = f"{letters_of(sheet.column)}{sheet.row + 1}"
            sheet.merged.append(f"{start}:{letters_of(sheet.column + wide - 1)}{sheet.row + high}")

    def start_paragraph(self, _: Attributes) -> None:
        if self.cell is not None and self.pieces:
            self.pieces.append("\n")

    def start_spaces(self, attributes: Attributes) -> None:
        told = attributes.get(f"{TEXT}c", "")
        # As many as a cell could hold at most: the number is the file's.
        self.pieces.append(
            " " * min(int(told) if told.isdigit() and len(told) < 10 else 1, self.limits["text"] + 1)
        )

"""The workbook as XLSX."""

from collections import defaultdict
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from core.formats import NBSP
from core.tabular.texts import clean
from indicators.workbook.layout import FONT, GENERAL, TEXT, Choices, Leaf, Page, Style, Workbook

A4 = 9
EDGE = "#B8C0CC"
# What a person may do on a protected sheet besides filling: see a long comment whole.
ALLOWED = {"format_rows": True, "format_columns": True, "objects": True, "scenarios": True}
MAX_TEXT = 32_000


def to_xlsx(book: Workbook) -> bytes:
    """The file."""
    output = BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as file:
        file.set_properties({"title": book.title, "author": book.author})
        formats = {style.name: file.add_format(_format(style)) for style in book.styles}
        for leaf in book.leaves:
            sheet = file.add_worksheet(leaf.name)
            _dress(sheet, leaf)
            _write(sheet, leaf, formats, book.lists)
            if leaf.name == book.opens_on:
                sheet.activate()
    return output.getvalue()


def _format(style: Style) -> dict[str, Any]:
    look: dict[str, Any] = {
        "font_name": FONT,
        "font_size": style.size,
        "bold": style.is_bold,
        "italic": style.is_italic,
        "font_color": style.color,
        "text_wrap": style.wraps,
        "align": style.align,
        "valign": "vcenter" if style.is_centred else "top",
        # Excel leaves no room between a number and the text of the next cell.
        "indent": style.indent or int(style.align == "right"),
        "locked": not style.is_input,
        "num_format": _number(style.number),
    }
    if style.fill:
        look["bg_color"] = style.fill
    if style.has_border:
        look |= {"border": 1, "border_color": EDGE}
    return look


def _number(number: str) -> str:
    if number == TEXT:
        return "@"
    if number == GENERAL:
        return "General"
    return "#,##0" + (f".{'0' * int(number)}" if int(number) else "")


def _dress(sheet: Worksheet, leaf: Leaf) -> None:
    for place, width in enumerate(leaf.widths):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    if leaf.tab:
        sheet.set_tab_color(leaf.tab)
    if any(leaf.frozen):
        sheet.freeze_panes(*leaf.frozen)
    if leaf.is_protected:
        sheet.protect("", ALLOWED)
    if leaf.is_hidden:
        sheet.hide()
    if leaf.page:
        _print(sheet, leaf, leaf.page)


def _print(sheet: Worksheet, leaf: Leaf, page: Page) -> None:
    sheet.set_paper(A4)
    if page.is_landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(leaf.pages_wide, 0)
    if leaf.pages_wide > 1:
        sheet.repeat_columns(0, leaf.frozen[1] - 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.65)
    left, right, foot = (
        one.replace("&", "&&") for one in (page.header_left, page.header_right, page.footer_left)
    )
    sheet.set_header(f"&L&9{NBSP}{left}&R&9{NBSP}{right}")
    sheet.set_footer(f"&L&8{NBSP}{foot}&R&8Page &P sur &N")
    if leaf.repeated is not None:
        sheet.repeat_rows(leaf.repeated)


def _write(sheet: Worksheet, leaf: Leaf, formats: dict[str, Format], lists: dict[str, Choices]) -> None:
    for row, line in enumerate(leaf.lines):
        if line.height:
            sheet.set_row(row, line.height)
        for place, item in enumerate(line.items):
            style = formats[item.style.name]
            if isinstance(item.value, Decimal):
                sheet.write_number(row, place, item.value, style)
            elif item.value:
                sheet.write_string(row, place, _safe(item.value), style)
            else:
                sheet.write_blank(row, place, None, style)
    for name, spans in _spans(leaf).items():
        sheet.data_validation(*spans[0], {**_validation(lists[name]), "other_cells": spans[1:]})


def _spans(leaf: Leaf) -> dict[str, list[list[int]]]:
    """By list, where it is chosen from, as few ranges as hold them all: [row, column, last row, column]."""
    found: dict[str, list[list[int]]] = defaultdict(list)
    last: dict[int, list[int]] = {}
    for row, line in enumerate(leaf.lines):
        for place, item in enumerate(line.items):
            span = last.get(place)
            if item.choices and span and span[2] == row - 1:
                span[2] = row
            elif item.choices:
                last[place] = [row, place, row, place]
                found[item.choices].append(last[place])
    return found


def _validation(choices: Choices) -> dict[str, Any]:
    column = xl_col_to_name(choices.column, col_abs=True)
    return {
        "validate": "list",
        "source": f"='{choices.leaf}'!{column}$2:{column}${len(choices.values) + 1}",
        "error_title": "Choisissez dans la liste",
        "error_message": choices.refusal,
    }


def _safe(text: str) -> str:
    """Within a cell. The library writes what is between <r> and </r> as raw XML."""
    kept = clean(text)[:MAX_TEXT]
    return f"{kept} " if kept.endswith("</r>") else kept

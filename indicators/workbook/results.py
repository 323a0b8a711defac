"""« Résultats »: one line an indicator, by engagement and objective, with today's values in the cells to
fill."""

from collections.abc import Collection, Iterator
from decimal import Decimal

from core.formats import NBSP
from indicators.cells import Cell
from indicators.readings import IndicatorYear, Reading
from indicators.sheet import Sheet, SheetEngagement, SheetObjective, SheetRow
from indicators.workbook import styles
from indicators.workbook.choices import Offers
from indicators.workbook.columns import COLUMNS, FROZEN_COLUMNS, INPUTS, RESULTS, Column
from indicators.workbook.layout import Item, Leaf, Line, Page, Style, height_of

HEADER_ROW = 2
TAB = styles.NAVY
FACTS = tuple(column for column in COLUMNS if not column.is_input)


def codes_of(sheet: Sheet) -> dict[str, SheetRow]:
    """The rows by the code that names them in the workbook: the indicator's, or its key where it is
    repeated."""
    codes: dict[str, SheetRow] = {}
    for key, row in sheet.rows.items():
        code = row.year.indicator.code
        codes[key if code in codes else code] = row
    return codes


def results_leaf(
    sheet: Sheet, offers: Offers, page: Page, *, title: str, only: Collection[int] | None = None
) -> Leaf:
    """The sheet to fill; `only` keeps the indicators of these keys, as for a contributor."""
    codes = {id(row): code for code, row in codes_of(sheet).items()}
    lines = [
        Line([Item(title, styles.TITLE)]),
        Line([Item(_howto(sheet), styles.SUBTITLE)]),
        Line([_head(sheet, column) for column in COLUMNS], height=30),
    ]
    for engagement in sheet.engagements:
        lines += _engagement(engagement, sheet, offers, codes, only)
    return Leaf(
        name=RESULTS,
        widths=[column.width for column in COLUMNS],
        lines=lines,
        page=page,
        frozen=(HEADER_ROW + 1, FROZEN_COLUMNS),
        repeated=HEADER_ROW,
        tab=TAB,
    )


def _howto(sheet: Sheet) -> str:
    fictitious = " Données fictives, pour la démonstration." if sheet.contract.is_fictitious else ""
    return (
        f"Remplissez les cases jaunes, laissez vide ce que vous ne savez pas. Mode d’emploi{NBSP}: feuille "
        f"«{NBSP}À lire{NBSP}».{fictitious}"
    )


def _head(sheet: Sheet, column: Column) -> Item:
    title = column.title_of(sheet.year)
    usual = sheet.contract.framework.baseline_year
    if column.key == "baseline" and usual:
        title = f"{title} {usual}"
    return Item(title, styles.HEAD_INPUT if column.is_input else styles.HEAD)


def _engagement(
    engagement: SheetEngagement,
    sheet: Sheet,
    offers: Offers,
    codes: dict[int, str],
    only: Collection[int] | None,
) -> Iterator[Line]:
    kept = [(one, _kept(one, only)) for one in engagement.objectives]
    if any(rows for _, rows in kept):
        label = engagement.engagement.label if engagement.engagement else "Autres objectifs"
        yield _band(label, styles.ENGAGEMENT, 20)
    for one, rows in kept:
        if rows:
            yield _band(f"{one.objective.number}. {one.objective.label}", styles.OBJECTIVE, 16)
        for row in rows:
            yield _line(row, codes[id(row)], sheet, offers)


def _kept(objective: SheetObjective, only: Collection[int] | None) -> list[SheetRow]:
    return [row for row in objective.rows if only is None or row.year.indicator.pk in only]


def _band(text: str, style: Style, height: int) -> Line:
    """A title across the sheet: it overflows on empty cells, for merged cells are lost when rows move."""
    return Line([Item(text, style), *(Item("", style) for _ in COLUMNS[1:])], height=height)


def _line(row: SheetRow, code: str, sheet: Sheet, offers: Offers) -> Line:
    usual = sheet.contract.framework.baseline_year
    facts = {
        "code": Item(code, styles.CODE),
        "label": Item(row.year.indicator.label, styles.LABEL),
        "unit": Item(row.year.indicator.unit, styles.FACT),
        "baseline": _baseline(row.year, usual),
        "target": Item(_target(row.year), styles.FACT),
        "previous": _reading(row.year.previous, row.year),
    }
    items = [*(facts[column.key] for column in FACTS), *_inputs(row, offers)]
    return Line(items, height_of(items, [column.width for column in COLUMNS]))


def _baseline(row: IndicatorYear, usual: int | None) -> Item:
    item = _reading(row.baseline, row)
    if row.baseline is None or row.baseline_year == usual:
        return item
    return Item(f"{row.baseline_year}{NBSP}: {_told(item)}", styles.FACT)


def _told(item: Item) -> str:
    return f"{item.value:f}".replace(".", ",") if isinstance(item.value, Decimal) else item.value or ""


def _target(row: IndicatorYear) -> str:
    if row.target is None:
        return ""
    return row.target.wording if row.target.year == row.year else f"{row.target.wording} en {row.target.year}"


def _reading(reading: Reading | None, row: IndicatorYear) -> Item:
    if reading is None:
        return Item(None, styles.FACT)
    if reading.value is None:
        return Item(reading.kind_label, styles.FACT)
    return Item(reading.value.normalize(), styles.figure(row.indicator.decimals))


def _inputs(row: SheetRow, offers: Offers) -> list[Item]:
    cell = row.result
    if cell is None:
        closed = {"kind": "Sans objet", "comment": row.year.exclusion}
        return [Item(closed.get(column.key, ""), styles.CLOSED) for column in INPUTS]
    return [_input(cell, column, offers) for column in INPUTS]


def _input(cell: Cell, column: Column, offers: Offers) -> Item:
    stored = getattr(cell.shown, column.key, None) if column.is_number else None
    value = stored.normalize() if isinstance(stored, Decimal) else text_shown(cell, column, offers)
    if cell.refusal:
        return Item(value, styles.CLOSED_NUMBER if column.is_number else styles.CLOSED)
    if column.is_number:
        return Item(value, styles.INPUT_NUMBER if column.key == "value" else styles.INPUT_PART)
    return Item(value, styles.INPUT, choices=column.choices)


def text_shown(cell: Cell, column: Column, offers: Offers) -> str:
    """What a text or a choice holds in the workbook; where nothing is stored, nothing."""
    if cell.shown is None:
        return ""
    text = cell.texts_of(cell.shown)[column.key]
    return offers.label(column.choices, text) if column.choices and text else text

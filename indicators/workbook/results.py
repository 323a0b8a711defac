"""« Résultats »: one line an indicator, by engagement and objective, with today's values in the cells to
fill."""

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from contracts import years
from core.formats import NBSP
from indicators.cells import Cell
from indicators.enums import ValueKind
from indicators.readings import IndicatorYear, Reading
from indicators.sheet import Sheet, SheetObjective, SheetRow
from indicators.workbook import styles
from indicators.workbook.choices import Offers
from indicators.workbook.columns import COLUMNS, FROZEN_COLUMNS, REASON, RESULTS, Column
from indicators.workbook.layout import Item, Leaf, Line, Page, Style, height_of

HEADER_ROW = 2
RATIO = ("numerator", "denominator")
TAB = styles.NAVY


def codes_of(sheet: Sheet) -> dict[str, SheetRow]:
    """The rows by the code that names them in the workbook: the indicator's, or its key where it is
    repeated."""
    codes: dict[str, SheetRow] = {}
    for key, row in sheet.rows.items():
        code = row.year.indicator.code
        codes[key if code in codes else code] = row
    return codes


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


class Lines:
    """The lines of a sheet under its titles: one an indicator, by engagement and objective."""

    columns: Sequence[Column] = ()

    def __init__(self, sheet: Sheet, only: Collection[int] | None = None) -> None:
        self.sheet, self.only = sheet, only
        self.codes = {id(row): code for code, row in codes_of(sheet).items()}
        self.usual_baseline = sheet.contract.framework.baseline_year

    def lines(self) -> Iterator[Line]:
        """By engagement and objective; those that have nothing to fill are left out."""
        for engagement in self.sheet.engagements:
            kept = [(one, self._kept(one)) for one in engagement.objectives]
            if any(rows for _, rows in kept):
                label = engagement.engagement.label if engagement.engagement else "Autres objectifs"
                yield self._band(label, styles.ENGAGEMENT, 20)
            for one, rows in kept:
                if rows:
                    yield self._band(f"{one.objective.number}. {one.objective.label}", styles.OBJECTIVE, 16)
                yield from map(self._line_of, rows)

    def _kept(self, objective: SheetObjective) -> list[SheetRow]:
        return [row for row in objective.rows if self.only is None or row.year.indicator.pk in self.only]

    def _band(self, text: str, style: Style, height: int) -> Line:
        """A title across the sheet: it overflows on empty cells, for merged cells are lost when rows move."""
        return Line([Item(text, style), *(Item("", style) for _ in self.columns[1:])], height=height)

    def _line_of(self, row: SheetRow) -> Line:
        items = self.items(row)
        return Line(items, height_of(items, [column.width for column in self.columns]))

    def items(self, row: SheetRow) -> list[Item]:
        """The cells of a line, one a column."""
        raise NotImplementedError

    def facts(self, row: SheetRow) -> dict[str, Item]:
        """What is there to be read, by column."""
        return {
            "code": Item(self.codes[id(row)], styles.CODE),
            "label": Item(row.year.indicator.label, styles.LABEL),
            "unit": Item(row.year.indicator.unit, styles.FACT),
            "baseline": _baseline(row.year, self.usual_baseline),
            "target": Item(_target(row.year), styles.FACT),
            "previous": _reading(row.year.previous, row.year),
        }


def leaf_of(table: Lines, name: str, *, title: str, howto: str, page: Page) -> Leaf:
    """A sheet with its title, how to fill it, its columns and its lines."""
    return Leaf(
        name=name,
        widths=[column.width for column in table.columns],
        lines=[
            Line([Item(title, styles.TITLE)], height=24),
            Line([Item(howto, styles.SUBTITLE)], height=18),
            Line([_head(table.sheet, column) for column in table.columns], height=30),
            *table.lines(),
        ],
        page=page,
        frozen=(HEADER_ROW + 1, FROZEN_COLUMNS),
        repeated=HEADER_ROW,
        tab=TAB,
        keys=[column.key for column in table.columns],
    )


class _Results(Lines):
    def __init__(self, sheet: Sheet, offers: Offers, only: Collection[int] | None) -> None:
        super().__init__(sheet, only)
        self.offers = offers
        is_held = (sheet.contract.pk, sheet.year) in years.agreed_editions([sheet.contract])
        self.columns = (*COLUMNS, REASON) if is_held else COLUMNS

    def items(self, row: SheetRow) -> list[Item]:
        """What is known of the indicator, then what is to be filled."""
        facts = self.facts(row)
        return [facts.get(column.key) or _input(row, column, self.offers) for column in self.columns]


def results_leaf(
    sheet: Sheet, offers: Offers, page: Page, *, title: str, only: Collection[int] | None = None
) -> Leaf:
    """The sheet to fill; `only` keeps the indicators of these keys, as for a contributor."""
    return leaf_of(_Results(sheet, offers, only), RESULTS, title=title, howto=_howto(sheet), page=page)


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


def _input(row: SheetRow, column: Column, offers: Offers) -> Item:
    cell = row.result
    if cell is None:
        closed = {"kind": str(ValueKind.NOT_APPLICABLE.label), "comment": row.year.exclusion}
        return Item(closed.get(column.key, ""), styles.CLOSED)
    stored = getattr(cell.shown, column.key, None) if column.is_number else None
    value = stored.normalize() if isinstance(stored, Decimal) else text_shown(cell, column, offers)
    is_closed = cell.refusal or (column.key in RATIO and not cell.asks_ratio)
    if is_closed:
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

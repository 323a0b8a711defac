"""« Cibles »: the contract's targets of all its years, to be filled, beside the nation's."""

from indicators.cells import Cell
from indicators.sheet import Sheet, SheetRow
from indicators.workbook import styles
from indicators.workbook.columns import AIM, TARGETS, aim_columns
from indicators.workbook.layout import Item, Leaf, Page
from indicators.workbook.results import Lines, leaf_of

HOWTO = "Écrivez une cible comme dans la grille\u00a0: ≥ 20, ≤ 5, 80 à 90, × 1,5 (de la référence), 600."


def aims_leaf(sheet: Sheet, page: Page) -> Leaf:
    """The sheet to fill."""
    title = f"Cibles – contrat {sheet.contract}"
    return leaf_of(_Aims(sheet), TARGETS, title=title, howto=HOWTO, page=page)


class _Aims(Lines):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self.columns = aim_columns(sheet.contract.years)

    def items(self, row: SheetRow) -> list[Item]:
        """What is known of the indicator, then its target of each year."""
        facts = self.facts(row) | {"national": Item(_national(row), styles.FACT)}
        aims = {f"{AIM}{cell.year}": _aim(cell) for cell in self.sheet.target_cells(row)}
        closed = Item("", styles.CLOSED)
        return [facts.get(column.key) or aims.get(column.key, closed) for column in self.columns]


def _national(row: SheetRow) -> str:
    target = row.year.national_target
    if target is None:
        return ""
    return f"{target.wording} en {target.year}" if target.year else target.wording


def _aim(cell: Cell) -> Item:
    return Item(cell.texts["value"], styles.CLOSED if cell.refusal else styles.INPUT)

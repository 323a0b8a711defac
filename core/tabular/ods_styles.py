"""The styles of an ODS: column widths, and numbers shown in French wherever the file opens."""

from collections.abc import Sequence

from odf.element import Element
from odf.number import DateStyle, Day, Month, Number, NumberStyle, Text, TextContent, TextStyle, Year
from odf.style import Style, TableCellProperties, TableColumnProperties, TextProperties

from core.formats import NBSP
from core.tabular.table import Column, ColumnKind

WIDTHS = {ColumnKind.TEXT: "7cm", ColumnKind.EUROS: "4cm"}
DEFAULT_WIDTH = "3cm"
NOTE_WIDTH = "18cm"
RULE = "0.5pt solid #000000"
SUFFIXES = {ColumnKind.EUROS: f"{NBSP}€", ColumnKind.PERCENT: f"{NBSP}%"}


def add_styles(styles: Element, columns: Sequence[Column]) -> None:
    """Add `head`, `note`, `wide`, and for each column `w0` its width, `n0` its format and `c0` its cells."""
    head = _style("head", "table-cell", TableCellProperties(borderbottom=RULE, wrapoption="wrap"))
    head.addElement(TextProperties(fontweight="bold"))
    styles.addElement(head)
    styles.addElement(_style("note", "table-cell", TableCellProperties(wrapoption="wrap")))
    styles.addElement(_width("wide", NOTE_WIDTH))
    for place, column in enumerate(columns):
        kind = ColumnKind(column.kind)
        styles.addElement(_width(f"w{place}", WIDTHS.get(kind, DEFAULT_WIDTH)))
        styles.addElement(_data_style(f"n{place}", kind, column.decimals))
        styles.addElement(Style(name=f"c{place}", family="table-cell", datastylename=f"n{place}"))


def _style(name: str, family: str, properties: Element) -> Element:
    style = Style(name=name, family=family)
    style.addElement(properties)
    return style


def _width(name: str, width: str) -> Element:
    return _style(name, "table-column", TableColumnProperties(columnwidth=width))


def _data_style(name: str, kind: ColumnKind, decimals: int | None) -> Element:
    if kind == ColumnKind.TEXT:
        kept, parts = TextStyle, [TextContent()]
    elif kind == ColumnKind.DATE:
        day, month, year = (part(style="long") for part in (Day, Month, Year))
        kept, parts = DateStyle, [day, Text(text="/"), month, Text(text="/"), year]
    else:
        suffix = [Text(text=SUFFIXES[kind])] if kind in SUFFIXES else []
        kept, parts = NumberStyle, [Number(minintegerdigits=1, **_places(kind, decimals)), *suffix]
    style = kept(name=name, language="fr", country="FR")
    for part in parts:
        style.addElement(part)
    return style


def _places(kind: ColumnKind, decimals: int | None) -> dict[str, int | str]:
    if kind == ColumnKind.YEAR:
        return {"decimalplaces": 0}
    fixed = {ColumnKind.INTEGER: 0, ColumnKind.EUROS: 2}.get(kind, decimals)
    return {} if fixed is None else {"decimalplaces": fixed, "grouping": "true"}

"""How an ODS opens: what LibreOffice keeps in the settings of a document."""

from collections.abc import Mapping

from odf.config import ConfigItem, ConfigItemMapEntry, ConfigItemMapIndexed, ConfigItemMapNamed, ConfigItemSet
from odf.element import Element
from odf.namespaces import OOONS

FROZEN = 2
# Which part of a split sheet is the active one: below, and on the right where there is one.
BELOW, BELOW_RIGHT = 2, 3


def freeze(settings: Element, panes: Mapping[str, tuple[int, int]], *, opens_on: str) -> None:
    """Keep the first rows and columns of each sheet of `panes` in sight; the document opens on `opens_on`."""
    tables = ConfigItemMapNamed(name="Tables")
    for sheet, (rows, columns) in panes.items():
        tables.addElement(_frozen(sheet, rows, columns))
    view = _inside(ConfigItemMapEntry(), tables)
    view.addElement(ConfigItem(name="ActiveTable", type="string", text=opens_on))
    kept = _inside(ConfigItemSet(name="ooo:view-settings"), _inside(ConfigItemMapIndexed(name="Views"), view))
    # The library declares the prefixes of elements and attributes alone; this one is within a value.
    kept.get_nsprefix(OOONS)
    settings.addElement(kept)


def _frozen(sheet: str, rows: int, columns: int) -> Element:
    """The names and types are LibreOffice's own."""
    entry = ConfigItemMapEntry(name=sheet)
    split = {"VerticalSplitMode": ("short", FROZEN), "VerticalSplitPosition": ("int", rows)}
    if columns:
        split |= {"HorizontalSplitMode": ("short", FROZEN), "HorizontalSplitPosition": ("int", columns)}
        split["PositionRight"] = ("int", columns)
    split["ActiveSplitRange"] = ("short", BELOW_RIGHT if columns else BELOW)
    split["PositionBottom"] = ("int", rows)
    for name, (kind, value) in split.items():
        entry.addElement(ConfigItem(name=name, type=kind, text=str(value)))
    return entry


def _inside(parent: Element, child: Element) -> Element:
    parent.addElement(child)
    return parent
